"""Carry out a plan: draw, show how far it has come, and report."""

from __future__ import annotations

import os
from typing import Any

from pipeline.job import Outcome
from pipeline.narration import Narration, narrated
from pipeline.plan import Plan, Request, plan_videos
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
    return print_outcomes(carry_out(plan, workers), show_traceback)


def carry_out(plan: Plan, workers: int | None) -> list[Outcome]:
    """Make everything that was planned, with progress on standard error.

    Parameters
    ----------
    plan
        What to make.
    workers
        How many files to make at once; one for every core when left out.

    Returns
    -------
    list of Result or Failure
        What could not be planned, then one for each job.
    """
    outcomes: list[Outcome] = list(plan.failures)
    with stoppable(), shown_progress(plan.jobs) as listener:
        outcomes += run(plan.jobs, workers or cores(), listener)
    return outcomes


def deliver_videos(
    quality: str,
    purpose: str,
    narration: str | None,
    allow_missing_narration: bool,
    burn_captions: bool,
    workers: int | None,
    traceback: bool,
    **request: Any,
) -> int:
    """Make videos and print what came of it.

    Parameters
    ----------
    quality
        A name in :data:`pipeline.qualities.QUALITIES`.
    purpose
        A name in :data:`pipeline.qualities.PURPOSES`.
    narration
        A folder with recordings, or ``espeak``; nobody speaks when left out.
    allow_missing_narration
        Whether a beat without a usable recording passes in silence.
    burn_captions
        Whether captions are written below the picture.
    workers
        How many scenes to draw at once; one for every core when left out.
    traceback
        Whether a failure's traceback is printed.
    **request
        The fields of :class:`pipeline.plan.Request`.

    Returns
    -------
    int
        The exit code: 0 when everything was made.
    """
    plan = plan_videos(Request(**request), quality, burn_captions, purpose)
    with narrated(plan.jobs, Narration(narration, allow_missing_narration)) as jobs:
        return deliver(Plan(jobs, plan.failures), workers, traceback)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
