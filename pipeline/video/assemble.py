"""Assemble a video from cached segments, with its captions, pictures and texts. No manim needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cache.outputs import note_output, of_set
from pipeline.cache.store import Store
from pipeline.captions import as_srt, as_vtt
from pipeline.files import complete_set, writing_to
from pipeline.job import BeatTime, Result
from pipeline.manifest import Manifest, SceneRecord
from pipeline.video.audio import track, with_narration
from pipeline.video.contact_sheet import contact_sheet
from pipeline.video.mux import Segments, join, pictures
from pipeline.video.texts import description, transcript
from pipeline.video.timeline import manifest_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.video.audio import Samples

Alive = Callable[[], None]
Stills = dict[tuple[str, str], Path]

MANIFEST, SRT, VTT = ".json", ".srt", ".vtt"
POSTER, SHEET = "-poster.png", "-contact-sheet.png"
TRANSCRIPT, DESCRIPTION, STILLS = "-transcript.md", "-youtube.txt", "-stills"


def silently() -> None:
    """Tell nobody."""


def write_set(
    folder: Path,
    stem: str,
    segments: Sequence[Segments],
    manifest: Manifest,
    sound: Callable[[], Samples | None] = lambda: None,
    alive: Alive = silently,
) -> None:
    """Write the video and its companions.

    Parameters
    ----------
    folder
        Where they go.
    stem
        What all their names begin with.
    segments
        The segments of each part of the manifest.
    manifest
        What they hold.
    sound
        Returns samples of the whole length, if anything is said: half an hour takes 330 MiB, which
        are let go of before the pictures are made.
    alive
        Called now and then, so that whoever waits knows that it goes on.
    """
    video = folder / f"{stem}.mp4"
    join(segments, manifest, video, sound())
    texts = {
        MANIFEST: manifest.model_dump_json() + "\n",
        SRT: as_srt(manifest.captions),
        VTT: as_vtt(manifest.captions),
        DESCRIPTION: description(manifest),
    }
    for ending, text in texts.items():
        _write(folder / f"{stem}{ending}", text)
    alive()
    stills = _stills(folder / f"{stem}{STILLS}", video, manifest, alive)
    _poster(folder / f"{stem}{POSTER}", video, manifest)
    if stills:
        contact_sheet(manifest, stills, folder).save(folder / f"{stem}{SHEET}")
    _write(folder / f"{stem}{TRANSCRIPT}", transcript(manifest, stills, folder))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _stills(folder: Path, video: Path, manifest: Manifest, alive: Alive) -> Stills:
    """Write the frame that shows each beat best."""
    folder.mkdir()
    beats = [(part, beat) for part in manifest.parts for beat in part.beats if beat.frames]
    frames = pictures(video, [beat.still_frame for _, beat in beats], manifest.fps)
    stills: Stills = {}
    for (part, beat), picture in zip(beats, frames, strict=True):
        still = folder / f"{len(stills) + 1:02}-{part.name}-{beat.name}.png"
        picture.save(still)
        stills[part.name, beat.name] = still
        alive()
    return stills


def _poster(path: Path, video: Path, manifest: Manifest) -> None:
    [picture] = pictures(video, [poster_frame(manifest)], manifest.fps)
    picture.save(path)


def poster_frame(manifest: Manifest) -> int:
    """Return the frame that stands for the video: the end of a title card or of a loop."""
    first = manifest.parts[0]
    if first.kind == "card":
        return first.beats[-1].still_frame
    loops = [beat for part in manifest.parts for beat in part.beats if beat.loop]
    beats = loops or [beat for part in manifest.parts for beat in part.beats]
    return beats[-1].still_frame if beats else manifest.frames - 1


class SegmentLostError(Exception):
    """Something that was kept is not there any more."""


@dataclass(frozen=True)
class SceneSegments:
    """One scene of a video: the key of its record and of its segments, in order."""

    record: str
    segments: tuple[str, ...]


@dataclass(frozen=True)
class Recording:
    """What is said over one beat: a sound file and the checksum of its content."""

    scene: str
    beat: str
    path: str
    checksum: str


@dataclass(frozen=True)
class Assembly:
    """A video to be put together; JSON can say all of it.

    Parameters
    ----------
    scene
        What the table calls it.
    path
        Where it goes.
    what
        A hash of all that it is made of.
    facts
        What the manifest says of the video as a whole.
    scene_segments
        Its scenes in order.
    recordings
        What is said.
    """

    scene: str
    path: str
    what: str
    facts: Mapping[str, Any]
    scene_segments: tuple[SceneSegments, ...]
    recordings: tuple[Recording, ...] = ()

    @staticmethod
    def from_dict(fields: Mapping[str, Any]) -> Assembly:
        """Return it from what JSON knows of it."""
        scene_segments = tuple(
            SceneSegments(scene["record"], tuple(scene["segments"]))
            for scene in fields["scene_segments"]
        )
        recordings = tuple(Recording(**recording) for recording in fields["recordings"])
        return Assembly(**{**fields, "scene_segments": scene_segments, "recordings": recordings})


def assemble(assembly: Assembly, store: Store, alive: Alive = silently) -> Result:
    """Write the video and its companions.

    Parameters
    ----------
    assembly
        What to put together, and where.
    store
        Has the segments.
    alive
        Called now and then.

    Raises
    ------
    SegmentLostError
        When a record or a segment is not there, or was damaged.
    UserError
        When it cannot be written; older files at its path are then untouched.
    """
    started = time.monotonic()
    path = Path(assembly.path)
    records = [_record(store, scene_segments) for scene_segments in assembly.scene_segments]
    manifest = manifest_of([record.part for record in records], **assembly.facts)
    voices = {(said.scene, said.beat): Path(said.path) for said in assembly.recordings}
    segments = [
        _CachedSegments(store, scene_segments) for scene_segments in assembly.scene_segments
    ]
    with writing_to(path.parent):
        with complete_set(path) as folder:
            narrated = with_narration(manifest, voices)
            write_set(folder, path.stem, segments, narrated, lambda: track(narrated, voices), alive)
            files = of_set(folder)
        result = _result(assembly, narrated, time.monotonic() - started)
        note_output(store, assembly.what, result, files)
    return result


def kept(assembly: Assembly, store: Store) -> bool:
    """Tell whether all that it needs is there."""
    return all(
        store.has("records", scene_segments.record)
        and all(store.has("segments", segment) for segment in scene_segments.segments)
        for scene_segments in assembly.scene_segments
    )


class _CachedSegments:
    """The segments of a scene, each read when it is needed."""

    def __init__(self, store: Store, scene_segments: SceneSegments) -> None:
        self._store, self._keys = store, scene_segments.segments

    def __iter__(self) -> Iterator[bytes]:
        for key in self._keys:
            content = self._store.read("segments", key)
            if content is None:
                raise SegmentLostError
            yield content


def _record(store: Store, scene_segments: SceneSegments) -> SceneRecord:
    content = store.read("records", scene_segments.record)
    if content is None:
        raise SegmentLostError
    return SceneRecord.model_validate_json(content)


def _result(assembly: Assembly, manifest: Manifest, took: float) -> Result:
    # beats are told of a scene alone; a lecture has its chapters
    parts = manifest.parts if len(manifest.parts) == 1 else ()
    return Result(
        assembly.scene,
        Path(assembly.path),
        manifest.seconds,
        Path(assembly.path).stat().st_size,
        manifest.frames,
        tuple(
            BeatTime(beat.name, beat.caption, beat.start, beat.end)
            for part in parts
            for beat in part.beats
        ),
        took,
    )
