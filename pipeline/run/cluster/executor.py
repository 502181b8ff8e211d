"""The Dask executor: chunks go to the cluster's workers, everything else to local processes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import click

from pipeline.build.scene import DrawChunk, DrawnChunk
from pipeline.errors import UserError
from pipeline.job import Failure, Progress
from pipeline.run.cluster.worker import Asked, Returned, Sources, draw_here
from pipeline.run.pool import SECONDS_BETWEEN_LOOKS, described, patience, silence

if TYPE_CHECKING:
    from distributed import Client, Future

    from pipeline.build.tasks import Message, Task
    from pipeline.run.pool import Pool

SECONDS_BETWEEN_ROLL_CALLS = 0.5
"""Each tells the names of all workers: a hundred of them need not be asked more often."""

KEPT = "what was drawn is kept"


SECONDS_BETWEEN_GLANCES = 0.05
"""How long word of workers is waited for while processes here may have some, too."""


class ClusterWorkers:
    """Who can draw, as of the last look.

    Parameters
    ----------
    patience
        Seconds without any worker after which the run ends.
    """

    def __init__(self, client: Client, patience: float) -> None:
        self._client = client
        self._patience = patience
        self._looked = -float("inf")
        self._seen = time.monotonic()
        self.addresses: frozenset[str] = frozenset()
        self.look()

    def look(self) -> None:
        """Call the roll, unless that was done just now.

        Raises
        ------
        UserError
            When the scheduler is lost, or nobody has come for too long.
        """
        now = time.monotonic()
        if self._client.status != "running":
            raise lost()
        if now - self._looked < SECONDS_BETWEEN_ROLL_CALLS:
            return
        self.addresses = workers_of(self._client)
        self._looked = now
        if self.addresses:
            self._seen = now
        elif now - self._seen > self._patience:
            raise UserError(f"No worker is left on the cluster: start some and go on; {KEPT}.")


def workers_of(client: Client) -> frozenset[str]:
    """Return the addresses of a cluster's workers.

    Raises
    ------
    UserError
        When the scheduler is lost.
    """
    if client.status != "running":  # it may still tell what it knew before
        raise lost()
    try:
        return frozenset(client.scheduler_info(n_workers=-1)["workers"])
    except (OSError, KeyError) as error:  # a client that has lost it knows of no workers
        raise lost() from error


def lost() -> UserError:
    """Return the sentence for a scheduler that is gone."""
    return UserError(f"The cluster's scheduler was lost: start it and go on; {KEPT}.")


@dataclass
class _InFlight:
    """A chunk that a worker draws: the attempt, where the one before failed, and the last word."""

    task: DrawChunk
    future: Future[Returned] | None = None
    failed_on: str = ""
    worker: str = ""
    beat: str = ""
    heard: float = float("inf")


@dataclass(frozen=True)
class WorkerMessage:
    """How far a worker has come."""

    worker: str
    progress: Progress


class ClusterExecutor:
    """The workers of a cluster, for chunks, and processes here for all other tasks.

    Parameters
    ----------
    sources
        What the chunks must be drawn with.
    pool
        For what needs the cache and the folders of this machine.
    most
        How many chunks may be drawn at once; as many as there are workers when left out.
    """

    def __init__(
        self, client: Client, sources: Sources, pool: Pool, most: int | None = None
    ) -> None:
        self._client, self._sources, self._pool, self._most = client, sources, pool, most
        self._patience = patience()
        self._in_flight: dict[int, _InFlight] = {}
        self._inbox: SimpleQueue[tuple[int, Future[Returned] | WorkerMessage]] = SimpleQueue()
        self._topic = f"chunks-{uuid.uuid4().hex}"
        self._cluster_workers = ClusterWorkers(client, self._patience)
        client.subscribe_topic(self._topic, self._take_word)

    @property
    def capacity(self) -> int:
        """How many tasks can be done at once, which changes when workers come and go."""
        count = len(self._cluster_workers.addresses)
        return count if self._most is None else min(self._most, count)

    @property
    def running(self) -> set[int]:
        """The numbers of the tasks that run, there or here."""
        return self._pool.running | self._in_flight.keys()

    @property
    def shares_files(self) -> bool:
        """Whether tasks see the files of this machine: workers may be elsewhere."""
        return False

    def start(self, number: int, task: Task) -> None:
        """Send a chunk to a worker; start anything else here."""
        if isinstance(task, DrawChunk):
            self._in_flight[number] = _InFlight(task)
            self._send(number)
        else:
            self._pool.start(number, task)

    def listen(self) -> Iterator[tuple[int, Message]]:
        """Wait a while for word of any task, and yield it; one that is over runs no more.

        Raises
        ------
        UserError
            When a chunk has failed twice, a worker has other sources, or nobody is left to draw.
        """
        self._cluster_workers.look()
        here = bool(self._pool.running)
        for number, word in self._heard(SECONDS_BETWEEN_GLANCES if here else SECONDS_BETWEEN_LOOKS):
            sent = self._in_flight.get(number)
            if sent is None:  # word of what was stopped
                continue
            if isinstance(word, WorkerMessage):
                sent.heard, sent.worker = time.monotonic(), word.worker
                sent.beat = word.progress.beat or sent.beat
                if word.progress.beat:
                    yield number, word.progress
            elif word is sent.future:
                yield from self._ended(number, sent, word)
        for number, sent in list(self._in_flight.items()):
            if sent.worker not in self._cluster_workers.addresses:
                sent.heard = float("inf")  # it waits for another worker
            elif time.monotonic() - sent.heard > self._patience:
                self.stop([number])
                failure = f"{described(sent.task, sent.beat)}: {silence('worker', self._patience)}"
                yield number, Failure(sent.task.entry.name, failure)
        if here:
            yield from self._pool.listen(0)

    def stop(self, numbers: Iterable[int]) -> None:
        """End these tasks; workers leave off when they next have something to say."""
        numbers = set(numbers)
        all_sent = [self._in_flight.pop(number) for number in numbers & self._in_flight.keys()]
        futures = [sent.future for sent in all_sent if sent.future is not None]
        if futures and self._client.status == "running":
            self._client.cancel(futures)
        self._pool.stop(numbers & self._pool.running)

    def _send(self, number: int) -> None:
        sent = self._in_flight[number]
        asked = Asked(sent.task.chunk, self._sources, self._topic, number)
        key = f"{sent.task.entry.name}-{uuid.uuid4().hex}"
        others = list(self._cluster_workers.addresses.difference(sent.failed_on.split()))
        where = {"workers": others, "allow_other_workers": True} if sent.failed_on else {}
        sent.heard = float("inf")  # nothing is expected of it while it waits
        sent.future = self._client.submit(draw_here, asked, key, key=key, pure=False, **where)
        sent.future.add_done_callback(lambda future: self._inbox.put((number, future)))

    def _ended(
        self, number: int, sent: _InFlight, future: Future[Returned]
    ) -> Iterator[tuple[int, Message]]:
        returned = self._result(sent, future)
        for section, segment in returned.segments:
            sent.task.keep(section, segment)
        if returned.refused:
            raise UserError(f"Worker {returned.worker} {returned.refused}; {KEPT}.")
        if not isinstance(returned.outcome, Failure):
            del self._in_flight[number]
            assert returned.outcome is not None, "it was neither refused nor did it fail"
            sections = tuple(section for section, _ in returned.segments)
            drawn = DrawnChunk(sections, returned.outcome.value)
            yield number, replace(returned.outcome, value=drawn)
        elif not sent.failed_on:
            sent.failed_on = returned.worker
            self._send(number)
        else:
            click.echo(returned.outcome.details, err=True)
            raise UserError(
                f"{returned.outcome.message} (twice: on {sent.failed_on} and on "
                f"{returned.worker}; {KEPT})"
            )

    def _result(self, sent: _InFlight, future: Future[Returned]) -> Returned:
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            returned: Returned = future.result()
        except KilledWorker as error:
            raise UserError(
                f"{described(sent.task, sent.beat)}: every worker that drew it was lost, the last "
                f"one at {error.last_worker.address}; if memory ran out there, use a lower quality."
            ) from error
        except Exception as error:
            if future.status in {"cancelled", "lost"}:
                raise lost() from error
            raise UserError(
                f"{described(sent.task, sent.beat)}: its worker could not begin or answer "
                f"({type(error).__name__}: {error}); {KEPT}."
            ) from error
        return returned

    def _heard(self, seconds: float) -> Iterator[tuple[int, Future[Returned] | WorkerMessage]]:
        try:
            yield self._inbox.get(timeout=seconds)
            while True:
                yield self._inbox.get_nowait()
        except Empty:
            return

    def _take_word(self, event: tuple[float, dict[str, Any]]) -> None:
        told = dict(event[1])
        number, worker = told.pop("number"), told.pop("worker")
        self._inbox.put((number, WorkerMessage(worker, Progress(**told))))
