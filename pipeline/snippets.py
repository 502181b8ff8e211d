"""The lines that put a picture into a page, in the theme that the reader has chosen."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote


def snippets(title: str, captions: Sequence[str], dark: Path, light: Path, width: int) -> str:
    """Return the picture in HTML, Markdown and reStructuredText, a heading before each.

    Parameters
    ----------
    title
        The scene's title.
    captions
        What is said over it.
    dark, light
        The files.
    width
        How wide it is shown, in pixels.
    """
    alt = alternative_text(title, captions)
    parts = {
        "HTML, also in Markdown on GitHub": as_picture(alt, dark, light, width),
        "Markdown, for GitHub and MkDocs Material": as_markdown(alt, dark, light),
        "reStructuredText, for Furo and PyData": as_rst(alt, dark, light, width),
    }
    return "\n".join(f"{title}: {name}\n\n{text}\n" for name, text in parts.items())


def alternative_text(title: str, captions: Sequence[str]) -> str:
    """Return what a picture shows in one line, for those who do not see it."""
    return f"{title}. {' '.join(captions)}".strip()


def as_picture(alt: str, dark: Path, light: Path, width: int) -> str:
    """Return an HTML ``<picture>`` that follows the reader's system."""
    return "\n".join(
        [
            "<picture>",
            f'  <source media="(prefers-color-scheme: dark)" srcset="{address(dark)}">',
            f'  <img src="{address(light)}" width="{width}" alt="{html.escape(alt)}">',
            "</picture>",
        ]
    )


def as_markdown(alt: str, dark: Path, light: Path) -> str:
    """Return two Markdown images, of which GitHub and MkDocs Material show one."""
    text = re.sub(r"([\\\[\]*_`<>])", r"\\\1", alt)
    return "\n".join(
        f"![{text}]({address(path)}#gh-{theme}-mode-only)"
        for path, theme in ((dark, "dark"), (light, "light"))
    )


def as_rst(alt: str, dark: Path, light: Path, width: int) -> str:
    """Return two reStructuredText images, of which Furo and PyData show one."""
    return "\n\n".join(
        f".. image:: {path.as_posix()}\n   :alt: {alt}\n   :width: {width}px\n"
        f"   :class: only-{theme}"
        for path, theme in ((dark, "dark"), (light, "light"))
    )


def address(path: Path) -> str:
    """Return a path as a page refers to it."""
    return quote(path.as_posix())
