"""Find the flat points of a landscape, and tell minima from saddles and hilltops."""

from dataclasses import dataclass
from enum import Enum
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import root

from gdcore import checks
from gdcore.arrays import FloatArray, read_only
from gdcore.landscape import Landscape

# Eigenvalues below this share of the steepest curvature in the window count as 0.
_FLAT = 1e-6
# Gradients below this share of the steepest in the window count as 0.
_LEVEL = 1e-8
# Two roots nearer than this share of the window are one.
_SAME = 1e-4


class Kind(Enum):
    """What sort of flat point it is, by the signs of the Hessian's eigenvalues."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SADDLE = "saddle"
    DEGENERATE = "degenerate"


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """A point at which the gradient is zero.

    Parameters
    ----------
    point : FloatArray
        Where, `(dim,)`, in data units.
    value : float
        The loss there.
    curvatures : FloatArray
        Eigenvalues of the Hessian, lowest first, `(dim,)`.
    kind : Kind
        Minimum, maximum, saddle or degenerate.
    """

    point: FloatArray
    value: float
    curvatures: FloatArray
    kind: Kind

    def __post_init__(self) -> None:
        object.__setattr__(self, "point", read_only(self.point))
        object.__setattr__(self, "curvatures", read_only(self.curvatures))


def kind_of(curvatures: npt.ArrayLike, flat: float = 0.0) -> Kind:
    """Name a flat point from the eigenvalues of its Hessian.

    Parameters
    ----------
    curvatures : array_like
        Eigenvalues, `(dim,)`.
    flat : float
        Eigenvalues of at most this size count as 0, 0 or above.

    Returns
    -------
    Kind
        DEGENERATE if an eigenvalue counts as 0, unless two others differ in sign.

    Raises
    ------
    ValueError
        If an entry is not finite.

    References
    ----------
    Nocedal and Wright, Numerical Optimization (2006), theorems 2.3 and 2.4.
    """
    eigenvalues = checks.finite_array("curvatures", curvatures)
    up, down = eigenvalues > checks.not_negative("flat", flat), eigenvalues < -flat
    if up.any() and down.any():
        return Kind.SADDLE
    if not (up | down).all():
        return Kind.DEGENERATE
    return Kind.MINIMUM if up.all() else Kind.MAXIMUM


def find_critical_points(landscape: Landscape, starts_per_axis: int = 15) -> list[CriticalPoint]:
    """Find the flat points inside the window of a landscape.

    Solves gradient = 0 from a grid of starts; points whose basin has no start are missed.

    Parameters
    ----------
    landscape : Landscape
        Where to look.
    starts_per_axis : int
        Starts along each axis of the window, at least 2.

    Returns
    -------
    list of CriticalPoint
        Lowest loss first.

    Raises
    ------
    ValueError
        If `starts_per_axis` is below 2.

    References
    ----------
    More, Garbow and Hillstrom, User Guide for MINPACK-1 (1980), for the solver.
    """
    count = checks.whole("starts_per_axis", starts_per_axis, least=2)
    grid = np.array(list(product(*(np.linspace(*side, count) for side in landscape.window))))
    steepest = np.abs(landscape.gradient(grid)).max()
    sharpest = np.abs(landscape.hessian(grid)).max()
    found: list[FloatArray] = []
    for start in grid:
        point = _solve(landscape, start, _LEVEL * steepest)
        if point is not None and not _known(landscape, point, found):
            found.append(point)
    described = [_describe(landscape, point, _FLAT * sharpest) for point in found]
    return sorted(described, key=lambda critical: critical.value)


def _solve(landscape: Landscape, start: FloatArray, level: float) -> FloatArray | None:
    with np.errstate(all="ignore"):
        solution = root(landscape.gradient, start, jac=landscape.hessian)
    point = np.asarray(solution.x, dtype=np.float64)
    inside = all(low <= x <= high for x, (low, high) in zip(point, landscape.window, strict=True))
    if not inside or np.abs(landscape.gradient(point)).max() > level:
        return None
    return point


def _known(landscape: Landscape, point: FloatArray, found: list[FloatArray]) -> bool:
    widths = np.array([high - low for low, high in landscape.window])
    return any(bool((np.abs(point - other) <= _SAME * widths).all()) for other in found)


def _describe(landscape: Landscape, point: FloatArray, flat: float) -> CriticalPoint:
    curvatures = read_only(np.linalg.eigvalsh(landscape.hessian(point)))
    return CriticalPoint(
        point, float(landscape.value(point)), curvatures, kind_of(curvatures, flat)
    )
