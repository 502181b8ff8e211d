"""Quadratic landscapes: the only ones on which every optimizer has a closed form."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.landscape import Landscape, Window

_SOURCE = "Boyd and Vandenberghe, Convex Optimization (2004), section 9.3"
_WINDOW_HALF_WIDTH = 6.0


class _Quadratic(NamedTuple):
    """The function 1/2 sum of curvature_i u_i^2, where u = axes^T (x - center)."""

    curvatures: FloatArray
    axes: FloatArray
    center: FloatArray

    def value(self, x: FloatArray) -> FloatArray:
        u = (x - self.center) @ self.axes
        return np.asarray(0.5 * (self.curvatures * u**2).sum(axis=-1))

    def gradient(self, x: FloatArray) -> FloatArray:
        u = (x - self.center) @ self.axes
        return np.asarray((self.curvatures * u) @ self.axes.T)

    def hessian(self, x: FloatArray) -> FloatArray:
        matrix = (self.axes * self.curvatures) @ self.axes.T
        return np.array(np.broadcast_to(matrix, (*x.shape[:-1], *matrix.shape)))


def quadratic_bowl(
    curvatures: Sequence[float],
    rotation: float = 0.0,
    center: Sequence[float] | None = None,
    name: str = "quadratic bowl",
    window: Window | None = None,
    formula: str | None = None,
) -> Landscape:
    """Make the bowl 1/2 sum of curvature_i u_i^2 in turned and shifted coordinates u.

    Its condition number is max(curvatures) / min(curvatures).

    Parameters
    ----------
    curvatures : sequence of float, (dim,)
        Eigenvalues of the Hessian, all above 0.
    rotation : float
        Turn of the axes, counter-clockwise, in radians; two dimensions only.
    center : sequence of float, (dim,), optional
        The minimum, in data units. The origin if not given.
    name : str
        Name of the landscape.
    window : tuple of (float, float), optional
        Range to look at. If not given, 6 data units each way from the center.
    formula : str, optional
        Typst math. If not given, it is written from the numbers.

    Returns
    -------
    Landscape
        A convex landscape with one minimum.

    Raises
    ------
    ValueError
        If a curvature is not above 0, the center does not fit, or a rotation is asked for in
        other than two dimensions.

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.
    """
    for curvature in curvatures:
        checks.positive("curvatures", curvature)
    middle = np.zeros(len(curvatures)) if center is None else checks.finite_array("center", center)
    if window is None:
        window = tuple((c - _WINDOW_HALF_WIDTH, c + _WINDOW_HALF_WIDTH) for c in middle.tolist())
    if formula is None:
        formula = _formula(curvatures, turned=rotation != 0 or bool(middle.any()))
    return quadratic(
        curvatures,
        rotation,
        middle.tolist(),
        name=name,
        window=window,
        formula=formula,
    )


def quadratic(
    curvatures: Sequence[float],
    rotation: float,
    center: Sequence[float],
    *,
    name: str,
    window: Window,
    formula: str,
    source: str = _SOURCE,
) -> Landscape:
    """Make a quadratic whose curvatures may have any sign but not be 0 (see `quadratic_bowl`)."""
    shape = _Quadratic(
        checks.finite_array("curvatures", curvatures),
        _axes(len(curvatures), checks.finite("rotation", rotation)),
        checks.finite_array("center", center),
    )
    if shape.center.shape != shape.curvatures.shape:
        raise ValueError(
            f"center must have as many numbers as curvatures ({len(curvatures)}), got {center!r}."
        )
    is_bowl = bool((shape.curvatures > 0).all())
    nowhere = np.empty((0, len(curvatures)))
    return Landscape(
        name=name,
        dim=len(curvatures),
        value=shape.value,
        gradient=shape.gradient,
        hessian=shape.hessian,
        minima=shape.center if is_bowl else nowhere,
        saddles=nowhere if is_bowl else shape.center,
        window=window,
        formula=formula,
        source=source,
    )


def _axes(dim: int, rotation: float) -> FloatArray:
    """Columns are the directions in which the curvatures are measured."""
    if rotation == 0:
        return np.eye(dim)
    if dim != 2:
        raise ValueError(f"rotation must be 0 unless there are 2 curvatures, got {rotation!r}.")
    cosine, sine = np.cos(rotation), np.sin(rotation)
    return np.array([[cosine, -sine], [sine, cosine]])


def _formula(curvatures: Sequence[float], turned: bool) -> str:
    letters = ("u", "v", "w") if turned else ("x", "y", "z")
    if len(curvatures) > len(letters):
        return "1/2 sum_i lambda_i x_i^2"
    squares = (
        f"{letter}^2" if curvature == 1 else f"{curvature:g} {letter}^2"
        for curvature, letter in zip(curvatures, letters, strict=False)
    )
    return f"1/2 ({' + '.join(squares)})"


PARABOLA = quadratic_bowl((2.0,), name="parabola", window=((-6.0, 6.0),), formula="x^2")

ROUND_BOWL = quadratic_bowl(
    (2.0, 2.0), name="round bowl", window=((-3.0, 3.0), (-3.0, 3.0)), formula="x^2 + y^2"
)

RAVINE = quadratic_bowl((1.0, 25.0), name="ravine", window=((-11.0, 3.0), (-2.0, 2.0)))

TURNED_RAVINE = quadratic_bowl(
    (1.0, 25.0),
    rotation=np.pi / 4,
    name="turned ravine",
    window=((-9.0, 3.0), (-9.0, 3.0)),
    formula="1/2 (u^2 + 25 v^2), quad u = (x + y) \\/ sqrt(2), quad v = (y - x) \\/ sqrt(2)",
)

SHIFTED_BOWL = quadratic_bowl(
    (2.0, 2.0),
    center=(3.0, -2.0),
    name="shifted bowl",
    window=((-3.0, 9.0), (-8.0, 4.0)),
    formula="(x - 3)^2 + (y + 2)^2",
)
