"""Classic test functions of two variables that have several minima."""

import numpy as np

from gdcore.arrays import FloatArray, symmetric
from gdcore.landscape import Landscape


def _himmelblau_value(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.asarray((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)


def _himmelblau_gradient(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b], axis=-1)


def _himmelblau_hessian(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    a, b = x**2 + y - 11, x + y**2 - 7
    return symmetric(4 * a + 8 * x**2 + 2, 4 * x + 4 * y, 4 * b + 8 * y**2 + 2)


HIMMELBLAU = Landscape(
    name="Himmelblau",
    dim=2,
    value=_himmelblau_value,
    gradient=_himmelblau_gradient,
    hessian=_himmelblau_hessian,
    minima=np.array(
        [
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286169),
            (3.5844283403304917, -1.8481265269644034),
        ]
    ),
    saddles=np.array(
        [
            (3.385154183607021, 0.07385187983774928),
            (0.08667750455539634, 2.884254701174776),
            (-3.0730257507643897, -0.08135304428796751),
            (-0.12796134673068005, -1.9537149802445766),
        ]
    ),
    window=((-5.0, 5.0), (-5.0, 5.0)),
    formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    source="Himmelblau, Applied Nonlinear Programming (1972)",
)


def _styblinski_tang_value(points: FloatArray) -> FloatArray:
    return np.asarray((points**4 - 16 * points**2 + 5 * points).sum(axis=-1) / 2)


def _styblinski_tang_gradient(points: FloatArray) -> FloatArray:
    return np.asarray(2 * points**3 - 16 * points + 2.5)


def _styblinski_tang_hessian(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(6 * points**2 - 16, -1, 0)
    return symmetric(x, np.zeros_like(x), y)


# The three roots of the slope 2 t^3 - 16 t + 2.5: low valley, hilltop, high valley.
_LOW, _TOP, _HIGH = -2.903534027771177, 0.1567312567803401, 2.7468027709908367

STYBLINSKI_TANG = Landscape(
    name="Styblinski-Tang",
    dim=2,
    value=_styblinski_tang_value,
    gradient=_styblinski_tang_gradient,
    hessian=_styblinski_tang_hessian,
    minima=np.array([(_LOW, _LOW), (_LOW, _HIGH), (_HIGH, _LOW), (_HIGH, _HIGH)]),
    saddles=np.array([(_LOW, _TOP), (_TOP, _LOW), (_HIGH, _TOP), (_TOP, _HIGH)]),
    window=((-4.5, 4.5), (-4.5, 4.5)),
    formula="1/2 (x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y)",
    source="Styblinski and Tang, Experiments in nonconvex optimization (1990)",
)


def _camel_value(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.asarray((4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2)


def _camel_gradient(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return np.stack([8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3], axis=-1)


def _camel_hessian(points: FloatArray) -> FloatArray:
    x, y = np.moveaxis(points, -1, 0)
    return symmetric(8 - 25.2 * x**2 + 10 * x**4, np.ones_like(x), 48 * y**2 - 8)


SIX_HUMP_CAMEL = Landscape(
    name="six-hump camel",
    dim=2,
    value=_camel_value,
    gradient=_camel_gradient,
    hessian=_camel_hessian,
    minima=np.array(
        [
            (0.08984201310031807, -0.7126564030207396),
            (-0.08984201310031807, 0.7126564030207396),
            (1.7036067149699814, -0.7960835686726251),
            (-1.7036067149699814, 0.7960835686726251),
            (1.6071047529201976, 0.5686514548841313),
            (-1.6071047529201976, -0.5686514548841313),
        ]
    ),
    saddles=np.array(
        [
            (0.0, 0.0),
            (1.1092053368047865, -0.7682680925095399),
            (-1.1092053368047865, 0.7682680925095399),
            (1.6380679841897785, 0.22867406904439408),
            (-1.6380679841897785, -0.22867406904439408),
            (1.2960702671671092, 0.6050843880386585),
            (-1.2960702671671092, -0.6050843880386585),
        ]
    ),
    window=((-2.1, 2.1), (-1.2, 1.2)),
    formula="(4 - 2.1 x^2 + x^4/3) x^2 + x y + (4 y^2 - 4) y^2",
    source="Dixon and Szego, The global optimization problem: an introduction (1978)",
)
