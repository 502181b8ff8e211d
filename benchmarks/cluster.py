"""What a chunk costs beside its drawing: from a worker of a cluster, and from a process here."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

import click

from benchmarks.clock import cpu_seconds
from benchmarks.comparison import Comparison, scaled
from pipeline.build.chunk import Chunk
from pipeline.build.cost import WALKING, Frames, cost, divide, finish
from pipeline.build.scene import DrawChunk, SceneBuild
from pipeline.build.tasks import Done, Executor, Task
from pipeline.cache.store import Store
from pipeline.commands.plan import plan_videos
from pipeline.commands.request import Request, VideoOptions
from pipeline.job import Failure, Progress
from pipeline.presets import QUALITIES
from pipeline.run.cluster.connect import LOCAL, cluster
from pipeline.run.pool import Pool
from scenes.catalog import CATALOG, Entry

NAME = "cluster"
RIVAL = "processes here"
SCENE, BEAT = "geometric_decay", "drop_the_marble"
CONTENT = f"{BEAT} of {SCENE}"
UNITS = 8
"""So many chunks of each side in one round, one after the other."""

HOURS = 2.0
CORES = 100

numbers = itertools.count()


@dataclass(frozen=True)
class RenderedVideo:
    """What drawing was found to cost at some quality.

    Parameters
    ----------
    frames
        How many were drawn.
    seconds
        CPU time of all of it.
    size
        Bytes of the segments.
    """

    frames: int
    seconds: float
    size: int


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure the time from sending a chunk to having its segments, without drawing them.

    Prints on standard error what follows for a long course on many cores.

    Parameters
    ----------
    scratch
        A folder for all files.
    rounds
        How often each side is measured: A B A B.
    """
    [entry] = [entry for entry in CATALOG if entry.name == SCENE]
    task = drawing(entry, "draft", scratch, (BEAT,))
    opening = partial(cluster, LOCAL, [entry.module], 1, True)
    sides: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        with opening(scratch) as workers:
            carried_out(workers, task)  # imports manim there
            sides[0].append(overhead(workers, task))
        sides[1].append(overhead(Pool(scratch, 1), task))
    ours, theirs = (scaled(side, 1000) for side in sides)
    video = filmed(drawing(entry, "4k", scratch / "4k", (BEAT,)), scratch)
    click.echo(estimate(video, median(sides[0]), course(scratch)), err=True)
    return [
        Comparison(
            NAME, CONTENT, RIVAL, "a chunk, beside its drawing, on the clock", "ms", ours, theirs
        )
    ]


def drawing(entry: Entry, quality: str, folder: Path, beats: Sequence[str] = ()) -> DrawChunk:
    """Return the task to draw some beats of a scene; all when none are named."""
    [job] = plan_videos(Request((entry,), output=folder), VideoOptions(quality)).jobs
    [task] = SceneBuild(job, Store(folder / "cache"), anew=True).tasks()
    if not beats:
        return task
    return replace(task, chunk=replace(task.chunk, beats=tuple(beats), last=False))


def carried_out(executor: Executor, task: Task) -> tuple[float, int]:
    """Do a task, and return the seconds of the work alone and the frames that were drawn.

    Raises
    ------
    RuntimeError
        When it fails.
    """
    number, frames = next(numbers), 0
    executor.start(number, task)
    while True:
        for _, message in executor.listen():
            if isinstance(message, Progress):
                frames = message.frames
            elif isinstance(message, Failure):
                raise RuntimeError(message.message)
            elif isinstance(message, Done):
                return message.seconds, frames


def overhead(executor: Executor, task: Task) -> float:
    """Return the median of seconds on the clock that a chunk takes beside its work."""
    found = []
    for _ in range(UNITS):
        started = time.perf_counter()
        seconds, _ = carried_out(executor, task)
        found.append(time.perf_counter() - started - seconds)
    return median(found)


def filmed(task: DrawChunk, scratch: Path) -> RenderedVideo:
    """Draw a chunk here, and return what it cost."""
    started = cpu_seconds()
    _, frames = carried_out(Pool(scratch, 1), task)
    segments = [entry.bytes for entry in task.store.entries() if entry.kind == "segments"]
    return RenderedVideo(frames, cpu_seconds() - started, sum(segments))


def course(scratch: Path) -> Iterator[DrawChunk]:
    """Yield our scenes in 4K, again and again, with the frames that their captions need."""
    tasks = [drawing(entry, "4k", scratch / "course") for entry in CATALOG]
    return itertools.cycle(tasks)


def estimate(video: RenderedVideo, overhead: float, scenes: Iterator[DrawChunk]) -> str:
    """Return what follows on paper for a course of two hours.

    Parameters
    ----------
    video
        What drawing was found to cost.
    overhead
        Seconds of a chunk beside its drawing.
    scenes
        What the course is made of, for as long as it lasts.
    """
    fps = QUALITIES["4k"].canvas.fps
    wanted = HOURS * 3600 * fps
    whole: dict[int, tuple[Chunk, Frames]] = {}
    for number, task in enumerate(scenes):
        whole[number] = (task.chunk, task.frames)
        if sum(sum(frames.values()) for _, frames in whole.values()) >= wanted:
            break
    chunks = cut_for(whole)
    a_frame = video.seconds / video.frames
    total = sum(sum(frames.values()) for _, frames in whole.values())
    costs = [cost(*chunk) * a_frame + overhead for chunk in chunks.values()]
    end, alone = finish(costs, [], CORES), total * a_frame
    return (
        f"On paper: {HOURS:g} hours in 4K are {total:,.0f} frames, {len(whole)} scenes like ours, "
        f"cut into {len(chunks)} chunks for {CORES} cores. A frame takes {1000 * a_frame:.1f} ms "
        f"of a core (measured: {video.frames} frames of {BEAT}, {video.seconds:.1f} s), stepping "
        f"over one {WALKING:.0%} of that (assumed), a chunk {1000 * overhead:.0f} ms beside "
        f"(measured). One core: {alone / 3600:.1f} h. {CORES} cores: {end / 60:.1f} min, "
        f"{alone / end:.0f} times as fast; all chunks' overhead is "
        f"{len(chunks) * overhead:.0f} s of {sum(costs):,.0f} s, "
        f"{len(chunks) * overhead / sum(costs):.2%}. "
        f"{video.size / video.frames * total / 1e9:.1f} GB of segments come back. Not in it: the "
        "network, and putting the segments together."
    )


def cut_for(
    whole: Mapping[int, tuple[Chunk, Frames]],
) -> dict[int, tuple[Chunk, Frames]]:
    """Return the chunks into which a run on so many cores would cut these."""
    chunks = dict(whole)
    fresh = itertools.count(len(chunks))
    while (found := divide(chunks, [], CORES)) is not None:
        number, halves = found
        frames = chunks.pop(number)[1]
        chunks |= {next(fresh): (half, frames) for half in halves}
    return chunks
