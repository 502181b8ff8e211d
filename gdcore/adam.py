"""Adam, and what was made of it: a step size for every coordinate, and a velocity."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdcore import checks
from gdcore.adaptive import moving_average
from gdcore.arrays import FloatArray
from gdcore.optimizer import Memory, Optimizer


def without_zero_bias(average: FloatArray, keep: float, count: int) -> FloatArray:
    """Undo the pull toward 0 of a moving average that started at 0, any shape.

    Source: Kingma and Ba, Adam (2015), section 3.
    """
    return np.asarray(average / (1 - keep**count))


@dataclass(frozen=True)
class Adam(Optimizer):
    """Average the gradient, and divide by the root of its average square: torch.optim.Adam.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    beta1, beta2 : float
        Shares of the averages of g and g^2 that are kept, at least 0 and below 1.
    epsilon : float
        Keeps the divisor from 0, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    name: ClassVar[str] = "Adam"
    formula: ClassVar[tuple[str, ...]] = (
        "m arrow.l beta_1 m + (1 - beta_1) g, quad hat(m) = m / (1 - beta_1^t)",
        "v arrow.l beta_2 v + (1 - beta_2) g^2, quad hat(v) = v / (1 - beta_2^t)",
        "theta arrow.l theta - alpha hat(m) / (sqrt(hat(v)) + epsilon)",
    )
    remembers: ClassVar[tuple[str, ...]] = ("first_moment", "second_moment")

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.fraction("beta1", self.beta1)
        checks.fraction("beta2", self.beta2)
        checks.positive("epsilon", self.epsilon)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the scaled average gradient, `(..., dim)`, and both raw averages."""
        first = moving_average(memory["first_moment"], gradient, self.beta1)
        second = moving_average(memory["second_moment"], gradient**2, self.beta2)
        size = self.size(second, count)
        scaled = self.unbiased(first, self.beta1, count) / size
        return scaled, {"first_moment": first, "second_moment": second}

    def unbiased(self, average: FloatArray, keep: float, count: int) -> FloatArray:
        """Return a moving average as this rule uses it, of the same shape."""
        return without_zero_bias(average, keep, count)

    def size(self, second: FloatArray, count: int) -> FloatArray:
        """Return what the average gradient is divided by, of the shape of `second`."""
        return np.asarray(np.sqrt(self.unbiased(second, self.beta2, count)) + self.epsilon)

    def coordinate_scales(self, states: Memory) -> FloatArray:
        """Return 1 / (sqrt(v hat) + epsilon) at each step, `(steps, ..., dim)`."""
        sizes = [self.size(second, n + 1) for n, second in enumerate(states["second_moment"][1:])]
        return 1 / np.array(sizes)


@dataclass(frozen=True)
class UncorrectedAdam(Adam):
    """Adam whose averages keep their pull toward 0, to show what the correction is for.

    Its first step is (1 - beta1) / sqrt(1 - beta2) times the learning rate, 3.16 times with the
    usual settings, in each coordinate.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    beta1, beta2 : float
        Shares of the averages of g and g^2 that are kept, at least 0 and below 1.
    epsilon : float
        Keeps the divisor from 0, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Kingma and Ba, Adam: a method for stochastic optimization (2015), section 6.4.
    """

    name: ClassVar[str] = "Adam without bias correction"
    formula: ClassVar[tuple[str, ...]] = (
        "m arrow.l beta_1 m + (1 - beta_1) g",
        "v arrow.l beta_2 v + (1 - beta_2) g^2",
        "theta arrow.l theta - alpha m / (sqrt(v) + epsilon)",
    )

    def unbiased(self, average: FloatArray, keep: float, count: int) -> FloatArray:
        """Return the average as it is, of the same shape."""
        return average


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam that also shrinks the point itself at every step: torch.optim.AdamW.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    beta1, beta2 : float
        Shares of the averages of g and g^2 that are kept, at least 0 and below 1.
    epsilon : float
        Keeps the divisor from 0, above 0.
    weight_decay : float
        Strength lambda of the pull toward the origin, 0 or above.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Loshchilov and Hutter, Decoupled weight decay regularization (2019), algorithm 2.
    """

    weight_decay: float = 0.01

    name: ClassVar[str] = "AdamW"
    formula: ClassVar[tuple[str, ...]] = (
        *Adam.formula[:2],
        "theta arrow.l theta - alpha (hat(m) / (sqrt(hat(v)) + epsilon) + lambda theta)",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.not_negative("weight_decay", self.weight_decay)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return Adam's direction plus the pull toward the origin, `(..., dim)`."""
        scaled, memory = super().direction(x, gradient, memory, count)
        return scaled + self.weight_decay * x, memory
