"""The build of one scene: which of its segments are cached, and tasks that render the others."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.chunk import Chunk, render_chunk
from pipeline.build.cost import cost, note_speed
from pipeline.build.reasons import inputs_of, note_inputs, reason
from pipeline.cache.keys import lengths_key, segment_key, signature
from pipeline.errors import UserError
from pipeline.manifest import PRELUDE, SceneRecord, Section
from pipeline.scene_loading import load
from pipeline.video.assemble import SceneSegments
from scenes.kit.story.timing import SLOW, reading_time

if TYPE_CHECKING:
    from pipeline.build.reasons import Inputs
    from pipeline.cache.keys import Signature
    from pipeline.cache.store import Store
    from pipeline.job import Job
    from scenes.catalog import Entry


MODULES = ("pipeline.build.chunk",)
"""What draws a scene of a video, apart from the scene."""

PLAYED = 2 * SLOW
"""Seconds that a beat is taken to move before it rests, when it was never timed."""

MOST_CHANGES = 3
"""How often beats may be drawn and come out otherwise than the scene's last pass has noted."""

CHANGES_TO_DRAW_WHOLE = 2
"""After so many a scene is drawn in one pass, since its passes seem to differ."""


@dataclass(frozen=True)
class DrawnChunk:
    """What came of a chunk.

    Parameters
    ----------
    sections
        Those of which segments were drawn and kept.
    record
        What the video holds, from a chunk that went to its end.
    """

    sections: tuple[Section, ...]
    record: SceneRecord | None


@dataclass(frozen=True)
class DrawChunk:
    """Draw a chunk and keep its segments, in a process of its own."""

    chunk: Chunk
    signed: Signature
    store: Store
    frames: dict[str, float]
    claims: Path | None = None
    """A folder with a file for each beat that was begun, here or elsewhere; see :func:`claim`."""

    @property
    def entry(self) -> Entry:
        """The scene."""
        return self.chunk.job.entry

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> DrawnChunk:
        drawn: list[Section] = []
        started = time.monotonic()

        def keep(section: Section, segment: bytes) -> None:
            drawn.append(section)
            self.keep(section, segment)

        folder = self.claims
        mine = (lambda beat: True) if folder is None else (lambda beat: claim(folder, beat))
        record = render_chunk(self.chunk, scratch, keep, report, mine)
        if drawn:
            took = time.monotonic() - started
            frames = {**self.frames, **{section.name: section.frames for section in drawn}}
            done = replace(self.chunk, beats=tuple(section.name for section in drawn))
            note_speed(self.store, self.chunk.job, took, cost(done, frames))
        return DrawnChunk(tuple(drawn), record)

    def keep(self, section: Section, segment: bytes) -> None:
        """Keep a segment of the chunk, wherever it was drawn."""
        self.store.write("segments", segment_key(self.chunk.job, self.signed, section), segment)
        note_seen(self.store, self.signed)


def claim(folder: Path, beat: str) -> bool:
    """Take a beat, of several processes that might draw it; tell whether it was still free."""
    try:
        Path(folder, beat).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def note_seen(store: Store, signed: Signature) -> None:
    """Note that segments of a scene are kept: after a kill, a walk then finds them."""
    if store.read("notes", signed.video) is None:
        store.write("notes", signed.video, b"seen")


class SceneBuild:
    """One scene of a video while it is made.

    Parameters
    ----------
    job
        What is to be shown of it.
    store
        Where segments are kept.
    anew
        Whether it is drawn whatever is kept.

    Attributes
    ----------
    drawn
        The beats that had to be drawn so far.
    """

    def __init__(self, job: Job, store: Store, anew: bool) -> None:
        self.job = job
        self.signed = signature(job)
        self.drawn: set[str] = set()
        self._store = store
        self._anew = anew
        self._drawn_keys: set[str] = set()
        self._changes = 0
        self._inputs: Inputs | None = None
        self._reason = ""
        self._record = None if anew else self._kept()

    def tasks(self) -> list[DrawChunk]:
        """Return what is to be done next; nothing when every segment is there.

        Raises
        ------
        UserError
            When the scene is another one each time that it is drawn.
        """
        if self.was_changed:
            self.explain()
            return [self._draw((), last=True)]
        missing = self.missing
        if not missing:
            return []
        self.explain()
        self._compare(missing)
        self.drawn.update(missing)
        if self._changes > MOST_CHANGES:
            raise UserError(
                f"{self.job.entry.name} failed: it shows something else each time that it is "
                "drawn; let it depend on its parameters alone, not on the time or on chance."
            )
        if self.whole:
            self._record, missing = None, self._names
        return [self._draw(tuple(missing), last=self._record is None)]

    def _compare(self, missing: Sequence[str]) -> None:
        """Find out why beats that were drawn by this run are missing."""
        if self._record is None:
            return
        again = {
            self._key(section)
            for section in self._record.sections
            if section.name in self.drawn and section.name in missing
        }
        if again & self._drawn_keys:  # somebody empties the cache, who finds no other place
            self._store = self._store.aside()
        if again - self._drawn_keys:
            self._changes += 1

    def explain(self) -> str:
        """Return why it is drawn anew, as things were before the first task."""
        if self._inputs is None:
            self._inputs = inputs_of(self.job, *MODULES)
            self._reason = reason(self._store, self._inputs, self._anew)
        return self._reason

    @property
    def was_changed(self) -> bool:
        """Whether it was drawn before from other sources, so that a walk tells what changed."""
        seen = self._record is None and self._store.has("notes", self.signed.video)
        return seen and not self._anew

    @property
    def missing(self) -> list[str]:
        """What is to be drawn, as far as is known."""
        return self._names if self._record is None else self._missing(self._record)

    @property
    def whole(self) -> bool:
        """Whether it must be drawn in one pass."""
        return self._changes >= CHANGES_TO_DRAW_WHOLE

    def take(self, drawn: DrawnChunk) -> None:
        """Take what came of a chunk."""
        self._drawn_keys.update(map(self._key, drawn.sections))
        if drawn.record is not None:
            self.learn(drawn.record)

    def learn(self, record: SceneRecord) -> None:
        """Keep what a pass through the whole scene has noted."""
        self.explain()
        self._anew = False
        self._record = record
        self._keep_record()
        note_seen(self._store, self.signed)
        assert self._inputs is not None, "it was explained above"
        note_inputs(self._store, self._inputs)
        if self.job.beats is None:
            lengths = json.dumps(record.lengths).encode()
            self._store.write("notes", lengths_key(self.job), lengths)

    def restore(self) -> None:
        """Keep what is known of it for this run, if that was lost meanwhile."""
        if self._record is not None and not self._store.has("records", self.signed.record):
            self._store = self._store.aside()
            self._keep_record()

    def _keep_record(self) -> None:
        if not self._store.has("records", self.signed.record):
            self._store.write("records", self.signed.record, self.holds.encode())

    def record(self, scratch: Path) -> SceneRecord:
        """Return what is known of it, after a walk through it if need be.

        Parameters
        ----------
        scratch
            A folder for manim's own files.

        Raises
        ------
        UserError
            When the scene raises or shows nothing.
        """
        if self._record is None:
            walk = Chunk(self.job, (), last=True)
            noted = render_chunk(walk, scratch, lambda *segment: None, lambda *word: None)
            assert noted is not None, "it went to the end"
            self.learn(noted)
            return noted
        return self._record

    @property
    def scene_segments(self) -> SceneSegments:
        """What a video takes of it; all of it is there."""
        assert self._record is not None, "it has not been drawn yet"
        keys = (self._key(section) for section in self._record.sections)
        return SceneSegments(self.signed.record, tuple(keys))

    @property
    def holds(self) -> str:
        """Everything that is known of it but its pictures, as JSON."""
        assert self._record is not None, "it has not been drawn yet"
        return self._record.model_dump_json()

    def _draw(self, beats: tuple[str, ...], last: bool) -> DrawChunk:
        return DrawChunk(Chunk(self.job, beats, last), self.signed, self._store, self.frames)

    def chunk(self, beats: Sequence[str]) -> Chunk:
        """Return the chunk that draws these beats."""
        return Chunk(self.job, tuple(beats), last=self._record is None)

    def _kept(self) -> SceneRecord | None:
        content = self._store.read("records", self.signed.record)
        return None if content is None else SceneRecord.model_validate_json(content)

    def _missing(self, record: SceneRecord) -> list[str]:
        return [
            section.name
            for section in record.sections
            if not self._store.has("segments", self._key(section))
        ]

    def _key(self, section: Section) -> str:
        return segment_key(self.job, self.signed, section)

    @property
    def _names(self) -> list[str]:
        wanted = self.job.beats
        beats = [beat.name for beat in load(self.job.entry).beats()]
        return [PRELUDE, *(name for name in beats if wanted is None or name in wanted)]

    @property
    def frames(self) -> dict[str, float]:
        """Return how many frames each section has, or had when it was last drawn."""
        fps = self.job.format.canvas.fps
        if self._record is not None:
            return {section.name: section.frames for section in self._record.sections}
        silent = replace(self.job, holds={}, recordings={})
        contents = (self._store.read("notes", lengths_key(job)) for job in (self.job, silent))
        content = next((content for content in contents if content is not None), None)
        known = {PRELUDE: 0.0} | (json.loads(content) if content is not None else {})
        captions = {beat.name: beat.caption for beat in load(self.job.entry).beats()}
        lengths = {
            name: known.get(name, PLAYED + reading_time(captions.get(name, "")))
            for name in self._names
        }
        return {
            name: fps * max(length, self.job.holds.get(name, 0.0))
            for name, length in lengths.items()
        }
