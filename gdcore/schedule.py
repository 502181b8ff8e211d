"""What a learning-rate schedule is: the learning rate as a function of the step, from 0."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray


class Schedule(Protocol):
    """Anything that turns a step, or an array of steps, into learning rates of that shape."""

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of a step, counted from 0, `(...)` to `(...)`."""
        ...


@dataclass(frozen=True)
class Constant:
    """The same learning rate at every step.

    Parameters
    ----------
    rate : float
        Learning rate, above 0.

    Raises
    ------
    ValueError
        If `rate` is not above 0.
    """

    rate: float

    def __post_init__(self) -> None:
        checks.positive("rate", self.rate)

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of each step, `(...)` to `(...)`."""
        return np.full(counted_steps(step).shape, self.rate)


def counted_steps(step: npt.ArrayLike) -> FloatArray:
    """Return steps as an array, same shape; ValueError if one of them is below 0."""
    counted = checks.finite_array("step", step)
    if (counted < 0).any():
        raise ValueError(f"step must be 0 or greater, got {counted.min():g}.")
    return counted
