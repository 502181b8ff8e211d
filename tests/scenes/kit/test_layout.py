"""Slots: cut without loss, filled corner on corner, inside the margin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from manim import Circle, Rectangle, VGroup, config

from scenes.kit.layout import (
    BODY,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    HEADER,
    MARGIN,
    PICTURE,
    READABLE,
    SAFE,
    SUBTITLES,
    Slot,
)
from tests.scenes.kit.samples import PROPERTY, floats, shares, slots

parts = st.lists(floats(0.2, 5), min_size=1, max_size=5)
gaps = floats(0, 0.1)


def test_the_frame_is_manims() -> None:
    assert pytest.approx(config.frame_width, abs=1e-9) == FRAME_WIDTH
    assert config.frame_height == FRAME_HEIGHT


def test_the_margin_is_free_on_every_side() -> None:
    assert MARGIN == 0.05
    np.testing.assert_allclose(SAFE.point(0, 0), (-0.45 * FRAME_WIDTH, -0.45 * FRAME_HEIGHT, 0))
    np.testing.assert_allclose(SAFE.point(1, 1), (0.45 * FRAME_WIDTH, 0.45 * FRAME_HEIGHT, 0))


@pytest.mark.parametrize("slot", [HEADER, READABLE, BODY])
def test_named_slots_are_safe(slot: Slot) -> None:
    assert SAFE.left <= slot.left < slot.right <= SAFE.right
    assert SAFE.bottom <= slot.bottom < slot.top <= SAFE.top


def test_the_body_keeps_clear_of_the_header() -> None:
    assert BODY.top < HEADER.bottom
    assert HEADER.top == SAFE.top


def test_what_is_read_stands_above_the_subtitles() -> None:
    assert pytest.approx(-FRAME_HEIGHT / 2 + SUBTITLES * FRAME_HEIGHT) == BODY.bottom
    assert BODY.bottom == READABLE.bottom


def test_a_picture_reaches_the_edges_of_the_frame_below_the_header() -> None:
    assert (PICTURE.width, PICTURE.bottom) == (FRAME_WIDTH, -FRAME_HEIGHT / 2)
    assert PICTURE.top == BODY.top


def ends(slot: Slot, way: str) -> tuple[float, float]:
    """Return where a slot begins and ends in the way that it is cut; rows go down."""
    return (slot.left, slot.right) if way == "columns" else (-slot.top, -slot.bottom)


@pytest.mark.parametrize(("way", "across"), [("columns", "rows"), ("rows", "columns")])
@PROPERTY
@given(slots(), parts, gaps)
def test_cut_slot_is_filled(
    way: str, across: str, slot: Slot, ratio: list[float], gap: float
) -> None:
    cut = getattr(slot, way)(*ratio, gap=gap)
    starts, stops = np.array([ends(part, way) for part in cut]).T
    assert starts[0] == ends(slot, way)[0]
    assert stops[-1] == pytest.approx(ends(slot, way)[1])
    np.testing.assert_allclose(starts[1:] - stops[:-1], gap, atol=1e-9)
    sizes = stops - starts
    np.testing.assert_allclose(sizes / sizes.sum(), np.array(ratio) / sum(ratio))
    assert {ends(part, across) for part in cut} == {ends(slot, across)}


@PROPERTY
@given(slots(), shares, shares)
def test_point_goes_by_shares_from_the_lower_left(slot: Slot, across: float, up: float) -> None:
    x, y, z = slot.point(across, up)
    assert x == pytest.approx(slot.left + across * slot.width)
    assert y == pytest.approx(slot.bottom + up * slot.height)
    assert z == 0
    np.testing.assert_array_equal(slot.center, slot.point(0.5, 0.5))


def test_inset_moves_each_edge_inwards() -> None:
    assert Slot(0, 0, 10, 8).inset(left=1, bottom=2, right=3, top=4) == Slot(1, 2, 7, 4)
    assert Slot(0, 0, 10, 8).inset() == Slot(0, 0, 10, 8)


@PROPERTY
@given(slots(), shares, shares, floats(0.1, 3), floats(0.1, 3))
def test_place_puts_corner_on_corner(
    slot: Slot, across: float, up: float, width: float, height: float
) -> None:
    assume(width != height)
    mobject = VGroup(Rectangle(width=width, height=height), Circle(radius=0.05)).shift([1, -2, 0])
    assert slot.place(mobject, across, up) is mobject
    own = Slot(
        mobject.get_left()[0], mobject.get_bottom()[1], mobject.get_right()[0], mobject.get_top()[1]
    )
    np.testing.assert_allclose(own.point(across, up), slot.point(across, up), atol=1e-9)
    assert own.width == pytest.approx(max(width, 0.1))
    assert own.height == pytest.approx(max(height, 0.1))


def test_place_centres_what_it_is_not_told_about() -> None:
    slot = Slot(2, 1, 6, 3)
    np.testing.assert_allclose(slot.place(Rectangle()).get_center(), (4, 2, 0), atol=1e-12)


def test_a_stack_hangs_below_each_other_at_the_left() -> None:
    slot = Slot(-1.0, -2.0, 3.0, 2.0)
    one, other = Rectangle(width=1, height=0.5), Rectangle(width=2, height=1)
    stack = slot.stack(one, other, up=1, gap=0.25)
    assert stack.submobjects == [one, other]
    for part in (one, other):
        assert part.get_left()[0] == pytest.approx(slot.left)
    assert one.get_top()[1] == pytest.approx(slot.top)
    assert one.get_bottom()[1] - other.get_top()[1] == pytest.approx(0.25)
