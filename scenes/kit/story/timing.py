"""Timing: reading times and the pace of steps, in seconds, and the animation that walks a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import ValueTracker, smooth

READING_SPEED = 15.0
"""Characters a second that a viewer reads comfortably."""

SHORTEST_CAPTION = 1.2
"""Seconds that even the shortest caption stays."""

QUICK = 0.4
"""A label that appears or fades."""

STEADY = 0.8
"""A thing that is drawn or moved while the eye follows."""

SLOW = 1.4
"""A change that carries the idea of the beat."""

HOLD = 1.0
"""A pause on what must be read."""

FIRST_STEPS = 3
"""Steps of a walk that are shown slowly, before the viewer knows what a step is."""

SLOW_STEP = 0.8
FAST_STEP = 0.3


def reading_time(text: str) -> float:
    """Seconds that `text` must stay on the screen to be read."""
    return max(SHORTEST_CAPTION, len(text) / READING_SPEED)


def step_time(n: int) -> float:
    """Seconds for step `n` (0-based) of a walk: slow for the first three, then faster."""
    return SLOW_STEP if n < FIRST_STEPS else FAST_STEP


def hurried(n: int) -> float:
    """Return seconds for step `n` of a long walk: slow at first, then faster and faster."""
    return max(0.07, 0.6 * 0.86**n)


def walk(
    step: ValueTracker,
    to: int,
    seconds: float | None = None,
    pace: Callable[[int], float] = step_time,
) -> Any:
    """Return the animation that takes `step` to step `to`, one eased step after the other.

    Parameters
    ----------
    step
        The tracker, at a whole step.
    to
        The last step.
    seconds
        How long the whole walk takes; the sum of its steps when left out.
    pace
        Seconds for each step by its number; scaled so that they add up to `seconds`.
    """
    start = round(step.get_value())
    times = np.array([pace(n) for n in range(start, to)])
    run_time = float(times.sum()) if seconds is None else seconds
    return glide(step, to, run_time, stepwise(times))


def glide(
    tracker: ValueTracker,
    to: float,
    seconds: float,
    rate_func: Callable[[float], float] = smooth,
) -> Any:
    """Return the animation that takes `tracker` to the value `to` in `seconds`."""
    animate: Any = tracker.animate  # manim types it as the tracker itself, which is not callable
    return animate(run_time=seconds, rate_func=rate_func).set_value(to)


def on_a_log_clock(step: ValueTracker, to: int, seconds: float) -> Any:
    """Return the animation that takes `step` from 0 to `to`, each factor in the same time."""
    return glide(step, to, seconds, lambda t: ((to + 1) ** t - 1) / to if t < 1 else 1.0)


def stepwise(times: np.ndarray) -> Callable[[float], float]:
    """Return a rate function that covers equal shares, easing in and out of each, in `times`."""
    edges = np.concatenate([[0.0], np.cumsum(times)])
    edges /= edges[-1]  # not by the sum, which may differ in the last bit: the last edge is 1

    def progress(t: float) -> float:
        if t >= 1:
            return 1.0
        n = int(np.searchsorted(edges, t, side="right")) - 1
        within = (t - edges[n]) / (edges[n + 1] - edges[n])
        return (n + smooth(within)) / len(times)

    return progress
