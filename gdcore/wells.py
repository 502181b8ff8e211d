"""Landscapes with more than one valley, or with a valley that is hard to feel from afar."""

import numpy as np

from gdcore.arrays import FloatArray, symmetric
from gdcore.landscape import Landscape

_OWN = "made for this course; the numbers are checked in the tests"


def _double_value(points: FloatArray) -> FloatArray:
    x = points[..., 0]
    return np.asarray(x**4 - 3 * x**2 + x)


def _double_gradient(points: FloatArray) -> FloatArray:
    return np.asarray(4 * points**3 - 6 * points + 1)


def _double_hessian(points: FloatArray) -> FloatArray:
    return np.asarray(12 * points**2 - 6)[..., np.newaxis]


# The barrier between the wells is a maximum, 0.1699, so there is no saddle to list.
DOUBLE_WELL = Landscape(
    name="double well",
    dim=1,
    value=_double_value,
    gradient=_double_gradient,
    hessian=_double_hessian,
    minima=np.array([[-1.3008395659415772], [1.1309011226299859]]),
    saddles=np.empty((0, 1)),
    window=((-2.2, 2.2),),
    formula="x^4 - 3 x^2 + x",
    source=_OWN,
)

_TROUGH = 2.0


def _trough_value(points: FloatArray) -> FloatArray:
    return np.asarray(_double_value(points) + _TROUGH * points[..., 1] ** 2)


def _trough_gradient(points: FloatArray) -> FloatArray:
    x, y = points[..., :1], points[..., 1:]
    return np.concatenate([_double_gradient(x), 2 * _TROUGH * y], axis=-1)


def _trough_hessian(points: FloatArray) -> FloatArray:
    along = _double_hessian(points[..., :1])[..., 0, 0]
    return symmetric(along, np.zeros_like(along), np.full_like(along, 2 * _TROUGH))


# A trough whose floor y = 0 is the double well. A step in x does not depend on y: each path of the
# double well is the x of a path here. Its barrier is a pass: a saddle.
DOUBLE_WELL_2D = Landscape(
    name="double well in 2D",
    dim=2,
    value=_trough_value,
    gradient=_trough_gradient,
    hessian=_trough_hessian,
    minima=np.insert(DOUBLE_WELL.minima, 1, 0, axis=1),
    saddles=np.array([(0.16993844331159128, 0.0)]),
    window=((-2.2, 2.2), (-1.5, 1.5)),
    formula="x^4 - 3 x^2 + x + 2 y^2",
    source=_OWN,
)

# Its curvature is 0 at the minimum and grows without bound away from it.
QUARTIC = Landscape(
    name="quartic",
    dim=1,
    value=lambda points: np.asarray(points[..., 0] ** 4 / 4),
    gradient=lambda points: np.asarray(points**3),
    hessian=lambda points: np.asarray(3 * points**2)[..., np.newaxis],
    minima=np.array([[0.0]]),
    saddles=np.empty((0, 1)),
    window=((-3.5, 3.5),),
    formula="x^4 \\/ 4",
    source=_OWN,
)

# A double well of even depth, (u^2 - 1)^2, seen through u = 2 - e^(-x): its left well is a third as
# wide as the right one, so that its curvature is nine times as large. Between them is a maximum.
_DEPTH = 1 / 8


def _bent(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    slope = np.exp(-points[..., 0])  # of u
    return np.asarray(2 - slope), np.asarray(slope)


def _uneven_value(points: FloatArray) -> FloatArray:
    u, _ = _bent(points)
    return np.asarray(_DEPTH * (u**2 - 1) ** 2)


def _uneven_gradient(points: FloatArray) -> FloatArray:
    u, slope = _bent(points)
    return np.asarray(4 * _DEPTH * u * (u**2 - 1) * slope)[..., np.newaxis]


def _uneven_hessian(points: FloatArray) -> FloatArray:
    u, slope = _bent(points)
    bend = (12 * u**2 - 4) * slope**2 - 4 * u * (u**2 - 1) * slope
    return np.asarray(_DEPTH * bend)[..., np.newaxis, np.newaxis]


SHARP_AND_FLAT = Landscape(
    name="sharp and flat",
    dim=1,
    value=_uneven_value,
    gradient=_uneven_gradient,
    hessian=_uneven_hessian,
    minima=np.array([[-np.log(3.0)], [0.0]]),
    saddles=np.empty((0, 1)),
    window=((-1.5, 2.2),),
    formula="((2 - e^(-x))^2 - 1)^2 \\/ 8",
    source=_OWN,
)

_PLAIN = 2.6
_HEIGHTS = np.array([-1.6, 0.4, -2.25])
_MIDDLES = np.array([1.0, -0.6, -2.2])
_BREADTHS = np.array([1.8, 0.6, 1.0])


def _bells(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    # each bell of the hill at each point, and how far from its middle in breadths: (..., 3)
    offset = (points - _MIDDLES) / _BREADTHS
    return np.asarray(_HEIGHTS * np.exp(-(offset**2))), np.asarray(offset)


def _hill_value(points: FloatArray) -> FloatArray:
    return np.asarray(_PLAIN + _bells(points)[0].sum(axis=-1))


def _hill_gradient(points: FloatArray) -> FloatArray:
    bells, offset = _bells(points)
    return np.asarray((-2 * offset / _BREADTHS * bells).sum(axis=-1, keepdims=True))


def _hill_hessian(points: FloatArray) -> FloatArray:
    bells, offset = _bells(points)
    bend = (4 * offset**2 - 2) / _BREADTHS**2 * bells
    return np.asarray(bend.sum(axis=-1))[..., np.newaxis, np.newaxis]


# A plain with a shallow valley, a ridge and a deeper valley behind it; the ridge is a maximum.
HILL = Landscape(
    name="hill",
    dim=1,
    value=_hill_value,
    gradient=_hill_gradient,
    hessian=_hill_hessian,
    minima=np.array([[-2.1694765841477577], [1.0023673613356663]]),
    saddles=np.empty((0, 1)),
    window=((-3.6, 3.6),),
    formula="2.6 - 1.6 e^(-((x - 1) \\/ 1.8)^2) + 0.4 e^(-((x + 0.6) \\/ 0.6)^2)"
    " - 2.25 e^(-(x + 2.2)^2)",
    source=_OWN,
)


# The hill goes on to both sides of its section y = 0, where the way down stays in the section.
_HILLSIDE_BREADTH = 4.0


def _bands(points: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    # x as a point of the hill, y, how much of the hill is left at y, and its depth at x: (...)
    x, y = points[..., :1], points[..., 1]
    left = np.exp(-((y / _HILLSIDE_BREADTH) ** 2))
    return x, y, np.asarray(left), np.asarray(_bells(x)[0].sum(axis=-1))


def _hillside_value(points: FloatArray) -> FloatArray:
    _, _, left, depth = _bands(points)
    return np.asarray(_PLAIN + depth * left)


def _hillside_gradient(points: FloatArray) -> FloatArray:
    x, y, left, depth = _bands(points)
    across = -2 * y / _HILLSIDE_BREADTH**2
    return np.stack([_hill_gradient(x)[..., 0] * left, across * depth * left], axis=-1)


def _hillside_hessian(points: FloatArray) -> FloatArray:
    x, y, left, depth = _bands(points)
    across = -2 * y / _HILLSIDE_BREADTH**2
    bend = across**2 - 2 / _HILLSIDE_BREADTH**2
    return symmetric(
        _hill_hessian(x)[..., 0, 0] * left,
        _hill_gradient(x)[..., 0] * across * left,
        depth * bend * left,
    )


# Where y = 0 it is the hill, whose ridge is a pass here: a saddle.
HILLSIDE = Landscape(
    name="hillside",
    dim=2,
    value=_hillside_value,
    gradient=_hillside_gradient,
    hessian=_hillside_hessian,
    minima=np.insert(HILL.minima, 1, 0, axis=1),
    saddles=np.array([(-0.640477680921418, 0.0)]),
    window=((-3.6, 3.6), (-3.6, 3.6)),
    formula="2.6 - h e^(-(y \\/ 4)^2), quad h = 1.6 e^(-((x - 1) \\/ 1.8)^2)"
    " - 0.4 e^(-((x + 0.6) \\/ 0.6)^2) + 2.25 e^(-(x + 2.2)^2)",
    source=_OWN,
)


class _Hollow:
    """A Gaussian hollow, -depth exp(-|x - center|^2 / spread)."""

    def __init__(self, depth: float, center: tuple[float, float], spread: float) -> None:
        self.depth = depth
        self.center = np.array(center)
        self.spread = spread

    def value(self, points: FloatArray) -> FloatArray:
        offset = points - self.center
        return np.asarray(-self.depth * np.exp(-(offset**2).sum(axis=-1) / self.spread))

    def gradient(self, points: FloatArray) -> FloatArray:
        pull = -2 / self.spread * self.value(points)[..., np.newaxis]
        return np.asarray(pull * (points - self.center))

    def hessian(self, points: FloatArray) -> FloatArray:
        x, y = np.moveaxis(points - self.center, -1, 0)
        pull, bend = -2 / self.spread * self.value(points), 2 / self.spread
        return symmetric(pull * (1 - bend * x**2), -pull * bend * x * y, pull * (1 - bend * y**2))


_PLATEAU = _Hollow(depth=1.0, center=(0.0, 0.0), spread=2.0)

PLATEAU = Landscape(
    name="plateau",
    dim=2,
    value=_PLATEAU.value,
    gradient=_PLATEAU.gradient,
    hessian=_PLATEAU.hessian,
    minima=np.array([(0.0, 0.0)]),
    saddles=np.empty((0, 2)),
    window=((-4.0, 4.0), (-4.0, 4.0)),
    formula="-exp(-r^2 \\/ 2), quad r^2 = x^2 + y^2",
    source=_OWN,
)

_LOCAL = _Hollow(depth=2.0, center=(1.0, 0.0), spread=0.2)
_GLOBAL = _Hollow(depth=3.0, center=(-1.0, 0.0), spread=0.2)


def _two_wells_value(points: FloatArray) -> FloatArray:
    return np.asarray((points**2).sum(axis=-1) + _LOCAL.value(points) + _GLOBAL.value(points))


def _two_wells_gradient(points: FloatArray) -> FloatArray:
    return np.asarray(2 * points + _LOCAL.gradient(points) + _GLOBAL.gradient(points))


def _two_wells_hessian(points: FloatArray) -> FloatArray:
    return np.asarray(2 * np.eye(2) + _LOCAL.hessian(points) + _GLOBAL.hessian(points))


TWO_WELLS = Landscape(
    name="two wells",
    dim=2,
    value=_two_wells_value,
    gradient=_two_wells_gradient,
    hessian=_two_wells_hessian,
    minima=np.array([(-0.9363006340109187, 0.0), (0.905317899160115, 0.0)]),
    saddles=np.array([(0.06860243670809667, 0.0)]),
    window=((-2.0, 2.0), (-1.6, 1.6)),
    formula=("x^2 + y^2 - 2 exp(-((x - 1)^2 + y^2) \\/ 0.2) - 3 exp(-((x + 1)^2 + y^2) \\/ 0.2)"),
    source=_OWN,
)
