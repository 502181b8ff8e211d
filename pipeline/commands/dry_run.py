"""``--dry-run``: which beats would be rendered, why, and how long it takes. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import click

from pipeline.build.cost import cost, divide, finish, known_speed
from pipeline.build.picture import PictureBuild
from pipeline.build.video import VideoBuild
from pipeline.cache.outputs import unchanged
from pipeline.files import scratch_folder
from pipeline.report.results import plain_table, print_table

if TYPE_CHECKING:
    from pipeline.build.chunk import Chunk
    from pipeline.build.cost import Frames
    from pipeline.build.tasks import Build
    from pipeline.cache.store import Store
    from pipeline.commands.request import RunOptions

    Pending = list[tuple[Chunk, Frames]]

WHOLE = "*"
"""Stands for all beats of a file that is made in one go."""

Source = Literal["unchanged", "cache", "anew"]


@dataclass(frozen=True)
class PlannedWork:
    """What would be done for one beat, or for a whole picture.

    Parameters
    ----------
    path
        The file that it is for.
    frames
        How many there are; ``None`` when that is not known.
    source
        Where they come from.
    seconds
        Of one process; ``None`` when nothing like it was made before.
    why
        Why they are drawn anew; empty where they are not.
    """

    scene: str
    beat: str
    path: str
    frames: int | None
    source: Source
    seconds: float | None
    why: str = ""


def print_dry_run(builds: Sequence[Build], run: RunOptions) -> None:
    """Print what would be done for these builds, as a table or as JSON lines.

    Raises
    ------
    UserError
        When a scene has changed, is walked through for that reason, and raises.
    """
    store = run.store()
    planned_work: list[PlannedWork] = []
    pending: Pending = []
    for build in builds:
        if isinstance(build, VideoBuild):
            planned_work += _video(build, store, pending)
        elif isinstance(build, PictureBuild):
            planned_work.append(_picture(build, store, run.no_cache))
    if run.lines is not None:
        for work in planned_work:
            run.lines.planned(**asdict(work))
    else:
        rows = [
            (
                work.scene,
                work.beat,
                "" if work.frames is None else str(work.frames),
                f"{work.source}: {work.why}" if work.why else work.source,
                _time(work.seconds),
            )
            for work in planned_work
        ]
        print_table(plain_table(("scene", "beat", "frames", "from", "time"), rows))
        click.echo(_sentence(planned_work, pending, run.processes))


def _video(build: VideoBuild, store: Store, pending: Pending) -> Iterator[PlannedWork]:
    for scene_build in build.scene_builds:
        scene_build.explain()
        if scene_build.was_changed:
            with scratch_folder("walk") as scratch:  # which beats changed is seen without drawing
                scene_build.record(scratch)
        if scene_build.missing:
            pending.append((scene_build.chunk(scene_build.missing), scene_build.frames))
    there = build.is_there
    for scene_build in build.scene_builds:
        speed = known_speed(store, scene_build.job)
        for name, count in scene_build.frames.items():
            anew = name in scene_build.missing
            source: Source = "anew" if anew else "unchanged" if there else "cache"
            seconds = 0.0 if not anew else None if speed is None else round(speed * count, 3)
            if count:
                job = scene_build.job
                why = scene_build.explain() if anew else ""
                yield PlannedWork(
                    job.entry.name, name, str(job.path), round(count), source, seconds, why
                )


def _picture(build: PictureBuild, store: Store, anew: bool) -> PlannedWork:
    job = build.jobs[0]
    source: Source = "anew"
    seconds = known_speed(store, job)
    if not anew and store.has("files", build.key):
        source = "cache" if unchanged(store, build.key, job.path) is None else "unchanged"
        seconds = 0.0
    beats = ", ".join(job.beats or [WHOLE])
    why = build.explain() if source == "anew" else ""
    return PlannedWork(job.entry.name, beats, str(job.path), None, source, seconds, why)


def elapsed(planned_work: Sequence[PlannedWork], pending: Pending, workers: int) -> float | None:
    """Return after how many seconds all is made; ``None`` when it is not known of a part.

    Parameters
    ----------
    planned_work
        What is to be made.
    pending
        The chunks of what is a video, before they are divided.
    workers
        How many processes work at once.
    """
    seconds = [work.seconds for work in planned_work if work.source == "anew"]
    known = [value for value in seconds if value is not None]
    if len(known) < len(seconds):
        return None
    if not pending:
        return finish(known, [], workers)
    chunks = dict(enumerate(pending))
    while division := divide(chunks, [], workers):
        number, halves = division
        frames = chunks.pop(number)[1]
        fresh = max([number, *chunks]) + 1
        chunks |= {fresh + n: (half, frames) for n, half in enumerate(halves)}
    costs = [cost(chunk, frames) for chunk, frames in chunks.values()]
    drawn = sum(frames[name] for chunk, frames in pending for name in chunk.beats)
    return finish(costs, [], workers) * sum(known) / drawn


def _sentence(planned_work: Sequence[PlannedWork], pending: Pending, workers: int) -> str:
    anew = [work for work in planned_work if work.source == "anew"]
    if not anew:
        return "Nothing would be drawn."
    amount = f"{sum(work.frames or 0 for work in anew)} frames"
    if not pending:
        amount = "1 picture" if len(anew) == 1 else f"{len(anew)} pictures"
    seconds = elapsed(planned_work, pending, workers)
    if seconds is None:
        return f"{amount} would be drawn; how long that takes is known after the first time."
    processes = "1 process" if workers == 1 else f"{workers} processes"
    return f"{amount} would be drawn, in about {max(1, round(seconds))} s with {processes}."


def _time(seconds: float | None) -> str:
    return "?" if seconds is None else f"{seconds:.1f} s"
