"""Pictures for pages: checked and planned, made, and the lines that put them into a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pipeline.deliver import carry_out
from pipeline.errors import UserError
from pipeline.job import THEME_NAMES, Result
from pipeline.picture import Picture
from pipeline.plan import MEDIA, Beats, Plan, plan_files
from pipeline.qualities import PICTURE_RATES
from pipeline.request import PictureWish, Request
from pipeline.snippets import snippets
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.errand import Errand
    from pipeline.job import Outcome
    from pipeline.lines import Lines
    from pipeline.means import Means
    from scenes.kit.story import StoryScene


def plan_pictures(request: Request, wish: PictureWish) -> Plan:
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


def make_pictures(
    request: Request, wish: PictureWish, means: Means, errand: Errand
) -> list[Outcome]:
    """Make a picture of each scene, in both themes if so wished.

    Parameters and what is returned are as for :func:`pipeline.deliver.make_videos`.
    """
    themes = THEME_NAMES if wish.both_themes else (request.theme,)
    plans = [plan_pictures(replace(request, theme=theme), wish) for theme in themes]
    jobs = [job for pair in zip(*(plan.jobs for plan in plans), strict=True) for job in pair]
    return carry_out(Plan(jobs, plans[0].failures), means, errand)


def print_snippets(
    request: Request,
    outcomes: Sequence[Outcome],
    wish: PictureWish,
    lines: Lines | None,
) -> None:
    """Print the lines that put the pictures of both themes into a page."""
    made = [outcome for outcome in outcomes if isinstance(outcome, Result)]
    for entry in request.scenes:
        pair = [result for result in made if result.scene == entry.name]
        if len(pair) == len(THEME_NAMES):
            captions = [beat.caption for beat in pair[0].beats]
            dark, light = (result.path for result in pair)
            text = snippets(entry.title, captions, dark, light, wish.width)
            click.echo(text) if lines is None else lines.snippet(entry.name, text)


def _looping(scene: type[StoryScene[Any]], asked: Beats) -> Beats:
    return asked or tuple(beat.name for beat in scene.beats() if beat.loop) or None
