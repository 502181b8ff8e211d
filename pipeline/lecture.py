"""All scenes of the course in one video, with a title card before and an end card after them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.companions import write_set
from pipeline.deliver import cores
from pipeline.files import clear_leftovers, complete_set, unwritable
from pipeline.job import Failure, Job, Outcome, Result
from pipeline.lecture_plan import Lecture, plan_lecture
from pipeline.narration import Narration, narrated
from pipeline.parts import facts_of, manifest_of, recordings_of
from pipeline.plan import Request
from pipeline.progress import shown_progress
from pipeline.report import print_outcomes
from pipeline.sound import with_sound
from pipeline.workers import run, stoppable
from scenes.cards import COURSE


def deliver_lecture(
    quality: str,
    purpose: str,
    narration: str | None,
    allow_missing_narration: bool,
    burn_captions: bool,
    workers: int | None,
    traceback: bool,
    **request: Any,
) -> int:
    """Draw all parts, join them and print what came of it.

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
        The exit code: 0 when the lecture was made; it is made of all scenes or not at all.
    """
    lecture = plan_lecture(Request(**request), quality, burn_captions, purpose)
    if lecture.failures:
        return print_outcomes(lecture.failures, traceback)
    try:
        with narrated(lecture.jobs, Narration(narration, allow_missing_narration)) as jobs:
            made = make_lecture(replace(lecture, jobs=tuple(jobs)), workers or cores())
        return print_outcomes([made], traceback)
    except UnfinishedError as unfinished:
        return print_outcomes(unfinished.outcomes, traceback)
    except OSError as error:
        raise unwritable(lecture.path.parent, error) from error
    finally:
        clear_leftovers(lecture.path.parent)


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
