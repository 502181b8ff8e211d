"""The timeline: scenes one after the other, every frame number and second moved along."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.encode.mp4 import Video
from pipeline.job import Job
from pipeline.manifest import AudioClip, Beat, Manifest, Marble, Part, Trajectory, moved
from pipeline.presets import QUALITIES

PACKAGES = ("manim", "numpy", "scipy", "typst", "av", "pydantic")
COURSE = "gradient-descent-course"


def placed(part: Part, frames: int, fps: float) -> Part:
    """Return `part` as it is in a file where it begins `frames` later."""
    return moved(part, frames, fps).model_copy(
        update={
            "beats": tuple(_moved_beat(beat, frames, fps) for beat in part.beats),
            "captions": tuple(moved(caption, frames, fps) for caption in part.captions),
            "paths": tuple(_later(path, frames, fps) for path in part.paths),
            "marbles": tuple(_moved_marble(marble, frames, fps) for marble in part.marbles),
        }
    )


def manifest_of(
    parts: Iterable[Part], narration: Sequence[AudioClip] = (), **facts: Any
) -> Manifest:
    """Return the manifest of parts that follow each other.

    Parameters
    ----------
    parts
        Each counted from its own start.
    narration
        The recordings, counted from the file's start.
    **facts
        The other fields of :class:`pipeline.manifest.Manifest`.
    """
    fps, frames = facts["fps"], 0
    row = []
    for part in parts:
        row.append(placed(part, frames, fps))
        frames += part.frames
    return Manifest(
        **facts,
        frames=frames,
        seconds=frames / fps,
        versions=versions(),
        parts=tuple(row),
        narration=tuple(narration),
    )


def facts_of(job: Job) -> dict[str, Any]:
    """Return what the manifest says of a video as a whole, whatever its parts."""
    form = job.format
    assert isinstance(form, Video), "only a video has a manifest"
    known = [name for name, quality in QUALITIES.items() if quality == form.quality]
    return {
        "theme": job.theme,
        "quality": known[0] if known else form.quality.use,
        "width": form.quality.canvas.width,
        "height": form.quality.canvas.height,
        "fps": form.quality.canvas.fps,
        "burned_captions": form.strip is not None,
    }


def versions() -> dict[str, str]:
    """Return the versions of the course, of Python and of what draws."""
    names = {"course": COURSE, **{name: name for name in PACKAGES}}
    found = {name: _version(package) for name, package in names.items()}
    return {"python": platform.python_version(), **found}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # the course itself, run without installing
        return "not installed"


def _moved_beat(beat: Beat, frames: int, fps: float) -> Beat:
    rest = None if beat.rest_frame is None else beat.rest_frame + frames
    later = {"still_frame": beat.still_frame + frames, "rest_frame": rest}
    return moved(beat, frames, fps).model_copy(update=later)


def _later(path: Trajectory, frames: int, fps: float) -> Trajectory:
    iterates = tuple(
        iterate
        if iterate.frame is None
        else iterate.model_copy(
            update={"frame": iterate.frame + frames, "seconds": (iterate.frame + frames) / fps}
        )
        for iterate in path.iterates
    )
    return path.model_copy(update={"iterates": iterates})


def _moved_marble(marble: Marble, frames: int, fps: float) -> Marble:
    stands = tuple(moved(stand, frames, fps) for stand in marble.stands)
    return marble.model_copy(update={"stands": stands})
