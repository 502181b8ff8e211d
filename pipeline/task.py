"""What a worker process runs: one task, with word to whoever started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import UserError
from pipeline.job import Failure, Progress

SECONDS_BETWEEN_REPORTS = 0.1
SECONDS_TO_TIDY_UP = 1.0


class Task(Protocol):
    """What one process does; it can be pickled, and so can what it returns."""

    @property
    def scene(self) -> str:
        """Whose work it is, for messages."""

    @property
    def module(self) -> str:
        """Where the scene is, for messages."""

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Any:
        """Do it, with a folder of its own for what it must write on the way."""


@dataclass(frozen=True)
class Done:
    """What a task returned."""

    value: Any


Message = Progress | Done | Failure


def work(task: Task, scratch: Path, outbox: Connection, parent: int) -> None:
    """Do a task and send what came of it; for a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C too, and stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        reporter = _Reporter(task.scene, outbox, parent)
        value = task(scratch, reporter)
        reporter.catch_up()
        outcome: Message = Done(value)
    except UserError as error:
        outcome = Failure(task.scene, error.message, error.details or traceback.format_exc())
    except BaseException as error:
        message = f"{task.scene} failed: {type(error).__name__}: {error}"
        outcome = Failure(task.scene, message, traceback.format_exc())
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


class _Reporter:
    def __init__(self, scene: str, outbox: Connection, parent: int) -> None:
        self.scene = scene
        self.outbox = outbox
        self.parent = parent
        self.beat = ""
        self.last = 0.0
        self.kept: tuple[str, int] | None = None

    def __call__(self, beat: str, frames: int) -> None:
        now = time.monotonic()
        if beat == self.beat and now - self.last < SECONDS_BETWEEN_REPORTS:
            self.kept = (beat, frames)
            return
        if os.getppid() != self.parent:
            raise SystemExit("nobody is left to draw for")
        self.last = now
        self.send(beat, frames)

    def send(self, beat: str, frames: int) -> None:
        self.beat, self.kept = beat, None
        self.outbox.send(Progress(self.scene, beat, frames))

    def catch_up(self) -> None:
        if self.kept is not None:
            self.send(*self.kept)
