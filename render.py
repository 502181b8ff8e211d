#!/usr/bin/env python3
"""Render the course: videos, GIFs, stills, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.front import (
    Course,
    catalog_of,
    list_of_scenes,
    remember_traceback,
    scene_by_name,
    scenes_by_name,
)
from pipeline.job import THEME_NAMES
from pipeline.qualities import (
    DEFAULT_GIF_RATE,
    DEFAULT_GIF_WIDTH,
    DEFAULT_QUALITY,
    GIF_WIDTHS,
    QUALITIES,
)

if TYPE_CHECKING:
    from pipeline.numbers import NumbersFormat
    from scenes.catalog import Entry

Command = TypeVar("Command", bound=Callable[..., Any])

scenes_argument = click.argument(
    "scenes", nargs=-1, required=True, metavar="SCENE...", callback=scenes_by_name
)
quality_option = click.option(
    "-q",
    "--quality",
    type=click.Choice(list(QUALITIES)),
    default=DEFAULT_QUALITY,
    show_default=True,
    help="Size, frame rate and effort.",
)
theme_option = click.option(
    "--theme", type=click.Choice(THEME_NAMES), default="dark", show_default=True, help="Colours."
)
set_option = click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change a parameter."
)
beats_option = click.option(
    "--beat", "beats", multiple=True, metavar="NAME", help="Only this beat; may be repeated."
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the files.  [default: one under media]",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Scenes drawn at once.  [default: one for every core]",
)
traceback_option = click.option(
    "--traceback",
    is_flag=True,
    callback=remember_traceback,
    help="Show where an error came from.",
)


def drawing_options(command: Command) -> Command:
    """Add the options that every kind of file has."""
    for option in (traceback_option, output_option, set_option, beats_option, theme_option):
        command = option(command)
    return command


@click.group(cls=Course, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Render an animated course on gradient descent.

    SCENE is a name that `render.py list` shows; `all` stands for every scene.
    """


@cli.command()
@scenes_argument
@quality_option
@drawing_options
@workers_option
@click.pass_context
def video(
    ctx: click.Context, /, quality: str, workers: int | None, traceback: bool, **request: Any
) -> None:
    """Make an MP4 of each SCENE."""
    from pipeline.deliver import deliver
    from pipeline.plan import Request, plan_videos

    plan = plan_videos(Request(**request), quality)
    ctx.exit(deliver(plan, workers, traceback))


@cli.command()
@scenes_argument
@click.option(
    "--width",
    type=click.IntRange(*GIF_WIDTHS),
    default=DEFAULT_GIF_WIDTH,
    show_default=True,
    help="In pixels.",
)
@click.option(
    "--fps",
    type=float,
    default=DEFAULT_GIF_RATE,
    show_default=True,
    help="Frames a second: 12.5, 20 or 25.",
)
@drawing_options
@workers_option
@click.pass_context
def gif(
    ctx: click.Context,
    /,
    width: int,
    fps: float,
    workers: int | None,
    traceback: bool,
    **request: Any,
) -> None:
    """Make a looping GIF of each SCENE: of the beats named, else of those marked to loop."""
    from pipeline.deliver import deliver
    from pipeline.plan import Request, plan_gifs

    plan = plan_gifs(Request(**request), width, fps)
    ctx.exit(deliver(plan, workers, traceback))


@cli.command()
@scenes_argument
@quality_option
@click.option("--beat", metavar="NAME", help="A moment of this beat.")
@click.option(
    "--at",
    type=float,
    metavar="SECONDS",
    help="From the start of the beat, or of the scene.  [default: its end]",
)
@theme_option
@set_option
@output_option
@workers_option
@traceback_option
@click.pass_context
def still(
    ctx: click.Context,
    /,
    quality: str,
    beat: str | None,
    at: float | None,
    workers: int | None,
    traceback: bool,
    **request: Any,
) -> None:
    """Make a PNG of one moment of each SCENE."""
    from pipeline.deliver import deliver
    from pipeline.plan import Request, plan_stills

    asked = Request(beats=() if beat is None else (beat,), **request)
    ctx.exit(deliver(plan_stills(asked, quality, at), workers, traceback))


@cli.command(name="list")
@click.pass_context
def list_scenes(ctx: click.Context) -> None:
    """List the scenes in the course's order."""
    click.echo(list_of_scenes(catalog_of(ctx)))


@cli.command()
@click.argument("scene", callback=scene_by_name)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to lay them out.",
)
@set_option
@traceback_option
def numbers(
    scene: Entry,
    form: NumbersFormat,
    settings: tuple[str, ...],
    traceback: bool,
) -> None:
    """Print every iterate that SCENE shows, and the facts that it quotes."""
    from pipeline.numbers import numbers as lay_out

    click.echo(lay_out(scene, settings, form))


@cli.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("media"),
    metavar="DIR",
    help="Folder that must take files.  [default: media]",
)
@click.pass_context
def doctor(ctx: click.Context, output: Path) -> None:
    """Check that everything needed is installed, and say what to do where it is not."""
    from pipeline.doctor import examine

    ctx.exit(examine(output))


if __name__ == "__main__":
    cli()
