"""``gif``, ``webp``, ``avif`` and ``png``: pictures for pages, and the lines that embed them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from pipeline.commands.execute import execute_plan
from pipeline.commands.plan import MEDIA, Beats, Plan, plan_files
from pipeline.commands.request import PictureOptions, Request
from pipeline.encode.picture import Picture
from pipeline.errors import UserError
from pipeline.job import THEME_NAMES, Result
from pipeline.presets import PICTURE_RATES
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.commands.repeat import Invocation
    from pipeline.commands.request import RunOptions
    from pipeline.job import Outcome
    from pipeline.report.results import Lines
    from scenes.kit.story.scene import StoryScene


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


def plan_pictures(request: Request, options: PictureOptions) -> Plan:
    """Plan a picture of each scene: of the beats asked for, else of those marked to loop.

    Parameters
    ----------
    options
        The picture's kind and size.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed.
    """
    if options.fps not in PICTURE_RATES:
        rates = ", ".join(f"{rate:g}" for rate in PICTURE_RATES)
        raise UserError(
            f"--fps {options.fps:g} is not allowed: a frame lasts whole hundredths of a second, "
            f"so choose one of {rates}."
        )
    still = options.kind == "png" and not options.animated
    form = Picture(
        options.kind,
        options.width,
        round(options.width * 9 / 16),
        options.fps,
        options.hold,
        options.max_kb,
        THEMES[request.theme].paper if options.transparent else None,
        still,
    )
    marks = ["-transparent"] * options.transparent + ["-animated"] * options.animated
    return plan_files(request, form, request.output or MEDIA / "pictures", _looping, "".join(marks))


def make_pictures(
    request: Request, options: PictureOptions, run: RunOptions, invocation: Invocation
) -> list[Outcome]:
    """Make a picture of each scene, in both themes if so asked.

    Parameters and what is returned are as for :func:`pipeline.commands.dispatch.make_videos`.
    """
    themes = THEME_NAMES if options.both_themes else (request.theme,)
    plans = [plan_pictures(replace(request, theme=theme), options) for theme in themes]
    jobs = [job for pair in zip(*(plan.jobs for plan in plans), strict=True) for job in pair]
    return execute_plan(Plan(jobs, plans[0].failures), run, invocation)


def print_snippets(
    request: Request,
    outcomes: Sequence[Outcome],
    options: PictureOptions,
    lines: Lines | None,
) -> None:
    """Print the lines that put the pictures of both themes into a page."""
    made = [outcome for outcome in outcomes if isinstance(outcome, Result)]
    for entry in request.scenes:
        pair = [result for result in made if result.scene == entry.name]
        if len(pair) == len(THEME_NAMES):
            captions = [beat.caption for beat in pair[0].beats]
            dark, light = (result.path for result in pair)
            text = snippets(entry.title, captions, dark, light, options.width)
            click.echo(text) if lines is None else lines.snippet(entry.name, text)


def _looping(scene: type[StoryScene[Any]], asked: Beats) -> Beats:
    return asked or tuple(beat.name for beat in scene.beats() if beat.loop) or None
