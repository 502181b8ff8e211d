"""A chunk: some beats of a scene, rendered and encoded in one pass that steps over the others."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manim import Scene
from manim.utils.exceptions import EndSceneEarlyException

from pipeline.encode.mp4 import SegmentSink, Video
from pipeline.errors import UserError
from pipeline.job import Job
from pipeline.manifest import PRELUDE, SceneRecord, Section
from pipeline.render.manifest_part import manifest_part
from pipeline.render.play import SEED, beats_of, nothing_drawn, play
from pipeline.render.renderer import EncodingError, Report, StoryRenderer

Claim = Callable[[str], bool]
"""Asked for a beat that begins: whether it is still to be drawn here, and by nobody else."""

Keep = Callable[[Section, bytes], None]
"""Takes a segment as soon as it is encoded: what it is of, and a whole MP4."""


@dataclass(frozen=True)
class Chunk:
    """Some beats of a scene, for one process and one pass.

    Parameters
    ----------
    job
        The scene and how it is drawn; its beats are those of the whole video.
    beats
        Those to draw, in order; :data:`pipeline.manifest.PRELUDE` for what is before the first.
    last
        Whether it goes on to the video's end, so that it can tell what the video holds.
    """

    job: Job
    beats: tuple[str, ...]
    last: bool

    @property
    def until(self) -> frozenset[str] | None:
        """The beats after which nothing is left to do; ``None`` when the scene must end."""
        if self.last:
            return None if self.job.beats is None else frozenset(self.job.beats)
        return frozenset(self.beats)


def render_chunk(
    chunk: Chunk,
    scratch: Path,
    keep: Keep,
    report: Report,
    claim: Claim = lambda beat: True,
) -> SceneRecord | None:
    """Draw a chunk; the same beats give the same bytes, whatever else the chunk has.

    Parameters
    ----------
    chunk
        What to draw; nothing is drawn, and all is noted, when it has no beats.
    scratch
        A folder for manim's own files and for segments while they are written.
    keep
        Takes each segment when it is complete.
    report
        Told the beat that is shown and the number of frames drawn so far.
    claim
        Asked at each beat of the chunk; from the first that it refuses on, the others are drawn
        elsewhere.

    Returns
    -------
    SceneRecord or None
        What the video holds, from a chunk that goes to its end.

    Raises
    ------
    UserError
        When the scene raises or has nothing to show, or a frame cannot be encoded.
    """
    job = chunk.job
    with ExitStack() as ending:

        def begin() -> ChunkRenderer:
            renderer = ChunkRenderer(chunk, scratch, keep, report, claim)
            ending.callback(renderer.abandon)
            return renderer

        scene, renderer = play(job, scratch, begin)
    if not chunk.last:
        return None
    if not renderer.frames:
        raise nothing_drawn(job, renderer)
    part = manifest_part(job, scene, beats_of(scene), renderer, SEED)
    return SceneRecord(part=part, sections=tuple(renderer.sections))


class ChunkRenderer(StoryRenderer):
    """Draw the beats of a chunk and step over the others; the last chunk notes these as well.

    Attributes
    ----------
    sections
        What was shown so far.
    """

    def __init__(
        self, chunk: Chunk, folder: Path, keep: Keep, report: Report, claim: Claim
    ) -> None:
        assert isinstance(chunk.job.format, Video), "only a video has segments"
        self._segments = SegmentSink(chunk.job.format, folder, self._finished)
        super().__init__(self._segments, lambda beat, _: report(beat, self._drawn))
        self.sections: list[Section] = []
        self._beats: Collection[str] = chunk.beats
        self._until = chunk.until
        self._tells_all = chunk.last
        self._keep, self._claim = keep, claim
        self._drawn = 0
        self._start = 0
        self._passed: set[str] = set()

    @property
    def drawing(self) -> bool:
        """Whether the beat that is running is one of the chunk's."""
        return self.wanted and (self.beat or PRELUDE) in self._beats

    @property
    def noting(self) -> bool:
        """Whether it is drawn, or told of by a chunk that goes to the end."""
        return self.drawing or (self.wanted and self._tells_all)

    def open_beat(self, name: str, wanted: bool) -> None:
        self._end_section()
        if name in self._beats and not self._claim(name):
            self._beats = self._passed.intersection(self._beats)
            if not self._tells_all:
                raise EndSceneEarlyException
        if self._until is not None and self._until <= self._passed:
            raise EndSceneEarlyException
        self._encoding(lambda: super(ChunkRenderer, self).open_beat(name, wanted))

    def scene_finished(self, scene: Scene) -> None:
        super().scene_finished(scene)
        self._end_section()
        self._encoding(self._segments.close)

    def show(self, scene: Scene, repeat: int) -> None:
        if self.drawing:
            self._drawn += repeat
        if not self.wanted:
            self.report(self.beat or "", self.frames)
        super().show(scene, repeat)

    def abandon(self) -> None:
        """Let go of a segment that is not complete."""
        self._segments.abandon()

    def _end_section(self) -> None:
        name = self.beat or PRELUDE
        self._passed.add(name)
        self._digests.close(self.beat or "")
        frames = self.frames - self._start
        self._start = self.frames
        if frames:
            digest = self.digests.get(self.beat or "", "")
            self.sections.append(Section(name=name, frames=frames, digest=digest))

    def _finished(self, name: str, path: Path) -> None:
        section = next(section for section in reversed(self.sections) if section.name == name)
        self._keep(section, path.read_bytes())

    def _encoding(self, step: Callable[[], Any]) -> None:
        try:
            step()
        except UserError:
            raise
        except Exception as error:  # of the encoder, or of the disk below it: not of the scene
            raise EncodingError(str(error)) from error
