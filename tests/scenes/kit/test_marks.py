"""Marks: in the middle of what they mark, and told apart by shape."""

import numpy as np
import pytest

from scenes.kit.marks import MARK_RADIUS, halo, minimum_mark, saddle_mark
from scenes.kit.theme import color
from tests.scenes.kit.samples import corners

SPOT = np.array([1.5, -0.5, 0.0])


@pytest.mark.parametrize("mark", [minimum_mark, saddle_mark, halo])
def test_a_mark_is_centred_on_its_spot_and_as_large_as_told(mark) -> None:
    low, high = corners(mark(SPOT, radius=0.5))
    np.testing.assert_allclose(low, SPOT[:2] - 0.5, atol=0.01)
    np.testing.assert_allclose(high, SPOT[:2] + 0.5, atol=0.01)


def test_a_minimum_is_a_cross_in_its_colour() -> None:
    mark = minimum_mark(SPOT)
    directions = [line.get_end() - line.get_start() for line in mark]
    assert np.dot(*directions) == pytest.approx(0, abs=1e-12)
    assert {line.get_stroke_color() for line in mark} == {color("minimum")}
    assert mark.width == pytest.approx(2 * MARK_RADIUS)


def test_a_saddle_is_a_hollow_diamond() -> None:
    mark = saddle_mark(SPOT)
    assert mark.get_fill_opacity() == 0
    vertices = mark.get_vertices() - SPOT
    assert sorted(map(tuple, np.sign(vertices.round(6))[:, :2])) == [
        (-1, 0),
        (0, -1),
        (0, 1),
        (1, 0),
    ]


def test_a_halo_is_a_ring_in_any_role() -> None:
    ring = halo(SPOT, role="minimum")
    assert ring.get_fill_opacity() == 0
    assert ring.get_stroke_color() == color("minimum")
