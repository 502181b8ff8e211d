"""CPU time of rival ways to do one thing, taken in turns on a machine that others use too."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Mapping

Work = Callable[[], object]
"""What is timed."""

Prepare = Callable[[], Work]
"""Sets the stage, which is not timed, and returns the work to do on it."""


def cpu_seconds() -> float:
    """Return the CPU time so far: of all threads, and of child processes that have ended."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def alternate(sides: Mapping[str, Prepare], rounds: int) -> dict[str, tuple[float, ...]]:
    """Time every side once a round: A B A B, and so on.

    A slow minute of the machine then meets all sides. One round before the first fills caches
    (type that is set, code that is loaded) and does not count.

    Parameters
    ----------
    sides
        What to time, by name.
    rounds
        How often each side is timed.

    Returns
    -------
    dict
        CPU seconds of each round, by the side's name.
    """
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, prepare in sides.items():
            seconds = _timed(prepare())
            if turn > 0:
                times[name].append(seconds)
    return {name: tuple(seconds) for name, seconds in times.items()}


def _timed(work: Work) -> float:
    gc.collect()  # so that no side pays for what the one before it left behind
    start = cpu_seconds()
    work()
    return cpu_seconds() - start
