"""A noisy cloud: dots, the circle of theory and the chart are functions of the step."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import Constant
from scenes.kit.landscape.dots import RunDots
from scenes.kit.layout import BODY, middle_of
from scenes.kit.theme import color
from scenes.parts.noisy_cloud import (
    PITCH,
    START,
    BowlMap,
    DistanceChart,
    TheoryRing,
    between,
    cloud,
)

RUNS = cloud(Constant(0.25), deviation=2.0, marbles=50, steps=30, seed=1)


def test_between_two_steps_is_the_straight_line() -> None:
    points = RUNS.path.points
    np.testing.assert_array_equal(between(points, 0), points[0])
    np.testing.assert_array_equal(between(points, 30), points[30])
    np.testing.assert_allclose(between(points, 7.25), 0.75 * points[7] + 0.25 * points[8])


def test_every_run_has_a_dot_where_it_is() -> None:
    plan, step = BowlMap(BODY), ValueTracker(0)
    dots = RunDots(plan.ground.spot, RUNS.path, step, "run_1")
    for n in (0, 3, 30):
        step.set_value(n)
        dots.update()
        outlines = dots.points.reshape(50, -1, 3)
        middles = [middle_of(outline) for outline in outlines]
        np.testing.assert_allclose(middles, plan.ground.spot(RUNS.path.points[n]), atol=1e-9)


def test_the_circle_is_theorys() -> None:
    plan, step = BowlMap(BODY), ValueTracker(5)
    ring = TheoryRing(plan.ground, RUNS, step)
    across, _ = plan.ground.frame.scale
    middle = plan.ground.spot(np.array(START) * 0.75**5)
    np.testing.assert_allclose(middle_of(ring.circle.points), middle, atol=1e-9)
    variance = sum(0.25**2 * 2.0**2 * 0.75 ** (2 * k) for k in range(5))
    width = float(np.ptp(ring.circle.points[:, 0]))
    assert width / 2 == pytest.approx(across * np.sqrt(2 * variance))


def test_names_of_lines_stand_clear_of_each_other() -> None:
    chart = DistanceChart(BODY, 30)
    names = chart.names(*((RUNS, name, "run_1") for name in ("one", "other", "third")))
    heights = [name.get_y() for name in names]
    np.testing.assert_array_less(np.diff(heights), -PITCH + 1e-9)
    assert {name.get_color() for name in names} == {color("run_1")}, "each is told by its hue"
