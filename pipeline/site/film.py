"""The film as a page knows it: where its files are, its beats, and every step that it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.captions import as_vtt, minutes, words
from pipeline.errors import UserError
from pipeline.manifest import Manifest, Part
from pipeline.video.assemble import MANIFEST, POSTER, SRT, VTT
from pipeline.video.texts import number

COMPANIONS = (".mp4", POSTER, VTT, SRT, MANIFEST)
"""What of a video's files a page hands out."""

FEWEST_STEPS = 3
"""A walk with fewer steps on the screen is no walk to scrub through."""

AXES = ("x", "y", "z")


@dataclass(frozen=True)
class Film:
    """A scene's video in one or both themes.

    Parameters
    ----------
    manifest
        What it shows; the same in both themes but for colours.
    videos
        The file in each theme, its companions beside it.
    """

    manifest: Manifest
    videos: Mapping[str, Path]

    @property
    def part(self) -> Part:
        """The scene's part of the manifest."""
        return self.manifest.parts[0]

    @property
    def beats(self) -> list[dict[str, Any]]:
        """The beats in order, as the page's chapters and transcript show them."""
        return [
            {
                "name": beat.name,
                "title": words(beat.name),
                "caption": beat.caption,
                "start": beat.start,
                "end": beat.end,
                "clock": minutes(beat.start)[:-2],
            }
            for beat in self.part.beats
        ]

    @property
    def shape(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.manifest.width, self.manifest.height


def film_of(videos: Mapping[str, Path]) -> Film:
    """Read the manifests beside the videos.

    Raises
    ------
    UserError
        When the themes differ in more than their colours, since one was made anew meanwhile.
    """
    manifests = {
        theme: Manifest.model_validate_json(video.with_suffix(MANIFEST).read_bytes())
        for theme, video in videos.items()
    }
    first, *others = manifests.values()
    if any(_told(other) != _told(first) for other in others):
        raise UserError(
            f"The dark and the light video of {first.parts[0].name} do not show the same: "
            "make them again."
        )
    return Film(first, videos)


def _told(manifest: Manifest) -> tuple[Any, ...]:
    part = manifest.parts[0]
    return manifest.frames, manifest.fps, part.beats, part.params, walks(part)


def film_data(film: Film, sources: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return what the page's scripts have to know of a film.

    Parameters
    ----------
    sources
        For each theme the addresses of the video and of its poster.
    """
    return {
        "fps": film.manifest.fps,
        "frames": film.manifest.frames,
        "seconds": film.manifest.seconds,
        "beats": film.beats,
        "captions": as_vtt(film.manifest.captions),
        "sources": sources,
        "walks": walks(film.part),
    }


def walks(part: Part) -> list[dict[str, Any]]:
    """Return every walk that a marble shows: of each step its number, its numbers and its frame."""
    roles = {marble.path: marble.role for marble in reversed(part.marbles)}
    found = []
    for path in part.paths:
        shown = [iterate for iterate in path.iterates if iterate.frame is not None]
        if len(shown) <= FEWEST_STEPS or len(shown[0].point) > len(AXES):
            continue
        found.append(
            {
                "label": _capital(path.label),
                "landscape": path.landscape,
                "role": roles[path.label],
                "axes": _axes(shown[0].point),
                "n": [iterate.n for iterate in shown],
                "points": [[_short(x) for x in iterate.point] for iterate in shown],
                "frames": [iterate.frame for iterate in shown],
                "rows": [[number(each) for each in (*one.point, one.value)] for one in shown],
            }
        )
    return found


def _capital(text: str) -> str:
    # α stays α, and x_1 is x₁
    if text[:2].isascii() and text[:2].isalpha():
        return text[:1].upper() + text[1:]
    return re.sub("_([0-9])", lambda found: chr(ord("₀") + int(found[1])), text)


def _short(number: float | None) -> float | None:
    """Return a number as precise as a page can show it, so that long walks weigh less."""
    return None if number is None else float(f"{number:.6g}")


def _axes(point: Sequence[float | None]) -> list[str]:
    return list(AXES[: len(point)])
