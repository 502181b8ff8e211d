"""All scenes of the course in one video, with a title card before and an end card after them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.companions import write_set
from pipeline.deliver import cores
from pipeline.errors import UserError
from pipeline.files import clear_leftovers, complete_set, prepare, unwritable
from pipeline.job import Failure, Job, Outcome, Result
from pipeline.load import load
from pipeline.mp4 import Video
from pipeline.narration import Narration, narrated
from pipeline.parts import facts_of, manifest_of, recordings_of
from pipeline.plan import MEDIA, Request, burned, check
from pipeline.progress import shown_progress
from pipeline.qualities import QUALITIES
from pipeline.report import print_outcomes
from pipeline.script import script
from pipeline.sound import with_sound
from pipeline.workers import run, stoppable
from scenes.cards import CLOSING, COURSE, OPENING
from scenes.cards.sources import sources_of

if TYPE_CHECKING:
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


def plan_lecture(request: Request, quality: str, burn_captions: bool = False) -> Lecture:
    """Plan the lecture; everything is checked before the first frame is drawn.

    Parameters
    ----------
    request
        What was asked for; its scenes in the order in which they are shown.
    quality
        A name in :data:`pipeline.qualities.QUALITIES`.
    burn_captions
        Whether captions are written below the picture.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed, or a file cannot be written.
    """
    folder = request.output or MEDIA / "lecture" / quality
    light = "-light" if request.theme == "light" else ""
    path = folder / f"{NAME}{light}.mp4"
    prepare(path)
    jobs, failures = lecture_jobs(request, quality, path)
    return Lecture(path, tuple(burned(jobs) if burn_captions else jobs), tuple(failures))


def lecture_jobs(request: Request, quality: str, path: Path) -> tuple[list[Job], list[Failure]]:
    """Return a job for each card and scene, in order, and the scenes whose file is broken."""
    plan = check(request, Video(QUALITIES[quality]), path.parent)
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


def deliver_lecture(
    lecture: Lecture, narration: Narration, workers: int | None, show_traceback: bool
) -> int:
    """Draw all parts, join them and print what came of it.

    Parameters
    ----------
    lecture
        What to make.
    narration
        Who speaks.
    workers
        How many scenes to draw at once; one for every core when left out.
    show_traceback
        Whether a failure's traceback is printed.

    Returns
    -------
    int
        The exit code: 0 when the lecture was made; it is made of all scenes or not at all.
    """
    if lecture.failures:
        return print_outcomes(lecture.failures, show_traceback)
    try:
        with narrated(lecture.jobs, narration) as jobs:
            made = make_lecture(replace(lecture, jobs=tuple(jobs)), workers or cores())
        return print_outcomes([made], show_traceback)
    except UnfinishedError as unfinished:
        return print_outcomes(unfinished.outcomes, show_traceback)
    except OSError as error:
        raise unwritable(lecture.path.parent, error) from error
    finally:
        clear_leftovers(lecture.path.parent)


def lecture_script(scenes: tuple[Entry, ...], quality: str) -> str:
    """Return what is to be said in a lecture, as text.

    Raises
    ------
    UserError
        When a scene's file is broken or raises.
    """
    jobs, failures = lecture_jobs(Request(scenes), quality, Path())
    if failures:
        raise UserError(failures[0].message, failures[0].details)
    return script(jobs)


class UnfinishedError(Exception):
    """Some scenes could not be drawn, so that there is no lecture."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__("some scenes could not be drawn")
        self.outcomes = [outcome for outcome in outcomes if isinstance(outcome, Failure)]


def make_lecture(lecture: Lecture, workers: int) -> Result:
    """Draw all parts of a lecture and join them.

    Raises
    ------
    UnfinishedError
        When a part could not be drawn; an older lecture is then untouched.
    """
    started = time.monotonic()
    with complete_set(lecture.path) as folder, TemporaryDirectory(dir=folder) as segments:
        results = _draw(lecture.jobs, Path(segments), workers)
        manifest = manifest_of(
            [result.part for result in results if result.part],
            **facts_of(lecture.jobs[0]),
            kind="lecture",
            title=COURSE,
        )
        told, sound = with_sound(manifest, recordings_of(lecture.jobs))
        write_set(folder, lecture.path.stem, [result.path for result in results], told, sound)
    size = lecture.path.stat().st_size
    took = time.monotonic() - started
    return Result("lecture", lecture.path, manifest.seconds, size, manifest.frames, (), took)


def _draw(jobs: Sequence[Job], folder: Path, workers: int) -> list[Result]:
    placed = [
        replace(job, path=folder / f"{number:02}-{job.entry.name}.mp4")
        for number, job in enumerate(jobs)
    ]
    with stoppable(), shown_progress(placed) as listener:
        outcomes = run(placed, workers, listener)
    results = [outcome for outcome in outcomes if isinstance(outcome, Result)]
    if len(results) < len(outcomes):
        raise UnfinishedError(outcomes)
    return results
