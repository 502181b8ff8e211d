"""Cost model of chunks: how long each takes to render, and where to split one across processes.

The frames per second that were measured last are kept in the cache, so that the time can be told
before anything is drawn.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.cache.keys import speed_key
from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.build.chunk import Chunk
    from pipeline.cache.store import Store
    from pipeline.job import Job

SHORTEST = 240
"""Frames below which a chunk of its own is not worth the walk to its beats."""

WALKING = 4
"""Frames that are drawn and encoded while a second of film is stepped over, however many frames it
has: those of a coarse video are few, but also drawn faster."""

NOTING = 6
"""As many while all is noted of a second of film that others draw, as the last chunk does."""

GAIN = 0.95
"""Share of the time that a cut must at least come down to."""

SPARE = 2
"""Chunks for each process, while that is cheap: some beats take several times as long to draw as
others, and who is done then finds another chunk."""

CHEAP = 1.12
"""What all that is waiting may cost after such a cut, for each frame of it: each half walks to its
beats."""

ALIKE = 0.6
"""Units at least so long, as a share of the longest, are thought of as cut together with it."""

Frames = Mapping[str, float]
"""How many frames each section of a scene has, in order, as far as that is known."""


def cost(chunk: Chunk, frames: Frames) -> float:
    """Return how many drawn frames would take as long as this chunk."""
    passed = list(frames)
    if not chunk.last and chunk.beats:
        ends = [index for index, name in enumerate(passed) if name in chunk.beats]
        passed = passed[: max(ends, default=-1) + 1]
    walking = (NOTING if chunk.last else WALKING) / chunk.job.format.canvas.fps
    return sum(frames[name] * (1 if name in chunk.beats else walking) for name in passed)


def cut(chunk: Chunk, frames: Frames) -> tuple[Chunk, Chunk] | None:
    """Return the two halves of a chunk that take as equally long as can be; ``None`` for no cut."""
    best: tuple[float, tuple[Chunk, Chunk]] | None = None
    for index in range(1, len(chunk.beats)):
        first = replace(chunk, beats=chunk.beats[:index], last=False)
        second = replace(chunk, beats=chunk.beats[index:])
        if min(_drawn(first, frames), _drawn(second, frames)) < SHORTEST:
            continue
        longer = max(cost(first, frames), cost(second, frames))
        if best is None or longer < best[0]:
            best = longer, (first, second)
    return best and best[1]


def finish(waiting: Sequence[float], busy: Sequence[float], workers: int) -> float:
    """Return when all is done if the longest goes first.

    Parameters
    ----------
    waiting
        The cost of each chunk that waits.
    busy
        What is left of each that runs.
    workers
        How many processes there are.
    """
    free = [*busy, *[0.0] * (workers - len(busy))]
    heapq.heapify(free)
    for one in sorted(waiting, reverse=True):
        heapq.heapreplace(free, free[0] + one)
    return max(free)


def to_take_over(chunk: Chunk, beat: str, drawn: int, frames: Frames) -> tuple[str, ...]:
    """Return which beats of a running chunk a process that has nothing to do should draw.

    The cut by frames was a guess: some beats take several times as long to draw as others.

    Parameters
    ----------
    chunk
        The chunk, as far as nobody took over beats of it before.
    beat
        The one that is running.
    drawn
        How many frames it has drawn.
    frames
        How many each section of the scene has.
    """
    passed = list(frames)
    if beat not in passed:
        return ()
    begun = passed.index(beat)
    waiting = [name for name in chunk.beats if passed.index(name) > begun]
    left = _drawn(chunk, frames) - drawn
    best: tuple[float, tuple[str, ...]] = (GAIN * left, ())
    for index in range(len(waiting)):
        taken = replace(chunk, beats=tuple(waiting[index:]), last=False)
        end = max(left - _drawn(taken, frames), cost(taken, frames))
        if _drawn(taken, frames) >= SHORTEST and end < best[0]:
            best = end, taken.beats
    return best[1]


def divide(
    waiting: Mapping[int, tuple[Chunk, Frames]], busy: Sequence[float], workers: int
) -> tuple[int, tuple[Chunk, Chunk]] | None:
    """Return the waiting chunk to cut and its halves; ``None`` for no cut.

    A cut makes the end come earlier, or leaves something for whoever is done first.
    """
    costs = {number: cost(*chunk) for number, chunk in waiting.items()}
    if not costs:
        return None
    longest = max(costs, key=lambda number: costs[number])
    halves = cut(*waiting[longest])
    if halves is None:
        return None
    before = finish(list(costs.values()), busy, workers)
    # one cut alone helps nobody where many chunks are as long: they are cut one after the other
    alike = {number for number, one in costs.items() if one >= ALIKE * costs[longest]}
    for chosen in ({longest}, alike):
        if finish(_cut_all(waiting, costs, chosen), busy, workers) < GAIN * before:
            return longest, halves
    if workers == 1 or len(waiting) + len(busy) >= SPARE * workers:
        return None
    drawn = sum(_drawn(*chunk) for chunk in waiting.values())
    for number in sorted(costs, key=lambda number: -costs[number]):
        halves = cut(*waiting[number])
        if halves and sum(_cut_all(waiting, costs, {number})) <= CHEAP * drawn:
            return number, halves
    return None


def _cut_all(
    waiting: Mapping[int, tuple[Chunk, Frames]], costs: Mapping[int, float], chosen: set[int]
) -> list[float]:
    """Return what all chunks cost when the chosen ones are cut, those that can be."""
    left = []
    for number, (chunk, frames) in waiting.items():
        halves = cut(chunk, frames) if number in chosen else None
        left += [costs[number]] if halves is None else [cost(half, frames) for half in halves]
    return left


def _drawn(chunk: Chunk, frames: Frames) -> float:
    return sum(frames.get(name, 0.0) for name in chunk.beats)


def note_speed(store: Store, job: Job, seconds: float, count: float) -> None:
    """Note how long one process took.

    Parameters
    ----------
    store
        Keeps the note.
    job
        What was made.
    seconds
        How long it took.
    count
        Frames, as :func:`pipeline.build.cost.cost` counts them, or 1 for a whole picture.
    """
    note = json.dumps(seconds / count).encode()
    with suppress(UserError):  # of a full disk: what was made is made
        for of_any in (False, True):
            store.write("notes", speed_key(job, of_any), note)


def known_speed(store: Store, job: Job) -> float | None:
    """Return seconds for each frame or picture: of the same scene, else of any at that size."""
    for of_any in (False, True):
        note = store.read("notes", speed_key(job, of_any))
        if note is not None:
            return float(json.loads(note))
    return None
