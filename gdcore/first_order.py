"""Plain gradient descent, and the same with noise on the gradient."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.optimizer import Memory, Optimizer


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """Step straight down the slope: theta <- theta - alpha grad L(theta).

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.

    Raises
    ------
    ValueError
        If the learning rate is a number and not above 0.

    References
    ----------
    Cauchy, Methode generale pour la resolution des systemes d'equations simultanees (1847).
    """

    name: ClassVar[str] = "gradient descent"
    formula: ClassVar[tuple[str, ...]] = ("theta arrow.l theta - alpha nabla L(theta)",)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the gradient itself, `(..., dim)`, and no memory."""
        return gradient, {}


@dataclass(frozen=True)
class NoisyGradientDescent(GradientDescent):
    """Gradient descent that sees the gradient through Gaussian noise, as mini-batches do.

    Pass `rng` to `descend`. The state "noisy_gradient" holds what each step really used.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    noise : float
        Standard deviation of the noise on each coordinate of the gradient, 0 or above.

    Raises
    ------
    ValueError
        If the learning rate is not above 0 or the noise is below 0.

    References
    ----------
    Robbins and Monro, A stochastic approximation method (1951).
    """

    noise: float = 1.0

    name: ClassVar[str] = "noisy gradient descent"
    formula: ClassVar[tuple[str, ...]] = (
        "g arrow.l nabla L(theta) + sigma epsilon, quad epsilon tilde cal(N)(0, 1)",
        "theta arrow.l theta - alpha g",
    )
    remembers: ClassVar[tuple[str, ...]] = ("noisy_gradient",)

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.not_negative("noise", self.noise)

    def observe(self, gradient: FloatArray, rng: np.random.Generator | None) -> FloatArray:
        """Return the gradient plus noise, `(..., dim)`; ValueError without a generator."""
        if rng is None:
            raise ValueError(
                f"rng must be a numpy.random.Generator or a seed for {self.name}, got None."
            )
        return gradient + self.noise * rng.standard_normal(gradient.shape)

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the gradient as it was seen, `(..., dim)`, and remember it."""
        return gradient, {"noisy_gradient": gradient}
