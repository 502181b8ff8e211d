"""The process pool: one process a task, a few at a time, with progress from each."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pipeline.build.tasks import Message, Task, work
from pipeline.errors import UserError
from pipeline.job import Failure, Progress
from pipeline.signals import undisturbed
from pipeline.sources import where

SECONDS_TO_STOP = 1.0
SECONDS_BETWEEN_LOOKS = 0.5

PATIENCE = "GRADIENT_DESCENT_PATIENCE"
"""Environment variable: seconds without a word after which a process is taken to hang."""

DEFAULT_PATIENCE = 600.0

# A forked child has manim already, which saves every scene the seconds of importing it. Elsewhere
# than on Linux forking is not safe, or not there.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"


@dataclass
class _Worker:
    task: Task
    process: BaseProcess
    inbox: Connection
    scratch: Path
    heard: float
    beat: str = ""


class Pool:
    """The processes that run; whoever has it starts tasks and listens.

    Parameters
    ----------
    scratch
        A folder below which each task gets one of its own.
    capacity
        How many tasks are to run at once.
    method
        How a process begins.
    """

    def __init__(self, scratch: Path, capacity: int, method: str = "") -> None:
        self.capacity = capacity
        self._scratch = scratch
        self._method = method or START_METHOD
        self._patience = patience()
        self._workers: dict[int, _Worker] = {}

    @property
    def running(self) -> set[int]:
        """The numbers of the tasks that run."""
        return set(self._workers)

    @property
    def shares_files(self) -> bool:
        """Whether tasks see the files of the scratch folder: they run on this machine."""
        return True

    def start(self, number: int, task: Task) -> None:
        """Start a task in a process of its own."""
        context: Any = multiprocessing.get_context(self._method)
        inbox, outbox = context.Pipe(duplex=False)
        scratch = self._scratch / str(number)
        process = context.Process(
            target=work,
            args=(task, scratch, outbox, os.getpid()),
            name=task.entry.name,
            daemon=True,
        )
        with undisturbed(), warnings.catch_warnings():
            # the threads are numpy's, idle, and made ready for a fork by the library itself
            warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
            process.start()
            self._workers[number] = _Worker(task, process, inbox, scratch, time.monotonic())
        outbox.close()

    def listen(self, seconds: float = SECONDS_BETWEEN_LOOKS) -> Iterator[tuple[int, Message]]:
        """Wait so long for word of any task, and yield it; one that is over runs no more."""
        workers = self._workers.values()
        ends = [end for worker in workers for end in (worker.inbox, worker.process.sentinel)]
        wait(ends, seconds)
        for number, worker in list(self._workers.items()):
            if number not in self._workers:
                continue  # who heard of another one has stopped it
            # a process that has ended may have left its last words in the pipe
            ended = not worker.process.is_alive()
            last: Message | None = None
            for message in _heard(worker):
                if not isinstance(message, Progress):
                    last = message
                    break
                if message.beat:  # without one it is a sign of life
                    yield number, message
            if last is None and ended:
                last = Failure(worker.task.entry.name, _last_words(worker))
            elif last is None and time.monotonic() - worker.heard > self._patience:
                last = Failure(worker.task.entry.name, self._silence(worker))
            if last is not None:
                self.stop([number])
                yield number, last

    def stop(self, numbers: Iterable[int]) -> None:
        """End these tasks, all of them within :data:`SECONDS_TO_STOP`."""
        with undisturbed():
            workers = [self._workers.pop(number) for number in list(numbers)]
            deadline = time.monotonic() + SECONDS_TO_STOP
            for worker in workers:
                worker.process.terminate()
            for worker in workers:
                worker.process.join(max(0.0, deadline - time.monotonic()))
                if worker.process.is_alive():
                    worker.process.kill()
                    worker.process.join()
                worker.inbox.close()
                shutil.rmtree(worker.scratch, ignore_errors=True)

    def _silence(self, worker: _Worker) -> str:
        return f"{_place(worker)}: {silence('process', self._patience)}"


def _heard(worker: _Worker) -> Iterator[Message]:
    while worker.inbox.poll():
        try:
            message: Message = worker.inbox.recv()
        except (EOFError, OSError):  # it ended in the middle of a word
            return
        worker.heard = time.monotonic()
        if isinstance(message, Progress) and message.beat:
            worker.beat = message.beat
        yield message


def _last_words(worker: _Worker) -> str:
    code = worker.process.exitcode or 0
    if code >= 0:  # memory that runs out does not end a process so
        return f"{_place(worker)}: the process that drew it ended itself with exit code {code}."
    return (
        f"{_place(worker)}: the process that drew it was killed by {signal.Signals(-code).name}; "
        "if memory ran out, use fewer --workers or a lower quality."
    )


def _place(worker: _Worker) -> str:
    return described(worker.task, worker.beat)


def described(task: Task, beat: str) -> str:
    """Return the beginning of the sentence on a task that ended without a word, in this beat."""
    return f"{task.entry.name} failed: {f'beat {beat}, ' if beat else ''}{where(task.entry.module)}"


def silence(of: str, seconds: float) -> str:
    """Return the end of the sentence on a task that said nothing for so long."""
    return (
        f"nothing was heard for {seconds:g} s of the {of} that drew it, and it was stopped; "
        f"{PATIENCE} sets how many seconds to wait."
    )


def patience() -> float:
    """Return how many seconds a process may be silent.

    Raises
    ------
    UserError
        When the environment says something else than a number of seconds.
    """
    text = os.environ.get(PATIENCE, str(DEFAULT_PATIENCE))
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise UserError(f"{PATIENCE}={text} is not a number of seconds.")
    return seconds
