"""Slides as one HTML file, which asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from markupsafe import Markup

from pipeline.captions import minutes
from pipeline.site.labs import LABS
from pipeline.site.modules import import_map
from pipeline.site.pages import environment, lone_lab
from pipeline.slides.deck import Deck, Slide
from scenes.catalog import Entry

PACKAGE = "pipeline.slides"
CLIPS = "<!-- clips -->"
"""Where a page without its clips takes them in."""


@dataclass(frozen=True)
class SlidesPage:
    """A page without its clips, and what goes into it: a course in 4K has a gigabyte of them.

    Parameters
    ----------
    text
        The page, with :data:`CLIPS` where they go.
    clips
        A file for each slide.
    """

    text: str
    clips: tuple[Path, ...]

    @property
    def size(self) -> int:
        """How large the file will be, in bytes."""
        return sum(map(len, self._around())) + sum(map(_size, self._elements()))

    def write(self, file: IO[bytes]) -> None:
        """Write it, one clip at a time in memory."""
        head, tail = self._around()
        file.write(head)
        for start, clip, end in self._elements():
            file.write(start)
            file.write(base64.b64encode(clip.read_bytes()))
            file.write(end)
        file.write(tail)

    def _around(self) -> tuple[bytes, bytes]:
        head, _, tail = self.text.partition(CLIPS)
        return head.encode(), tail.encode()

    def _elements(self) -> Iterator[tuple[bytes, Path, bytes]]:
        for number, clip in enumerate(self.clips, 1):
            yield f'<script type="text/plain" id="clip-{number}">'.encode(), clip, b"</script>\n"


def _size(element: tuple[bytes, Path, bytes]) -> int:
    start, clip, end = element
    return len(start) + (clip.stat().st_size + 2) // 3 * 4 + len(end)


def slides_page(deck: Deck, entries: Iterable[Entry], clips: Iterable[Path]) -> SlidesPage:
    """Return the page.

    Parameters
    ----------
    entries
        The scenes, whose labs can be opened on their slides.
    clips
        A file for each slide.
    """
    labs = {entry.name: lone_lab(entry) for entry in entries if entry.name in LABS}
    template = environment(PACKAGE).get_template("slides.html")
    text = template.render(
        deck=deck,
        data=_data(deck),
        scenes=_scenes(deck),
        labs={name: base64.b64encode(page.encode()).decode() for name, page in labs.items()},
        style=Markup((Path(__file__).parent / "slides.css").read_text(encoding="utf-8")),
        import_map=Markup(import_map("slides/main", package=PACKAGE)),
        clips=Markup(CLIPS),
    )
    return SlidesPage(text, tuple(clips))


def _data(deck: Deck) -> dict[str, Any]:
    names = "\n".join(f"{slide.part.name}.{slide.name}" for slide in deck.slides)
    return {
        "title": deck.title,
        "id": hashlib.sha256(names.encode()).hexdigest()[:12],
        "fps": deck.films[0].manifest.fps,
        "shape": deck.shape,
        "slides": [_slide(slide) for slide in deck.slides],
    }


def _slide(slide: Slide) -> dict[str, Any]:
    return {
        "scene": slide.part.name,
        "scene_title": slide.part.title,
        "name": slide.name,
        "title": slide.title,
        "caption": slide.caption,
        "settings": slide.settings,
        "steps": [row[:-1] for row in slide.steps],  # the last column is the time in the film
        "frames": slide.frames,
        "rest": slide.rest_frame - slide.start_frame,
    }


def _scenes(deck: Deck) -> list[dict[str, Any]]:
    """Return the scenes as the cover lists them: where each begins, and how long it plays."""
    found = []
    numbered = enumerate(deck.slides, 1)
    for film, (_, group) in zip(
        deck.films, groupby(numbered, lambda each: each[1].part.name), strict=True
    ):
        number, slide = next(group)
        found.append(
            {
                "number": number,
                "title": slide.part.title,
                "teaches": slide.part.teaches,
                "clock": minutes(film.manifest.seconds)[:-2],
            }
        )
    return found
