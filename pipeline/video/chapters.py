"""Chapters: one for every scene and one for every beat, and what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.captions import words

if TYPE_CHECKING:
    from pipeline.manifest import Manifest, Part


@dataclass(frozen=True)
class TitledPart:
    """A part of a video and its beats, by title.

    Parameters
    ----------
    title
        ``2. Saddle points``; without a number where it is a card or has the video for itself.
    part
        The part.
    beats
        A title for each of its beats: ``2.3 Split the step``, or without a number.
    """

    title: str
    part: Part
    beats: tuple[str, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether it is a scene of a lecture."""
        return self.title != self.part.title


def contents(manifest: Manifest) -> list[TitledPart]:
    """Return the sections of a video in order; the scenes of a lecture are numbered."""
    sections, number = [], 0
    for part in manifest.parts:
        names = [words(beat.name) for beat in part.beats]
        if part.kind == "card":
            sections.append(TitledPart(part.title, part, (part.title,) * len(names)))
        elif manifest.kind == "scene":
            sections.append(TitledPart(part.title, part, tuple(names)))
        else:
            number += 1
            beats = tuple(f"{number}.{beat} {name}" for beat, name in enumerate(names, 1))
            sections.append(TitledPart(f"{number}. {part.title}", part, beats))
    return sections


def sources(manifest: Manifest) -> list[str]:
    """Return what the end card of a lecture names; a single scene has none."""
    cards = [part.params for part in manifest.parts if part.kind == "card"]
    return [source for params in cards for source in params.get("sources", ())]


@dataclass(frozen=True)
class Chapter:
    """From one frame up to, but without, another."""

    title: str
    start_frame: int
    end_frame: int


def chapters(manifest: Manifest) -> list[Chapter]:
    """Return a chapter for each scene of a lecture, and for each beat.

    The chapters of an MP4 lie side by side, none within another, and players show them as one
    list. So the chapter of a scene is its first frame alone, under its number and name, and its
    first beat goes on from there: both are seen, and both can be jumped to. A card, and a scene
    that has the video for itself, needs none but those of its beats.
    """
    found = []
    for section in contents(manifest):
        first = section.part.start_frame
        if section.is_numbered:
            found.append(Chapter(section.title, first, first + 1))
            first += 1
        for title, beat in zip(section.beats, section.part.beats, strict=True):
            start = max(first, beat.start_frame)
            if start < beat.end_frame:
                found.append(Chapter(title, start, beat.end_frame))
    return found
