"""How a descent ended, and the rule that tells."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gdcore.arrays import BoolArray, FloatArray, length
from gdcore.landscape import Landscape
from gdcore.manner import Manner

# How many of the last steps are looked at.
TAIL = 20
# Nearer than this to a critical point counts as there, in data units.
NEAR = 0.01
# Steps shorter than this count as no steps, in data units.
STILL = 1e-6
# A swing that changes by less than this share within half a tail is not shrinking.
STEADY = 0.005
# Eigenvalues below this share of the largest count as 0.
FLAT = 1e-9
# How many of the last steps must agree before a path is called growing or gathered.
RECENT = 5
# With more coordinates than this, curvature is looked at only where a path has come to rest.
MANY = 32
# Fewer steps than this are too few to call a path diverged.
FEW = 3


class Outcome(Manner):
    """How a descent ended. `sentence` says it in words fit for a caption."""

    CONVERGED = "converged", "Converged: it has settled at a minimum."
    MOVING = "still moving", "Still moving: more steps would carry it on."
    STALLED = "stalled", "Stalled: the steps have all but vanished, and this is no minimum."
    OSCILLATING = "oscillating", "Oscillating: it bounces back and forth and gets no nearer."
    DIVERGED = "diverged", "Diverged: every step lands farther away than the one before."


class _Place(NamedTuple):
    """What the last point of each path is near to, each `(...)`."""

    near: BoolArray
    is_minimum: BoolArray


def classify(
    landscape: Landscape,
    points: FloatArray,
    values: FloatArray,
    *,
    start_values: FloatArray,
    overflowed: BoolArray,
    stopped: BoolArray,
) -> npt.NDArray[np.object_]:
    """Tell how each path of a batch ended, from its last steps.

    The rules, in order; the first that holds decides:

    1. numbers overflowed: DIVERGED;
    2. the last step is shorter than 1e-6 and ends at a critical point: CONVERGED if that is a
       minimum, else STALLED; or all of the last steps are that short: STALLED;
    3. it turns back again and again and its swing does not shrink: OSCILLATING;
    4. value and step length grow at every one of the last steps, and the value has passed
       that of the start: DIVERGED;
    5. the last steps lie within 0.01 of each other and of a critical point: CONVERGED if that
       is a minimum, else STALLED;
    6. anything else: MOVING.

    A path that was stopped on purpose is only asked which critical point it is near. Where a
    point has more than 32 coordinates, so that a Hessian costs too much, rule 5 and this
    question are not asked.
    The distance to a critical point is the length of Newton's step, |H^-1 g|.

    Parameters
    ----------
    landscape : Landscape
        Where the paths run.
    points : FloatArray
        The last points of each path, oldest first, `(k, ..., dim)`, k at least 2, data units.
    values : FloatArray
        Their losses, `(k, ...)`.
    start_values : FloatArray
        The losses at the starts, `(...)`.
    overflowed, stopped : BoolArray
        Which paths met a number that is not finite, and which were stopped on purpose, `(...)`.

    Returns
    -------
    ndarray of Outcome, (...)
        One outcome for each path.

    References
    ----------
    Nocedal and Wright, Numerical Optimization (2006), section 2.1, for the conditions of a
    minimum, and section 3.3 for Newton's step.
    """
    points, values = points[-TAIL - 1 :], values[-TAIL - 1 :]
    with np.errstate(all="ignore"):
        strides = length(np.diff(points, axis=0))
        landed = strides[-1] <= STILL
        at_rest = (strides[-RECENT:] <= STILL).all(axis=0)
        gathered = (length(points[-RECENT - 1 :] - points[-1]) <= NEAR).all(axis=0)
        asked = landed | ((gathered | stopped) & (landscape.dim <= MANY))
        place = _place(landscape, points[-1], asked & ~overflowed)
        settled = place.is_minimum & place.near
        landed, gathered = landed & place.near, gathered & place.near
        swings = _swings(points)
        grows = _grows(values, strides) & (values[-1] > start_values)
    rules = [
        (overflowed, Outcome.DIVERGED),
        (stopped & ~place.near, Outcome.MOVING),
        ((landed | stopped) & settled, Outcome.CONVERGED),
        (landed | stopped | at_rest, Outcome.STALLED),
        (swings, Outcome.OSCILLATING),
        (grows, Outcome.DIVERGED),
        (gathered & settled, Outcome.CONVERGED),
        (gathered, Outcome.STALLED),
    ]
    outcomes = np.full(values.shape[1:], Outcome.MOVING, dtype=np.object_)
    for holds, outcome in reversed(rules):
        outcomes[holds] = outcome
    return outcomes


def _place(landscape: Landscape, last: FloatArray, asked: BoolArray) -> _Place:
    """Look only at those points that are asked about: curvature is what costs most."""
    near, is_minimum = np.zeros(asked.shape, np.bool_), np.zeros(asked.shape, np.bool_)
    if asked.any():
        near[asked], is_minimum[asked] = _near_and_minimum(landscape, last[asked])
    return _Place(near, is_minimum)


def _near_and_minimum(landscape: Landscape, last: FloatArray) -> tuple[BoolArray, BoolArray]:
    gradient, hessian = landscape.gradient(last), landscape.hessian(last)
    # eigh refuses what is not finite
    known: BoolArray = np.asarray(np.isfinite(hessian).all(axis=(-2, -1)))
    curvatures, axes = np.linalg.eigh(np.where(known[..., None, None], hessian, 0.0))
    flat = FLAT * np.abs(curvatures).max(axis=-1, keepdims=True)
    slopes = (axes * gradient[..., np.newaxis]).sum(axis=-2)
    level = slopes == 0
    newton = np.where(level, 0.0, slopes / np.where(np.abs(curvatures) > flat, curvatures, 0.0))
    distance = np.where(np.isnan(newton).any(axis=-1), np.inf, length(newton))
    is_minimum = (curvatures >= -flat).all(axis=-1) & ~_within(landscape.saddles, last)
    near = (distance <= NEAR) | _within(landscape.minima, last) | _within(landscape.saddles, last)
    return known & near, known & is_minimum


def _within(known: FloatArray, last: FloatArray) -> BoolArray:
    """Tell which points `(..., dim)` are near one of the known points `(k, dim)`."""
    offsets = last[..., np.newaxis, :] - known
    return np.asarray((length(offsets) <= NEAR).any(axis=-1))


def _swings(points: FloatArray) -> BoolArray:
    moves = np.diff(points, axis=0)
    turns = np.count_nonzero(moves[1:] * moves[:-1] < 0, axis=0)
    half = len(points) // 2
    before, after = np.ptp(points[:half], axis=0), np.ptp(points[-half:], axis=0)
    first, second = length(before), length(after)
    turning = (turns >= 2).any(axis=-1)
    return np.asarray(turning & (np.abs(second - first) <= STEADY * first))


def _grows(values: FloatArray, strides: FloatArray) -> BoolArray:
    higher = (np.diff(values[-RECENT - 1 :], axis=0) > 0).all(axis=0)
    longer = (np.diff(strides[-RECENT:], axis=0) > 0).all(axis=0)
    return np.asarray(higher & longer & (len(strides) >= FEW))
