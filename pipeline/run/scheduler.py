"""The scheduler: longest task first, no idle process, and a failure that stops nobody else."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pipeline.build.cost import cost, divide, to_take_over
from pipeline.build.scene import DrawChunk, claim
from pipeline.build.tasks import Build, Done, Message, OpenExecutor, Task
from pipeline.build.video import VideoBuild
from pipeline.errors import UserError
from pipeline.files import clear_leftovers, scratch_folder
from pipeline.job import Failure, Listener, Outcome, Progress, Result
from pipeline.signals import undisturbed
from scenes.kit.kept_files import one_run


@dataclass
class _ScheduledTask:
    """A task, the build and the job that it is for, and how many frames it has drawn."""

    build: int
    index: int
    task: Task
    drawn: int = 0
    beat: str = ""

    @property
    def cost(self) -> float:
        """In drawn frames; what others wait for comes before all else."""
        if isinstance(self.task, DrawChunk) and self.task.chunk.beats:
            return cost(self.task.chunk, self.task.frames)
        return math.inf


class Scheduler:
    """Run the tasks of all builds, a few at a time.

    Parameters
    ----------
    open_executor
        Opens what does the tasks.
    listener
        Told of progress, and of every outcome as it comes.
    """

    def __init__(
        self, builds: Sequence[Build], open_executor: OpenExecutor, listener: Listener
    ) -> None:
        self._builds = builds
        self._open_executor = open_executor
        self._listener = listener
        self._tasks: dict[int, _ScheduledTask] = {}
        self._waiting: set[int] = set()
        self._reported: set[int] = set()
        self._started: dict[int, float] = {}
        self._numbers = itertools.count()

    def run(self) -> list[Outcome]:
        """Return the outcomes of all builds; a failure does not stop the others."""
        with (
            scratch_folder("manim") as scratch,
            one_run(scratch),
            self._open_executor(scratch) as self._executor,
        ):
            self._scratch = scratch
            try:
                for number in range(len(self._builds)):
                    self._advance(number)
                while self._waiting or self._executor.running:
                    self._start_waiting()
                    for number, message in self._executor.listen():
                        self._receive(number, message)
            finally:
                with undisturbed():
                    self._executor.stop(self._executor.running)
                    for folder in {job.path.parent for build in self._builds for job in build.jobs}:
                        clear_leftovers(folder)
        return [outcome for build in self._builds for outcome in build.outcomes]

    def _advance(self, build: int) -> None:
        busy = {self._tasks[number].index for number in self._active(build)}
        for index, task in self._next(build, busy):
            self._add(_ScheduledTask(build, index, task))
        if not self._active(build) and build not in self._reported:
            self._reported.add(build)
            current = self._builds[build]
            for result in current.outcomes:
                if isinstance(result, Result):  # a lecture is one of many jobs
                    for index in range(len(current.jobs)):
                        self._listener(self._number(build, index), result)

    def _next(self, build: int, busy: Collection[int]) -> list[tuple[int, Task]]:
        current = self._builds[build]
        try:
            return current.next(busy)
        except UserError as error:  # of the cache or of a folder, that others may not need
            failure = Failure(current.jobs[0].entry.name, error.message, error.details)
            current.failed(0, failure)
            self._listener(self._number(build, 0), failure)
            return current.next(busy)

    def _add(self, scheduled: _ScheduledTask) -> None:
        number = next(self._numbers)
        self._tasks[number] = scheduled
        self._waiting.add(number)

    def _active(self, build: int) -> list[int]:
        active = self._waiting | self._executor.running
        return [number for number in active if self._tasks[number].build == build]

    def _start_waiting(self) -> None:
        while len(self._executor.running) < self._executor.capacity:
            if not self._waiting:
                self._take_over()
            if not self._waiting:
                return
            self._split_chunks()
            number = max(self._waiting, key=lambda number: (self._tasks[number].cost, -number))
            self._waiting.discard(number)
            self._started.setdefault(self._tasks[number].build, time.monotonic())
            self._start(number)

    def _start(self, number: int) -> None:
        scheduled = self._tasks[number]
        if self._executor.shares_files and self._divisible(number) is not None:
            claims = self._scratch / f"claims{number}"
            claims.mkdir()
            scheduled.task = replace(cast(DrawChunk, scheduled.task), claims=claims)
        self._executor.start(number, scheduled.task)

    def _take_over(self) -> None:
        """Let a free process draw beats that a running chunk has not come to yet."""
        for number in self._executor.running:
            scheduled, task = self._tasks[number], self._divisible(number)
            if task is None or task.claims is None:
                continue
            beats = to_take_over(task.chunk, scheduled.beat, scheduled.drawn, task.frames)
            # it draws none behind one that it did not get
            if not beats or not claim(task.claims, beats[0]):
                continue
            kept = tuple(beat for beat in task.chunk.beats if beat not in beats)
            scheduled.task = replace(task, chunk=replace(task.chunk, beats=kept))
            chunk = replace(task.chunk, beats=beats, last=False)
            self._add(_ScheduledTask(scheduled.build, scheduled.index, replace(task, chunk=chunk)))
            return

    def _split_chunks(self) -> None:
        """Cut waiting chunks for as long as that makes the end come earlier."""
        left = (
            scheduled.cost - scheduled.drawn
            for scheduled in map(self._tasks.get, self._executor.running)
            if scheduled
        )
        busy = [max(0.0, frames) for frames in left if math.isfinite(frames)]
        while True:
            chunks = {number: task for number in self._waiting if (task := self._divisible(number))}
            division = divide(
                {number: (task.chunk, task.frames) for number, task in chunks.items()},
                busy[: self._executor.capacity],
                self._executor.capacity,
            )
            if division is None:
                return
            number, halves = division
            whole = self._tasks.pop(number)
            self._waiting.discard(number)
            for chunk in halves:
                half = DrawChunk(
                    chunk, chunks[number].signed, chunks[number].store, chunks[number].frames
                )
                self._add(_ScheduledTask(whole.build, whole.index, half))

    def _divisible(self, number: int) -> DrawChunk | None:
        scheduled = self._tasks[number]
        build = self._builds[scheduled.build]
        if not isinstance(scheduled.task, DrawChunk) or not isinstance(build, VideoBuild):
            return None
        return scheduled.task if build.halves(scheduled.index, scheduled.task) else None

    def _receive(self, number: int, message: Message) -> None:
        scheduled = self._tasks[number]
        build = self._builds[scheduled.build]
        if isinstance(message, Progress):
            scheduled.drawn, scheduled.beat = message.frames, message.beat
            self._listener(
                self._number(scheduled.build, scheduled.index), self._progress(scheduled, message)
            )
            return
        if isinstance(message, Done):
            took = time.monotonic() - self._started[scheduled.build]
            try:
                build.completed(scheduled.index, message.value, took)
            except UserError as error:  # the cache takes no more; others may need nothing of it
                message = Failure(scheduled.task.entry.name, error.message, error.details)
        if isinstance(message, Failure):
            build.failed(scheduled.index, message)
            self._listener(self._number(scheduled.build, scheduled.index), message)
            active = self._active(scheduled.build)
            same = [other for other in active if self._tasks[other].index == scheduled.index]
            self._waiting.difference_update(same)
            self._executor.stop(self._executor.running.intersection(same))
        self._advance(scheduled.build)

    def _progress(self, scheduled: _ScheduledTask, message: Progress) -> Progress:
        """Return word of all that is drawn for the same job."""
        others = [
            other
            for other in self._tasks.values()
            if (other.build, other.index) == (scheduled.build, scheduled.index)
        ]
        total = sum(
            other.task.frames.get(name, 0.0)
            for other in others
            if isinstance(other.task, DrawChunk)
            for name in other.task.chunk.beats
        )
        drawn = sum(other.drawn for other in others)
        return Progress(message.scene, message.beat, drawn, round(total) or None)

    def _number(self, build: int, index: int) -> int:
        return sum(len(before.jobs) for before in self._builds[:build]) + index
