"""Run an optimizer on a landscape and record where it goes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import BoolArray, FloatArray
from gdcore.estimators import Estimate, GradientEstimator
from gdcore.landscape import Landscape
from gdcore.optimizer import Optimizer, State
from gdcore.outcome import TAIL, classify
from gdcore.path import Path
from gdcore.record import NEVER
from gdcore.snapshot import Snapshot, look

SEEN = "seen_gradient"
"""The state that holds estimated gradients."""


@dataclass(frozen=True)
class _Walk:
    """What happened: the snapshots that were kept, and who stopped where and why."""

    kept: Iterable[Snapshot]
    start_value: FloatArray
    stops: npt.NDArray[np.int64]
    overflowed: BoolArray
    stopped: BoolArray


def descend(
    landscape: Landscape,
    optimizer: Optimizer,
    start: npt.ArrayLike,
    steps: int,
    *,
    rng: np.random.Generator | int | None = None,
    keep: Literal["all", "last"] = "all",
    until: Callable[[FloatArray], BoolArray] | None = None,
    estimator: GradientEstimator | None = None,
) -> Path:
    """Follow an optimizer from one start or a whole batch of starts.

    A start whose numbers overflow is held at its last finite iterate, and its outcome is
    DIVERGED; no warning is given.

    Parameters
    ----------
    landscape : Landscape
        What to descend.
    optimizer : Optimizer
        How to descend.
    start : array_like
        One point `(dim,)`, a number in one dimension, or a batch `(*batch, dim)`; data units.
    steps : int
        Steps to take, at least 1.
    rng : numpy.random.Generator or int, optional
        Source of noise, or a seed for one; noisy optimizers and estimators need it. A batch draws
        its noise together, so one of its members differs from the same start run alone.
    keep : {"all", "last"}
        Whether to keep every iterate, or only the last to save memory.
    until : callable, optional
        Takes points `(*batch, dim)` and tells which paths end there, `(*batch)`. Such a path
        holds that point.
    estimator : GradientEstimator, optional
        Shows the optimizer an estimate of the gradient, such as GaussianNoise or MiniBatches. The
        state "seen_gradient" then holds what the step that led to each row used, 0 in row 0.

    Returns
    -------
    Path
        The record of the descent.

    Raises
    ------
    ValueError
        If an argument is not finite, has the wrong shape or is out of range.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.3.
    """
    checks.whole("steps", steps)
    if keep not in ("all", "last"):
        raise ValueError(f'keep must be "all" or "last", got {keep!r}.')
    points = _start_points(landscape, start)
    noise = None if rng is None else np.random.default_rng(rng)
    with np.errstate(all="ignore"):
        walk = _walk(landscape, optimizer, points, steps, noise, keep, until, estimator)
    return _record(landscape, optimizer, steps, keep, walk)


def _start_points(landscape: Landscape, start: npt.ArrayLike) -> FloatArray:
    points = checks.finite_array("start", start)
    if points.ndim == 0 and landscape.dim == 1:
        points = points.reshape(1)
    if points.ndim == 0 or points.shape[-1] != landscape.dim:
        raise ValueError(
            f"start must have a last axis of length {landscape.dim} on {landscape.name}, "
            f"got shape {points.shape}."
        )
    if points.size == 0:
        raise ValueError(f"start must hold at least one point, got shape {points.shape}.")
    return points


def _walk(
    landscape: Landscape,
    optimizer: Optimizer,
    start: FloatArray,
    steps: int,
    rng: np.random.Generator | None,
    keep: str,
    until: Callable[[FloatArray], BoolArray] | None,
    estimator: GradientEstimator | None,
) -> _Walk:
    state = optimizer.init(start)
    estimates = _estimates(landscape, estimator, start.shape[:-1], rng)
    if estimates is not None:
        state = State(state.step, {**state.memory, SEEN: np.zeros_like(start)})
    now = look(landscape, start, state)
    if not now.finite().all():
        raise ValueError(f"start must lie where {landscape.name} is finite, got {start!r}.")
    kept = deque([now], maxlen=None if keep == "all" else TAIL + 1)
    first = now.value
    stops = np.full(start.shape[:-1], NEVER)
    overflowed = np.zeros(stops.shape, dtype=np.bool_)
    stopped = _ends(until, start)
    stops[stopped] = 0
    for step in range(steps):
        if (stopped | overflowed).all():
            kept.append(now)
            continue
        ahead = optimizer.ahead(now.point, state.memory, optimizer.rate(step))
        seen = now.gradient if ahead is now.point else landscape.gradient(ahead)
        if estimates is not None:
            seen = next(estimates)(ahead, seen)
        seen = optimizer.observe(seen, rng)
        point, state = optimizer.step(now.point, seen, state)
        if estimates is not None:
            state = State(state.step, {**state.memory, SEEN: seen})
        reached = look(landscape, point, state)
        moving = ~(stopped | overflowed)
        lost = moving & ~reached.finite()
        now = reached.where(moving & ~lost, now)
        state = State(state.step, now.memory)
        arrived = moving & ~lost & _ends(until, now.point)
        stops[lost], stops[arrived] = step, step + 1
        overflowed, stopped = overflowed | lost, stopped | arrived
        kept.append(now)
    return _Walk(kept, first, stops, overflowed, stopped)


def _estimates(
    landscape: Landscape,
    estimator: GradientEstimator | None,
    batch: tuple[int, ...],
    rng: np.random.Generator | None,
) -> Iterator[Estimate] | None:
    if estimator is None:
        return None
    if rng is None:
        raise ValueError(
            f"rng must be a numpy.random.Generator or a seed for {estimator!r}, got None."
        )
    return estimator.estimates(landscape, batch, rng)


def _ends(until: Callable[[FloatArray], BoolArray] | None, points: FloatArray) -> BoolArray:
    if until is None:
        return np.zeros(points.shape[:-1], dtype=np.bool_)
    ends = np.array(until(points), dtype=np.bool_)
    if ends.shape != points.shape[:-1]:
        raise ValueError(
            f"until must return one truth value for each point, shape {points.shape[:-1]}, "
            f"got shape {ends.shape}."
        )
    return ends


def _record(landscape: Landscape, optimizer: Optimizer, steps: int, keep: str, walk: _Walk) -> Path:
    kept = list(walk.kept)
    points = np.stack([snapshot.point for snapshot in kept])
    values = np.stack([snapshot.value for snapshot in kept])
    outcomes = classify(
        landscape,
        points,
        values,
        start_values=walk.start_value,
        overflowed=walk.overflowed,
        stopped=walk.stopped,
    )
    rows = slice(None) if keep == "all" else slice(-1, None)
    return Path(
        landscape=landscape.name,
        optimizer=optimizer.name,
        points=points[rows],
        values=values[rows],
        gradients=np.stack([snapshot.gradient for snapshot in kept[rows]]),
        rates=np.array([optimizer.rate(step) for step in range(steps)]),
        states={
            name: np.stack([snapshot.memory[name] for snapshot in kept[rows]])
            for name in kept[-1].memory
        },
        outcomes=outcomes,
        stops=walk.stops,
    )
