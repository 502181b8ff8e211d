"""One process for every scene, a few at a time, with word of how far each has come."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pipeline.errors import UserError
from pipeline.files import clear_leftovers
from pipeline.job import Failure, Job, Outcome, Progress, Result
from pipeline.make import make

Listener = Callable[[int, Progress | Outcome], None]
"""Told the number of a job, and how far it has come or what came of it."""

SECONDS_BETWEEN_REPORTS = 0.1
SECONDS_TO_STOP = 1.0

# A forked child has manim already, which saves every scene the seconds of importing it. Elsewhere
# than on Linux forking is not safe, or not there.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"


@dataclass
class _Worker:
    job: Job
    process: BaseProcess
    inbox: Connection


def run(jobs: Sequence[Job], workers: int, listener: Listener) -> list[Outcome]:
    """Make all files, `workers` at a time; one that fails does not stop the others.

    Parameters
    ----------
    jobs
        What to make.
    workers
        How many processes draw at once.
    listener
        Told of progress, and of every outcome as it comes.

    Returns
    -------
    list of Result or Failure
        One for each job, in the order of `jobs`.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = list(enumerate(jobs))
    running: dict[int, _Worker] = {}
    with tempfile.TemporaryDirectory(prefix="manim-", ignore_cleanup_errors=True) as scratch:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    number, job = waiting.pop(0)
                    running[number] = _start(job, Path(scratch, str(number)))
                for number, outcome in _listen(running, listener):
                    outcomes[number] = outcome
                    listener(number, outcome)
        finally:
            _stop(running.values())
            for folder in {job.path.parent for job in jobs}:
                clear_leftovers(folder)
    return [outcomes[number] for number in range(len(jobs))]


def _start(job: Job, scratch: Path) -> _Worker:
    context: Any = multiprocessing.get_context(START_METHOD)
    inbox, outbox = context.Pipe(duplex=False)
    arguments = (job, scratch, outbox, os.getpid())
    process = context.Process(target=_work, args=arguments, name=job.entry.name, daemon=True)
    with warnings.catch_warnings():
        # the threads are numpy's, idle, and made ready for a fork by the library itself
        warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
        process.start()
    outbox.close()
    return _Worker(job, process, inbox)


def _listen(running: dict[int, _Worker], listener: Listener) -> Iterator[tuple[int, Outcome]]:
    inboxes = [worker.inbox for worker in running.values()]
    wait([*inboxes, *(worker.process.sentinel for worker in running.values())])
    for number, worker in list(running.items()):
        # a process that has ended may have left its last words in the pipe
        ended = not worker.process.is_alive()
        outcome = _hear(worker, partial(listener, number))
        if outcome is None and ended:
            outcome = Failure(worker.job.entry.name, _last_words(worker))
        if outcome is not None:
            del running[number]
            _see_off(worker)
            yield number, outcome


def _hear(worker: _Worker, listener: Callable[[Progress], None]) -> Outcome | None:
    while worker.inbox.poll():
        try:
            message: Progress | Outcome = worker.inbox.recv()
        except (EOFError, OSError):  # it ended in the middle of a word
            return None
        if isinstance(message, Result | Failure):
            return message
        listener(message)
    return None


def _last_words(worker: _Worker) -> str:
    code = worker.process.exitcode or 0
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    return (
        f"{worker.job.entry.name} failed: the process that drew it {how}; "
        "if memory ran out, use fewer --workers or a lower quality."
    )


def _stop(workers: Iterable[_Worker]) -> None:
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        _see_off(worker)


def _see_off(worker: _Worker) -> None:
    worker.process.join(SECONDS_TO_STOP)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.inbox.close()


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a request to terminate leave through the same door as Ctrl-C."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _work(job: Job, scratch: Path, outbox: Connection, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C too, and stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    reporter = _Reporter(job.entry.name, outbox, parent)
    try:
        outcome: Outcome = make(job, scratch, reporter)
    except UserError as error:
        outcome = Failure(job.entry.name, error.message, error.details or traceback.format_exc())
    except BaseException as error:
        message = f"{job.entry.name} failed: {type(error).__name__}: {error}"
        outcome = Failure(job.entry.name, message, traceback.format_exc())
    outbox.send(outcome)


class _Reporter:
    def __init__(self, scene: str, outbox: Connection, parent: int) -> None:
        self.scene = scene
        self.outbox = outbox
        self.parent = parent
        self.beat = ""
        self.last = 0.0

    def __call__(self, beat: str, frames: int) -> None:
        now = time.monotonic()
        if beat == self.beat and now - self.last < SECONDS_BETWEEN_REPORTS:
            return
        if os.getppid() != self.parent:
            raise SystemExit("nobody is left to draw for")
        self.beat, self.last = beat, now
        self.outbox.send(Progress(self.scene, beat, frames))
