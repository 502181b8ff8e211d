"""Learning-rate schedules: the learning rate as a function of the step, counted from 0."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.schedule import Constant, Schedule, counted_steps

__all__ = [
    "Constant",
    "Cosine",
    "Exponential",
    "LinearWarmup",
    "Schedule",
    "StepDecay",
    "WarmupCosine",
]


@dataclass(frozen=True)
class StepDecay:
    """Multiply the learning rate by `factor` once every so many steps.

    The rule of torch.optim.lr_scheduler.StepLR.

    Parameters
    ----------
    initial : float
        Learning rate of the first step, above 0.
    factor : float
        What each drop multiplies by, above 0.
    every : int
        Steps between drops.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.3.1.
    """

    initial: float
    factor: float
    every: int

    def __post_init__(self) -> None:
        checks.positive("initial", self.initial)
        checks.positive("factor", self.factor)
        checks.whole("every", self.every)

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of each step, `(...)` to `(...)`."""
        return np.asarray(self.initial * self.factor ** (counted_steps(step) // self.every))


@dataclass(frozen=True)
class Exponential:
    """Multiply the learning rate by `factor` at every step.

    The rule of torch.optim.lr_scheduler.ExponentialLR.

    Parameters
    ----------
    initial : float
        Learning rate of the first step, above 0.
    factor : float
        What each step multiplies by, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.3.1.
    """

    initial: float
    factor: float

    def __post_init__(self) -> None:
        checks.positive("initial", self.initial)
        checks.positive("factor", self.factor)

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of each step, `(...)` to `(...)`."""
        return np.asarray(self.initial * self.factor ** counted_steps(step))


@dataclass(frozen=True)
class Cosine:
    """Let the learning rate fall along half a cosine, then hold it at `final`.

    Equals torch.optim.lr_scheduler.CosineAnnealingLR up to step `steps`. There it would climb
    again; here it holds.

    Parameters
    ----------
    initial : float
        Learning rate of the first step, above 0.
    steps : int
        The step at which `final` is reached.
    final : float
        Learning rate at the end, 0 or above.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Loshchilov and Hutter, SGDR: Stochastic gradient descent with warm restarts (2017), eq. 5.
    """

    initial: float
    steps: int
    final: float = 0.0

    def __post_init__(self) -> None:
        checks.positive("initial", self.initial)
        checks.whole("steps", self.steps)
        checks.not_negative("final", self.final)

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of each step, `(...)` to `(...)`."""
        done = np.minimum(counted_steps(step) / self.steps, 1.0)
        fall = (1 + np.cos(np.pi * done)) / 2
        return np.asarray(self.final + (self.initial - self.final) * fall)


@dataclass(frozen=True)
class LinearWarmup:
    """Climb in a straight line to `peak`, then stay there.

    The rule of torch.optim.lr_scheduler.LinearLR with `start_factor` = `start_fraction` and
    `total_iters` = `warmup`.

    Parameters
    ----------
    peak : float
        The highest learning rate, from step `warmup` on, above 0.
    warmup : int
        Steps of the climb.
    start_fraction : float
        Share of `peak` at step 0, at least 0 and below 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goyal et al., Accurate, large minibatch SGD (2017), section 2.2.
    """

    peak: float
    warmup: int
    start_fraction: float = 0.1

    def __post_init__(self) -> None:
        checks.positive("peak", self.peak)
        checks.whole("warmup", self.warmup)
        checks.fraction("start_fraction", self.start_fraction)

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of each step, `(...)` to `(...)`."""
        done = np.minimum(counted_steps(step) / self.warmup, 1.0)
        return np.asarray(self.peak * (self.start_fraction + (1 - self.start_fraction) * done))


@dataclass(frozen=True)
class WarmupCosine:
    """Climb in a straight line to `peak`, then fall along half a cosine to `final`.

    Equals a torch LinearLR (start_factor=`start_fraction`, total_iters=`warmup`) followed by a
    CosineAnnealingLR (T_max=`steps` - `warmup`), up to step `steps`.

    Parameters
    ----------
    peak : float
        The highest learning rate, at step `warmup`, above 0.
    warmup : int
        Steps of the climb.
    steps : int
        The step at which `final` is reached; more than `warmup`.
    final : float
        Learning rate at the end, 0 or above.
    start_fraction : float
        Share of `peak` at step 0, at least 0 and below 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goyal et al., Accurate, large minibatch SGD (2017), section 2.2, for the climb;
    Loshchilov and Hutter, SGDR (2017), eq. 5, for the fall.
    """

    peak: float
    warmup: int
    steps: int
    final: float = 0.0
    start_fraction: float = 0.1

    def __post_init__(self) -> None:
        checks.positive("peak", self.peak)
        checks.whole("warmup", self.warmup)
        checks.whole("steps", self.steps, least=self.warmup + 1)
        checks.not_negative("final", self.final)
        checks.fraction("start_fraction", self.start_fraction)

    def __call__(self, step: npt.ArrayLike, /) -> FloatArray:
        """Return the learning rate of each step, `(...)` to `(...)`."""
        counted = counted_steps(step)
        climb = LinearWarmup(self.peak, self.warmup, self.start_fraction)
        fall = Cosine(self.peak, self.steps - self.warmup, self.final)
        after = fall(np.maximum(counted - self.warmup, 0))
        return np.where(counted < self.warmup, climb(counted), after)
