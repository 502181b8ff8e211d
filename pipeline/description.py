"""A text for YouTube: what a video is, what it teaches, and its chapters by time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pipeline.contents import Section, contents, sources

if TYPE_CHECKING:
    from pipeline.manifest import Manifest

SHORTEST = 10.0
"""Seconds below which YouTube takes no chapter; it wants three of them, the first at 0:00."""

FEWEST = 3

MADE = "Every path in this video is computed; no point of it was placed by hand."


class Place(NamedTuple):
    """Something that begins at a second."""

    start: float
    title: str


def description(manifest: Manifest) -> str:
    """Return the text.

    Every time in it starts a chapter of at least ten seconds, since YouTube drops all chapters
    when one is shorter: scenes come first, and beats between them as far as they are long enough.
    """
    scenes = [section for section in contents(manifest) if section.part.kind == "scene"]
    bullet = "" if manifest.kind == "lecture" else "• "
    lessons = [f"{bullet}{section.title}: {section.part.teaches}" for section in scenes]
    lines = [f"{_clock(start)} {title}" for start, title in _listed(scenes, manifest.seconds)]
    blocks = [
        [manifest.title],
        lessons,
        ["Chapters", *lines] if len(lines) >= FEWEST else [],
        ["Sources", *sources(manifest)] if sources(manifest) else [],
        [MADE],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _listed(scenes: Sequence[Section], end: float) -> list[Place]:
    """Return the scenes and, between them, the beats that YouTube takes as chapters."""
    beats = [_beats(scene) for scene in scenes]
    if len(scenes) == 1:
        starts = [row[0] for row in beats if row]
    else:
        starts = [Place(scene.part.start, scene.title) for scene in scenes]
    kept = list(_apart(starts, 0.0, end))
    if not kept:
        return []
    kept[0] = Place(0.0, kept[0].title)  # what is before belongs to it
    ends = [place.start for place in kept[1:]] + [end]
    rest = list(chain.from_iterable(row[1:] for row in beats))
    for place, until in zip(list(kept), ends, strict=True):
        kept += _apart(rest, place.start + SHORTEST, until)
    return sorted(kept)


def _beats(scene: Section) -> list[Place]:
    return [
        Place(beat.start, title) for title, beat in zip(scene.beats, scene.part.beats, strict=True)
    ]


def _apart(places: Iterable[Place], earliest: float, end: float) -> Iterator[Place]:
    """Yield places that leave each other, and the last one before `end`, long enough."""
    for place in places:
        if earliest <= place.start <= end - SHORTEST:
            yield place
            earliest = place.start + SHORTEST


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
