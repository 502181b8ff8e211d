"""The scheduler: longest task first, no idle process, and a failure that stops nobody else."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pipeline.build.cost import cost, divide
from pipeline.build.scene import Draw
from pipeline.build.tasks import Done, Message, Opening, Order, Task
from pipeline.build.video import FilmInWork
from pipeline.errors import UserError
from pipeline.files import clear_leftovers, scratch_folder
from pipeline.job import Failure, Outcome, Progress, Result
from pipeline.signals import undisturbed

Listener = Callable[[int, Progress | Outcome], None]
"""Told the number of a job, and how far it has come or what came of it."""


@dataclass
class _Commission:
    """A task, whose it is, and how many frames it has drawn."""

    order: int
    place: int
    task: Task
    drawn: int = 0

    @property
    def cost(self) -> float:
        """In drawn frames; what others wait for comes before all else."""
        if isinstance(self.task, Draw) and self.task.unit.beats:
            return cost(self.task.unit, self.task.frames)
        return math.inf


class Production:
    """Make all orders, a few tasks at a time.

    Parameters
    ----------
    orders
        What to make.
    opening
        Opens what does the tasks.
    listener
        Told of progress, and of every outcome as it comes.
    """

    def __init__(self, orders: Sequence[Order], opening: Opening, listener: Listener) -> None:
        self._orders = orders
        self._opening = opening
        self._listener = listener
        self._all: dict[int, _Commission] = {}
        self._waiting: set[int] = set()
        self._told: set[int] = set()
        self._started: dict[int, float] = {}
        self._numbers = itertools.count()

    def run(self) -> list[Outcome]:
        """Return what came of each order; a failure does not stop the others."""
        with scratch_folder("manim") as scratch, self._opening(scratch) as self._executor:
            try:
                for number in range(len(self._orders)):
                    self._go_on(number)
                while self._waiting or self._executor.running:
                    self._fill()
                    for number, message in self._executor.listen():
                        self._hear(number, message)
            finally:
                with undisturbed():
                    self._executor.stop(self._executor.running)
                    for folder in {job.path.parent for order in self._orders for job in order.jobs}:
                        clear_leftovers(folder)
        return [outcome for order in self._orders for outcome in order.outcomes]

    def _go_on(self, order: int) -> None:
        busy = {self._all[number].place for number in self._active(order)}
        for place, task in self._next(order, busy):
            self._add(_Commission(order, place, task))
        if not self._active(order) and order not in self._told:
            self._told.add(order)
            made = self._orders[order]
            for result in made.outcomes:
                if isinstance(result, Result):  # a lecture is one of many jobs
                    for place in range(len(made.jobs)):
                        self._listener(self._number(order, place), result)

    def _next(self, order: int, busy: Collection[int]) -> list[tuple[int, Task]]:
        made = self._orders[order]
        try:
            return made.next(busy)
        except UserError as error:  # of the cache or of a folder, that others may not need
            failure = Failure(made.jobs[0].entry.name, error.message, error.details)
            made.failed(0, failure)
            self._listener(self._number(order, 0), failure)
            return made.next(busy)

    def _add(self, commission: _Commission) -> None:
        number = next(self._numbers)
        self._all[number] = commission
        self._waiting.add(number)

    def _active(self, order: int) -> list[int]:
        active = self._waiting | self._executor.running
        return [number for number in active if self._all[number].order == order]

    def _fill(self) -> None:
        while self._waiting and len(self._executor.running) < self._executor.places:
            self._cut()
            number = max(self._waiting, key=lambda number: (self._all[number].cost, -number))
            self._waiting.discard(number)
            self._started.setdefault(self._all[number].order, time.monotonic())
            self._executor.start(number, self._all[number].task)

    def _cut(self) -> None:
        """Cut waiting units for as long as that makes the end come earlier."""
        left = (one.cost - one.drawn for one in map(self._all.get, self._executor.running) if one)
        busy = [max(0.0, one) for one in left if math.isfinite(one)]
        while True:
            units = {number: task for number in self._waiting if (task := self._divisible(number))}
            found = divide(
                {number: (task.unit, task.frames) for number, task in units.items()},
                busy[: self._executor.places],
                self._executor.places,
            )
            if found is None:
                return
            number, halves = found
            whole = self._all.pop(number)
            self._waiting.discard(number)
            for unit in halves:
                half = Draw(unit, units[number].signed, units[number].store, units[number].frames)
                self._add(_Commission(whole.order, whole.place, half))

    def _divisible(self, number: int) -> Draw | None:
        one = self._all[number]
        order = self._orders[one.order]
        if not isinstance(one.task, Draw) or not isinstance(order, FilmInWork):
            return None
        return one.task if order.halves(one.place, one.task) else None

    def _hear(self, number: int, message: Message) -> None:
        one = self._all[number]
        order = self._orders[one.order]
        if isinstance(message, Progress):
            one.drawn = message.frames
            self._listener(self._number(one.order, one.place), self._progress(one, message))
            return
        if isinstance(message, Done):
            took = time.monotonic() - self._started[one.order]
            try:
                order.heard(one.place, message.value, took)
            except UserError as error:  # the cache takes no more; others may need nothing of it
                message = Failure(one.task.scene, error.message, error.details)
        if isinstance(message, Failure):
            order.failed(one.place, message)
            self._listener(self._number(one.order, one.place), message)
            active = self._active(one.order)
            same = [other for other in active if self._all[other].place == one.place]
            self._waiting.difference_update(same)
            self._executor.stop(self._executor.running.intersection(same))
        self._go_on(one.order)

    def _progress(self, one: _Commission, message: Progress) -> Progress:
        """Return word of all that is drawn for the same job."""
        others = [
            other
            for other in self._all.values()
            if (other.order, other.place) == (one.order, one.place)
        ]
        total = sum(
            other.task.frames.get(name, 0.0)
            for other in others
            if isinstance(other.task, Draw)
            for name in other.task.unit.beats
        )
        drawn = sum(other.drawn for other in others)
        return Progress(message.scene, message.beat, drawn, round(total) or None)

    def _number(self, order: int, place: int) -> int:
        return sum(len(before.jobs) for before in self._orders[:order]) + place
