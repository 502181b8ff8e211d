"""The build of one video: its scenes' segments first, then their assembly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.build.reasons import NEVER
from pipeline.build.scene import DrawChunk, DrawnChunk, SceneBuild
from pipeline.cache.keys import assembling, hashed
from pipeline.cache.outputs import checksum, unchanged
from pipeline.errors import UserError
from pipeline.job import Failure, Job, Outcome, Result
from pipeline.video.assemble import Assembly, Recording, SegmentLostError, assemble
from pipeline.video.timeline import facts_of

if TYPE_CHECKING:
    from pipeline.build.tasks import Task
    from pipeline.cache.store import Store
    from scenes.catalog import Entry


@dataclass(frozen=True)
class VideoSpec:
    """A video to make, of one scene or of several.

    Parameters
    ----------
    scene, path, facts
        As in :class:`pipeline.video.assemble.Assembly`, which is made of it.
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


def video_spec(job: Job, title: str = "") -> VideoSpec:
    """Return the video of one scene; its title is the scene's if left out."""
    facts = {**facts_of(job), "kind": "scene", "title": title or job.entry.title}
    return VideoSpec(job.entry.name, job.path, facts, (job,), (job.entry,))


@dataclass(frozen=True)
class AssembleVideo:
    """Put a video together, in a process of its own."""

    assembly: Assembly
    store: Store
    entry: Entry

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Result | None:
        try:
            return assemble(self.assembly, self.store, lambda: report("", 0))
        except SegmentLostError:
            return None


class VideoBuild:
    """What is left to do for a video.

    Parameters
    ----------
    store
        Where segments are kept.
    anew
        Whether it is drawn whatever is kept.
    """

    def __init__(self, video: VideoSpec, store: Store, anew: bool) -> None:
        self.jobs, self.asked = video.jobs, video.asked
        self.outcomes: list[Outcome] = []
        self.note: Mapping[str, Any] = {}
        self._video_spec, self._store = video, store
        self._scene_builds = [SceneBuild(job, store, anew) for job in video.jobs]
        self._failures: dict[int, Failure] = {}

    @property
    def labels(self) -> list[str]:
        """What each of its jobs is called where progress is shown."""
        several = len(self.jobs) > 1
        return [job.entry.name if several else job.path.name for job in self.jobs]

    def next(self, busy: Collection[int]) -> list[tuple[int, Task]]:
        """Return what can be started, each with the number of its scene in the video.

        Parameters
        ----------
        busy
            Scenes for which something is waiting or running.
        """
        ready: list[tuple[int, Task]] = []
        for index, scene_build in enumerate(self._scene_builds):
            if index in busy or index in self._failures or self.outcomes:
                continue
            try:
                ready += [(index, task) for task in scene_build.tasks()]
            except UserError as error:
                self.failed(
                    index, Failure(scene_build.job.entry.name, error.message, error.details)
                )
        if ready or busy or self.outcomes:
            return ready
        if self._failures:
            self.outcomes = list(self._failures.values())
            return []
        return self._last()

    def completed(self, index: int, value: DrawnChunk | Result | None, seconds: float) -> None:
        """Take what a task returned, and how long the video has been in work."""
        if isinstance(value, Result):
            self.outcomes = [replace(value, took=seconds, why=self._why())]
        elif value is not None:
            self._scene_builds[index].take(value)
        else:  # an assembly that missed something
            for scene_build in self._scene_builds:
                scene_build.restore()

    def _why(self) -> str:
        """Return why beats were drawn, where they were drawn before."""
        reasons = []
        for scene in self._scene_builds:
            why = scene.explain() if scene.drawn else NEVER
            if why != NEVER:
                part = len(scene.drawn) < len(scene.frames)
                reasons.append(
                    f"{len(scene.drawn)} of {len(scene.frames)} beats: {why}" if part else why
                )
        return "; ".join(dict.fromkeys(reasons))

    def failed(self, index: int, failure: Failure) -> None:
        """Take that a scene cannot be drawn."""
        self._failures[index] = failure

    @property
    def scene_builds(self) -> Sequence[SceneBuild]:
        """Its scenes while they are made."""
        return self._scene_builds

    @property
    def is_there(self) -> bool:
        """Whether it is where it should be already, as it would be made."""
        if any(scene_build.missing for scene_build in self._scene_builds):
            return False
        return unchanged(self._store, self._assembled().what, self._video_spec.path) is not None

    def halves(self, index: int, task: DrawChunk) -> bool:
        """Tell whether a task of this scene may be cut in two."""
        return bool(task.chunk.beats) and not self._scene_builds[index].whole

    def _last(self) -> list[tuple[int, Task]]:
        assembly = self._assembled()
        self.note = asdict(assembly)
        same = unchanged(self._store, assembly.what, self._video_spec.path)
        if same is not None:
            self.outcomes = [same]
            return []
        entry = replace(self.jobs[0].entry, name=assembly.scene)
        return [(0, AssembleVideo(assembly, self._store, entry))]

    def _assembled(self) -> Assembly:
        scene_segments = tuple(scene_build.scene_segments for scene_build in self._scene_builds)
        recordings = tuple(
            Recording(job.entry.name, beat, str(path), checksum(path))
            for job in self.jobs
            for beat, path in job.recordings.items()
        )
        voices = [
            (said.scene, said.beat, Path(said.path).name, said.checksum) for said in recordings
        ]
        facts = self._video_spec.facts
        # not the records' keys: sources may change and their scenes stay the same
        held = [
            (scene_build.holds, kept.segments)
            for scene_build, kept in zip(self._scene_builds, scene_segments, strict=True)
        ]
        what = hashed(held, facts, voices, assembling())
        path = str(self._video_spec.path)
        return Assembly(self._video_spec.scene, path, what, facts, scene_segments, recordings)
