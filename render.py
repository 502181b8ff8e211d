#!/usr/bin/env python3
"""Render the course: videos, GIFs, stills, and the numbers behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.choice import choice_option
from pipeline.front import Course, catalog_of, list_of_scenes, one_scene, scene_by_name
from pipeline.means import LIMIT
from pipeline.options import (
    a_number,
    cache_option,
    chosen_scenes_option,
    drawing_options,
    dry_run_option,
    json_option,
    means_options,
    output_option,
    purpose_option,
    quality_option,
    scenes_argument,
    set_options,
    theme_option,
    traceback_option,
    video_options,
)
from pipeline.picture_options import picture_options
from pipeline.place import PLACE
from pipeline.store import DEFAULT_LIMIT_GB

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
    from pipeline.verbs import videos

    ctx.exit(videos(typed))


@cli.command()
@scenes_argument
@picture_options
@click.pass_context
def gif(ctx: click.Context, /, **typed: Any) -> None:
    """Make a looping GIF of each SCENE: of the beats named, else of those marked to loop."""
    from pipeline.verbs import pictures

    ctx.exit(pictures("gif", typed))


@cli.command()
@scenes_argument
@picture_options
@click.pass_context
def webp(ctx: click.Context, /, **typed: Any) -> None:
    """Make a looping WebP of each SCENE: as sharp as a GIF, and smaller."""
    from pipeline.verbs import pictures

    ctx.exit(pictures("webp", typed))


@cli.command()
@scenes_argument
@picture_options
@click.pass_context
def avif(ctx: click.Context, /, **typed: Any) -> None:
    """Make a looping AVIF of each SCENE: much smaller than a GIF, a little softer."""
    from pipeline.verbs import pictures

    ctx.exit(pictures("avif", typed))


@cli.command()
@scenes_argument
@click.option("--animated", is_flag=True, help="The whole loop, as an animated PNG.")
@picture_options
@click.pass_context
def png(ctx: click.Context, /, **typed: Any) -> None:
    """Make a PNG of what each SCENE's loop ends on, or of the whole loop."""
    from pipeline.verbs import pictures

    ctx.exit(pictures("png", typed))


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
def still(ctx: click.Context, /, **typed: Any) -> None:
    """Make a PNG of one moment of each SCENE."""
    from pipeline.verbs import stills

    ctx.exit(stills(typed))


@cli.command()
@scenes_argument
@drawing_options
@click.pass_context
def sheet(ctx: click.Context, /, **typed: Any) -> None:
    """Make a contact sheet of each SCENE: every beat's start, middle and end on one page."""
    from pipeline.verbs import sheets

    ctx.exit(sheets(typed))


@cli.command()
@click.argument("scenes", metavar="SCENE", callback=one_scene)
@quality_option
@purpose_option
@drawing_options
@click.pass_context
def sweep(ctx: click.Context, /, **typed: Any) -> None:
    """Make a clip of SCENE for each value of one --set NAME=A,B,…, and all side by side."""
    from pipeline import verbs

    ctx.exit(verbs.sweep(typed))


@cli.command()
@means_options
@click.pass_context
def gallery(ctx: click.Context, /, **typed: Any) -> None:
    """Renew media/gallery and the README's table of it; touch only what changed."""
    from pipeline.gallery import renew
    from pipeline.means import Means

    ctx.exit(renew(catalog_of(ctx), Means(**typed)))


@cli.command()
@chosen_scenes_option
@video_options
@theme_option
@output_option
@means_options
@json_option
@dry_run_option
@click.pass_context
def lecture(ctx: click.Context, /, **typed: Any) -> None:
    """Join all scenes, with title and end cards, into one MP4 with chapters and subtitles."""
    from pipeline import verbs

    ctx.exit(verbs.lecture(typed))


@cli.command()
@chosen_scenes_option
@quality_option
@cache_option
@traceback_option
def script(**typed: Any) -> None:
    """Print what is to be said, beat by beat: the recording's name, its time and its words."""
    from pipeline.verbs import script as say

    click.echo(say(typed))


@cli.command(name="list")
@click.pass_context
def list_scenes(ctx: click.Context) -> None:
    """List the scenes in the course's order."""
    click.echo(list_of_scenes(catalog_of(ctx)))


@cli.command()
@click.argument("scene", callback=scene_by_name)
@choice_option(
    "--format",
    "form",
    among=("table", "csv", "json"),
    default="table",
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
@cache_option
@click.option("--verify", is_flag=True, help="Check every entry, and remove the damaged ones.")
@click.option("--prune", is_flag=True, help="Remove what was not used for the longest time.")
@click.option(
    "--max-gb",
    type=click.FloatRange(min=0),
    callback=a_number,
    metavar="GB",
    help=f"How much --prune leaves.  [default: ${LIMIT}, or {DEFAULT_LIMIT_GB:g}]",
)
@click.pass_context
def cache(ctx: click.Context, /, **typed: Any) -> None:
    """Show what is kept of what was drawn; check it, or keep less of it."""
    from pipeline.keeping import keep

    ctx.exit(keep(**typed))


@cli.command()
@click.option(
    "--output",
    type=PLACE,
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
