"""Read back what was written, with PyAV and as the manifest says."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from pipeline.manifest import Manifest
from pipeline.video.mux import fraction


@dataclass(frozen=True)
class DecodedVideo:
    """An MP4 taken apart: exact times everywhere."""

    frames: list[npt.NDArray[np.uint8]]
    times: list[Fraction]
    chapters: list[tuple[str, Fraction, Fraction]]
    subtitles: list[tuple[str, Fraction, Fraction]]
    sound: npt.NDArray[np.float32] | None
    rate: int


def decode_video(path: Path) -> DecodedVideo:
    """Decode everything in an MP4."""
    with av.open(str(path)) as file:
        chapters = [
            (chapter["metadata"]["title"], *(exact(chapter, end) for end in ("start", "end")))
            for chapter in file.chapters()
        ]
        shown = list(file.decode(video=0))
    frames = [frame.to_ndarray(format="rgb24", src_colorspace="itu709") for frame in shown]
    times = [Fraction(frame.pts) * fraction(frame.time_base) for frame in shown]
    sound, rate = heard(path)
    return DecodedVideo(frames, times, chapters, texts(path), sound, rate)


def texts(path: Path) -> list[tuple[str, Fraction, Fraction]]:
    """Return every subtitle with its start and end; silences are left out."""
    found = []
    with av.open(str(path)) as file:
        streams = [stream for stream in file.streams if stream.type == "subtitle"]
        for packet in file.demux(streams) if streams else ():
            text = bytes(packet)[2:].decode() if packet.size > 2 else ""
            if text:
                base = fraction(packet.time_base)
                found.append((text, packet.pts * base, (packet.pts + packet.duration) * base))
    return found


def heard(path: Path) -> tuple[npt.NDArray[np.float32] | None, int]:
    """Return the sound of a file as one row of samples from second 0 on, and its rate."""
    with av.open(str(path)) as file:
        if not file.streams.audio:
            return None, 0
        segments = list(file.decode(audio=0))
        rate = file.streams.audio[0].rate
    first = round(float(segments[0].pts * fraction(segments[0].time_base)) * rate)
    row = np.concatenate([segment.to_ndarray().mean(axis=0) for segment in segments])
    return row[-first:] if first < 0 else np.pad(row, (first, 0)), rate


def exact(chapter: Any, end: str) -> Fraction:
    """Return an end of a chapter in seconds."""
    return Fraction(chapter[end]) * fraction(chapter["time_base"])


def manifest(path: Path) -> Manifest:
    """Read the manifest beside a video."""
    return Manifest.model_validate_json(path.with_suffix(".json").read_text(encoding="utf-8"))
