"""Chapters: one for every beat, called after its scene and itself."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.manifest import Manifest, Part

SHORTEST = 10.0
"""Seconds below which YouTube takes no chapter; it wants three of them, the first at 0:00."""

FEWEST = 3


@dataclass(frozen=True)
class Chapter:
    """A place to jump to: from one frame up to another, and seconds for people."""

    title: str
    start_frame: int
    end_frame: int
    start: float
    end: float


def chapters(manifest: Manifest) -> list[Chapter]:
    """Return a chapter for each beat; a scene begins where the name before the colon changes.

    Players show one flat list, so that a chapter for the scene itself would be empty: its first
    beat starts with it.
    """
    return [
        Chapter(title, beat.start_frame, beat.end_frame, beat.start, beat.end)
        for part in manifest.parts
        for beat in part.beats
        for title in [_title(part, beat.name, manifest)]
    ]


def words(name: str) -> str:
    """Return a name in code as people write it."""
    return name.replace("_", " ").capitalize()


def description(manifest: Manifest) -> str:
    """Return a text for YouTube: what it is, what it teaches, and its chapters by time."""
    scenes = [part for part in manifest.parts if part.kind == "scene"]
    lessons = [f"• {part.title}: {part.teaches}" for part in scenes]
    lines = _times([(part.start, part.title) for part in scenes], manifest.seconds)
    if len(lines) < FEWEST:
        beats = [(chapter.start, chapter.title) for chapter in chapters(manifest)]
        lines = _times(beats, manifest.seconds)
    made = "Every path is computed, every number can be traced: the manifest holds them all."
    blocks = [
        [manifest.title],
        lessons,
        ["Chapters", *lines] if len(lines) >= FEWEST else [],
        [made],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _title(part: Part, beat: str, manifest: Manifest) -> str:
    if part.kind == "card":
        return part.title
    return words(beat) if len(manifest.parts) == 1 else f"{part.title}: {words(beat).lower()}"


def _times(places: list[tuple[float, str]], end: float) -> list[str]:
    """Return a line for each place that is long enough; what is before the first belongs to it."""
    kept: list[tuple[float, str]] = []
    for start, title in places:
        if not kept:
            kept.append((0.0, title))
        elif start - kept[-1][0] >= SHORTEST:
            kept.append((start, title))
    if kept and end - kept[-1][0] < SHORTEST:
        kept.pop()
    return [f"{_clock(start)} {title}" for start, title in kept]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
