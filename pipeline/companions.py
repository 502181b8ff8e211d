"""Everything that comes with a video, made from its manifest and its own pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.captions import as_srt, as_vtt
from pipeline.description import description
from pipeline.frames import pictures
from pipeline.join import Pieces, join
from pipeline.sheet import contact_sheet
from pipeline.transcript import transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.manifest import Manifest
    from pipeline.sound import Samples

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
    segments: Sequence[Pieces],
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
        The pieces of each part of the manifest.
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
