"""A landscape from any function of one point, with slopes by finite differences."""

import math
from collections.abc import Callable, Sequence

import numpy as np

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
