"""Landscapes from any function of one point, and from the losses on a grid."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.interpolate import RectBivariateSpline

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.landscape import Landscape, Window

# Steps that balance truncation against rounding for central differences in float64.
# Source: Press et al., Numerical Recipes (2007), section 5.7.
_GRADIENT_STEP = float(np.finfo(np.float64).eps ** (1 / 3))
_HESSIAN_STEP = float(np.finfo(np.float64).eps ** (1 / 4))


def landscape_from(
    function: Callable[[FloatArray], float],
    dim: int,
    *,
    name: str = "landscape",
    window: Window | None = None,
    minima: Sequence[Sequence[float]] = (),
    saddles: Sequence[Sequence[float]] = (),
    formula: str = "f(x)",
    source: str = "given by the user",
) -> Landscape:
    """Make a landscape from a function in the style of scipy.optimize.

    Gradient and Hessian are central differences: good to about 1e-10 and 1e-7 of the size of
    the function, enough for pictures. Points are taken one by one, so large batches are slow.

    Parameters
    ----------
    function : callable
        Takes one point `(dim,)`, returns its loss.
    dim : int
        Number of coordinates of a point.
    name : str
        Name of the landscape.
    window : tuple of (float, float), optional
        Range to look at, one pair for each axis. If not given, -2 to 2.
    minima, saddles : sequence of points
        Known critical points, each `(dim,)`.
    formula : str
        Typst math.
    source : str
        Where the function comes from.

    Returns
    -------
    Landscape
        A landscape whose functions take points `(..., dim)`.

    Raises
    ------
    ValueError
        If a shape does not fit `dim`.

    References
    ----------
    Press et al., Numerical Recipes, 3rd edition (2007), section 5.7.
    """

    def value(points: FloatArray) -> FloatArray:
        flat = [_loss(function, point) for point in points.reshape(-1, dim)]
        return np.array(flat, dtype=np.float64).reshape(points.shape[:-1])

    return Landscape(
        name=name,
        dim=dim,
        value=value,
        gradient=lambda points: _central_gradient(value, points),
        hessian=lambda points: _central_hessian(value, points),
        minima=np.array(minima, dtype=np.float64).reshape(-1, dim),
        saddles=np.array(saddles, dtype=np.float64).reshape(-1, dim),
        window=((-2.0, 2.0),) * dim if window is None else window,
        formula=formula,
        source=source,
    )


def landscape_from_grid(
    losses: npt.ArrayLike,
    window: Window,
    *,
    name: str = "landscape",
    formula: str = "f(x)",
    source: str = "given by the user",
) -> Landscape:
    """Make a landscape of two dimensions that goes smoothly through losses on a grid.

    Between the places of the grid it is a bicubic spline. So a loss that takes long to compute
    is computed once for each place, and is looked at as often as wanted. A point outside the
    window counts as the nearest one of its edge. Points must be real.

    Parameters
    ----------
    losses : array_like
        One for each place, `(rows, columns)`, at least 4 by 4, in even steps over the window:
        columns along the first axis, rows along the second, as `numpy.meshgrid` has them.
    window : tuple of (float, float)
        Where the outer places lie, low and high of each axis.
    name : str
        Name of the landscape.
    formula : str
        Typst math.
    source : str
        Where the function comes from.

    Returns
    -------
    Landscape
        A landscape without known minima.

    Raises
    ------
    ValueError
        If there are too few losses, one is not finite, or the window is empty.

    References
    ----------
    Dierckx, Curve and surface fitting with splines (1993), chapter 2.
    """
    known = checks.finite_array("losses", losses)
    if known.ndim != 2 or min(known.shape) < 4:
        raise ValueError(f"losses must be a grid of at least 4 by 4, got shape {known.shape}.")
    x, y = (
        np.linspace(low, high, count)
        for (low, high), count in zip(window, known.shape[::-1], strict=True)
    )
    spline = RectBivariateSpline(x, y, known.T)

    def slope(points: FloatArray, along: tuple[int, int]) -> FloatArray:
        return np.asarray(spline.ev(points[..., 0], points[..., 1], *along))

    def hessian(points: FloatArray) -> FloatArray:
        across, mixed, up = (slope(points, along) for along in ((2, 0), (1, 1), (0, 2)))
        rows = [np.stack(row, axis=-1) for row in ((across, mixed), (mixed, up))]
        return np.stack(rows, axis=-2)

    return Landscape(
        name=name,
        dim=2,
        value=lambda points: slope(points, (0, 0)),
        gradient=lambda points: np.stack([slope(points, (1, 0)), slope(points, (0, 1))], axis=-1),
        hessian=hessian,
        minima=np.empty((0, 2)),
        saddles=np.empty((0, 2)),
        window=window,
        formula=formula,
        source=source,
    )


def _loss(function: Callable[[FloatArray], float], point: FloatArray) -> float:
    """Let functions from the math module overflow to infinity, as NumPy's do."""
    try:
        return float(function(point))
    except OverflowError:
        return math.inf


def _central_gradient(value: Callable[[FloatArray], FloatArray], points: FloatArray) -> FloatArray:
    slopes = []
    for shift, step in _shifts(points, _GRADIENT_STEP):
        slopes.append((value(points + shift) - value(points - shift)) / (2 * step))
    return np.stack(slopes, axis=-1)


def _central_hessian(value: Callable[[FloatArray], FloatArray], points: FloatArray) -> FloatArray:
    dim = points.shape[-1]
    shifts = _shifts(points, _HESSIAN_STEP)
    matrix = np.empty((*points.shape, dim))
    for i, (a, step_a) in enumerate(shifts):
        for j, (b, step_b) in enumerate(shifts):
            same = value(points + a + b) + value(points - a - b)
            crossed = value(points + a - b) + value(points - a + b)
            matrix[..., i, j] = (same - crossed) / (4 * step_a * step_b)
    return matrix


def _shifts(points: FloatArray, relative: float) -> list[tuple[FloatArray, FloatArray]]:
    """Return for each axis the shift `(..., dim)` and its length `(...)`."""
    lengths = relative * np.maximum(np.abs(points), 1.0)
    axes = np.eye(points.shape[-1])
    return [(lengths * axes[i], lengths[..., i]) for i in range(points.shape[-1])]
