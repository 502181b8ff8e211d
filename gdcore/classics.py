"""Classic test functions of two variables with one minimum that is hard to reach."""

import numpy as np

from gdcore.arrays import FloatArray, symmetric
from gdcore.landscape import Landscape

_BEALE_TARGETS = np.array([1.5, 2.25, 2.625])
_BEALE_POWERS = np.array([1, 2, 3])


def _beale_residuals(points: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return x, y, the three residuals c - x (1 - y^p), and their factors 1 - y^p."""
    x, y = points[..., :1], points[..., 1:]
    falls = 1 - y**_BEALE_POWERS
    return x, y, _BEALE_TARGETS - x * falls, falls


def _beale_slopes(y: FloatArray) -> FloatArray:
    """Return the derivative of y^p, written without negative powers so that y = 0 is fine."""
    return np.asarray(_BEALE_POWERS * y ** (_BEALE_POWERS - 1))


def _beale_value(points: FloatArray) -> FloatArray:
    _, _, residuals, _ = _beale_residuals(points)
    return np.asarray((residuals**2).sum(axis=-1))


def _beale_gradient(points: FloatArray) -> FloatArray:
    x, y, residuals, falls = _beale_residuals(points)
    along_x = -2 * residuals * falls
    along_y = 2 * residuals * x * _beale_slopes(y)
    return np.stack([along_x.sum(axis=-1), along_y.sum(axis=-1)], axis=-1)


def _beale_hessian(points: FloatArray) -> FloatArray:
    x, y, residuals, falls = _beale_residuals(points)
    slopes = _beale_slopes(y)
    bends = np.concatenate([np.zeros_like(y), np.full_like(y, 2), 6 * y], axis=-1)
    xx = 2 * falls**2
    xy = 2 * slopes * (residuals - x * falls)
    yy = 2 * x * (x * slopes**2 + residuals * bends)
    return symmetric(xx.sum(axis=-1), xy.sum(axis=-1), yy.sum(axis=-1))


BEALE = Landscape(
    name="Beale",
    dim=2,
    value=_beale_value,
    gradient=_beale_gradient,
    hessian=_beale_hessian,
    minima=np.array([(3.0, 0.5)]),
    saddles=np.array([(0.0, 1.0)]),
    window=((-1.0, 4.5), (-1.5, 1.5)),
    formula="(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
    source="More, Garbow and Hillstrom, Testing Unconstrained Optimization Software (1981), no. 5",
)


def _rosenbrock_value(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.asarray((1 - x) ** 2 + 100 * (y - x**2) ** 2)


def _rosenbrock_gradient(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    climb = y - x**2
    return np.stack([-2 * (1 - x) - 400 * x * climb, 200 * climb], axis=-1)


def _rosenbrock_hessian(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return symmetric(2 - 400 * y + 1200 * x**2, -400 * x, np.full_like(x, 200))


ROSENBROCK = Landscape(
    name="Rosenbrock",
    dim=2,
    value=_rosenbrock_value,
    gradient=_rosenbrock_gradient,
    hessian=_rosenbrock_hessian,
    minima=np.array([(1.0, 1.0)]),
    saddles=np.empty((0, 2)),
    window=((-2.0, 2.0), (-1.0, 3.0)),
    formula="(1 - x)^2 + 100 (y - x^2)^2",
    source="Rosenbrock, An automatic method for finding the greatest or least value (1960)",
)
