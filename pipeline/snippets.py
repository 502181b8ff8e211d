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
    pair = (("dark", dark), ("light", light))
    markdown = "\n".join(as_markdown(alt, path, theme) for theme, path in pair)
    rst = "\n\n".join(as_rst(alt, path, theme, width) for theme, path in pair)
    parts = {
        "HTML, also in Markdown on GitHub": as_picture(alt, dark, light, width),
        "Markdown, for GitHub and MkDocs Material": markdown,
        "reStructuredText, for Furo and PyData": rst,
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


def as_markdown(alt: str, path: Path, theme: str = "") -> str:
    """Return a Markdown image; GitHub and MkDocs Material show it in its theme only, if named."""
    text = re.sub(r"([\\\[\]*_`<>])", r"\\\1", alt)
    mode = f"#gh-{theme}-mode-only" if theme else ""
    return f"![{text}]({address(path)}{mode})"


def as_rst(alt: str, path: Path, theme: str, width: int) -> str:
    """Return a reStructuredText image; Furo and PyData show it in its theme only."""
    options = {"alt": alt, "width": f"{width}px", "class": f"only-{theme}"}
    lines = [f"   :{name}: {value}" for name, value in options.items()]
    place = path.as_posix().replace(" ", "\\ ")  # bare spaces are dropped
    return "\n".join([f".. image:: {place}", *lines])


def address(path: Path) -> str:
    """Return a path as a page refers to it."""
    return quote(path.as_posix())
