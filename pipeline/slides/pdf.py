"""Slides on paper: what each rests on, with its caption, one or four a page."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from pipeline.encode.typst_page import FONT
from pipeline.files import scratch_folder
from pipeline.slides.deck import Deck
from scenes.kit.theme import THEMES

TEMPLATES = {1: "single.typ", 4: "handout.typ"}
"""By slides on a page."""


def write_pdf(deck: Deck, per_page: int, path: Path) -> None:
    """Write the pages.

    Parameters
    ----------
    deck
        What is on them.
    per_page
        1: the picture fills the page, on the film's paper; 4: on white A4, to hand out.
    """
    with scratch_folder("slides") as folder:
        pictures = (picture for film in deck.films for picture in film.rest_frames())
        for number, picture in enumerate(pictures, 1):
            picture.save(folder / _picture(number), compress_level=1)
        told = json.dumps(_data(deck, per_page), ensure_ascii=False)
        (folder / "deck.json").write_text(told, encoding="utf-8")
        # Typst lays several pages out by threads, for which a process that is forked from this
        # one later would wait for ever
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as process:
            pages = process.submit(_compiled, TEMPLATES[per_page], str(folder)).result()
    path.write_bytes(pages)


def _compiled(template: str, folder: str) -> bytes:
    source = files("pipeline.slides").joinpath("templates", template).read_bytes()
    options: Any = {"format": "pdf", "root": folder, "ignore_system_fonts": True}
    pages: bytes = typst.compile(source, **options)
    return pages


def _picture(number: int) -> str:
    return f"{number}.png"


def _data(deck: Deck, per_page: int) -> dict[str, Any]:
    width, height = deck.shape
    theme = THEMES[deck.theme]
    slides = [
        {
            "number": number,
            "picture": _picture(number),
            "caption": slide.caption,
            "scene": slide.part.title,
            "teaches": slide.part.teaches,
        }
        for number, slide in enumerate(deck.slides, 1)
    ]
    return {
        "title": deck.title,
        "font": FONT,
        "ratio": height / width,
        "paper": theme.paper,
        "ink": theme.ink,
        "faint": theme.faint,
        "slides": slides,
        "pages": list(_pages(deck, slides, per_page)),
    }


def _pages(deck: Deck, slides: Sequence[Any], per_page: int) -> Iterator[Sequence[Any]]:
    """Yield the slides of each page: a scene begins one."""
    start = 0
    for film in deck.films:
        end = start + len(film.slides)
        for first in range(start, end, per_page):
            yield slides[first : min(end, first + per_page)]
        start = end
