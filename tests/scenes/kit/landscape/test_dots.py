"""Dots stand where they are told, in the shape of their run."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import ROUND_BOWL, GradientDescent, descend
from scenes.kit.charts.axes import UNIT_CIRCLE, equal_frame
from scenes.kit.landscape.dots import Dots, RunDots
from scenes.kit.landscape.ground import ContourMap, run_mark
from scenes.kit.layout import BODY, middle_of
from scenes.kit.theme import RUNS


@pytest.mark.parametrize("role", RUNS)
def test_dots_of_a_run_have_its_mark(role: str) -> None:
    dots = Dots(lambda: np.zeros((1, 3)), role, radius=0.3)
    np.testing.assert_allclose(dots.points, run_mark(role, 0.3).points)


def test_dots_are_one_outline_that_moves_comes_and_goes() -> None:
    spots = np.array([[0.0, 0, 0], [1, 2, 0]])
    dots = Dots(lambda: spots, "run_2", radius=0.2)
    assert dots.submobjects == []
    one = len(run_mark("run_2").points)
    np.testing.assert_allclose(dots.points[one:] - dots.points[:one], [[1, 2, 0]] * one)
    spots = spots[:1] + 1
    dots.update()
    assert len(dots.points) == one
    np.testing.assert_allclose(dots.get_center(), [1, 1, 1], atol=1e-9)
    spots = spots[:0]
    dots.update()
    assert len(dots.points) == 0


def test_without_a_shape_of_its_own_a_role_is_round() -> None:
    dots = Dots(lambda: np.zeros((1, 3)), "ink", radius=0.5)
    np.testing.assert_allclose(dots.points, 0.5 * UNIT_CIRCLE)


def test_dots_of_runs_take_the_straight_line_of_their_step() -> None:
    ground = ContourMap(ROUND_BOWL, equal_frame(BODY, (-4, 4), (-3, 3)))
    starts = np.array([[-3.0, 1], [2, 2], [1, -1]])
    path, step = descend(ROUND_BOWL, GradientDescent(0.1), starts, 6), ValueTracker(0)
    dots = RunDots(ground.spot, path, step, "run_1")
    for at in (0, 2.25, 6, 9):
        step.set_value(at)
        dots.update()
        n, share = min(int(at), 5), min(at, 6) - min(int(at), 5)
        points = (1 - share) * path.points[n] + share * path.points[n + 1]
        middles = [middle_of(outline) for outline in dots.points.reshape(3, -1, 3)]
        np.testing.assert_allclose(middles, ground.spot(points), atol=1e-9)
