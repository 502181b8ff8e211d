"""Walking a path: one animation that takes each step with weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import ValueTracker, smooth

from scenes.kit.pacing import step_time


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
