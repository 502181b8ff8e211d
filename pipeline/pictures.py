"""Pictures for pages: checked and planned, made, and the lines that put them into a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import click

from pipeline.deliver import carry_out
from pipeline.errors import UserError
from pipeline.job import THEME_NAMES, Result
from pipeline.picture import Picture
from pipeline.plan import MEDIA, Beats, Plan, Request, plan_files
from pipeline.qualities import (
    DEFAULT_HOLD,
    DEFAULT_PICTURE_RATE,
    DEFAULT_PICTURE_WIDTH,
    PICTURE_RATES,
    PictureKind,
)
from pipeline.report import print_outcomes
from pipeline.snippets import snippets
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from scenes.kit.story import StoryScene


@dataclass(frozen=True)
class Wish:
    """What was typed about the picture itself.

    Parameters
    ----------
    kind
        The kind of file.
    width
        In pixels.
    fps
        Frames a second.
    max_kb
        Kilobytes that the file may have; ``None`` for no limit.
    transparent
        Whether it has no paper.
    hold
        Seconds that the last picture stays at least.
    animated
        Whether a PNG moves; the other kinds always do.
    """

    kind: PictureKind
    width: int = DEFAULT_PICTURE_WIDTH
    fps: float = DEFAULT_PICTURE_RATE
    max_kb: float | None = None
    transparent: bool = False
    hold: float = DEFAULT_HOLD
    animated: bool = False


def plan_pictures(request: Request, wish: Wish) -> Plan:
    """Plan a picture of each scene: of the beats asked for, else of those marked to loop.

    Parameters
    ----------
    request
        What was asked for.
    wish
        The picture's kind and size.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed.
    """
    if wish.fps not in PICTURE_RATES:
        rates = ", ".join(f"{rate:g}" for rate in PICTURE_RATES)
        raise UserError(
            f"--fps {wish.fps:g} is not allowed: a frame lasts whole hundredths of a second, "
            f"so choose one of {rates}."
        )
    still = wish.kind == "png" and not wish.animated
    form = Picture(
        wish.kind,
        wish.width,
        round(wish.width * 9 / 16),
        wish.fps,
        wish.hold,
        wish.max_kb,
        THEMES[request.theme].paper if wish.transparent else None,
        still,
    )
    marks = ["-transparent"] * wish.transparent + ["-animated"] * wish.animated
    return plan_files(request, form, request.output or MEDIA / "pictures", _looping, "".join(marks))


def make_pictures(kind: PictureKind, asked: dict[str, Any]) -> int:
    """Make pictures, print what came of it, and for both themes what to write into a page.

    Parameters
    ----------
    kind
        The kind of file.
    asked
        What was typed, by name: the fields of :class:`pipeline.plan.Request` and :class:`Wish`,
        ``both_themes``, ``workers`` and ``traceback``.

    Returns
    -------
    int
        The exit code: 0 when everything was made.
    """
    request = Request(**_fields(Request, asked))
    wish = Wish(kind, **_fields(Wish, asked))
    both_themes = asked["both_themes"]
    themes = THEME_NAMES if both_themes else (request.theme,)
    plans = [plan_pictures(replace(request, theme=theme), wish) for theme in themes]
    jobs = [job for pair in zip(*(plan.jobs for plan in plans), strict=True) for job in pair]
    outcomes = carry_out(Plan(jobs, plans[0].failures), asked["workers"])
    code = print_outcomes(outcomes, asked["traceback"])
    if both_themes:
        _print_snippets(request, [each for each in outcomes if isinstance(each, Result)], wish)
    return code


def _fields(kind: type[Request | Wish], asked: dict[str, Any]) -> dict[str, Any]:
    return {field.name: asked[field.name] for field in fields(kind) if field.name in asked}


def _print_snippets(request: Request, made: Sequence[Result], wish: Wish) -> None:
    for entry in request.scenes:
        pair = [result for result in made if result.scene == entry.name]
        if len(pair) == len(THEME_NAMES):
            captions = [beat.caption for beat in pair[0].beats]
            dark, light = (result.path for result in pair)
            click.echo(snippets(entry.title, captions, dark, light, wish.width))


def _looping(scene: type[StoryScene[Any]], asked: Beats) -> Beats:
    return asked or tuple(beat.name for beat in scene.beats() if beat.loop) or None
