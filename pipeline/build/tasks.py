"""Tasks, the builds that hand them out, and the executors that run them: the three contracts.

A worker process runs one task and sends messages to whoever started it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.errors import UserError
from pipeline.job import Failure, Progress

if TYPE_CHECKING:
    from pipeline.job import Job, Outcome
    from scenes.catalog import Entry

SECONDS_BETWEEN_REPORTS = 0.1
SECONDS_TO_TIDY_UP = 1.0


class Task(Protocol):
    """What one process does; it can be pickled, and so can what it returns."""

    @property
    def entry(self) -> Entry:
        """The scene that it works on, for messages."""

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Any:
        """Do it, with a folder of its own for what it must write on the way."""


@dataclass(frozen=True)
class Done:
    """What a task returned, and how many seconds it worked."""

    value: Any
    seconds: float = 0.0


Message = Progress | Done | Failure


def work(task: Task, scratch: Path, outbox: Connection, parent: int) -> None:
    """Do a task and send what came of it; for a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C too, and stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    outcome = attempt(task, scratch, Reporter(outbox.send, lambda: os.getppid() == parent))
    try:
        outbox.send(outcome)
    except OSError:  # the scene has closed what is not its own; who started us sees that we ended
        os._exit(1)


def _end_with_parent() -> None:
    # a scene that hangs reports nothing, and so would not see that nobody is left to draw for
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        time.sleep(SECONDS_TO_TIDY_UP)
        os._exit(1)


def attempt(task: Task, scratch: Path, reporter: Reporter) -> Done | Failure:
    """Do a task and return what came of it; it raises nothing.

    Parameters
    ----------
    task
        What to do.
    scratch
        A folder of its own; made when it is not there.
    """
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        reporter.scene, started = task.entry.name, time.monotonic()
        value = task(scratch, reporter)
        reporter.catch_up()
        return Done(value, time.monotonic() - started)
    except UserError as error:
        return Failure(task.entry.name, error.message, error.details or traceback.format_exc())
    except BaseException as error:
        message = f"{task.entry.name} failed: {type(error).__name__}: {error}"
        return Failure(task.entry.name, message, traceback.format_exc())


class Reporter:
    """Sends word of how far a task has come, not too often.

    Parameters
    ----------
    tell
        Takes the word.
    wanted
        Whether anybody still waits for the task.
    pause
        Seconds between two words on one beat.
    """

    def __init__(
        self,
        tell: Callable[[Progress], None],
        wanted: Callable[[], bool],
        pause: float = SECONDS_BETWEEN_REPORTS,
    ) -> None:
        self.scene = ""
        self._tell = tell
        self._wanted = wanted
        self._pause = pause
        self._beat = ""
        self._last = 0.0
        self._kept: tuple[str, int] | None = None

    def __call__(self, beat: str, frames: int) -> None:
        """Take a beat and the number of frames drawn so far."""
        now = time.monotonic()
        if beat == self._beat and now - self._last < self._pause:
            self._kept = (beat, frames)
            return
        if not self._wanted():
            raise SystemExit("nobody is left to draw for")
        self._last = now
        self._send(beat, frames)

    def catch_up(self) -> None:
        """Send the word that was held back last."""
        if self._kept is not None:
            self._send(*self._kept)

    def _send(self, beat: str, frames: int) -> None:
        self._beat, self._kept = beat, None
        self._tell(Progress(self.scene, beat, frames))


class Executor(Protocol):
    """Does tasks, each under a number, and has word of them."""

    @property
    def capacity(self) -> int:
        """How many tasks can be done at once, as things are now."""

    @property
    def running(self) -> set[int]:
        """The numbers of the tasks that run."""

    @property
    def shares_files(self) -> bool:
        """Whether tasks see the files of the folder that it was opened with."""

    def start(self, number: int, task: Task) -> None:
        """Start a task."""

    def listen(self) -> Iterator[tuple[int, Message]]:
        """Wait a while for word of any task, and yield it; one that is over runs no more."""

    def stop(self, numbers: Iterable[int]) -> None:
        """End these tasks; nothing is heard of them any more."""


OpenExecutor = Callable[[Path], AbstractContextManager[Executor]]
"""Opens an executor for the time of one run, given a folder for its files; in the end its tasks
are stopped."""


class Build(Protocol):
    """One thing to make, of one job or more; it says what is to be done next."""

    @property
    def jobs(self) -> Sequence[Job]:
        """What is drawn for it."""

    @property
    def asked(self) -> tuple[Entry, ...]:
        """The scenes that were asked for."""

    @property
    def labels(self) -> Sequence[str]:
        """What each job is called where progress is shown."""

    @property
    def note(self) -> Mapping[str, Any]:
        """What is enough to make it again from what is kept."""

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What came of it; nothing before it is done."""

    def next(self, busy: Collection[int]) -> list[tuple[int, Task]]:
        """Return what can be started; nothing when all is done and there are outcomes."""

    def completed(self, index: int, value: Any, seconds: float) -> None:
        """Take what a task for a job returned, and the seconds since the first one began."""

    def failed(self, index: int, failure: Failure) -> None:
        """Take that the job at `place` cannot be done."""
