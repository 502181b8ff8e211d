"""What a lecture is made of: scenes in order, a title card before and an end card after them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.burning import burned
from pipeline.errors import UserError
from pipeline.files import prepare
from pipeline.job import Failure, Job
from pipeline.load import load
from pipeline.mp4 import Video
from pipeline.plan import MEDIA, check
from pipeline.qualities import DEFAULT_PURPOSE, PURPOSES, QUALITIES
from pipeline.request import Request
from pipeline.script import script
from scenes.cards import CLOSING, OPENING
from scenes.cards.sources import sources_of

if TYPE_CHECKING:
    from pipeline.store import Store
    from scenes.catalog import Entry

NAME = "gradient_descent"


@dataclass(frozen=True)
class Lecture:
    """A lecture to make: one job for each card and scene, in order.

    Parameters
    ----------
    path
        Where the video goes.
    jobs
        What is drawn, first to last.
    failures
        Scenes whose file is broken.
    """

    path: Path
    jobs: tuple[Job, ...]
    failures: tuple[Failure, ...]


def plan_lecture(
    request: Request, quality: str, burn_captions: bool = False, purpose: str = DEFAULT_PURPOSE
) -> Lecture:
    """Plan the lecture; everything is checked before the first frame is drawn.

    Parameters
    ----------
    request
        What was asked for; its scenes in the order in which they are shown.
    quality
        A name in :data:`pipeline.qualities.QUALITIES`.
    burn_captions
        Whether captions are written below the picture.
    purpose
        A name in :data:`pipeline.qualities.PURPOSES`.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed, or a file cannot be written.
    """
    folder = request.output or MEDIA / "lecture" / quality
    light = "-light" if request.theme == "light" else ""
    path = folder / f"{NAME}{light}.mp4"
    if not request.dry_run:
        prepare(path)
    jobs, failures = lecture_jobs(request, quality, path, purpose)
    return Lecture(path, tuple(burned(jobs) if burn_captions else jobs), tuple(failures))


def lecture_jobs(
    request: Request, quality: str, path: Path, purpose: str = DEFAULT_PURPOSE
) -> tuple[list[Job], list[Failure]]:
    """Return a job for each card and scene, in order, and the scenes whose file is broken."""
    form = Video(QUALITIES[quality], purpose=PURPOSES[purpose])
    plan = check(request, form, path.parent)
    if not plan.jobs:
        return [], plan.failures
    opening = {"titles": tuple(job.entry.title for job in plan.jobs)}
    plots = [load(job.entry).plot(job.params) for job in plan.jobs]
    closing = {"sources": sources_of(plots)}
    first, last = (
        replace(plan.jobs[0], entry=entry, params=load(entry).params_type()(**params), path=path)
        for entry, params in ((OPENING, opening), (CLOSING, closing))
    )
    return [first, *plan.jobs, last], plan.failures


def lecture_script(scenes: tuple[Entry, ...], quality: str, store: Store) -> str:
    """Return what is to be said in a lecture, as text, from what `store` knows of its scenes.

    Raises
    ------
    UserError
        When a scene's file is broken or raises.
    """
    jobs, failures = lecture_jobs(Request(scenes), quality, Path())
    if failures:
        raise UserError(failures[0].message, failures[0].details)
    return script(jobs, store)
