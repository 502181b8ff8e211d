"""Carry out a plan: draw, show how far it has come, and report."""

from __future__ import annotations

import os

from pipeline.job import Outcome
from pipeline.narration import Narration, narrated
from pipeline.plan import Plan
from pipeline.progress import shown_progress
from pipeline.report import print_outcomes
from pipeline.workers import run, stoppable


def deliver(plan: Plan, workers: int | None, show_traceback: bool) -> int:
    """Make everything that was planned and print what came of it.

    Parameters
    ----------
    plan
        What to make.
    workers
        How many scenes to draw at once; one for every core when left out.
    show_traceback
        Whether a failure's traceback is printed.

    Returns
    -------
    int
        The exit code: 0 when everything was made.
    """
    outcomes: list[Outcome] = list(plan.failures)
    with stoppable(), shown_progress(plan.jobs) as listener:
        outcomes += run(plan.jobs, workers or cores(), listener)
    return print_outcomes(outcomes, show_traceback)


def deliver_videos(
    plan: Plan, narration: Narration, workers: int | None, show_traceback: bool
) -> int:
    """Make the videos that were planned, with what is said over them; else as `deliver`."""
    with narrated(plan.jobs, narration) as jobs:
        return deliver(Plan(jobs, plan.failures), workers, show_traceback)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
