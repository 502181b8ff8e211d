"""Landscapes about saddle points: flat at one point, downhill on the other side."""

import numpy as np

from gdcore.arrays import FloatArray, symmetric
from gdcore.landscape import Landscape
from gdcore.quadratics import quadratic

SADDLE = quadratic(
    (2.0, -2.0),
    0.0,
    (0.0, 0.0),
    name="saddle",
    window=((-2.5, 2.5), (-2.5, 2.5)),
    formula="x^2 - y^2",
    source="Dauphin et al., Identifying and attacking the saddle point problem (2014)",
)


def _bounded_value(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.asarray(x**2 / 2 + y**4 / 4 - y**2 / 2)


def _bounded_gradient(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.stack([x, y**3 - y], axis=-1)


def _bounded_hessian(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    one, zero = np.ones_like(x), np.zeros_like(x)
    return symmetric(one, zero, 3 * y**2 - 1)


BOUNDED_SADDLE = Landscape(
    name="bounded saddle",
    dim=2,
    value=_bounded_value,
    gradient=_bounded_gradient,
    hessian=_bounded_hessian,
    minima=np.array([(0.0, 1.0), (0.0, -1.0)]),
    saddles=np.array([(0.0, 0.0)]),
    window=((-2.0, 2.0), (-1.6, 1.6)),
    formula="x^2/2 + y^4/4 - y^2/2",
    source="Nesterov, Introductory Lectures on Convex Optimization (2004), example 1.2.2",
)


def _monkey_value(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.asarray(x**3 - 3 * x * y**2)


def _monkey_gradient(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.stack([3 * x**2 - 3 * y**2, -6 * x * y], axis=-1)


def _monkey_hessian(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return symmetric(6 * x, -6 * y, -6 * x)


MONKEY_SADDLE = Landscape(
    name="monkey saddle",
    dim=2,
    value=_monkey_value,
    gradient=_monkey_gradient,
    hessian=_monkey_hessian,
    minima=np.empty((0, 2)),
    saddles=np.array([(0.0, 0.0)]),
    window=((-1.6, 1.6), (-1.6, 1.6)),
    formula="x^3 - 3 x y^2",
    source="Hilbert and Cohn-Vossen, Geometry and the Imagination (1952), chapter IV",
)
