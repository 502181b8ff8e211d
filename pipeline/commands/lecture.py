"""``render.py lecture`` and ``script``: all scenes in one video, between title and end card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.scene import SceneBuild
from pipeline.build.video import VideoBuild, VideoSpec
from pipeline.commands.execute import execute
from pipeline.commands.plan import MEDIA, burned, check, make_ready, video_of
from pipeline.commands.request import Request, VideoOptions
from pipeline.errors import UserError
from pipeline.files import scratch_folder
from pipeline.job import Failure, Job, Outcome
from pipeline.scene_loading import lines_of, load
from pipeline.video.narration import Narration, narrated
from pipeline.video.timeline import facts_of
from scenes.cards import CLOSING, COURSE, OPENING
from scenes.cards.sources import sources_of

if TYPE_CHECKING:
    from pipeline.cache.store import Store
    from pipeline.commands.repeat import Invocation
    from pipeline.commands.request import RunOptions

NAME = "gradient_descent"


def script(jobs: Sequence[Job], store: Store) -> str:
    """Return the script of these scenes as text; those that are not known are run through.

    Parameters
    ----------
    jobs
        One for each scene, in the order in which they are shown.
    store
        Has, or keeps, what is known of them.
    """
    with scratch_folder("manim") as scratch:
        return "\n\n".join(
            "\n".join(_scene(SceneBuild(job, store, False), scratch)) for job in jobs
        )


def _scene(scene_build: SceneBuild, scratch: Path) -> Iterator[str]:
    job = scene_build.job
    seconds = {beat.name: beat.seconds for beat in scene_build.record(scratch).part.beats}
    yield f"{job.entry.title} ({sum(seconds.values()):.1f} s)"
    for line in lines_of(job):
        yield f"\n  {line.name}.wav  {seconds[line.beat]:.1f} s\n    {line.text}"


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


def plan_lecture(request: Request, options: VideoOptions) -> Lecture:
    """Plan the lecture, its scenes in the order asked for.

    As :func:`pipeline.commands.plan.plan_videos`.
    """
    folder = request.output or MEDIA / "lecture" / options.quality
    light = "-light" if request.theme == "light" else ""
    path = folder / f"{NAME}{light}.mp4"
    make_ready(request, [path])
    jobs, failures = lecture_jobs(request, options, path)
    return Lecture(path, tuple(burned(jobs) if options.burn_captions else jobs), tuple(failures))


def lecture_jobs(
    request: Request, options: VideoOptions, path: Path
) -> tuple[list[Job], list[Failure]]:
    """Return a job for each card and scene, in order, and the scenes whose file is broken."""
    plan = check(request, video_of(options), path.parent)
    if not plan.jobs:
        return [], plan.failures
    opening = {"titles": tuple(job.entry.title for job in plan.jobs)}
    plots = [load(job.entry).plot(job.params) for job in plan.jobs]
    closing = {"sources": sources_of(plots)}
    form = video_of(options)
    first, last = (
        Job(entry, load(entry).params_type()(**params), request.theme, None, form, path)
        for entry, params in ((OPENING, opening), (CLOSING, closing))
    )
    return [first, *plan.jobs, last], plan.failures


def script_of(request: Request, quality: str, with_cards: bool, store: Store) -> str:
    """Return what is to be said, as text, from what `store` knows of the scenes.

    Parameters
    ----------
    with_cards
        Whether it is for a lecture, which has a title and an end card, or for videos of scenes.

    Raises
    ------
    UserError
        When a scene's file is broken or raises, or something asked for is not allowed.
    """
    options = VideoOptions(quality)
    if with_cards:
        jobs, failures = lecture_jobs(request, options, Path())
    else:
        plan = check(request, video_of(options), Path())
        jobs, failures = plan.jobs, plan.failures
    if failures:
        raise UserError(failures[0].message, failures[0].details)
    return script(jobs, store)


def make_lecture(
    request: Request, options: VideoOptions, run: RunOptions, invocation: Invocation
) -> list[Outcome]:
    """Draw all parts and join them; the lecture is made of all scenes or not at all.

    Parameters are those of :func:`pipeline.commands.dispatch.make_videos`, with the scenes in the
    order in which they are shown.

    Returns
    -------
    list of Result or Failure
        The lecture, or every scene that could not be drawn; an older lecture is then untouched.
    """
    lecture = plan_lecture(request, options)
    if lecture.failures:
        return list(lecture.failures)
    facts = {**facts_of(lecture.jobs[0]), "kind": "lecture", "title": COURSE}
    with narrated(
        lecture.jobs, Narration(options.narration, options.allow_missing_narration)
    ) as jobs:
        parts = tuple(replace(job, path=lecture.path) for job in jobs)
        video = VideoSpec("lecture", lecture.path, facts, parts, request.scenes)
        return execute([VideoBuild(video, run.store(), run.no_cache)], run, invocation)
