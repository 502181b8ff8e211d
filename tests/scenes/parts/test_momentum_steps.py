"""The arrows of momentum: two that add up to the step, from where the marble is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from gdcore import RAVINE, HeavyBall, descend
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.marbles import Marble
from scenes.parts.momentum_steps import (
    StepCharts,
    between,
    push_columns,
    pushes_on,
    steps_of,
    velocity_pointer,
)
from tests.scenes.kit.samples import PROPERTY, SLOT, floats, in_data, ravine_ground

STEPS = 8
PATH = descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], STEPS)
TIP = 4 * 3 - 1
"""Of an arrow's Béziers, the end of the third piece is at its tip."""


def test_the_first_step_keeps_nothing() -> None:
    slope, kept, step = pushes_on(ravine_ground(), PATH, ValueTracker(0))
    assert not kept.has_points()
    np.testing.assert_allclose(slope.points[TIP], step.points[TIP])


@pytest.mark.parametrize("n", range(1, STEPS - 1))
def test_the_new_push_and_what_is_kept_make_the_step(n: int) -> None:
    ground = ravine_ground()
    slope, kept, step = pushes_on(ground, PATH, ValueTracker(n))
    here, there = PATH.points[n], PATH.points[n + 1]
    tips = in_data(ground.frame, np.array([part.points[TIP] for part in (slope, kept, step)]))
    np.testing.assert_allclose(tips[0], here - 0.07 * PATH.gradients[n], atol=1e-6)
    np.testing.assert_allclose(tips[1], there, atol=1e-6)
    np.testing.assert_allclose(tips[2], there, atol=1e-6)


@PROPERTY
@given(floats(0, STEPS + 2))
def test_between_two_rows_is_a_mixture_and_after_the_last_the_last(step: float) -> None:
    rows = steps_of(PATH)
    n, last = int(step), len(rows) - 1
    share = step - n
    expected = rows[last] if n >= last else (1 - share) * rows[n] + share * rows[n + 1]
    np.testing.assert_allclose(between(rows, step), expected, atol=1e-12)


def test_the_velocity_points_from_the_marble_to_its_next_iterate() -> None:
    ground = ravine_ground()
    marble = Marble(ground, PATH, ValueTracker(0), "momentum")
    arrow = velocity_pointer(marble)
    for n in range(STEPS):
        marble.step.set_value(n)
        arrow.update()
        np.testing.assert_allclose(arrow.points[TIP], ground.spot(PATH.points[n + 1]), atol=1e-9)


def test_columns_show_the_pushes_along_one_axis() -> None:
    frame = Frame(SLOT, (0, STEPS - 1), (-3, 3))
    step = ValueTracker(2)
    pushes, names = push_columns(frame, PATH, step, axis=1)
    assert [name.text for name in names] == ["new", "kept", "step"]
    assert all(name.get_top()[1] < SLOT.bottom for name in names)
    height = in_data(frame, pushes[2].points[[TIP]])[0, 1]
    assert height == pytest.approx(steps_of(PATH)[2, 1])


def test_charts_of_steps_show_every_step_of_their_paths() -> None:
    slots, step = SLOT.columns(1, 1), ValueTracker(2)
    charts = StepCharts(slots, 5, [PATH])
    along, across = charts.lines(PATH, step, "momentum")
    steps = steps_of(PATH)[:6]
    np.testing.assert_allclose(along.head, charts.frames[0].at(2, steps[2, 0]))
    np.testing.assert_allclose(across.head, charts.frames[1].at(2, steps[2, 1]))
    for axis, frame in enumerate(charts.frames):
        assert (frame.y[0] <= steps[:, axis]).all()
        assert (steps[:, axis] <= frame.y[1]).all()
    assert len(charts.pushes(PATH, step)) == 2
