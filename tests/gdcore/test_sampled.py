"""A landscape made from a plain function comes close to the one with closed forms."""

import math

import numpy as np
import pytest
from scipy.optimize import rosen

from gdcore import (
    ROSENBROCK,
    TWO_WELLS,
    GradientDescent,
    HeavyBall,
    Outcome,
    descend,
    landscape_from,
    landscape_from_grid,
)

SAMPLED = landscape_from(rosen, 2, name="sampled", minima=[(1, 1)])
GRID = np.random.default_rng(3).uniform(-2, 2, (4, 5, 2))


@pytest.mark.parametrize(
    ("name", "error"), [("value", 1e-12), ("gradient", 1e-6), ("hessian", 1e-2)]
)
def test_slopes_are_close(name, error):
    exact, close = getattr(ROSENBROCK, name)(GRID), getattr(SAMPLED, name)(GRID)
    assert close.shape == exact.shape
    np.testing.assert_allclose(close, exact, atol=error)


def test_a_path_on_it_is_close():
    exact = descend(ROSENBROCK, HeavyBall(0.001), (-1.2, 1), 200)
    close = descend(SAMPLED, HeavyBall(0.001), (-1.2, 1), 200)
    np.testing.assert_allclose(close.points, exact.points, atol=1e-6)


def test_a_function_that_raises_on_overflow_diverges():
    steep = landscape_from(lambda x: math.exp(x[0] ** 2), 1)
    path = descend(steep, GradientDescent(10.0), 2.0, 20)
    assert path.outcome is Outcome.DIVERGED
    assert np.isfinite(path.points).all()


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="last axis of length 2"):
        SAMPLED.value([1.0])


WINDOW = ((-1.6, 1.6), (-1.0, 1.2))


def wells_on_a_grid(rows=161, columns=193):
    (left, right), (front, back) = WINDOW
    x, y = np.linspace(left, right, columns), np.linspace(front, back, rows)
    return landscape_from_grid(TWO_WELLS.value(np.stack(np.meshgrid(x, y), axis=-1)), WINDOW)


@pytest.mark.parametrize(("name", "error"), [("value", 1e-5), ("gradient", 2e-3), ("hessian", 0.2)])
def test_a_grid_of_losses_is_the_landscape_between_its_places_too(name, error):
    low, high = np.array(WINDOW).T
    spots = low + np.random.default_rng(5).uniform(0.05, 0.95, (4, 50, 2)) * (high - low)
    exact, close = getattr(TWO_WELLS, name)(spots), getattr(wells_on_a_grid(), name)(spots)
    assert close.shape == exact.shape
    np.testing.assert_allclose(close, exact, atol=error)


def test_slopes_of_a_grid_are_those_of_its_own_values():
    grid = wells_on_a_grid(20, 30)
    spot, step = np.array([0.31, -0.2]), 1e-5
    for function, slope in ((grid.value, grid.gradient), (grid.gradient, grid.hessian)):
        ends = [(function(spot + step * a) - function(spot - step * a)) for a in np.eye(2)]
        np.testing.assert_allclose(slope(spot), np.stack(ends, -1) / (2 * step), rtol=1e-4)


def test_a_point_beyond_a_grid_counts_as_one_of_its_edge():
    grid = wells_on_a_grid(20, 30)
    assert grid.value([9.0, 0.3]) == pytest.approx(grid.value([1.6, 0.3]))


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        (np.zeros((3, 9)), "losses must be a grid of at least 4 by 4"),
        (np.zeros(9), "losses must be a grid of at least 4 by 4"),
        (np.full((5, 5), np.inf), "losses must hold finite numbers"),
    ],
)
def test_what_is_no_grid_is_refused(losses, message):
    with pytest.raises(ValueError, match=message):
        landscape_from_grid(losses, WINDOW)
