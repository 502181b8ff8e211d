#!/usr/bin/env python3
"""Render the course: videos, GIFs, stills, and the numbers behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.app import Course, catalog_of, list_of_scenes, scenes_by_name
from pipeline.cli.options import (
    animated_option,
    beat_option,
    cache_option,
    clip_options,
    drawing_options,
    format_option,
    landscape_option,
    lecture_options,
    loop_option,
    max_gb_option,
    media_option,
    no_browser_option,
    one_scene_argument,
    picture_options,
    port_option,
    prune_option,
    run_options,
    scene_argument,
    scenes_argument,
    schema_option,
    script_options,
    set_options,
    silent_traceback_option,
    site_options,
    slides_options,
    still_options,
    theme_option,
    verify_option,
    video_options,
)
from pipeline.commands import dispatch
from pipeline.commands.request import (
    PictureOptions,
    Request,
    RunOptions,
    SiteOptions,
    SlidesOptions,
    StillOptions,
    VideoOptions,
)


@click.group(cls=Course, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Render an animated course on gradient descent.

    SCENE is a name that `render.py list` shows; `all` stands for every scene.
    """


@cli.command()
@scenes_argument
@loop_option
@video_options
@drawing_options
@click.pass_context
def video(ctx: click.Context, /, request: Request, options: VideoOptions, run: RunOptions) -> None:
    """Make an MP4 of each SCENE, with captions, chapters, pictures and a manifest."""
    ctx.exit(dispatch.video(request, options, run))


@cli.command()
@scenes_argument
@picture_options("gif")
@click.pass_context
def gif(ctx: click.Context, /, request: Request, options: PictureOptions, run: RunOptions) -> None:
    """Make a looping GIF of each SCENE: of the beats named, else of those marked to loop."""
    ctx.exit(dispatch.picture(request, options, run))


@cli.command()
@scenes_argument
@picture_options("webp")
@click.pass_context
def webp(ctx: click.Context, /, request: Request, options: PictureOptions, run: RunOptions) -> None:
    """Make a looping WebP of each SCENE: as sharp as a GIF, and smaller."""
    ctx.exit(dispatch.picture(request, options, run))


@cli.command()
@scenes_argument
@picture_options("avif")
@click.pass_context
def avif(ctx: click.Context, /, request: Request, options: PictureOptions, run: RunOptions) -> None:
    """Make a looping AVIF of each SCENE: much smaller than a GIF, a little softer."""
    ctx.exit(dispatch.picture(request, options, run))


@cli.command()
@scenes_argument
@animated_option
@picture_options("png")
@click.pass_context
def png(ctx: click.Context, /, request: Request, options: PictureOptions, run: RunOptions) -> None:
    """Make a PNG of what each SCENE's loop ends on, or of the whole loop."""
    ctx.exit(dispatch.picture(request, options, run))


@cli.command()
@scenes_argument
@picture_options()
@click.pass_context
def loop(ctx: click.Context, /, request: Request, options: PictureOptions, run: RunOptions) -> None:
    """Make a muted video of each SCENE's loop, and print the <video> line for a page."""
    ctx.exit(dispatch.picture(request, options, run))


@cli.command()
@scenes_argument
@still_options
@drawing_options
@click.pass_context
def still(ctx: click.Context, /, request: Request, options: StillOptions, run: RunOptions) -> None:
    """Make a PNG of one moment of each SCENE."""
    ctx.exit(dispatch.still(request, options, run))


@cli.command()
@scenes_argument
@drawing_options
@click.pass_context
def sheet(ctx: click.Context, /, request: Request, run: RunOptions) -> None:
    """Make a contact sheet of each SCENE: every beat's start, middle and end on one page."""
    ctx.exit(dispatch.sheet(request, run))


@cli.command()
@click.argument("scenes", nargs=-1, metavar="[SCENE]...", default=("all",), callback=scenes_by_name)
@site_options
@click.pass_context
def site(ctx: click.Context, /, request: Request, options: SiteOptions, run: RunOptions) -> None:
    """Make web pages of each SCENE, or of all: film, steps, a lab to play with, exercises."""
    ctx.exit(dispatch.site(request, options, run))


@cli.command()
@click.argument("scenes", nargs=-1, metavar="[SCENE]...", default=("all",), callback=scenes_by_name)
@slides_options
@click.pass_context
def slides(
    ctx: click.Context, /, request: Request, options: SlidesOptions, run: RunOptions
) -> None:
    """Make slides of each SCENE, or of all, in one file: each beat plays and rests on its end."""
    ctx.exit(dispatch.slides(request, options, run))


@cli.command()
@one_scene_argument
@clip_options
@drawing_options
@click.pass_context
def sweep(ctx: click.Context, /, request: Request, options: VideoOptions, run: RunOptions) -> None:
    """Make a clip of SCENE for each value of one --set NAME=A,B,…, and all side by side."""
    ctx.exit(dispatch.sweep(request, options, run))


@cli.command()
@run_options
@click.pass_context
def gallery(ctx: click.Context, /, run: RunOptions) -> None:
    """Renew media/gallery, the README's table and docs/kit.md; touch only what changed."""
    from pipeline.commands.gallery import renew

    ctx.exit(renew(catalog_of(ctx), run))


@cli.command()
@lecture_options
@click.pass_context
def lecture(
    ctx: click.Context, /, request: Request, options: VideoOptions, run: RunOptions
) -> None:
    """Join all scenes, with title and end cards, into one MP4 with chapters and subtitles."""
    ctx.exit(dispatch.lecture(request, options, run))


@cli.command()
@script_options
def script(request: Request, quality: str, with_cards: bool, run: RunOptions) -> None:
    """Print what is to be said in a video of each SCENE, or in the lecture when none is named.

    For each beat that is the recording's name, its time and its words.
    """
    click.echo(dispatch.script(request, quality, with_cards, run))


@cli.command(name="list")
@click.pass_context
def list_scenes(ctx: click.Context) -> None:
    """List the scenes in the course's order."""
    click.echo(list_of_scenes(catalog_of(ctx)))


@cli.command()
@scene_argument
@format_option
@set_options
@silent_traceback_option
def numbers(**typed: Any) -> None:
    """Print the iterates that SCENE shows, and the facts that it quotes.

    A table leaves out the middle of long paths; csv and json have every iterate, whole.
    """
    from pipeline.commands.numbers import numbers as lay_out

    click.echo(lay_out(**typed))


@cli.command()
@scene_argument
@schema_option
@silent_traceback_option
def params(**typed: Any) -> None:
    """Print what may be changed in SCENE: names, ranges, meanings and defaults."""
    from pipeline.params import parameters_as_text

    click.echo(parameters_as_text(**typed))


@cli.command()
@scene_argument
@beat_option
@theme_option
@set_options
@port_option
@no_browser_option
@silent_traceback_option
def watch(**typed: Any) -> None:
    """Show SCENE in a local page while it is edited: what is saved is drawn at once."""
    from pipeline.watch.app import watch as watch_scene

    watch_scene(**typed)


@cli.command()
@click.argument("name")
@landscape_option
@silent_traceback_option
def new(**typed: Any) -> None:
    """Write a scene called NAME to start from, its test, and its place in the course."""
    from pipeline.commands.new_scene import write_new_scene

    for path in write_new_scene(**typed):
        click.echo(path)


@cli.command()
@scene_argument
@silent_traceback_option
def remove(**typed: Any) -> None:
    """Take SCENE out of the course: its files, its golden frames, its pictures, its lines."""
    from pipeline.commands.remove_scene import remove_scene

    done = remove_scene(**typed)
    for path in (*done.edited, *done.removed):
        click.echo(path)
    for remark in done.remarks:
        click.echo(remark, err=True)


@cli.command()
@cache_option
@verify_option
@prune_option
@max_gb_option
@click.pass_context
def cache(ctx: click.Context, /, **typed: Any) -> None:
    """Show what is kept of what was drawn; check it, or keep less of it."""
    from pipeline.commands.cache import keep

    ctx.exit(keep(**typed))


@cli.command()
@media_option
@click.pass_context
def doctor(ctx: click.Context, output: Path) -> None:
    """Check that everything needed is installed, and say what to do where it is not."""
    from pipeline.commands.doctor import examine

    ctx.exit(examine(output))


if __name__ == "__main__":
    cli()
