"""Which line runs when, and a ground that goes from one place to another."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import PARABOLA, GradientDescent, descend
from scenes.kit.layout import BODY, PICTURE
from scenes.kit.story.timing import FIRST_STEPS
from scenes.parts.three_marbles import MovedGround, Numbers, counter, jumping, running, window

LAST = 8
PARTS = ("loop", "slope", "step", "clear", "print", "start")
STARTS = 5.0, -3.0, 2.0


def lit(at: float, prints: bool = True) -> set[str]:
    level = running(ValueTracker(at), LAST, prints)
    assert all(0 <= level(part) <= 1 for part in PARTS)
    return {part for part in PARTS if level(part) > 0.5}


@pytest.mark.parametrize("n", range(FIRST_STEPS))
def test_at_first_slope_and_step_take_turns(n: int) -> None:
    assert lit(n) == {"loop", "slope"}
    assert lit(n + 0.5) == {"loop", "step", "clear"}


@pytest.mark.parametrize("at", [FIRST_STEPS, FIRST_STEPS + 0.5, LAST - 0.5])
def test_later_the_whole_loop_is_lit(at: float) -> None:
    assert lit(at) == {"loop", "slope", "step", "clear"}


def test_at_the_end_it_prints_or_all_is_lit() -> None:
    assert lit(LAST) == {"print"}
    assert lit(LAST, prints=False) == set(PARTS)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("last", [5, LAST])
def test_light_changes_without_a_jump(part: str, last: int) -> None:
    step = ValueTracker(0)
    level = running(step, last)
    levels = []
    for at in np.linspace(0, last, 200 * last + 1):
        step.set_value(at)
        levels.append(level(part))
    assert np.abs(np.diff(levels)).max() < 0.15


def test_the_counter_counts_as_python_does() -> None:
    step = ValueTracker(0)
    count = counter(step, LAST)
    for n in range(LAST):
        step.set_value(n)
        assert count() == n
    step.set_value(LAST)
    assert count() == LAST - 1  # which `step` still is, after the loop


def ground(moved: ValueTracker) -> MovedGround:
    here, there = (window(slot, 6, BODY.bottom) for slot in (BODY, PICTURE))
    return MovedGround(PARABOLA, here, there, moved)


def test_the_minimum_stays_at_its_height_and_the_curve_reaches_the_corners() -> None:
    for slot in (BODY, PICTURE):
        frame = window(slot, 6, BODY.bottom + 0.3)
        np.testing.assert_allclose(frame.at(0, 0)[1], BODY.bottom + 0.3)
        np.testing.assert_allclose(frame.at(6, 36), slot.point(1, 1))


def test_ground_moves_with_what_stands_on_it() -> None:
    moved, step = ValueTracker(0), ValueTracker(2)
    curve = ground(moved)
    paths = [descend(PARABOLA, GradientDescent(0.1), start, LAST) for start in STARTS]
    marble = Numbers(curve, paths, step).marbles[0]
    for share, frame in ((0.0, curve.here), (1.0, curve.there)):
        moved.set_value(share)
        curve.refresh()
        marble.refresh()
        x = paths[0].points[2, 0]
        np.testing.assert_allclose(marble.disc.get_center(), frame.at(x, x**2), atol=1e-9)


def test_slopes_stand_on_the_inner_side_of_the_curve() -> None:
    curve = ground(ValueTracker(0))
    paths = [descend(PARABOLA, GradientDescent(0.1), start, LAST) for start in STARTS]
    numbers = Numbers(curve, paths, ValueTracker(0))
    slopes = numbers.slopes()
    assert [slope.text for slope in slopes] == ["10", "-6", "4"]
    for slope, marble in zip(slopes, numbers.marbles, strict=True):
        assert abs(slope.get_center()[0]) < abs(marble.spot[0])


def test_many_jump_as_one_does() -> None:
    curve, step = ground(ValueTracker(0)), ValueTracker(0)
    batch = descend(PARABOLA, GradientDescent(0.1), np.array(STARTS)[:, None], LAST)
    paths = [descend(PARABOLA, GradientDescent(0.1), start, LAST) for start in STARTS]
    marbles = Numbers(curve, paths, step).marbles
    spots = jumping(curve, batch, step)
    for at in (0, 1.4, 3, LAST - 0.5, LAST):
        step.set_value(at)
        np.testing.assert_allclose(spots(), [marble.spot for marble in marbles], atol=1e-9)
