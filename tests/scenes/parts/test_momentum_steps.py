"""Momentum in parts: arrows that add up, two decays on one scale, and bars towards a limit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from gdcore import RAVINE, GradientDescent, HeavyBall, descend, theory
from scenes.kit.layout import Slot
from scenes.parts.momentum_steps import (
    DirectionCharts,
    FactorBars,
    Pushes,
    SteadyPush,
    between,
    momentum_rules,
    steps_of,
)
from tests.scenes.kit.samples import PROPERTY, floats, in_data, inside, ravine_ground

STEPS = 8
PATH = descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], STEPS)
VANILLA = descend(RAVINE, GradientDescent(0.06), [-10.0, 1.0], 40)
TIP = 4 * 3 - 1
"""Of an arrow's Béziers, the end of the third piece is at its tip."""

SLOT = Slot(-5.0, -2.5, 5.0, 1.0)


def test_the_first_step_keeps_nothing() -> None:
    slope, kept, step = Pushes(ravine_ground(), PATH, ValueTracker(0))
    assert not kept.has_points()
    np.testing.assert_allclose(slope.points[TIP], step.points[TIP])


@pytest.mark.parametrize("n", range(1, STEPS - 1))
def test_the_new_push_and_what_is_kept_make_the_step(n: int) -> None:
    ground = ravine_ground()
    slope, kept, step = Pushes(ground, PATH, ValueTracker(n))
    here, there = PATH.points[n], PATH.points[n + 1]
    tips = in_data(ground.frame, np.array([part.points[TIP] for part in (slope, kept, step)]))
    np.testing.assert_allclose(tips[0], here - 0.07 * PATH.gradients[n], atol=1e-6)
    np.testing.assert_allclose(tips[1], there, atol=1e-6)
    np.testing.assert_allclose(tips[2], there, atol=1e-6)


def test_each_arrow_has_a_word_of_its_colour_beside_it() -> None:
    pushes = Pushes(ravine_ground(), PATH, ValueTracker(1))
    words = pushes.named()
    assert [word[-1].text for word in words] == ["push", "kept", "step"]
    for arrow, word in zip(pushes, words, strict=True):
        assert word[-1].get_fill_color() == arrow.get_fill_color()
    push, kept, step = words
    assert push.get_right()[0] < pushes[0].get_center()[0]
    assert kept.get_left()[0] > pushes[1].get_left()[0]
    assert step.get_left()[0] > pushes[2].get_right()[0]


@PROPERTY
@given(floats(0, STEPS + 2))
def test_between_two_rows_is_a_mixture_and_after_the_last_the_last(step: float) -> None:
    rows = steps_of(PATH)
    n, last = int(step), len(rows) - 1
    share = step - n
    expected = rows[last] if n >= last else (1 - share) * rows[n] + share * rows[n + 1]
    np.testing.assert_allclose(between(rows, step), expected, atol=1e-12)


def test_both_directions_have_one_scale_and_vanilla_is_straight_in_each() -> None:
    charts = DirectionCharts(SLOT.columns(1, 1), ("along", "across"), 24, (1e-3, 20))
    along, across = charts.frames
    assert (along.x, along.y, along.slot.height) == (across.x, across.y, across.slot.height)
    for line, factor in zip(
        charts.lines(VANILLA, ValueTracker(24), "gradient_descent"), (0.94, 0.5), strict=True
    ):
        np.testing.assert_allclose(line.values[1:] / line.values[:-1], factor)
        assert line.values[-1] >= 1e-3, "it ends where it leaves the chart"
    assert inside(SLOT, charts, tolerance=0.35)


def test_an_envelope_starts_at_its_height_and_has_the_slope_of_its_factor() -> None:
    charts = DirectionCharts(SLOT.columns(1, 1), ("along", "across"), 20, (1e-3, 20))
    for line, frame in zip(charts.envelopes((10, 2), 0.8, "momentum"), charts.frames, strict=True):
        height = 10 if frame is charts.frames[0] else 2
        np.testing.assert_allclose(line.points[0], frame.at(0, height))
        np.testing.assert_allclose(line.points[-1], frame.at(20, height * 0.8**20), atol=0.1)


def test_a_bar_is_as_long_as_its_factor_and_the_number_says_it() -> None:
    bars = FactorBars(SLOT, "a step leaves", ("along", "across"))
    upper = bars.bars((0.93, 0.75), "gradient_descent", 0)
    lower = bars.bars((0.84, 0.84), "momentum", 1)
    assert [number.text for _, number in (*upper, *lower)] == ["0.93", "0.75", "0.84", "0.84"]
    assert upper[0][0].width / upper[1][0].width == pytest.approx(0.93 / 0.75)
    assert lower[0][0].width == pytest.approx(lower[1][0].width)
    for one, other in zip(upper, lower, strict=True):
        assert other[0].get_top()[1] < one[0].get_bottom()[1]
    assert inside(SLOT, bars, tolerance=0.05)


def test_each_bar_is_the_kept_share_of_the_last_and_one_push() -> None:
    chart, pushed = SteadyPush(SLOT, "velocity", 0.7, 12), ValueTracker(0)
    bars = chart.bars(pushed)
    assert not bars.kept.has_points()
    for n in (1, 2, 5, 12):
        pushed.set_value(n)
        bars.update()
        tops = in_data(chart.frame, bars.new.points)[:, 1].max()
        feet = in_data(chart.frame, bars.kept.points)[:, 1].max()
        assert tops == pytest.approx(theory.momentum_speed(0.7, n), abs=1e-6)
        assert feet == pytest.approx(0.7 * theory.momentum_speed(0.7, n - 1), abs=1e-6)
        assert tops < theory.momentum_gain(0.7)
    line = chart.limit("limit")[0]
    assert in_data(chart.frame, line.points)[0, 1] == pytest.approx(1 / 0.3)


def test_a_bar_that_is_coming_is_never_higher_than_both_it_and_the_last() -> None:
    chart, pushed = SteadyPush(SLOT, "velocity", 0.7, 12), ValueTracker(0)
    bars = chart.bars(pushed)
    for now in np.arange(0.1, 12, 0.3):
        pushed.set_value(now)
        bars.update()
        points = np.concatenate([bars.kept.points, bars.new.points])
        assert (
            in_data(chart.frame, points)[:, 1].max()
            <= theory.momentum_speed(0.7, int(np.ceil(now))) + 1e-6
        )


def test_numbers_of_many_digits_stay_in_the_rules_place() -> None:
    slot = Slot(-1, -2, 3, 2)
    assert inside(slot, momentum_rules(slot, beta=0.795589, rate=0.0680371))
