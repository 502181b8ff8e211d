"""What a loss landscape is: a function, its slope, its curvature and what is known of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray, read_only

Field: TypeAlias = Callable[[FloatArray], FloatArray]
Window: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss landscape: value, gradient and Hessian, and the points worth knowing.

    The three functions take one point `(dim,)` or any stack of points `(..., dim)`.
    Complex points pass through, so a derivative can be tested by complex step.

    Parameters
    ----------
    name : str
        Plain lower-case name, such as "ravine".
    dim : int
        Number of coordinates of a point.
    value : callable
        Points `(..., dim)` to losses `(...)`.
    gradient : callable
        Points `(..., dim)` to gradients `(..., dim)`.
    hessian : callable
        Points `(..., dim)` to matrices `(..., dim, dim)`.
    minima : array_like
        Minima inside the window, `(k, dim)`, in data units. May be empty.
    saddles : array_like
        Saddle points inside the window, `(k, dim)`, in data units. May be empty.
    window : tuple of (float, float)
        A good range to look at, low and high for each axis, in data units.
    formula : str
        The function as Typst math.
    source : str
        Where the function comes from.

    Raises
    ------
    ValueError
        If a shape does not fit `dim`, or the window is empty.
    """

    name: str
    dim: int
    value: Field
    gradient: Field
    hessian: Field
    minima: FloatArray
    saddles: FloatArray
    window: Window
    formula: str
    source: str

    def __post_init__(self) -> None:
        checks.whole("dim", self.dim)
        for name in ("minima", "saddles"):
            known = read_only(checks.finite_array(name, getattr(self, name)).reshape(-1, self.dim))
            object.__setattr__(self, name, known)
        if len(self.window) != self.dim or any(not low < high for low, high in self.window):
            raise ValueError(
                f"window must be {self.dim} pairs (low, high) with low < high, got {self.window!r}."
            )
        for name in ("value", "gradient", "hessian"):
            object.__setattr__(self, name, self._checked(getattr(self, name)))

    def value_and_gradient(self, points: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return losses `(...)` and gradients `(..., dim)` at points `(..., dim)`."""
        known = self.check(points)
        return self.value(known), self.gradient(known)

    def check(self, points: npt.ArrayLike) -> FloatArray:
        """Return points as an array whose last axis fits this landscape.

        Parameters
        ----------
        points : array_like
            Points `(..., dim)`.

        Returns
        -------
        FloatArray
            The same points, `(..., dim)`.

        Raises
        ------
        ValueError
            If the last axis does not have length `dim`.
        """
        array = np.asarray(points)
        if array.ndim == 0 or array.shape[-1] != self.dim:
            raise ValueError(
                f"points on {self.name} must have a last axis of length {self.dim}, "
                f"got shape {array.shape}."
            )
        return array.astype(np.result_type(array, np.float64), copy=False)

    def _checked(self, function: Field) -> Field:
        return lambda points: function(self.check(points))
