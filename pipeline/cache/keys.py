"""Cache keys: hashes of everything that a segment, a scene record or a picture depends on."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cairo

from pipeline.encode.mp4 import Video
from pipeline.sources import closure, digest

if TYPE_CHECKING:
    from pipeline.job import Job
    from pipeline.manifest import Section

FORMAT = 1
"""Raised when what is kept is read differently than before."""

DRAWS = ("manim", "numpy", "scipy", "numba", "typst", "av", "pycairo", "pillow")
"""Packages that make a difference to frames or files; fonts come with Typst."""

SURFACE = "scenes.kit.surface"
"""The drawing code of the kit: a beat's digest knows what it draws, not how."""

DRAWING = ("pipeline.render.renderer", "pipeline.encode.mp4")
ASSEMBLING = ("pipeline.video.assemble",)


@dataclass(frozen=True)
class Signature:
    """What a job's results are kept under.

    Parameters
    ----------
    record
        Key of what the scene holds, which depends on every source that it is made of.
    video
        The same without the sources and what is said: what stays when that is edited.
    segment
        What the segments depend on apart from what they show.
    """

    record: str
    video: str
    segment: str


def hashed(*parts: Any) -> str:
    """Return a hash of what JSON can say, and of dates and paths as text."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def signature(job: Job) -> Signature:
    """Return the keys of a job for a video."""
    assert isinstance(job.format, Video), "only a video is put together from segments"
    strip = job.format.strip
    unwritten = replace(job, holds={}, format=replace(job.format, strip=strip and strip.empty))
    video = hashed(FORMAT, shown(unwritten))
    scene = closure(job.entry.module)
    record = hashed(
        FORMAT,
        shown(job),
        job.beats,
        digest(scene.items()),
        _made_by("pipeline.build.chunk"),
        versions(),
    )
    surface = {name for name in scene if name.startswith(SURFACE)}
    segment = hashed(
        FORMAT,
        plainly(replace(job.format, strip=None)),
        _only(closure(*DRAWING), "pipeline"),
        digest(closure(*surface).items()) if surface else "",
        versions(),
    )
    return Signature(record, video, segment)


def segment_key(job: Job, signed: Signature, section: Section) -> str:
    """Return the key of one section of a video.

    Sections that look the same have the same key, whichever scene or source they come from.
    """
    strip = job.format.strip if isinstance(job.format, Video) else None
    written = strip and (strip.captions.get(section.name), strip.ink, strip.paper)
    seen = section.digest or f"{signed.record} {section.name}"
    return hashed(signed.segment, seen, section.frames, written)


def file_key(job: Job) -> str:
    """Return the key of a finished picture."""
    sources = digest(closure(job.entry.module).items())
    return hashed(
        FORMAT,
        shown(job),
        job.beats,
        sources,
        _made_by("pipeline.build.picture", type(job.format).__module__),
        versions(),
    )


def grid_key(job: Job, clips: Sequence[tuple[str, str]]) -> str:
    """Return the key of clips side by side: the checksum and the label of each."""
    return hashed(
        FORMAT, clips, job.theme, plainly(job.format), _made_by("pipeline.build.grid"), versions()
    )


def ring_key(fingerprints: Sequence[str], fineness: Mapping[str, Any], theme: str) -> str:
    """Return the key of a landscape from several directions: what each of them shows."""
    drawn_by = _made_by("pipeline.site.ring", f"{SURFACE}.stage")
    return hashed(FORMAT, fingerprints, fineness, theme, drawn_by, versions())


def lengths_key(job: Job) -> str:
    """Return the key of how long a scene's beats were when it was last drawn with these voices."""
    return hashed("lengths", job.entry.module, dict(job.holds))


def speed_key(job: Job, of_any: bool) -> str:
    """Return the key of how fast a kind of file of a scene, or `of_any` scene, was made last."""
    beats = None if job.format.segmented else job.beats
    form = replace(job.format, strip=None) if isinstance(job.format, Video) else job.format
    whose = [] if of_any else [job.entry.module, job.entry.scene, beats]
    return hashed("speed", whose, plainly(form))


def assembling() -> str:
    """Return a hash of what puts segments and their companions together."""
    return hashed(_made_by(*ASSEMBLING), versions())


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions of what draws and encodes, and of what it runs on."""
    packages = {name: importlib.metadata.version(name) for name in DRAWS}
    return {
        **packages,
        "cairo": cairo.cairo_version_string(),
        "python": sys.version,
        "machine": platform.machine(),
    }


def _made_by(*modules: str) -> str:
    return digest(closure(*modules).items())


def _only(files: dict[str, Path], package: str) -> str:
    return digest((name, path) for name, path in files.items() if name.startswith(f"{package}."))


def shown(job: Job) -> dict[str, Any]:
    """Return what a job shows, its sources apart, as JSON takes it."""
    return {
        "entry": asdict(job.entry),
        "params": job.params.model_dump(mode="json"),
        "theme": job.theme,
        "holds": dict(job.holds),
        "format": plainly(job.format),
    }


def plainly(form: Any) -> Iterable[Any]:
    """Return a format with its settings, as JSON takes it."""
    return [type(form).__name__, asdict(form)]
