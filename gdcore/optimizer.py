"""What every optimizer is: a pure rule from point, gradient and memory to the next point."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.schedule import Schedule

if TYPE_CHECKING:
    from gdcore.path import Path

Memory: TypeAlias = Mapping[str, FloatArray]


@dataclass(frozen=True)
class State:
    """What an optimizer carries from step to step.

    Parameters
    ----------
    step : int
        Steps taken so far.
    memory : mapping of str to FloatArray
        What the rule remembers, each the shape of the point, `(..., dim)`.
    """

    step: int
    memory: Memory


@dataclass(frozen=True)
class Optimizer(ABC):
    """The rule x <- x - rate * direction; each optimizer is a choice of direction.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size: a number above 0, or a function of the step counted from 0.

    Raises
    ------
    ValueError
        If the learning rate is a number and not above 0.
    """

    learning_rate: float | Schedule

    name: ClassVar[str]
    formula: ClassVar[tuple[str, ...]]
    remembers: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if not callable(self.learning_rate):
            checks.positive("learning_rate", self.learning_rate)

    def init(self, x: FloatArray) -> State:
        """Return the state before the first step: every memory is zero, shaped like `x`."""
        return State(0, {name: np.zeros_like(x) for name in self.remembers})

    def step(self, x: FloatArray, gradient: FloatArray, state: State) -> tuple[FloatArray, State]:
        """Take one step.

        Parameters
        ----------
        x : FloatArray
            Where the step starts, `(..., dim)`.
        gradient : FloatArray
            The gradient at `x`, `(..., dim)`.
        state : State
            The state that `init` or the last step returned.

        Returns
        -------
        tuple of (FloatArray, State)
            The next point, `(..., dim)`, and the next state.

        Raises
        ------
        ValueError
            If the schedule gives a learning rate that is not 0 or above.
        """
        direction, memory = self.direction(x, gradient, state.memory, state.step + 1)
        moved = x - self.rate(state.step) * direction
        return moved, State(state.step + 1, memory)

    def rate(self, step: int) -> float:
        """Return the learning rate of a step, counted from 0; ValueError if it is below 0."""
        if not callable(self.learning_rate):
            return float(self.learning_rate)
        return checks.not_negative("learning_rate", float(self.learning_rate(step)))

    def observe(self, gradient: FloatArray, rng: np.random.Generator | None) -> FloatArray:
        """Return the gradient as this optimizer sees it, `(..., dim)`; noise is added here.

        Raises
        ------
        ValueError
            If the optimizer is noisy and `rng` is None.
        """
        return gradient

    def ahead(self, x: FloatArray, memory: Memory, rate: float | FloatArray) -> FloatArray:
        """Return where the gradient of the next step is taken, `(..., dim)`: at `x` itself.

        Parameters
        ----------
        x : FloatArray
            Where the step starts, `(..., dim)`.
        memory : mapping of str to FloatArray
            What was remembered, each `(..., dim)`.
        rate : float or FloatArray
            Learning rate of that step, or one for each point, `(..., 1)`.
        """
        return x

    def coordinate_rates(self, path: "Path") -> FloatArray:
        """Return the step size that every coordinate had at every step.

        It is the learning rate times what the rule multiplied that coordinate's gradient by (for
        Adam, the average gradient without its bias).

        Parameters
        ----------
        path : Path
            A descent with this optimizer and `keep="all"`, one start or a batch.

        Returns
        -------
        FloatArray
            Entry n belongs to the step from row n to row n + 1, `(steps, *batch, dim)`.

        Raises
        ------
        ValueError
            If another optimizer made the path, or only its end was kept.
        """
        if path.optimizer != self.name or len(path.points) != path.steps + 1:
            raise ValueError(
                f'path must be made by {self.name} with keep="all", got one by {path.optimizer} '
                f"with {len(path.points)} of {path.steps + 1} rows."
            )
        rates = path.rates.reshape(-1, *(1,) * (path.points.ndim - 1))
        scales = self.coordinate_scales(path.states)
        return np.array(np.broadcast_to(rates * scales, path.points[1:].shape))

    def coordinate_scales(self, states: Memory) -> FloatArray:
        """Return what multiplied each coordinate besides the rate; shapes broadcast to steps.

        Parameters
        ----------
        states : mapping of str to FloatArray
            `Path.states`, each `(steps + 1, *batch, dim)`.
        """
        return np.ones(1)

    @abstractmethod
    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the direction to step against, `(..., dim)`, and the new memory.

        Parameters
        ----------
        x : FloatArray
            Where the step starts, `(..., dim)`.
        gradient : FloatArray
            The gradient there, `(..., dim)`.
        memory : mapping of str to FloatArray
            What was remembered, each `(..., dim)`.
        count : int
            Number of this step, counted from 1.
        """
