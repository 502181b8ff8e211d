"""A basin map: ours, one batch that drops settled starts, against a loop over the starts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.clock import Prepare, alternate
from benchmarks.comparison import Comparison, scaled
from gdcore import HIMMELBLAU, UNDECIDED, GradientDescent, basin_map, nearest_minimum
from gdcore.arrays import FloatArray, IntArray

NAME = "basins"
SIDE = 400
STEPS = 1000
RATE = 0.005
RADIUS = 0.01
SAMPLE = 200
"""Starts of the map that the loops are timed with: all of them would take minutes."""

CONTENT = f"{SIDE} × {SIDE} starts on Himmelblau's function, gradient descent at α = {RATE}"
PLAIN = "a loop in plain Python"
SCIPY = "a loop over scipy.optimize.minimize (BFGS)"


def ours(side: int = SIDE) -> IntArray:
    """Return the basins of the whole window, `(side, side)`."""
    return basin_map(HIMMELBLAU, GradientDescent(RATE), STEPS, columns=side, rows=side).basins


def sample() -> FloatArray:
    """Return some starts out of the window, `(SAMPLE, 2)`, always the same."""
    low, high = np.array(HIMMELBLAU.window).T
    return np.random.default_rng(0).uniform(low, high, (SAMPLE, 2))


def plain(starts: FloatArray) -> list[int]:
    """Return the basin of each start: the same descent, on floats, until it has settled."""
    minima = [tuple(minimum) for minimum in HIMMELBLAU.minima.tolist()]
    return [_descended(x, y, minima) for x, y in starts.tolist()]


def _descended(x: float, y: float, minima: list[tuple[float, ...]]) -> int:
    for _ in range(STEPS):
        a, b = x * x + y - 11, x + y * y - 7
        x, y = x - RATE * (4 * x * a + 2 * b), y - RATE * (2 * a + 4 * y * b)
        for index, (mx, my) in enumerate(minima):
            if (x - mx) ** 2 + (y - my) ** 2 <= RADIUS**2:
                return index
    return UNDECIDED


def scipys(starts: FloatArray) -> list[int]:
    """Return the minimum that BFGS finds from each start; not always the basin it lies in."""
    ends = [minimize(_value, start, jac=_gradient, method="BFGS").x for start in starts]
    found: list[int] = nearest_minimum(HIMMELBLAU, np.array(ends), RADIUS).tolist()
    return found


# On two floats: plain arithmetic is the fastest that a function for one point can be.
def _value(point: FloatArray) -> float:
    x, y = point.tolist()
    return float((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2)


def _gradient(point: FloatArray) -> FloatArray:
    x, y = point.tolist()
    a, b = x * x + y - 11, x + y * y - 7
    return np.array((4 * x * a + 2 * b, 2 * a + 4 * y * b))


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure the CPU time of a start, and of the whole map.

    Parameters
    ----------
    scratch
        Not used; other benchmarks keep files there.
    rounds
        How often each side is timed.
    """
    starts = sample()
    rivals: dict[str, Callable[[FloatArray], list[int]]] = {PLAIN: plain, SCIPY: scipys}
    sides: dict[str, Prepare] = {"ours": lambda: ours}
    for name, rival in rivals.items():
        sides[name] = partial(partial, rival, starts)
    times = alternate(sides, rounds)
    a_start = scaled(times["ours"], 1e6 / SIDE**2)
    found = []
    for name in rivals:
        theirs = scaled(times[name], 1e6 / SAMPLE)
        found.append(Comparison(NAME, CONTENT, name, "a start", "µs", a_start, theirs))
        whole = scaled(theirs, SIDE**2 / 1e6)
        found.append(Comparison(NAME, CONTENT, name, "the map", "s", times["ours"], whole))
    return found
