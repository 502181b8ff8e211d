"""The record of a descent: every iterate and what there is to know about it."""

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from types import MappingProxyType
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from gdcore import checks, export
from gdcore.arrays import BoolArray, FloatArray, IntArray, length, read_only
from gdcore.outcome import Outcome

NEVER = -1
_PLAIN_ARRAYS = ("points", "values", "gradients", "rates", "stops")
_STATE = "state."
# Outcomes are saved by name, since an array of objects would have to be pickled.
_OUTCOME_NAMES = np.vectorize(lambda outcome: outcome.value, otypes=[np.str_])
_OUTCOMES = np.vectorize(Outcome, otypes=[np.object_])


@dataclass(frozen=True, eq=False)
class Path:
    """Where an optimizer went. All arrays are read-only.

    A batch of starts of shape `batch` gives one Path that holds them all; `select` takes one
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
        self._must_be_single("outcome")
        return cast(Outcome, self.outcomes.item())

    @property
    def stopped_at(self) -> int | None:
        """Step from which the single path holds its point, or None; batches have `stops`."""
        self._must_be_single("stopped_at")
        stop = int(self.stops[()])
        return None if stop == NEVER else stop

    def select(self, index: int | tuple[int, ...]) -> "Path":
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
        return Path(
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

    def distances(self, target: npt.ArrayLike) -> FloatArray:
        """Return the distance of every iterate from a point.

        Parameters
        ----------
        target : array_like
            A point `(dim,)`, or a number in one dimension, in data units.

        Returns
        -------
        FloatArray
            Distances `(steps + 1, *batch)`, in data units.

        Raises
        ------
        ValueError
            If the target is not finite or has the wrong shape.
        """
        point = np.atleast_1d(checks.finite_array("target", target))
        if point.shape != (self.dim,):
            raise ValueError(f"target must have shape ({self.dim},), got {point.shape}.")
        return length(self.points - point)

    def settles_within(self, radius: float, target: npt.ArrayLike) -> int | None:
        """Return the first step after which the path stays within a radius of a point.

        Parameters
        ----------
        radius : float
            Above 0, in data units.
        target : array_like
            A point `(dim,)`, or a number in one dimension, in data units.

        Returns
        -------
        int or None
            The step, or None if the path ends outside.

        Raises
        ------
        ValueError
            If an argument is out of range, or this is a batch, or only the end was kept.
        """
        return self.first_step_for_good(self.distances(target) <= checks.positive("radius", radius))

    def first_step(self, holds: BoolArray) -> int | None:
        """Return the first step at which a condition holds, or None.

        Parameters
        ----------
        holds : BoolArray
            One truth value for each iterate, `(steps + 1,)`, such as `path.values < 0.01`.

        Returns
        -------
        int or None
            The step, counted from 0 at the start.

        Raises
        ------
        ValueError
            If the shape does not fit, or this is a batch, or only the end was kept.
        """
        self._must_be_history(holds)
        return int(np.argmax(holds)) if holds.any() else None

    def first_step_for_good(self, holds: BoolArray) -> int | None:
        """Return the first step from which a condition holds to the end (see `first_step`)."""
        self._must_be_history(holds)
        if not holds[-1]:
            return None
        return 0 if holds.all() else int(np.flatnonzero(~holds)[-1]) + 1

    def save(self, file: str | PathLike[str]) -> None:
        """Write everything to an .npz file, under exactly the name given; see `load`.

        Parameters
        ----------
        file : str or PathLike
            Where to write. An existing file is replaced.
        """
        arrays: dict[str, npt.NDArray[Any]] = {
            "landscape": np.array(self.landscape),
            "optimizer": np.array(self.optimizer),
            "outcomes": _OUTCOME_NAMES(self.outcomes),
            **{name: getattr(self, name) for name in _PLAIN_ARRAYS},
            **{_STATE + name: state for name, state in self.states.items()},
        }
        with pathlib.Path(file).open("wb") as target:
            np.savez_compressed(target, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, file: str | PathLike[str]) -> "Path":
        """Read a path that `save` wrote, without unpickling anything.

        Parameters
        ----------
        file : str or PathLike
            An .npz file written by `save`.

        Returns
        -------
        Path
            The same path, bit for bit.

        Raises
        ------
        ValueError
            If the file is not a saved path.
        """
        try:
            with np.load(file, allow_pickle=False) as archive:
                found = {name: archive[name] for name in archive.files}
            return cls(
                landscape=str(found["landscape"]),
                optimizer=str(found["optimizer"]),
                states={
                    name.removeprefix(_STATE): array
                    for name, array in found.items()
                    if name.startswith(_STATE)
                },
                outcomes=_OUTCOMES(found["outcomes"]),
                **{name: found[name] for name in _PLAIN_ARRAYS},
            )
        except (KeyError, BadZipFile, EOFError, AttributeError, ValueError) as error:
            raise ValueError(f"file must be a path saved by gdcore, {file!r} is not.") from error

    def to_dict(self) -> dict[str, Any]:
        """Return the single path as plain numbers, strings and lists.

        Returns
        -------
        dict
            Keys "landscape", "optimizer", "steps", "outcome", "stopped_at" and "columns"; the
            last maps each column of `to_csv` to its list of `steps + 1` entries.

        Raises
        ------
        ValueError
            If this is a batch.
        """
        self._must_be_single("to_dict")
        return {
            "landscape": self.landscape,
            "optimizer": self.optimizer,
            "steps": self.steps,
            "outcome": self.outcome.value,
            "stopped_at": self.stopped_at,
            "columns": export.columns(
                self.points, self.values, self.gradients, self.rates, self.states
            ),
        }

    def to_csv(self) -> str:
        """Return the single path as CSV text with a header.

        Columns: step, x (and y), value, gradient_norm, rate, and one for each coordinate of
        each state. `rate` is that of the step which leaves the row; the last row has none.

        Returns
        -------
        str
            `steps + 1` lines and a header, each ending in a newline.

        Raises
        ------
        ValueError
            If this is a batch.
        """
        return export.csv_text(self.to_dict()["columns"])

    def to_json(self) -> str:
        """Return `to_dict` as JSON text; ValueError for a batch."""
        return export.json_text(self.to_dict())

    def _must_be_history(self, holds: BoolArray) -> None:
        if np.shape(holds) != (self.steps + 1,):
            raise ValueError(
                f"holds must have one truth value for each of {self.steps + 1} iterates, "
                f'got shape {np.shape(holds)}; use select() on a batch, and keep="all".'
            )

    def _must_be_single(self, name: str) -> None:
        if self.batch_shape:
            raise ValueError(
                f"{name} needs a single path, this is a batch of shape {self.batch_shape}; "
                "use select() first."
            )
