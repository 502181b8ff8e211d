"""The lines that put pictures and loops into a page, in HTML, Markdown and reStructuredText."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from pipeline.errors import UserError
from pipeline.job import Result
from pipeline.presets import LOOP_KINDS

if TYPE_CHECKING:
    from pipeline.commands.request import Request
    from pipeline.job import Outcome
    from pipeline.report.results import Lines

HTML = "HTML, also in Markdown on GitHub"
RST = "reStructuredText, for Furo and PyData"

VIDEO_SUFFIXES = {f".{kind}" for kind in LOOP_KINDS}

IN_A_URL = "/:?&=%#@+~,;!$[]"
"""What a base URL may hold besides letters, digits and -._ without being written in percents."""


@dataclass(frozen=True)
class Page:
    """Where the lines go.

    Parameters
    ----------
    base_url
        What stands before a file's name; ``None`` where the way from the page does.
    file
        The page; ``None`` for one in the current folder.
    """

    base_url: str | None = None
    file: Path | None = None

    @property
    def is_named(self) -> bool:
        """Whether anybody said where the lines go, and so wants them."""
        return self.base_url is not None or self.file is not None

    def reference(self, path: Path) -> Path | str:
        """Return a file as the page refers to it: the way there, or a URL."""
        if self.base_url is None:
            folder = Path() if self.file is None else self.file.parent
            return Path(os.path.relpath(path, folder))
        base = quote(self.base_url, safe=IN_A_URL)
        slash = "/" if base and base[-1] not in "/=" else ""
        return base + slash + quote(path.name)


def check_page(page: Page) -> None:
    """Make sure that lines can be written for a page.

    Raises
    ------
    UserError
        When they cannot.
    """
    base, file = page.base_url, page.file
    if base is not None and file is not None:
        raise UserError(
            "--base-url and --for-page both say how the page refers to a file: give one."
        )
    if base is not None and ("\\" in base or not base.isprintable() or base != base.strip()):
        raise UserError(
            f"--base-url {base!r} is no URL: write it as static/ or https://host/static/."
        )
    if file is not None and file.is_dir():
        raise UserError(f"--for-page {file} is a folder: name the page, as {file / 'index.md'}.")


def print_snippets(
    request: Request,
    outcomes: Sequence[Outcome],
    themes: Sequence[str],
    width: int,
    page: Page,
    lines: Lines | None,
) -> None:
    """Print the lines for each scene of which there is a file in every theme asked for."""
    made = [outcome for outcome in outcomes if isinstance(outcome, Result)]
    for entry in request.scenes:
        of_scene = [result for result in made if result.scene == entry.name]
        if len(of_scene) == len(themes):
            captions = [beat.caption for beat in of_scene[0].beats]
            files = {
                theme: page.reference(result.path)
                for theme, result in zip(themes, of_scene, strict=True)
            }
            text = snippets(entry.title, captions, files, width)
            click.echo(text) if lines is None else lines.snippet(entry.name, text)


def snippets(
    title: str, captions: Sequence[str], files: Mapping[str, Path | str], width: int
) -> str:
    """Return a picture or a loop in every language, a heading before each.

    Parameters
    ----------
    title
        The scene's title.
    captions
        What is said over it.
    files
        By theme: the way to each, or its URL.
    width
        How wide it is shown, in pixels.
    """
    alt = alternative_text(title, captions)
    suffix = Path(str(next(iter(files.values())))).suffix
    if suffix in VIDEO_SUFFIXES:
        video = as_video(alt, files, width, suffix[1:])
        raw = ".. raw:: html\n\n   " + video.replace("\n", "\n   ")
        parts = {"HTML, also in Markdown": video, "reStructuredText": raw}
    else:
        modes = {theme if len(files) > 1 else "": file for theme, file in files.items()}
        parts = {
            HTML: as_picture(alt, files, width),
            "Markdown, for GitHub and MkDocs Material": "\n".join(
                as_markdown(alt, file, mode) for mode, file in modes.items()
            ),
            RST: "\n\n".join(as_rst(alt, file, mode, width) for mode, file in modes.items()),
        }
    return "\n".join(f"{title}: {name}\n\n{text}\n" for name, text in parts.items())


def alternative_text(title: str, captions: Sequence[str]) -> str:
    """Return what a picture shows in one line, for those who do not see it."""
    return f"{title}. {' '.join(captions)}".strip()


def as_picture(alt: str, files: Mapping[str, Path | str], width: int) -> str:
    """Return an HTML image; of two themes, one that follows the reader's system."""
    *others, (_, last) = files.items()
    image = f'<img src="{address(last)}" width="{width}" alt="{html.escape(alt)}">'
    if not others:
        return image
    sources = [
        f'  <source media="(prefers-color-scheme: {theme})" srcset="{address(file)}">'
        for theme, file in others
    ]
    return "\n".join(["<picture>", *sources, f"  {image}", "</picture>"])


def as_video(alt: str, files: Mapping[str, Path | str], width: int, kind: str) -> str:
    """Return an HTML video that plays for ever without sound; as :func:`as_picture`."""
    start = (
        f'<video autoplay loop muted playsinline width="{width}" aria-label="{html.escape(alt)}"'
    )
    *others, (_, last) = files.items()
    if not others:
        return f'{start} src="{address(last)}"></video>'
    sources = [
        f'  <source media="(prefers-color-scheme: {theme})" src="{address(file)}" '
        f'type="video/{kind}">'
        for theme, file in others
    ]
    last_source = f'  <source src="{address(last)}" type="video/{kind}">'
    return "\n".join([f"{start}>", *sources, last_source, "</video>"])


def as_markdown(alt: str, file: Path | str, theme: str = "") -> str:
    """Return a Markdown image; GitHub and MkDocs Material show it in its theme only, if named."""
    text = re.sub(r"([\\\[\]*_`<>])", r"\\\1", alt)
    mode = f"#gh-{theme}-mode-only" if theme else ""
    return f"![{text}]({address(file)}{mode})"


def as_rst(alt: str, file: Path | str, theme: str, width: int) -> str:
    """Return a reStructuredText image; Furo and PyData show it in its theme only, if named."""
    options = {"alt": alt, "width": f"{width}px"} | ({"class": f"only-{theme}"} if theme else {})
    lines = [f"   :{name}: {value}" for name, value in options.items()]
    place = file if isinstance(file, str) else file.as_posix()
    escaped = place.replace(" ", "\\ ")  # bare spaces are dropped
    return "\n".join([f".. image:: {escaped}", *lines])


def address(file: Path | str) -> str:
    """Return a file as HTML and Markdown refer to it."""
    url = file if isinstance(file, str) else quote(file.as_posix())
    return html.escape(url)
