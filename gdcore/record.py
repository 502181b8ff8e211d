"""What a descent leaves behind: arrays, one row for each iterate."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self, cast

import numpy as np
import numpy.typing as npt

from gdcore.arrays import BoolArray, FloatArray, IntArray, read_only
from gdcore.outcome import Outcome

NEVER = -1
"""Among stops: it ran to the end."""


@dataclass(frozen=True, eq=False)
class Record:
    """The arrays of a descent, fitted to each other. All are read-only.

    A batch of starts of shape `batch` gives one record that holds them all; `select` takes one
    out. With `keep="last"` only the last iterate is kept, and the first axis has length 1.

    Parameters
    ----------
    landscape, optimizer : str
        Their names.
    points : FloatArray
        Iterates, `(steps + 1, *batch, dim)`, in data units; row 0 is the start.
    values : FloatArray
        Losses, `(steps + 1, *batch)`.
    gradients : FloatArray
        True gradients of the landscape, `(steps + 1, *batch, dim)`.
    rates : FloatArray
        Learning rate of each step, `(steps,)`; entry n leads from row n to row n + 1.
    states : mapping of str to FloatArray
        What the optimizer remembered on arriving at each row ("velocity", "first_moment",
        "second_moment"), each `(steps + 1, *batch, dim)`.
    outcomes : ndarray of Outcome
        How each start ended, of shape `batch`.
    stops : IntArray
        The step from which each start holds its point, because it overflowed or was stopped;
        -1 if it ran to the end. Of shape `batch`.

    Raises
    ------
    ValueError
        If shapes do not fit each other.
    """

    landscape: str
    optimizer: str
    points: FloatArray
    values: FloatArray
    gradients: FloatArray
    rates: FloatArray
    states: Mapping[str, FloatArray]
    outcomes: npt.NDArray[np.object_]
    stops: IntArray

    def __post_init__(self) -> None:
        for name in ("points", "values", "gradients", "rates"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        states = {name: read_only(state) for name, state in self.states.items()}
        object.__setattr__(self, "states", MappingProxyType(states))
        for name in ("outcomes", "stops"):
            copy = np.array(getattr(self, name))
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)
        self._check_shapes()

    def _check_shapes(self) -> None:
        shape = self.points.shape
        like_points = {"gradients": self.gradients, **self.states}
        for name, array in like_points.items():
            if array.shape != shape:
                raise ValueError(
                    f"{name} must have the shape of points, {shape}, got {array.shape}."
                )
        if self.values.shape != shape[:-1] or shape[0] not in (1, self.steps + 1):
            raise ValueError(
                f"values {self.values.shape} and rates {self.rates.shape} must fit points, {shape}."
            )

    @property
    def steps(self) -> int:
        """Number of steps taken."""
        return len(self.rates)

    @property
    def dim(self) -> int:
        """Number of coordinates of a point."""
        return int(self.points.shape[-1])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the batch of starts; empty for a single start."""
        return self.points.shape[1:-1]

    @property
    def learning_rate(self) -> float:
        """Learning rate of the first step."""
        return float(self.rates[0])

    @property
    def outcome(self) -> Outcome:
        """How the single path ended; ValueError for a batch, which has `outcomes`."""
        self.must_be_single("outcome")
        return cast(Outcome, self.outcomes.item())

    @property
    def stopped_at(self) -> int | None:
        """Step from which the single path holds its point, or None; batches have `stops`."""
        self.must_be_single("stopped_at")
        stop = int(self.stops[()])
        return None if stop == NEVER else stop

    def select(self, index: int | tuple[int, ...]) -> Self:
        """Take one path out of a batch.

        Parameters
        ----------
        index : int or tuple of int
            Position in the batch, one number for each axis of `batch_shape`.

        Returns
        -------
        Path
            A path with an empty `batch_shape`.

        Raises
        ------
        ValueError
            If the index does not name one start of this batch.
        """
        place = index if isinstance(index, tuple) else (index,)
        inside = len(place) == len(self.batch_shape) and all(
            -size <= i < size for i, size in zip(place, self.batch_shape, strict=True)
        )
        if not inside:
            raise ValueError(
                f"index must lie in a batch of shape {self.batch_shape}, got {index!r}."
            )
        rows: tuple[slice | int, ...] = (slice(None), *place)
        return type(self)(
            landscape=self.landscape,
            optimizer=self.optimizer,
            points=self.points[rows],
            values=self.values[rows],
            gradients=self.gradients[rows],
            rates=self.rates,
            states={name: state[rows] for name, state in self.states.items()},
            outcomes=np.array(self.outcomes[place], dtype=np.object_),
            stops=np.array(self.stops[place]),
        )

    def must_be_single(self, name: str) -> None:
        """Raise a ValueError that says what needs a single path, if this is a batch."""
        if self.batch_shape:
            raise ValueError(
                f"{name} needs a single path, this is a batch of shape {self.batch_shape}; "
                "use select() first."
            )

    def must_be_history(self, holds: BoolArray) -> None:
        """Raise a ValueError unless there is one truth value for each iterate of a single path."""
        if np.shape(holds) != (self.steps + 1,):
            raise ValueError(
                f"holds must have one truth value for each of {self.steps + 1} iterates, "
                f'got shape {np.shape(holds)}; use select() on a batch, and keep="all".'
            )
