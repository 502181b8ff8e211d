"""A landscape made from a plain function comes close to the one with closed forms."""

import math

import numpy as np
import pytest
from scipy.optimize import rosen

from gdcore import ROSENBROCK, GradientDescent, HeavyBall, Outcome, descend, landscape_from

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
