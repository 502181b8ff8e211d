"""Optimizers that give every coordinate its own step size."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.optimizer import Memory, Optimizer
from gdcore.schedule import Schedule


def moving_average(old: FloatArray, new: FloatArray, keep: float) -> FloatArray:
    """Return keep * old + (1 - keep) * new, the exponential moving average, any one shape."""
    return keep * old + (1 - keep) * new


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """Divide each step by the root of all squared gradients so far: torch.optim.Adagrad.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    epsilon : float
        Keeps the divisor from 0, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Duchi, Hazan and Singer, Adaptive subgradient methods (2011).
    """

    epsilon: float = 1e-10

    name: ClassVar[str] = "AdaGrad"
    formula: ClassVar[tuple[str, ...]] = (
        "s arrow.l s + g^2",
        "theta arrow.l theta - alpha g / (sqrt(s) + epsilon)",
    )
    remembers: ClassVar[tuple[str, ...]] = ("squared_sum",)

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.positive("epsilon", self.epsilon)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the scaled gradient, `(..., dim)`, and the sum of squares."""
        total = memory["squared_sum"] + gradient**2
        return gradient / (np.sqrt(total) + self.epsilon), {"squared_sum": total}

    def coordinate_scales(self, states: Memory) -> FloatArray:
        """Return 1 / (sqrt(s) + epsilon) at each step, `(steps, ..., dim)`."""
        return np.asarray(1 / (np.sqrt(states["squared_sum"][1:]) + self.epsilon))


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """Divide each step by the root of a moving average of squared gradients.

    torch.optim.RMSprop, whose `alpha` is `rho` here and 0.99 there.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    rho : float
        Share of the average that is kept at each step, at least 0 and below 1.
    epsilon : float
        Keeps the divisor from 0, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012).
    """

    rho: float = 0.9
    epsilon: float = 1e-8

    name: ClassVar[str] = "RMSProp"
    formula: ClassVar[tuple[str, ...]] = (
        "s arrow.l rho s + (1 - rho) g^2",
        "theta arrow.l theta - alpha g / (sqrt(s) + epsilon)",
    )
    remembers: ClassVar[tuple[str, ...]] = ("second_moment",)

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.fraction("rho", self.rho)
        checks.positive("epsilon", self.epsilon)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the scaled gradient, `(..., dim)`, and the average of squares."""
        second = moving_average(memory["second_moment"], gradient**2, self.rho)
        return gradient / (np.sqrt(second) + self.epsilon), {"second_moment": second}

    def coordinate_scales(self, states: Memory) -> FloatArray:
        """Return 1 / (sqrt(s) + epsilon) at each step, `(steps, ..., dim)`."""
        return np.asarray(1 / (np.sqrt(states["second_moment"][1:]) + self.epsilon))


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Set the size of a step by the size of the steps before it: torch.optim.Adadelta.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha; 1 is the rule of the paper.
    rho : float
        Share of the averages that is kept at each step, at least 0 and below 1.
    epsilon : float
        Lets the first step be more than 0, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Zeiler, ADADELTA: an adaptive learning rate method (2012).
    """

    learning_rate: float | Schedule = 1.0
    rho: float = 0.9
    epsilon: float = 1e-6

    name: ClassVar[str] = "Adadelta"
    formula: ClassVar[tuple[str, ...]] = (
        "s arrow.l rho s + (1 - rho) g^2",
        "d arrow.l g sqrt(u + epsilon) / sqrt(s + epsilon)",
        "u arrow.l rho u + (1 - rho) d^2",
        "theta arrow.l theta - alpha d",
    )
    remembers: ClassVar[tuple[str, ...]] = ("second_moment", "squared_step")

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.fraction("rho", self.rho)
        checks.positive("epsilon", self.epsilon)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the scaled gradient, `(..., dim)`, and both averages of squares."""
        second = moving_average(memory["second_moment"], gradient**2, self.rho)
        usual = np.sqrt(memory["squared_step"] + self.epsilon)
        move = gradient * usual / np.sqrt(second + self.epsilon)
        squared_step = moving_average(memory["squared_step"], move**2, self.rho)
        return move, {"second_moment": second, "squared_step": squared_step}

    def coordinate_scales(self, states: Memory) -> FloatArray:
        """Return sqrt(u + epsilon) / sqrt(s + epsilon) at each step, `(steps, ..., dim)`."""
        usual = np.sqrt(states["squared_step"][:-1] + self.epsilon)
        return np.asarray(usual / np.sqrt(states["second_moment"][1:] + self.epsilon))
