"""Optimizers with a velocity: heavy ball and Nesterov."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.optimizer import Memory, Optimizer, State


@dataclass(frozen=True)
class HeavyBall(Optimizer):
    """Let the gradient change a velocity, and the velocity change the point.

    v <- beta v + grad L(theta), theta <- theta - alpha v: torch.optim.SGD with momentum.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    momentum : float or tuple of float
        Share beta of the velocity that is kept at each step, at least 0 and below 1; or a share
        for each start of a batch, which then is one row of starts.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods (1964).
    """

    momentum: float | tuple[float, ...] = 0.9

    name: ClassVar[str] = "momentum"
    formula: ClassVar[tuple[str, ...]] = (
        "v arrow.l beta v + nabla L(theta)",
        "theta arrow.l theta - alpha v",
    )
    remembers: ClassVar[tuple[str, ...]] = ("velocity",)

    def __post_init__(self) -> None:
        super().__post_init__()
        for share in self.momentum if isinstance(self.momentum, tuple) else (self.momentum,):
            checks.fraction("momentum", share)

    def init(self, x: FloatArray) -> State:
        """Return the state before the first step; ValueError if there is not a share for each x."""
        if isinstance(self.momentum, tuple) and x.shape[:-1] != (len(self.momentum),):
            raise ValueError(
                f"momentum must be one number, or one for each start, got {len(self.momentum)} "
                f"for starts of shape {x.shape[:-1]}."
            )
        return super().init(x)

    @property
    def shares(self) -> float | FloatArray:
        """What to multiply velocities `(..., dim)` by."""
        if isinstance(self.momentum, tuple):
            return np.array(self.momentum)[:, np.newaxis]
        return self.momentum

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the new velocity, `(..., dim)`, and remember it."""
        velocity = self.shares * memory["velocity"] + gradient
        return velocity, {"velocity": velocity}


@dataclass(frozen=True)
class Nesterov(HeavyBall):
    """Momentum that looks ahead before it feels the slope: torch.optim.SGD with nesterov=True.

    The iterates are the points at which the gradient is taken. The textbook form keeps other
    points x = theta + alpha beta v, and takes its gradients at x - alpha beta v, which is
    theta again: the two are one path in two coordinates. See `textbook_points`.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    momentum : float or tuple of float
        Share beta of the velocity that is kept at each step, at least 0 and below 1; or a share
        for each start of a batch, which then is one row of starts.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Nesterov, A method of solving a convex programming problem with convergence rate O(1/k^2)
    (1983); Sutskever et al., On the importance of initialization and momentum (2013), for the
    form with a velocity.
    """

    name: ClassVar[str] = "Nesterov momentum"
    formula: ClassVar[tuple[str, ...]] = (
        "v arrow.l beta v + nabla L(theta)",
        "theta arrow.l theta - alpha (nabla L(theta) + beta v)",
    )

    def direction(
        self, x: FloatArray, gradient: FloatArray, memory: Memory, count: int
    ) -> tuple[FloatArray, Memory]:
        """Return the gradient plus beta times the new velocity, `(..., dim)`."""
        velocity, memory = super().direction(x, gradient, memory, count)
        return gradient + self.shares * velocity, memory

    def textbook_points(self, points: FloatArray, velocity: FloatArray) -> FloatArray:
        """Return the iterates of the textbook form, x = theta + alpha beta v.

        The textbook form is v <- beta v + grad L(x - alpha beta v), x <- x - alpha v.

        Parameters
        ----------
        points : FloatArray
            `Path.points` of this optimizer, `(steps + 1, ..., dim)`, in data units.
        velocity : FloatArray
            `Path.states["velocity"]`, same shape.

        Returns
        -------
        FloatArray
            The iterates x, same shape. The first equals the start.

        Raises
        ------
        ValueError
            If the learning rate is a schedule: then the two forms are not the same path.

        References
        ----------
        Sutskever et al., On the importance of initialization and momentum (2013), eq. 3 and 4.
        """
        if callable(self.learning_rate):
            raise ValueError(
                f"learning_rate must be a number for textbook points, got {self.learning_rate!r}."
            )
        return points + self.learning_rate * self.shares * velocity


@dataclass(frozen=True)
class NesterovLookAhead(HeavyBall):
    """Nesterov's momentum as it is drawn: the gradient is taken where the velocity leads.

    v <- beta v + grad L(theta - alpha beta v), theta <- theta - alpha v. At a constant rate its
    look-ahead points are the iterates of `Nesterov`, the form of torch: one path, whose points
    are one plain gradient step apart.

    The state "look_ahead" holds the point at which the step that led to a row took its gradient,
    and "look_ahead_gradient" that gradient; in row 0 they are the start and 0.

    Parameters
    ----------
    learning_rate : float or Schedule
        Step size alpha.
    momentum : float or tuple of float
        Share beta of the velocity that is kept at each step, at least 0 and below 1; or a share
        for each start of a batch, which then is one row of starts.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Sutskever et al., On the importance of initialization and momentum (2013), eq. 3 and 4.
    """

    name: ClassVar[str] = Nesterov.name
    formula: ClassVar[tuple[str, ...]] = (
        "v arrow.l beta v + nabla L(theta - alpha beta v)",
        "theta arrow.l theta - alpha v",
    )
    remembers: ClassVar[tuple[str, ...]] = ("velocity", "look_ahead", "look_ahead_gradient")

    def init(self, x: FloatArray) -> State:
        """Return the state before the first step, whose look-ahead point is `x`."""
        state = super().init(x)
        return State(state.step, {**state.memory, "look_ahead": np.array(x)})

    def ahead(self, x: FloatArray, memory: Memory, rate: float | FloatArray) -> FloatArray:
        """Return theta - alpha beta v, `(..., dim)`."""
        return np.asarray(x - rate * self.shares * memory["velocity"])

    def step(self, x: FloatArray, gradient: FloatArray, state: State) -> tuple[FloatArray, State]:
        """Take one step with the gradient at `ahead` (see `Optimizer.step`)."""
        seen = {
            "look_ahead": self.ahead(x, state.memory, self.rate(state.step)),
            "look_ahead_gradient": gradient,
        }
        moved, after = super().step(x, gradient, state)
        return moved, State(after.step, {**after.memory, **seen})
