"""The record of a descent, and what it can be asked: when, how near, and as a file."""

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from gdcore import checks, export
from gdcore.arrays import BoolArray, FloatArray, length
from gdcore.outcome import Outcome
from gdcore.record import Record

_PLAIN_ARRAYS = ("points", "values", "gradients", "rates", "stops")
_STATE = "state."
# Outcomes are saved by name, since an array of objects would have to be pickled.
_OUTCOME_NAMES = np.vectorize(lambda outcome: outcome.value, otypes=[np.str_])
_OUTCOMES = np.vectorize(Outcome, otypes=[np.object_])


@dataclass(frozen=True, eq=False)
class Path(Record):
    """Where an optimizer went; see :class:`gdcore.record.Record` for what it holds."""

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
        self.must_be_history(holds)
        return int(np.argmax(holds)) if holds.any() else None

    def first_step_for_good(self, holds: BoolArray) -> int | None:
        """Return the first step from which a condition holds to the end (see `first_step`)."""
        self.must_be_history(holds)
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
        with pathlib.Path(file).open("wb") as target:
            np.savez_compressed(target, allow_pickle=False, **self.to_arrays())

    @classmethod
    def load(cls, file: str | PathLike[str]) -> Self:
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
                return cls.from_arrays({name: archive[name] for name in archive.files})
        except (KeyError, BadZipFile, EOFError, AttributeError, ValueError) as error:
            raise ValueError(f"file must be a path saved by gdcore, {file!r} is not.") from error

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything as arrays of numbers and of text by name; see `from_arrays`."""
        return {
            "landscape": np.array(self.landscape),
            "optimizer": np.array(self.optimizer),
            "outcomes": _OUTCOME_NAMES(self.outcomes),
            **{name: getattr(self, name) for name in _PLAIN_ARRAYS},
            **{_STATE + name: state for name, state in self.states.items()},
        }

    @classmethod
    def from_arrays(cls, found: Mapping[str, npt.NDArray[Any]]) -> Self:
        """Return the path that `to_arrays` took apart, bit for bit.

        Parameters
        ----------
        found : mapping of str to ndarray
            What `to_arrays` returned.

        Raises
        ------
        KeyError
            If an array is missing.
        ValueError
            If the arrays do not fit each other.
        """
        states = [name for name in found if name.startswith(_STATE)]
        return cls(
            landscape=str(found["landscape"]),
            optimizer=str(found["optimizer"]),
            states={name.removeprefix(_STATE): found[name] for name in states},
            outcomes=_OUTCOMES(found["outcomes"]),
            **{name: found[name] for name in _PLAIN_ARRAYS},
        )

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
        self.must_be_single("to_dict")
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

        Columns: step, x (and y), value, gradient_norm, rate (of the step which leaves the row;
        the last has none), and one for each coordinate of each state.

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
