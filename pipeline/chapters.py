"""Chapters: places to jump to, one for every scene and one for every beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.contents import contents

if TYPE_CHECKING:
    from pipeline.manifest import Manifest


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
