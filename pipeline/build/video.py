"""The build of one video: its scenes' segments first, then their assembly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.build.scene import Draw, Take
from pipeline.cache.keys import assembling, hashed
from pipeline.cache.outputs import checksum, unchanged
from pipeline.errors import UserError
from pipeline.job import Failure, Job, Outcome, Result
from pipeline.video.assemble import Assembly, GoneError, Recording, assemble
from pipeline.video.timeline import facts_of

if TYPE_CHECKING:
    from pipeline.build.tasks import Task
    from pipeline.cache.store import Store
    from pipeline.manifest import Recipe
    from scenes.catalog import Entry


@dataclass(frozen=True)
class Film:
    """A video to make, of one scene or of several.

    Parameters
    ----------
    scene
        What the table calls it.
    path
        Where it goes.
    facts
        What the manifest says of it as a whole.
    jobs
        What is shown, in order.
    asked
        The scenes that were asked for.
    """

    scene: str
    path: Path
    facts: Mapping[str, Any]
    jobs: tuple[Job, ...]
    asked: tuple[Entry, ...]


def film_of(job: Job) -> Film:
    """Return the video of one scene."""
    facts = {**facts_of(job), "kind": "scene", "title": job.entry.title}
    return Film(job.entry.name, job.path, facts, (job,), (job.entry,))


@dataclass(frozen=True)
class Assemble:
    """Put a video together, in a process of its own."""

    assembly: Assembly
    store: Store
    module: str

    @property
    def scene(self) -> str:
        """Whose work it is."""
        return self.assembly.scene

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Result | None:
        try:
            return assemble(self.assembly, self.store, lambda: report("", 0))
        except GoneError:
            return None


class FilmInWork:
    """What is left to do for a video.

    Parameters
    ----------
    film
        What to make.
    store
        Where pieces are kept.
    anew
        Whether it is drawn whatever is kept.
    """

    def __init__(self, film: Film, store: Store, anew: bool) -> None:
        self.jobs, self.asked = film.jobs, film.asked
        self.outcomes: list[Outcome] = []
        self.note: Mapping[str, Any] = {}
        self._film, self._store = film, store
        self._takes = [Take(job, store, anew) for job in film.jobs]
        self._failures: dict[int, Failure] = {}

    @property
    def labels(self) -> list[str]:
        """What each of its jobs is called where progress is shown."""
        several = len(self.jobs) > 1
        return [job.entry.name if several else job.path.name for job in self.jobs]

    def next(self, busy: Collection[int]) -> list[tuple[int, Task]]:
        """Return what can be started, each with the number of its scene in the film.

        Parameters
        ----------
        busy
            Scenes for which something is waiting or running.
        """
        found: list[tuple[int, Task]] = []
        for place, take in enumerate(self._takes):
            if place in busy or place in self._failures or self.outcomes:
                continue
            try:
                found += [(place, task) for task in take.tasks()]
            except UserError as error:
                self.failed(place, Failure(take.job.entry.name, error.message, error.details))
        if found or busy or self.outcomes:
            return found
        if self._failures:
            self.outcomes = list(self._failures.values())
            return []
        return self._last()

    def heard(self, place: int, value: Recipe | Result | None, seconds: float) -> None:
        """Take what a task returned, and how long the film is in work."""
        if isinstance(value, Result):
            self.outcomes = [replace(value, took=seconds)]
        elif value is not None:
            self._takes[place].learn(value)
        else:  # a unit that did not go to the end, or an assembly that missed something
            for take in self._takes:
                take.restore()

    def failed(self, place: int, failure: Failure) -> None:
        """Take that a scene cannot be drawn."""
        self._failures[place] = failure

    @property
    def takes(self) -> Sequence[Take]:
        """Its scenes while they are made."""
        return self._takes

    @property
    def is_there(self) -> bool:
        """Whether it is where it should be already, as it would be made."""
        if any(take.missing for take in self._takes):
            return False
        return unchanged(self._store, self._assembled().what, self._film.path) is not None

    def halves(self, place: int, task: Draw) -> bool:
        """Tell whether a task of this scene may be cut in two."""
        return bool(task.unit.beats) and not self._takes[place].whole

    def _last(self) -> list[tuple[int, Task]]:
        assembly = self._assembled()
        self.note = asdict(assembly)
        same = unchanged(self._store, assembly.what, self._film.path)
        if same is not None:
            self.outcomes = [same]
            return []
        return [(0, Assemble(assembly, self._store, self.jobs[0].entry.module))]

    def _assembled(self) -> Assembly:
        footage = tuple(take.footage for take in self._takes)
        recordings = tuple(
            Recording(job.entry.name, beat, str(path), checksum(path))
            for job in self.jobs
            for beat, path in job.recordings.items()
        )
        said = [(one.scene, one.beat, Path(one.path).name, one.checksum) for one in recordings]
        facts = self._film.facts
        # not the recipes' keys: sources may change and their scenes stay the same
        held = [(take.holds, one.pieces) for take, one in zip(self._takes, footage, strict=True)]
        what = hashed(held, facts, said, assembling())
        path = str(self._film.path)
        return Assembly(self._film.scene, path, what, facts, footage, recordings)
