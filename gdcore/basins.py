"""Basins of attraction: which minimum every start ends in, for one path or a whole plane."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import BoolArray, FloatArray, IntArray, length
from gdcore.landscape import Landscape, Window
from gdcore.optimizer import Optimizer, State
from gdcore.outcome import NEAR
from gdcore.path import Path

UNDECIDED = -1
"""Among basins: the path ended near no minimum that the landscape names."""

# Starts advance in lots that stay in the processor's cache, and are looked at after a few steps.
_LOT = 8192
_BETWEEN_LOOKS = 8
# A path that moves less than this share of the radius in a step has too little speed to leave.
_SLOW = 0.1


@dataclass(frozen=True, eq=False)
class BasinMap:
    """The basins of a window, as an image whose pixels are starts.

    Parameters
    ----------
    landscape, optimizer : str
        Their names.
    minima : FloatArray
        What the basins are numbered by, `(k, 2)`, in data units.
    x, y : FloatArray
        Starts along each axis, `(columns,)` and `(rows,)`, both rising, in data units.
    basins : IntArray
        Index into `minima` of every start, -1 if undecided, `(rows, columns)`.
    """

    landscape: str
    optimizer: str
    minima: FloatArray
    x: FloatArray
    y: FloatArray
    basins: IntArray

    def __post_init__(self) -> None:
        for name in ("minima", "x", "y", "basins"):
            copy = np.array(getattr(self, name))
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)
        if self.basins.shape != (len(self.y), len(self.x)):
            raise ValueError(
                f"basins must have a row for each of {len(self.y)} y and a column for each of "
                f"{len(self.x)} x, got shape {self.basins.shape}."
            )

    @property
    def shares(self) -> FloatArray:
        """Share of the window that each minimum draws in, `(k,)`; the rest is undecided."""
        return basin_counts(self.basins, len(self.minima)) / self.basins.size

    @property
    def undecided(self) -> float:
        """Share of the window whose starts ended near no minimum."""
        return float((self.basins == UNDECIDED).mean())


def random_starts(
    landscape: Landscape,
    count: int,
    rng: np.random.Generator | int,
    window: Window | None = None,
) -> FloatArray:
    """Draw starts evenly at random, as one batch for `descend`.

    Parameters
    ----------
    landscape : Landscape
        Where to start.
    count : int
        Number of starts, at least 1.
    rng : numpy.random.Generator or int
        Where chance comes from, or a seed for it.
    window : tuple of (float, float), optional
        Low and high of each axis. The landscape's own window if not given.

    Returns
    -------
    FloatArray
        `(count, dim)`, in data units.

    Raises
    ------
    ValueError
        If `count` is below 1, or the window has another number of axes.
    """
    sides = landscape.window if window is None else window
    if len(sides) != landscape.dim:
        raise ValueError(f"window must be {landscape.dim} pairs (low, high), got {window!r}.")
    low, high = checks.finite_array("window", sides).T
    size = (checks.whole("count", count), landscape.dim)
    return np.random.default_rng(rng).uniform(low, high, size)


def basin_counts(basins: npt.ArrayLike, minima: int) -> IntArray:
    """Count how many starts ended in each minimum.

    Parameters
    ----------
    basins : array_like of int
        Of any shape; -1 is not counted.
    minima : int
        Number of minima, at least 1.

    Returns
    -------
    IntArray
        `(minima,)`.

    Raises
    ------
    ValueError
        If `minima` is below 1.
    """
    indices = np.asarray(basins, dtype=np.int64).ravel()
    return np.bincount(indices[indices >= 0], minlength=checks.whole("minima", minima))


def nearest_minimum(landscape: Landscape, points: npt.ArrayLike, radius: float = NEAR) -> IntArray:
    """Return the index of the minimum that each point is near to.

    Parameters
    ----------
    landscape : Landscape
        Whose `minima` are numbered, from 0.
    points : array_like
        Points `(..., dim)`, in data units.
    radius : float
        How near a point must be, above 0, in data units.

    Returns
    -------
    IntArray
        Indices `(...)`; -1 where no minimum is within the radius.

    Raises
    ------
    ValueError
        If the radius is not above 0, or the points do not fit the landscape.
    """
    where = landscape.check(points)
    found = np.full(where.shape[:-1], UNDECIDED)
    limit = checks.positive("radius", radius)
    for index, minimum in reversed(list(enumerate(landscape.minima))):
        found[length(where - minimum) <= limit] = index
    return found


def basin_of(landscape: Landscape, path: Path, radius: float = NEAR) -> IntArray:
    """Return the minimum that a path, or each path of a batch, ended in.

    Parameters
    ----------
    landscape : Landscape
        Where the path ran; its `minima` are numbered from 0.
    path : Path
        One start or a batch.
    radius : float
        How near the last point must be, above 0, in data units.

    Returns
    -------
    IntArray
        Indices of shape `batch`; -1 where the path ended near no minimum.

    Raises
    ------
    ValueError
        If the path ran on another landscape, or the radius is not above 0.
    """
    if path.landscape != landscape.name:
        raise ValueError(f"path must have run on {landscape.name}, got one on {path.landscape}.")
    return nearest_minimum(landscape, path.points[-1], radius)


def basins_of_starts(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: npt.ArrayLike,
    steps: int,
    radius: float = NEAR,
) -> IntArray:
    """Return the minimum that each of many starts ends in, without keeping their paths.

    The answer is that of `descend` and `basin_of`, but a start is dropped as soon as it has
    settled: when it is found within the radius of a minimum, with a step shorter than a tenth of
    the radius behind it, twice, 8 steps apart. With much momentum, such a start may swing a little
    out of the radius once more; it counts as in the basin all the same.

    Parameters
    ----------
    landscape : Landscape
        What to descend; it must name its minima.
    optimizer : Optimizer
        How to descend; it must not be noisy.
    starts : array_like
        Points `(*batch, dim)`, in data units.
    steps : int
        Steps to take at most, at least 1.
    radius : float
        How near to a minimum counts as in it, above 0, in data units.

    Returns
    -------
    IntArray
        Indices into `landscape.minima` of shape `batch`; -1 if undecided after all steps.

    Raises
    ------
    ValueError
        If an argument is out of range, or the landscape names no minima.

    References
    ----------
    Nusse and Yorke, Basins of attraction, Science 271 (1996).
    """
    points = _starts(landscape, starts, steps)
    flat = points.reshape(-1, landscape.dim)
    found = np.full(len(flat), UNDECIDED)
    with np.errstate(all="ignore"):
        _settle(landscape, optimizer, flat, steps, checks.positive("radius", radius), found)
    return found.reshape(points.shape[:-1])


def arrivals(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: npt.ArrayLike,
    steps: int,
    radius: float = NEAR,
) -> tuple[IntArray, IntArray]:
    """Return which minimum each of many starts comes near to first, and at which step.

    Gradient descent with a step below 2/L of a minimum stays there; with much momentum it may
    leave again, and `basins_of_starts` tells where it ends.

    Parameters
    ----------
    landscape : Landscape
        What to descend; it must name its minima.
    optimizer : Optimizer
        How to descend; it must not be noisy.
    starts : array_like
        Points `(*batch, dim)`, in data units.
    steps : int
        Steps to take at most, at least 1.
    radius : float
        How near to a minimum counts as having arrived, above 0, in data units.

    Returns
    -------
    basins : IntArray
        Indices into `landscape.minima` of shape `batch`; -1 where none was reached.
    when : IntArray
        Steps of shape `batch`, 0 for a start that is there already; -1 where none was reached.

    Raises
    ------
    ValueError
        If an argument is out of range, or the landscape names no minima.
    """
    points = _starts(landscape, starts, steps)
    flat, limit = points.reshape(-1, landscape.dim), checks.positive("radius", radius)
    basins, when = np.full((2, len(flat)), UNDECIDED)
    with np.errstate(all="ignore"):
        for first in range(0, len(flat), _LOT):
            point = flat[first : first + _LOT]
            index, state = np.arange(first, first + len(point)), optimizer.init(point)
            for step in range(steps + 1):
                there = _near_any(landscape, point, limit)
                basins[index[there]] = nearest_minimum(landscape, point[there], limit)
                when[index[there]] = step
                away = ~there & np.isfinite(point[:, 0])  # most of what overflowed
                if step == steps or not away.any():
                    break
                if not away.all():
                    memory = {name: array[away] for name, array in state.memory.items()}
                    index, point, state = index[away], point[away], State(step, memory)
                point, state = _step(landscape, optimizer, point, state)
    batch = points.shape[:-1]
    return basins.reshape(batch), when.reshape(batch)


def basin_map(
    landscape: Landscape,
    optimizer: Optimizer,
    steps: int,
    *,
    columns: int = 400,
    rows: int = 400,
    window: Window | None = None,
    radius: float = NEAR,
) -> BasinMap:
    """Find the minimum that every start of a grid over a window ends in, as one batch.

    Parameters
    ----------
    landscape : Landscape
        What to descend, in two dimensions; it must name its minima.
    optimizer : Optimizer
        How to descend; it must not be noisy.
    steps : int
        Steps to take at most, at least 1.
    columns, rows : int
        Starts along x and along y, each at least 2; the first and the last lie on the edge.
    window : tuple of (float, float), optional
        Where to start, low and high of x and of y. The landscape's own window if not given.
    radius : float
        How near to a minimum counts as in it, above 0, in data units.

    Returns
    -------
    BasinMap
        The basins, numbered as the landscape numbers its minima.

    Raises
    ------
    ValueError
        If an argument is out of range, or the landscape has not two dimensions.

    References
    ----------
    See `basins_of_starts`.
    """
    if landscape.dim != 2:
        raise ValueError(f"landscape must have dim 2, {landscape.name} has {landscape.dim}.")
    (left, right), (bottom, top) = window or landscape.window
    x = np.linspace(left, right, checks.whole("columns", columns, least=2))
    y = np.linspace(bottom, top, checks.whole("rows", rows, least=2))
    starts = np.stack(np.meshgrid(x, y), axis=-1)
    basins = basins_of_starts(landscape, optimizer, starts, steps, radius)
    return BasinMap(landscape.name, optimizer.name, landscape.minima, x, y, basins)


def _starts(landscape: Landscape, starts: npt.ArrayLike, steps: int) -> FloatArray:
    """Check what is asked about many starts, and return them as points."""
    points = landscape.check(checks.finite_array("starts", starts))
    checks.whole("steps", steps)
    if not len(landscape.minima):
        raise ValueError(f"landscape must have minima to be drawn to, {landscape.name} has none.")
    return points


def _near_any(landscape: Landscape, points: FloatArray, radius: float) -> BoolArray:
    """Tell which points `(n, dim)` are near a minimum: what most of them are not, each step."""
    near = np.zeros(len(points), dtype=bool)
    for minimum in landscape.minima:
        first = np.flatnonzero(np.abs(points[:, 0] - minimum[0]) <= radius)
        near[first[length(points[first] - minimum) <= radius]] = True
    return near


def _step(
    landscape: Landscape, optimizer: Optimizer, point: FloatArray, state: State
) -> tuple[FloatArray, State]:
    ahead = optimizer.ahead(point, state.memory, optimizer.rate(state.step))
    seen = optimizer.observe(landscape.gradient(ahead), None)
    return optimizer.step(point, seen, state)


class _Lot(NamedTuple):
    """Some of the starts that are still on their way."""

    which: IntArray  # places among the starts, (n,)
    point: FloatArray  # (n, dim)
    memory: Mapping[str, FloatArray]
    last: IntArray  # the minimum at the look before, (n,)

    def only(self, some: BoolArray) -> "_Lot":
        if some.all():
            return self
        memory = {name: array[some] for name, array in self.memory.items()}
        return _Lot(self.which[some], self.point[some], memory, self.last[some])

    def joined(self, other: "_Lot") -> "_Lot":
        index = np.concatenate([self.which, other.which])
        point = np.concatenate([self.point, other.point])
        last = np.concatenate([self.last, other.last])
        memory = {
            name: np.concatenate([array, other.memory[name]]) for name, array in self.memory.items()
        }
        return _Lot(index, point, memory, last)


def _settle(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: FloatArray,
    steps: int,
    radius: float,
    found: IntArray,
) -> None:
    """Write the basin of every start into `found`. All lots take their steps together."""
    lots = []
    for first in range(0, len(starts), _LOT):
        point = starts[first : first + _LOT]
        index = np.arange(first, first + len(point))
        memory = optimizer.init(point).memory
        lots.append(_Lot(index, point, memory, np.full(len(point), UNDECIDED)))
    for step in range(0, steps, _BETWEEN_LOOKS):
        count = min(_BETWEEN_LOOKS, steps - step)
        moved = [_advance(landscape, optimizer, lot, step, count, radius, found) for lot in lots]
        lots = _merged(moved)
    for lot in lots:
        found[lot.which] = nearest_minimum(landscape, lot.point, radius)


def _advance(
    landscape: Landscape,
    optimizer: Optimizer,
    lot: _Lot,
    step: int,
    count: int,
    radius: float,
    found: IntArray,
) -> _Lot:
    """Take some steps, and return the starts that have neither settled nor overflowed."""
    point, state = lot.point, State(step, lot.memory)
    for _ in range(count):
        before = point
        point, state = _step(landscape, optimizer, before, state)
    now = nearest_minimum(landscape, point, radius)
    slow = length(point - before) <= _SLOW * radius
    now[~slow] = UNDECIDED
    settled = (now != UNDECIDED) & (now == lot.last)
    found[lot.which[settled]] = now[settled]
    lost = ~np.isfinite(point).all(axis=-1)
    return _Lot(lot.which, point, state.memory, now).only(~(settled | lost))


def _merged(lots: list[_Lot]) -> list[_Lot]:
    """Put lots together that have become small, so that few stragglers cost few steps."""
    merged: list[_Lot] = []
    for lot in lots:
        if not len(lot.which):
            continue
        if merged and len(merged[-1].which) + len(lot.which) <= _LOT:
            merged[-1] = merged[-1].joined(lot)
        else:
            merged.append(lot)
    return merged
