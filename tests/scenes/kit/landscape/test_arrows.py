"""Arrows from start to tip, and tangents that touch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from manim import ValueTracker

from scenes.kit.landscape.arrows import TANGENT_LENGTH, Pointer, Tangent, arrow_outline
from scenes.kit.landscape.marbles import Marble
from scenes.kit.theme import color
from tests.scenes.kit.samples import PROPERTY, floats, parabola_marble, ravine_ground, ravine_walk

WIDTH = 0.07
ends = st.tuples(floats(-6, 6), floats(-4, 4)).map(lambda xy: np.array([*xy, 0.0]))


@PROPERTY
@given(ends, ends)
def test_an_arrow_goes_from_start_to_tip_and_no_farther(start, tip) -> None:
    length = np.linalg.norm(tip - start)
    assume(length > 1e-3)
    outline = arrow_outline(start, tip, WIDTH)
    assert outline.shape == (8, 3)
    np.testing.assert_array_equal(outline[0], outline[-1])
    along = (outline - start) @ (tip - start) / length
    across = np.linalg.norm(outline - start - along[:, None] * (tip - start) / length, axis=1)
    np.testing.assert_allclose(outline[3], tip)
    assert along.min() == pytest.approx(0, abs=1e-9)
    assert along.max() == pytest.approx(length)
    assert across.max() == pytest.approx(across[2])  # the head is the widest part
    assert across[2] > across[1]
    assert across.max() <= 1.7 * WIDTH + 1e-9


def test_a_long_arrow_has_a_shaft_of_its_width_and_a_head_three_times_as_wide() -> None:
    outline = arrow_outline(np.zeros(3), np.array([5.0, 0, 0]), WIDTH)
    assert outline[0, 1] - outline[6, 1] == pytest.approx(WIDTH)
    assert (outline[2, 1] - outline[4, 1]) / WIDTH == pytest.approx(3.4)


def test_a_short_arrow_is_still_an_arrow() -> None:
    outline = arrow_outline(np.zeros(3), np.array([0.05, 0, 0]), WIDTH)
    shaft, head = outline[0, 1] - outline[6, 1], outline[2, 1] - outline[4, 1]
    assert 0 < outline[2, 0] < 0.05
    assert shaft < head < 0.05


def test_an_arrow_of_no_length_is_not_there() -> None:
    assert arrow_outline(np.ones(3), np.ones(3), WIDTH).shape == (0, 3)


def test_a_pointer_follows_its_ends_away_and_back() -> None:
    reach = ValueTracker(1)
    pointer = Pointer(lambda: (np.zeros(3), np.array([reach.get_value(), 0, 0])), role="slope")
    assert pointer.get_right()[0] == pytest.approx(1)
    assert pointer.get_fill_color() == color("slope")
    for length in (2.5, 0.0, 0.5):
        reach.set_value(length)
        pointer.update()
        assert pointer.has_points() == (length > 0)
        assert pointer.width == pytest.approx(length)


@PROPERTY
@given(floats(0, 8))
def test_a_tangent_touches_the_curve_at_the_marble(step: float) -> None:
    marble = parabola_marble()
    tangent = Tangent(marble)
    marble.step.set_value(step)
    tangent.update()
    start, end = tangent.points[0], tangent.points[-1]
    at = marble.ground.spot(marble.point)  # in a jump, where the marble stood last
    np.testing.assert_allclose((start + end) / 2, at, atol=1e-9)
    assert np.linalg.norm(end - start) == pytest.approx(TANGENT_LENGTH)
    rise, run = (end - start)[[1, 0]]
    assert rise / run == pytest.approx(marble.ground.slope(marble.point))
    # on one side of a convex curve only
    x = marble.point[0] + np.array([-0.5, 0.5])
    touched = at[1] + rise / run * (marble.ground.spot(x[:, None])[:, 0] - at[0])
    assert (marble.ground.spot(x[:, None])[:, 1] > touched).all()


def test_a_tangent_has_its_length_and_colour() -> None:
    tangent = Tangent(parabola_marble(), length=1.0)
    assert np.linalg.norm(tangent.points[-1] - tangent.points[0]) == pytest.approx(1)
    assert tangent.get_stroke_color() == color("slope")


def test_a_tangent_needs_a_curve() -> None:
    marble = Marble(ravine_ground(), ravine_walk(), ValueTracker(0))
    with pytest.raises(AssertionError, match="curve"):
        Tangent(marble)
