#!/usr/bin/env python3
"""Render the course: videos, GIFs, stills, and the numbers behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.front import Course, catalog_of, list_of_scenes, scene_by_name
from pipeline.options import (
    chosen_scenes_option,
    drawing_options,
    output_option,
    picture_options,
    quality_option,
    scenes_argument,
    set_options,
    theme_option,
    traceback_option,
    video_options,
    workers_option,
)

if TYPE_CHECKING:
    from pipeline.numbers import NumbersFormat
    from scenes.catalog import Entry


@click.group(cls=Course, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Render an animated course on gradient descent.

    SCENE is a name that `render.py list` shows; `all` stands for every scene.
    """


@cli.command()
@scenes_argument
@video_options
@drawing_options
@click.pass_context
def video(ctx: click.Context, /, **typed: Any) -> None:
    """Make an MP4 of each SCENE, with captions, chapters, pictures and a manifest."""
    from pipeline.deliver import deliver_videos

    ctx.exit(deliver_videos(**typed))


@cli.command()
@scenes_argument
@picture_options
@click.pass_context
def gif(ctx: click.Context, /, **asked: Any) -> None:
    """Make a looping GIF of each SCENE: of the beats named, else of those marked to loop."""
    from pipeline.pictures import make_pictures

    ctx.exit(make_pictures("gif", asked))


@cli.command()
@scenes_argument
@picture_options
@click.pass_context
def webp(ctx: click.Context, /, **asked: Any) -> None:
    """Make a looping WebP of each SCENE: as sharp as a GIF, and smaller."""
    from pipeline.pictures import make_pictures

    ctx.exit(make_pictures("webp", asked))


@cli.command()
@scenes_argument
@picture_options
@click.pass_context
def avif(ctx: click.Context, /, **asked: Any) -> None:
    """Make a looping AVIF of each SCENE: much smaller than a GIF, a little softer."""
    from pipeline.pictures import make_pictures

    ctx.exit(make_pictures("avif", asked))


@cli.command()
@scenes_argument
@click.option("--animated", is_flag=True, help="The whole loop, as an animated PNG.")
@picture_options
@click.pass_context
def png(ctx: click.Context, /, **asked: Any) -> None:
    """Make a PNG of what each SCENE's loop ends on, or of the whole loop."""
    from pipeline.pictures import make_pictures

    ctx.exit(make_pictures("png", asked))


@cli.command()
@scenes_argument
@quality_option
@click.option(
    "--at",
    type=float,
    metavar="SECONDS",
    help="From the start of the beat, or of the scene.  [default: its end]",
)
@drawing_options
@click.pass_context
def still(
    ctx: click.Context,
    /,
    quality: str,
    at: float | None,
    workers: int | None,
    traceback: bool,
    **request: Any,
) -> None:
    """Make a PNG of one moment of each SCENE."""
    from pipeline.deliver import deliver
    from pipeline.plan import Request, plan_stills

    plan = plan_stills(Request(**request), quality, at)
    ctx.exit(deliver(plan, workers, traceback))


@cli.command()
@workers_option
@traceback_option
@click.pass_context
def gallery(ctx: click.Context, workers: int | None, traceback: bool) -> None:
    """Renew media/gallery and the README's table of it; touch only what changed."""
    from pipeline.gallery import renew

    ctx.exit(renew(catalog_of(ctx), workers, traceback))


@cli.command()
@chosen_scenes_option
@video_options
@theme_option
@output_option
@workers_option
@traceback_option
@click.pass_context
def lecture(ctx: click.Context, /, **typed: Any) -> None:
    """Join all scenes, with title and end cards, into one MP4 with chapters and subtitles."""
    from pipeline.lecture import deliver_lecture

    ctx.exit(deliver_lecture(**typed))


@cli.command()
@chosen_scenes_option
@quality_option
@traceback_option
def script(scenes: tuple[Entry, ...], quality: str, traceback: bool) -> None:
    """Print what is to be said, beat by beat: the recording's name, its time and its words."""
    from pipeline.lecture_plan import lecture_script

    click.echo(lecture_script(scenes, quality))


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
@set_options
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
@click.argument("scene", callback=scene_by_name)
@click.option("--schema", is_flag=True, help="As a JSON schema, which editors complete from.")
@traceback_option
def params(scene: Entry, schema: bool, traceback: bool) -> None:
    """Print what may be changed in SCENE: names, ranges, meanings and defaults."""
    from pipeline.settings import parameters_as_text

    click.echo(parameters_as_text(scene, schema))


@cli.command()
@click.argument("scene", callback=scene_by_name)
@click.option("--beat", metavar="NAME", help="Stay at this beat.  [default: where the edits are]")
@theme_option
@set_options
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Where the page is served.  [default: any free port]",
)
@click.option("--no-browser", is_flag=True, help="Print the page's address and open nothing.")
@traceback_option
def watch(
    scene: Entry,
    beat: str | None,
    theme: str,
    settings: tuple[str, ...],
    port: int,
    no_browser: bool,
    traceback: bool,
) -> None:
    """Show SCENE in a local page while it is edited: what is saved is drawn at once."""
    from pipeline.watching.watch import watch as watch_scene

    watch_scene(scene, beat, theme, settings, port, browser=not no_browser)


@cli.command()
@click.argument("name")
@click.option("--landscape", default="ravine", show_default=True, help="Where a marble walks.")
@traceback_option
def new(name: str, landscape: str, traceback: bool) -> None:
    """Write a scene called NAME to start from, its test, and its place in the course."""
    from pipeline.new_scene import write_new_scene

    for path in write_new_scene(name, landscape):
        click.echo(path)


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
