"""The build of one picture: render its frames, encode them, rename the file when it is complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipeline.build.cost import note_speed
from pipeline.build.reasons import NEVER, inputs_of, note_inputs, reason
from pipeline.cache.keys import file_key
from pipeline.cache.outputs import keep_picture, recall
from pipeline.errors import TooLargeError, UserError
from pipeline.files import complete, writing_to
from pipeline.job import Failure, Job, Labelling, Outcome, Remarking, Result
from pipeline.render.play import Drawn, draw

if TYPE_CHECKING:
    from pipeline.build.reasons import Inputs
    from pipeline.build.tasks import Task
    from pipeline.cache.store import Store
    from pipeline.render.renderer import Report
    from scenes.catalog import Entry


def make(job: Job, scratch: Path, report: Report) -> Result:
    """Draw and encode `job`.

    Parameters
    ----------
    scratch
        A folder for manim's own files, shared with no other process.

    Raises
    ------
    UserError
        When it cannot be made; an older file at its path is then untouched.
    """
    started = time.monotonic()
    with writing_to(job.path.parent):
        with complete(job.path) as part:
            drawn, duration, remark = _encode(job, part, scratch, report)
        size = job.path.stat().st_size
    took = time.monotonic() - started
    name = job.entry.name
    return Result(name, job.path, duration, size, drawn.frames, drawn.beats, took, remark)


def _encode(job: Job, part: Path, scratch: Path, report: Report) -> tuple[Drawn, float, str]:
    sink = job.format.open(part)
    try:
        drawn = draw(job, sink, scratch, report)
        if isinstance(sink, Labelling):
            sink.label(job, drawn.beats)
        duration = sink.close()
        return drawn, duration, sink.remark if isinstance(sink, Remarking) else ""
    except BaseException as error:
        sink.abandon()
        if isinstance(error, (UserError, OSError)) or not isinstance(error, Exception):
            raise
        if isinstance(error, TooLargeError):
            raise UserError(f"{job.path} was not made: {error}.") from error
        raise UserError(f"{job.entry.name} could not be encoded ({error}).") from error


@dataclass(frozen=True)
class MakePicture:
    """Make a picture and keep it, in a process of its own."""

    job: Job
    key: str
    store: Store

    @property
    def entry(self) -> Entry:
        """The scene."""
        return self.job.entry

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Result:
        result = make(self.job, scratch, report)
        note_speed(self.store, self.job, result.took, 1)
        keep_picture(self.store, self.key, result)
        return result


class PictureBuild:
    """What is left to do for a picture.

    Parameters
    ----------
    store
        Where finished pictures are kept.
    anew
        Whether it is drawn whatever is kept.
    key
        What it is kept under; that of a picture when left out.
    """

    modules: ClassVar[tuple[str, ...]] = ("pipeline.build.picture",)
    """What makes it, apart from its scene and its format."""

    def __init__(self, job: Job, store: Store, anew: bool, key: str | None = None) -> None:
        self.jobs, self.asked = (job,), (job.entry,)
        self.outcomes: list[Outcome] = []
        self.labels = [job.path.name]
        self.key = key or file_key(job)
        self.note = {"what": self.key, "path": str(job.path)}
        self.store, self._anew = store, anew
        self._inputs: Inputs | None = None
        self._why = ""

    def task(self) -> Task:
        """Return what makes it."""
        return MakePicture(self.jobs[0], self.key, self.store)

    def explain(self) -> str:
        """Return why it is drawn anew."""
        self._inputs = inputs_of(self.jobs[0], *self.modules)
        return reason(self.store, self._inputs, self._anew)

    def next(self, busy: Collection[int]) -> list[tuple[int, Task]]:
        """Return what can be started, with the number of its scene, which is 0."""
        if busy or self.outcomes:
            return []
        found = None if self._anew else recall(self.store, self.key, self.jobs[0].path)
        if found is None:
            self._why = self.explain()
            return [(0, self.task())]
        self.outcomes = [found]
        return []

    def completed(self, index: int, value: Result, seconds: float) -> None:
        """Take what was made."""
        assert self._inputs is not None, "it was explained before it was made"
        note_inputs(self.store, self._inputs)
        self.outcomes = [replace(value, why="" if self._why == NEVER else self._why)]

    def failed(self, index: int, failure: Failure) -> None:
        """Take that it cannot be made."""
        self.outcomes = [failure]
