"""Grids of learning rates: how many steps each takes, which is best, and a table of races."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import BoolArray, FloatArray, IntArray
from gdcore.landscape import Landscape
from gdcore.optimizer import Optimizer
from gdcore.outcome import NEAR
from gdcore.record import NEVER

RATES: tuple[float, ...] = tuple(
    float(f"{mantissa}e{power}") for power, mantissa in product(range(-4, 1), (1, 2, 5))
)
"""A grid of learning rates that can be printed: 0.0001, 0.0002, 0.0005, 0.001 and so on to 5."""


@dataclass(frozen=True, eq=False)
class Tuning:
    """How many steps one optimizer takes at each learning rate of a grid, from the same starts.

    Parameters
    ----------
    landscape : str
        Its name.
    optimizer : Optimizer
        The optimizer, with any learning rate.
    rates : FloatArray
        The grid, `(r,)`.
    steps : IntArray
        First step after which each start stays within the tolerance, -1 if it never does within
        the steps allowed, `(r, starts)`.
    allowed : int
        Steps that were allowed.
    tolerance : float
        Distance from a minimum that counts as there, in data units.
    """

    landscape: str
    optimizer: Optimizer
    rates: FloatArray
    steps: IntArray
    allowed: int
    tolerance: float

    def __post_init__(self) -> None:
        for name in ("rates", "steps"):
            copy = np.array(getattr(self, name))
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)

    @property
    def arrived(self) -> IntArray:
        """How many starts arrive at each learning rate, `(r,)`."""
        return np.asarray((self.steps != NEVER).sum(axis=1))

    @property
    def median_steps(self) -> FloatArray:
        """Median of the steps at each learning rate, `(r,)`; infinite where most never arrive.

        Of an even number of starts it is the upper one of the two in the middle, a whole number.
        """
        counted = np.where(self.steps == NEVER, np.inf, self.steps)
        return np.asarray(np.sort(counted, axis=1)[:, self.steps.shape[1] // 2])

    @property
    def best(self) -> int | None:
        """Place in the grid of the best rate, or None if no start arrives at any.

        Most starts that arrive decide, then the median, then the mean of those that arrive; of
        equals it is the smallest rate.
        """
        if not self.arrived.any():
            return None
        there = self.steps != NEVER
        means = np.where(there, self.steps, 0).sum(axis=1) / np.maximum(self.arrived, 1)
        return int(np.lexsort((self.rates, means, self.median_steps, -self.arrived))[0])

    @property
    def best_rate(self) -> float | None:
        """The best learning rate of the grid (see `best`)."""
        return None if self.best is None else float(self.rates[self.best])

    @property
    def best_steps(self) -> int | None:
        """Median steps at the best rate; None if most starts do not arrive even there."""
        if self.best is None or not np.isfinite(self.median_steps[self.best]):
            return None
        return int(self.median_steps[self.best])

    @property
    def tuned(self) -> Optimizer:
        """The optimizer with its best rate; ValueError if no start arrives at any."""
        if self.best_rate is None:
            raise ValueError(
                f"optimizer must arrive at some rate to be tuned, {self.optimizer.name} does not "
                f"on {self.landscape} within {self.allowed} steps."
            )
        return replace(self.optimizer, learning_rate=self.best_rate)


@dataclass(frozen=True, eq=False)
class RaceTable:
    """Landscapes by optimizers: each cell is a tuning, from the same starts along a row.

    Parameters
    ----------
    landscapes, optimizers : tuple of str
        Names of the rows and of the columns.
    cells : mapping of (str, str) to Tuning
        By landscape and optimizer.
    """

    landscapes: tuple[str, ...]
    optimizers: tuple[str, ...]
    cells: Mapping[tuple[str, str], Tuning]

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", MappingProxyType(dict(self.cells)))

    @property
    def steps(self) -> tuple[tuple[int | None, ...], ...]:
        """Median steps at each optimizer's best rate, row by row; None if most never arrive."""
        return tuple(
            tuple(self.cells[row, column].best_steps for column in self.optimizers)
            for row in self.landscapes
        )

    def winners(self, landscape: str) -> tuple[str, ...]:
        """Return the optimizers that take the fewest median steps in a row, more if they tie.

        Raises
        ------
        ValueError
            If the landscape is not in the table.
        """
        if landscape not in self.landscapes:
            raise ValueError(
                f"landscape must be one of {', '.join(self.landscapes)}, got {landscape!r}."
            )
        row = self.steps[self.landscapes.index(landscape)]
        least = min((steps for steps in row if steps is not None), default=None)
        if least is None:
            return ()
        return tuple(
            name for name, steps in zip(self.optimizers, row, strict=True) if steps == least
        )


def tune(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: npt.ArrayLike,
    steps: int,
    *,
    rates: Sequence[float] = RATES,
    tolerance: float = NEAR,
    target: npt.ArrayLike | None = None,
) -> Tuning:
    """Run an optimizer at every learning rate of a grid, all at once, and count its steps.

    What is counted is `Path.settles_within`: the first step after which a path stays within the
    tolerance, up to the last step allowed.

    Parameters
    ----------
    landscape : Landscape
        What to descend.
    optimizer : Optimizer
        How; its learning rate is replaced by those of the grid. It must not be noisy.
    starts : array_like
        One point `(dim,)` or several `(starts, dim)`, in data units.
    steps : int
        Steps allowed, at least 1.
    rates : sequence of float
        The grid, each above 0.
    tolerance : float
        Distance that counts as there, above 0, in data units.
    target : array_like, optional
        The point to arrive at, `(dim,)`. If not given, any one of the landscape's minima.

    Returns
    -------
    Tuning
        Steps for every rate and start.

    Raises
    ------
    ValueError
        If an argument is out of range, or there is no target.

    References
    ----------
    Schmidt, Schneider and Hennig, Descending through a crowded valley (2021), for what tuning
    does to such comparisons.
    """
    for rate in rates:
        checks.positive("rates", rate)
    points = np.atleast_2d(landscape.check(checks.finite_array("starts", starts)))
    targets = landscape.minima if target is None else checks.finite_array("target", target)
    if targets.reshape(-1, landscape.dim).shape[0] == 0:
        raise ValueError(f"target must be given on {landscape.name}, which names no minima.")
    counted = _steps_to_settle(
        landscape,
        optimizer,
        points,
        checks.whole("steps", steps),
        np.array(rates, dtype=np.float64),
        checks.positive("tolerance", tolerance),
        targets.reshape(-1, landscape.dim),
    )
    return Tuning(landscape.name, optimizer, np.array(rates), counted, steps, tolerance)


def race_table(
    entries: Sequence[tuple[Landscape, npt.ArrayLike]],
    optimizers: Sequence[Optimizer],
    steps: int,
    *,
    rates: Sequence[float] = RATES,
    tolerance: float = NEAR,
) -> RaceTable:
    """Tune every optimizer on every landscape, from that landscape's own set of starts.

    Parameters
    ----------
    entries : sequence of (Landscape, array_like)
        The rows: a landscape and its starts, `(starts, dim)`.
    optimizers : sequence of Optimizer
        The columns, with names that differ.
    steps : int
        Steps allowed to each, at least 1.
    rates : sequence of float
        One grid for all.
    tolerance : float
        Distance from a minimum that counts as there, above 0, in data units.

    Returns
    -------
    RaceTable
        A tuning for every pair.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    See `tune`.
    """
    names = [optimizer.name for optimizer in optimizers]
    if len(set(names)) < len(names):
        raise ValueError(f"optimizers must have names that differ, got {', '.join(names)}.")
    cells = {
        (landscape.name, optimizer.name): tune(
            landscape, optimizer, starts, steps, rates=rates, tolerance=tolerance
        )
        for landscape, starts in entries
        for optimizer in optimizers
    }
    return RaceTable(tuple(landscape.name for landscape, _ in entries), tuple(names), cells)


def _steps_to_settle(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: FloatArray,
    steps: int,
    rates: FloatArray,
    tolerance: float,
    targets: FloatArray,
) -> IntArray:
    """Run the whole grid as one batch of (rate, start) pairs, without keeping the paths."""
    x = np.tile(starts, (len(rates), 1))
    rate = np.repeat(rates, len(starts))[:, np.newaxis]
    memory = optimizer.init(x).memory
    # The step after the last one that ended outside; who is outside at the end never arrives,
    # nor who is lost: what is no longer finite stays so, and is near nothing.
    since = np.zeros(len(x), dtype=np.int64)
    outside = ~_within(targets, x, tolerance)
    since[outside] = 1
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            ahead = optimizer.ahead(x, memory, rate)
            seen = optimizer.observe(landscape.gradient(ahead), None)
            direction, memory = optimizer.direction(x, seen, memory, step)
            x = x - rate * direction
            outside = ~_within(targets, x, tolerance)
            since[outside] = step + 1
    since[outside] = NEVER
    return since.reshape(len(rates), len(starts))


def _within(targets: FloatArray, points: FloatArray, tolerance: float) -> BoolArray:
    """Tell which points `(n, dim)` are near a target; squares that overflow are not."""
    near = np.zeros(len(points), dtype=np.bool_)
    for target in targets:
        gaps = points - target
        # NumPy's reductions along a short axis would take half of all the time
        near |= np.einsum("ij,ij->i", gaps, gaps) <= tolerance**2
    return near
