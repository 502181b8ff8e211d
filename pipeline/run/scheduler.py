"""The scheduler: longest task first, no idle process, and a failure that stops nobody else."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.build.cost import cost, divide
from pipeline.build.scene import DrawChunk
from pipeline.build.tasks import Build, Done, Message, OpenExecutor, Task
from pipeline.build.video import VideoBuild
from pipeline.errors import UserError
from pipeline.files import clear_leftovers, scratch_folder
from pipeline.job import Failure, Listener, Outcome, Progress, Result
from pipeline.signals import undisturbed
from scenes.kit.kept_files import one_run


@dataclass
class _ScheduledTask:
    """A task, whose it is, and how many frames it has drawn."""

    build: int
    index: int
    task: Task
    drawn: int = 0

    @property
    def cost(self) -> float:
        """In drawn frames; what others wait for comes before all else."""
        if isinstance(self.task, DrawChunk) and self.task.chunk.beats:
            return cost(self.task.chunk, self.task.frames)
        return math.inf


class Scheduler:
    """Make all orders, a few tasks at a time.

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
        self._all: dict[int, _ScheduledTask] = {}
        self._waiting: set[int] = set()
        self._told: set[int] = set()
        self._started: dict[int, float] = {}
        self._numbers = itertools.count()

    def run(self) -> list[Outcome]:
        """Return what came of each order; a failure does not stop the others."""
        with (
            scratch_folder("manim") as scratch,
            one_run(scratch),
            self._open_executor(scratch) as self._executor,
        ):
            try:
                for number in range(len(self._builds)):
                    self._go_on(number)
                while self._waiting or self._executor.running:
                    self._fill()
                    for number, message in self._executor.listen():
                        self._hear(number, message)
            finally:
                with undisturbed():
                    self._executor.stop(self._executor.running)
                    for folder in {job.path.parent for build in self._builds for job in build.jobs}:
                        clear_leftovers(folder)
        return [outcome for build in self._builds for outcome in build.outcomes]

    def _go_on(self, build: int) -> None:
        busy = {self._all[number].index for number in self._active(build)}
        for index, task in self._next(build, busy):
            self._add(_ScheduledTask(build, index, task))
        if not self._active(build) and build not in self._told:
            self._told.add(build)
            made = self._builds[build]
            for result in made.outcomes:
                if isinstance(result, Result):  # a lecture is one of many jobs
                    for index in range(len(made.jobs)):
                        self._listener(self._number(build, index), result)

    def _next(self, build: int, busy: Collection[int]) -> list[tuple[int, Task]]:
        made = self._builds[build]
        try:
            return made.next(busy)
        except UserError as error:  # of the cache or of a folder, that others may not need
            failure = Failure(made.jobs[0].entry.name, error.message, error.details)
            made.failed(0, failure)
            self._listener(self._number(build, 0), failure)
            return made.next(busy)

    def _add(self, scheduled: _ScheduledTask) -> None:
        number = next(self._numbers)
        self._all[number] = scheduled
        self._waiting.add(number)

    def _active(self, build: int) -> list[int]:
        active = self._waiting | self._executor.running
        return [number for number in active if self._all[number].build == build]

    def _fill(self) -> None:
        while self._waiting and len(self._executor.running) < self._executor.capacity:
            self._cut()
            number = max(self._waiting, key=lambda number: (self._all[number].cost, -number))
            self._waiting.discard(number)
            self._started.setdefault(self._all[number].build, time.monotonic())
            self._executor.start(number, self._all[number].task)

    def _cut(self) -> None:
        """Cut waiting chunks for as long as that makes the end come earlier."""
        left = (one.cost - one.drawn for one in map(self._all.get, self._executor.running) if one)
        busy = [max(0.0, one) for one in left if math.isfinite(one)]
        while True:
            chunks = {number: task for number in self._waiting if (task := self._divisible(number))}
            found = divide(
                {number: (task.chunk, task.frames) for number, task in chunks.items()},
                busy[: self._executor.capacity],
                self._executor.capacity,
            )
            if found is None:
                return
            number, halves = found
            whole = self._all.pop(number)
            self._waiting.discard(number)
            for chunk in halves:
                half = DrawChunk(
                    chunk, chunks[number].signed, chunks[number].store, chunks[number].frames
                )
                self._add(_ScheduledTask(whole.build, whole.index, half))

    def _divisible(self, number: int) -> DrawChunk | None:
        one = self._all[number]
        build = self._builds[one.build]
        if not isinstance(one.task, DrawChunk) or not isinstance(build, VideoBuild):
            return None
        return one.task if build.halves(one.index, one.task) else None

    def _hear(self, number: int, message: Message) -> None:
        one = self._all[number]
        build = self._builds[one.build]
        if isinstance(message, Progress):
            one.drawn = message.frames
            self._listener(self._number(one.build, one.index), self._progress(one, message))
            return
        if isinstance(message, Done):
            took = time.monotonic() - self._started[one.build]
            try:
                build.heard(one.index, message.value, took)
            except UserError as error:  # the cache takes no more; others may need nothing of it
                message = Failure(one.task.entry.name, error.message, error.details)
        if isinstance(message, Failure):
            build.failed(one.index, message)
            self._listener(self._number(one.build, one.index), message)
            active = self._active(one.build)
            same = [other for other in active if self._all[other].index == one.index]
            self._waiting.difference_update(same)
            self._executor.stop(self._executor.running.intersection(same))
        self._go_on(one.build)

    def _progress(self, one: _ScheduledTask, message: Progress) -> Progress:
        """Return word of all that is drawn for the same job."""
        others = [
            other
            for other in self._all.values()
            if (other.build, other.index) == (one.build, one.index)
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
