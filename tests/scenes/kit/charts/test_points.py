"""Points, a line and its residuals: where the data says, in any window, also as they move."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from manim import RIGHT, Scene, ValueTracker, tempconfig

from gdcore.data import Dataset
from gdcore.models import least_squares
from scenes.kit.charts.points import FittedLine, PointCloud, Residuals
from scenes.kit.layout import Slot
from scenes.kit.story.timing import glide
from tests.scenes.kit.samples import PROPERTY, floats

DATA = Dataset("three", np.array([[-1.0], [0.0], [2.0]]), np.array([0.5, -1.0, 1.0]))
SLOT, X, Y = Slot(-4, -2, 2, 1), (-2.0, 4.0), (-3.0, 3.0)


def cloud() -> PointCloud:
    return PointCloud(DATA, SLOT, X, Y)


def line_of(slope: float, intercept: float) -> FittedLine:
    return FittedLine(cloud(), lambda: (slope, intercept))


def test_each_dot_is_at_its_example() -> None:
    points = cloud()
    assert points.frame.slot == SLOT
    for dot, x, y in zip(points.dots, (-1, 0, 2), (0.5, -1, 1), strict=True):
        np.testing.assert_allclose(dot.get_center(), points.frame.at(x, y), atol=1e-9)


def test_a_moved_and_scaled_cloud_takes_its_frame_along() -> None:
    points = cloud()
    points.scale(0.5).shift(np.array([1, 2, 0]))
    assert (points.frame.slot.width, points.frame.slot.height) == pytest.approx((3, 1.5))
    for dot, x, y in zip(points.dots, (-1, 0, 2), (0.5, -1, 1), strict=True):
        np.testing.assert_allclose(dot.get_center(), points.frame.at(x, y), atol=1e-9)


def test_two_features_are_refused() -> None:
    wide = Dataset("wide", np.zeros((3, 2)), np.zeros(3))
    with pytest.raises(ValueError, match="'wide' has 2"):
        PointCloud(wide, SLOT, X, Y)


@PROPERTY
@given(floats(-5, 5), floats(-8, 8))
def test_a_line_is_drawn_in_the_window_and_only_there(slope: float, intercept: float) -> None:
    line = line_of(slope, intercept)
    frame = line.cloud.frame
    x = np.linspace(*X, 301)
    seen = (Y[0] < slope * x + intercept) & (slope * x + intercept < Y[1])
    if not len(line.points):
        assert seen.sum() <= 1  # it may touch a corner
        return
    assert frame.contains(line.points, tolerance=1e-6).all()
    (left, low), (right, high) = (frame.data_at(line.points[n]) for n in (0, -1))
    np.testing.assert_allclose([low, high], slope * np.array([left, right]) + intercept, atol=1e-6)
    if seen.any():
        assert left <= x[seen].min() + 1e-6 and right >= x[seen].max() - 1e-6


def test_a_line_follows_its_parameters_and_its_cloud_while_they_are_animated() -> None:
    slope, points = ValueTracker(0), cloud()
    line = FittedLine(points, lambda: (slope.get_value(), -1.0))
    with tempconfig({"dry_run": True, "frame_rate": 4, "progress_bar": "none"}):
        scene = Scene()
        scene.add(points, line)
        moved: Any = points.animate
        scene.play(glide(slope, 0.5, 1), moved.shift(2 * RIGHT))
    frame = points.frame
    np.testing.assert_allclose(line.points[-1], frame.at(4, 1), atol=1e-9)


@pytest.mark.parametrize("parameters", [(1.0, 0.0), (-0.5, 2.0), (0.0, -1.0)])
def test_residuals_are_the_models_and_their_squares_make_its_loss(
    parameters: tuple[float, float],
) -> None:
    model, residuals = least_squares(DATA), Residuals(line_of(*parameters))
    np.testing.assert_allclose(residuals.lengths, model.predict(parameters) - DATA.targets)
    assert (residuals.lengths**2).mean() == pytest.approx(float(model.value(np.array(parameters))))


def test_squares_are_squares_as_high_as_their_residuals() -> None:
    residuals = Residuals(line_of(1.0, 0.5))
    _, up = residuals.line.cloud.frame.scale
    squares = residuals.squares.get_subpaths()
    assert len(squares) == 3
    for square, length in zip(squares, residuals.lengths, strict=True):
        width, height = np.ptp(square[:, 0]), np.ptp(square[:, 1])
        assert width == pytest.approx(height) == pytest.approx(abs(length) * up)


@pytest.mark.parametrize("side", [-1, 1])
def test_squares_stand_on_the_side_that_is_asked_for(side: Literal[-1, 1]) -> None:
    residuals = Residuals(line_of(1.0, 0.5), side=side)
    for square, x in zip(
        residuals.squares.get_subpaths(), residuals.misses.points[::4, 0], strict=True
    ):
        assert (side * (square[:, 0] - x) >= -1e-9).all()


def test_squares_open_from_their_residuals() -> None:
    opened = ValueTracker(0)
    residuals = Residuals(line_of(1.0, 0.5), opened)
    assert not len(residuals.squares.points)
    opened.set_value(0.25)
    residuals.refresh()
    for square in residuals.squares.get_subpaths():
        assert np.ptp(square[:, 0]) == pytest.approx(0.25 * np.ptp(square[:, 1]))


def test_a_point_on_the_line_has_neither_residual_nor_square() -> None:
    residuals = Residuals(line_of(-1.5, -1.0))  # through the first two
    np.testing.assert_allclose(residuals.lengths, [0, 0, -5], atol=1e-12)
    (square,) = residuals.squares.get_subpaths()
    assert np.ptp(square[:, 1]) > 0
