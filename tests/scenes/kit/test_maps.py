"""Maps and edges: everything at its data, numbers in the room that is left for them."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Square, VGroup

from gdcore import BOUNDED_SADDLE, HIMMELBLAU, Landscape
from scenes.kit.edges import drop_line, edge_line
from scenes.kit.layout import Slot
from scenes.kit.maps import MapView, whole_numbers
from scenes.kit.stage import Frame
from tests.scenes.kit.samples import SLOT, corners, inside

SLOT_OF_MAP = Slot(-6, -3.5, 2, 2.5)


@pytest.mark.parametrize("landscape", [BOUNDED_SADDLE, HIMMELBLAU], ids=lambda one: one.name)
def test_every_known_level_point_is_marked_by_its_shape(landscape: Landscape) -> None:
    view = MapView(landscape, SLOT_OF_MAP, *landscape.window)
    crosses = [mark for mark in view.marks if isinstance(mark, VGroup)]
    diamonds = [mark for mark in view.marks if isinstance(mark, Square)]
    for marks, points in ((crosses, landscape.minima), (diamonds, landscape.saddles)):
        centers = [mark.get_center() for mark in marks]
        np.testing.assert_allclose(centers, view.ground.spot(points).reshape(-1, 3), atol=1e-6)


def test_a_map_and_its_axes_fit_into_the_slot() -> None:
    view = MapView(HIMMELBLAU, SLOT_OF_MAP, *HIMMELBLAU.window)
    assert inside(SLOT_OF_MAP, view, tolerance=0.05)
    assert view.submobjects == [view.ground, view.axes, view.marks]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((-1.5, 2.0), [-1, 0, 1, 2]),
        ((0.2, 0.8), []),
        ((-3, -3), [-3]),
        ((-4, 4), [-4, -3, -2, -1, 0, 1, 2, 3, 4]),
        ((-11, 6), [-10, -5, 0, 5]),
        ((-3, 36), [0, 5, 10, 15, 20, 25, 30, 35]),
        ((0, 480), [0, 50, 100, 150, 200, 250, 300, 350, 400, 450]),
    ],
)
def test_ticks_are_round_whole_numbers_inside_and_few(
    interval: tuple[float, float], expected: list[float]
) -> None:
    assert whole_numbers(interval) == expected


FRAME = Frame(SLOT, (0, 10), (0, 5))


@pytest.mark.parametrize("at_left", [False, True])
def test_an_edge_crosses_its_frame_at_its_height_with_its_name_at_one_end(at_left: bool) -> None:
    line, name = edge_line(FRAME, 3, "the edge", at_left)
    low, high = corners(line)
    assert low[0] == pytest.approx(SLOT.left)
    assert high[0] == pytest.approx(SLOT.right, abs=0.15)
    assert low[1] == pytest.approx(FRAME.at(0, 3)[1])
    assert corners(name)[0, 1] > high[1]
    middle = (corners(name)[0, 0] + corners(name)[1, 0]) / 2
    assert (middle < SLOT.center[0]) == at_left
    assert inside(SLOT, name)


def test_a_drop_falls_straight_to_the_bottom() -> None:
    low, high = corners(drop_line(FRAME, 4, 3))
    assert [low[0], high[0]] == pytest.approx([FRAME.at(4, 0)[0]] * 2)
    assert high[1] == pytest.approx(FRAME.at(4, 3)[1])
    assert low[1] == pytest.approx(SLOT.bottom, abs=0.15)
