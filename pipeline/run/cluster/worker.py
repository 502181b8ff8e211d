"""What a Dask worker runs: it renders one chunk and returns its segments as bytes."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import get_worker

from pipeline.build.chunk import Chunk, render_chunk
from pipeline.build.tasks import Done, Reporter, attempt
from pipeline.cache.keys import versions
from pipeline.files import scratch_folder
from pipeline.job import Failure, Progress
from pipeline.manifest import SceneRecord, Section
from pipeline.sources import fingerprints

if TYPE_CHECKING:
    from distributed import Worker

    from scenes.catalog import Entry

SECONDS_BETWEEN_WORDS = 0.5
"""Less often than from a process beside us: all workers speak through one scheduler."""

_loaded: dict[str, str] = {}
"""What each source was when this process first saw it, which is what it has imported."""


@dataclass(frozen=True)
class Sources:
    """What an installation draws with.

    Parameters
    ----------
    modules
        The scenes whose packages are among it.
    named
        Hashes of source files, and versions of what draws.
    """

    modules: tuple[str, ...]
    named: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """A chunk for a worker.

    Parameters
    ----------
    sources
        What it must be drawn with.
    topic
        Under which word is sent.
    number
        Which of the run's tasks it is.
    """

    chunk: Chunk
    sources: Sources
    topic: str
    number: int


@dataclass(frozen=True)
class Returned:
    """What comes back.

    Parameters
    ----------
    worker
        Who did it.
    segments
        Those that are complete, each a whole MP4, also when the chunk failed.
    outcome
        What the chunk returned, or why it failed.
    refused
        Why it was not begun; nothing when it was.
    """

    worker: str
    segments: tuple[tuple[Section, bytes], ...] = ()
    outcome: Done | Failure | None = None
    refused: str = ""


@dataclass(frozen=True)
class _DrawRemotely:
    chunk: Chunk
    keep: Callable[[Section, bytes], None]

    @property
    def entry(self) -> Entry:
        """The scene."""
        return self.chunk.job.entry

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> SceneRecord | None:
        return render_chunk(self.chunk, scratch, self.keep, report)


def draw_here(asked: Asked, key: str) -> Returned:
    """Draw a chunk on the worker that this runs on; it raises nothing.

    Parameters
    ----------
    asked
        What to draw, and with what.
    key
        What the cluster calls this task; when it is cancelled, the drawing ends.
    """
    worker = get_worker()
    name = f"{worker.address} ({platform.node()})"
    refused = objection(asked.sources, worker.state.nthreads)
    if refused:
        return Returned(name, refused=refused)

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state == "executing"

    def tell(word: Progress) -> None:
        told = {"number": asked.number, "worker": worker.address, **asdict(word)}
        worker.log_event(asked.topic, told)

    segments: list[tuple[Section, bytes]] = []
    task = _DrawRemotely(asked.chunk, lambda section, segment: segments.append((section, segment)))
    with scratch_folder("manim") as scratch:
        outcome = attempt(task, scratch, Reporter(tell, wanted, SECONDS_BETWEEN_WORDS))
    return Returned(name, tuple(segments), outcome)


def look(expected: Sources, dask_worker: Worker) -> str:
    """Return why a worker must not draw; as :func:`objection`."""
    return objection(expected, dask_worker.state.nthreads)


def sources(modules: Iterable[str]) -> Sources:
    """Return what this installation draws with, the packages of `modules` among it."""
    modules = tuple(modules)
    return Sources(modules, {**fingerprints(modules), **versions()})


def objection(expected: Sources, threads: int = 1) -> str:
    """Return why this process must not draw for whoever has the sources `expected`.

    Parameters
    ----------
    expected
        The sources of whoever asks.
    threads
        How many tasks this process takes at once.

    Returns
    -------
    str
        The rest of a sentence that begins with the worker; nothing when there is no reason.
    """
    if threads != 1:
        return f"takes {threads} tasks at once, and manim draws one: start it with --nthreads 1"
    here = sources(expected.modules).named
    for name, what in expected.named.items():
        first = _loaded.setdefault(name, here.get(name, ""))
        if here.get(name) == what == first:
            continue
        is_file = "/" in name
        if name not in here:
            return f"has no {name}: install the same version of the course there"
        if here[name] == what:
            return f"was started before {name} was changed: start it again"
        if is_file:
            return f"has another {name}: install the same version of the course there"
        return f"has {name} {here[name]}, and {what} is used here: install the same there"
    return ""
