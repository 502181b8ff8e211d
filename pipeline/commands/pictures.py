"""``gif``, ``webp``, ``avif``, ``png`` and ``loop``: pictures for pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.commands.execute import execute_plan
from pipeline.commands.plan import MEDIA, Beats, Plan, plan_files
from pipeline.commands.request import PictureOptions, Request
from pipeline.encode.picture import Picture
from pipeline.errors import UserError
from pipeline.job import THEME_NAMES
from pipeline.presets import PICTURE_RATES
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.commands.repeat import Invocation
    from pipeline.commands.request import RunOptions
    from pipeline.job import Outcome
    from scenes.kit.story.scene import StoryScene


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


def _looping(scene: type[StoryScene[Any]], asked: Beats) -> Beats:
    return asked or tuple(beat.name for beat in scene.beats() if beat.loop) or None
