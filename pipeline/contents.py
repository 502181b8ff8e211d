"""The table of contents of a video: what its scenes and beats are called for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.manifest import Manifest, Part


@dataclass(frozen=True)
class Section:
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


def contents(manifest: Manifest) -> list[Section]:
    """Return the sections of a video in order; the scenes of a lecture are numbered."""
    sections, number = [], 0
    for part in manifest.parts:
        names = [words(beat.name) for beat in part.beats]
        if part.kind == "card":
            sections.append(Section(part.title, part, (part.title,) * len(names)))
        elif manifest.kind == "scene":
            sections.append(Section(part.title, part, tuple(names)))
        else:
            number += 1
            beats = tuple(f"{number}.{beat} {name}" for beat, name in enumerate(names, 1))
            sections.append(Section(f"{number}. {part.title}", part, beats))
    return sections


def sources(manifest: Manifest) -> list[str]:
    """Return what the end card of a lecture names; a single scene has none."""
    cards = [part.params for part in manifest.parts if part.kind == "card"]
    return [source for params in cards for source in params.get("sources", ())]


def words(name: str) -> str:
    """Return a name in code as people write it."""
    return name.replace("_", " ").capitalize()
