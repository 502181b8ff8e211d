"""Progress bars on standard error, beat by beat; silent where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from pipeline.job import Failure, Progress, Result

if TYPE_CHECKING:
    from pipeline.job import Listener, Outcome
    from pipeline.report.results import Lines


@contextmanager
def shown_progress(labels: Sequence[str], lines: Lines | None = None) -> Iterator[Listener]:
    """Show a line for each job while the block runs.

    Parameters
    ----------
    labels
        What each is called.
    lines
        Takes it as JSON lines; when left out it is shown on standard error.

    Yields
    ------
    callable
        To be told of progress and outcomes.
    """
    if lines is not None:
        lines.expect(labels)
        yield lines
        return
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda number, message: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[beat]}"),
        TextColumn("{task.completed:.0f} frames"),
        _Speed(),
        TimeRemainingColumn(compact=True),
    )
    # refreshed by hand: processes are forked, and a thread that refreshes may hold a lock then
    with Bars(*columns, console=Console(stderr=True), auto_refresh=False) as bars:
        yield _Board(bars, labels)


class _Speed(ProgressColumn):
    """Frames a second, lately."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f} a second" if speed else "")


class _Board:
    def __init__(self, bars: Bars, labels: Sequence[str]) -> None:
        self._bars = bars
        self._tasks = [
            bars.add_task(label, total=None, start=False, beat="waiting") for label in labels
        ]

    def __call__(self, number: int, message: Progress | Outcome) -> None:
        task = self._tasks[number]
        if isinstance(message, Progress):
            if self._bars.tasks[task].start_time is None:
                self._bars.start_task(task)
            total = None if message.total is None else max(message.total, message.frames)
            self._bars.update(task, total=total, completed=message.frames, beat=message.beat)
        elif isinstance(message, Result):
            total = round(max(self._bars.tasks[task].completed, 1))
            done = "unchanged" if message.unchanged else "done"
            self._bars.update(task, total=total, completed=total, beat=done)
        elif isinstance(message, Failure):
            self._bars.update(task, beat="failed")
            self._bars.stop_task(task)
        self._bars.refresh()
