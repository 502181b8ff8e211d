"""What a lecture is made of: scenes in order, a title card before and an end card after them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.burning import burned
from pipeline.errors import UserError
from pipeline.job import Failure, Job
from pipeline.load import load
from pipeline.plan import MEDIA, check, make_ready, video_of
from pipeline.request import FilmWish, Request
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


def plan_lecture(request: Request, wish: FilmWish) -> Lecture:
    """Plan the lecture, its scenes in the order asked for; as :func:`pipeline.plan.plan_videos`."""
    folder = request.output or MEDIA / "lecture" / wish.quality
    light = "-light" if request.theme == "light" else ""
    path = folder / f"{NAME}{light}.mp4"
    make_ready(request, [path])
    jobs, failures = lecture_jobs(request, wish, path)
    return Lecture(path, tuple(burned(jobs) if wish.burn_captions else jobs), tuple(failures))


def lecture_jobs(request: Request, wish: FilmWish, path: Path) -> tuple[list[Job], list[Failure]]:
    """Return a job for each card and scene, in order, and the scenes whose file is broken."""
    plan = check(request, video_of(wish), path.parent)
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
    jobs, failures = lecture_jobs(Request(scenes), FilmWish(quality), Path())
    if failures:
        raise UserError(failures[0].message, failures[0].details)
    return script(jobs, store)
