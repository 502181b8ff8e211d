"""How far each file has come, beat by beat; silent where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from pipeline.job import Failure, Job, Progress, Result
from pipeline.load import load

if TYPE_CHECKING:
    from pipeline.job import Outcome
    from pipeline.workers import Listener


@contextmanager
def shown_progress(jobs: Sequence[Job]) -> Iterator[Listener]:
    """Show a line for each file while the block runs, on standard error.

    Parameters
    ----------
    jobs
        What is being made.

    Yields
    ------
    callable
        To be told of progress and outcomes.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda number, message: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[beat]}"),
        TextColumn("{task.fields[frames]} frames"),
        TimeElapsedColumn(),
    )
    # refreshed by hand: processes are forked, and a thread that refreshes may hold a lock then
    with Bars(*columns, console=Console(stderr=True), auto_refresh=False) as bars:
        yield _Board(bars, jobs)


class _Board:
    def __init__(self, bars: Bars, jobs: Sequence[Job]) -> None:
        self._bars = bars
        self._tasks: list[TaskID] = []
        self._beats: dict[TaskID, str] = {}
        for job in jobs:
            beats = job.beats or [beat.name for beat in load(job.entry).beats()]
            task = bars.add_task(
                job.path.name, total=len(beats) or 1, start=False, beat="waiting", frames=0
            )
            self._tasks.append(task)

    def __call__(self, number: int, message: Progress | Outcome) -> None:
        task = self._tasks[number]
        if isinstance(message, Progress):
            self._advance(task, message)
        elif isinstance(message, Result):
            total = self._bars.tasks[task].total
            self._bars.update(task, completed=total, beat="done", frames=message.frames)
        elif isinstance(message, Failure):
            self._bars.update(task, beat="failed")
            self._bars.stop_task(task)
        self._bars.refresh()

    def _advance(self, task: TaskID, message: Progress) -> None:
        before = self._beats.get(task)
        if before is None:
            self._bars.start_task(task)
        elif before != message.beat:
            self._bars.advance(task)
        self._beats[task] = message.beat
        self._bars.update(task, beat=message.beat, frames=message.frames)
