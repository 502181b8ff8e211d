"""click options and arguments: those that several verbs share, and those of one verb alone."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from pipeline.cache.store import DEFAULT_LIMIT_GB, FOLDER
from pipeline.cli.app import (
    LOOP,
    one_scene,
    remember_lines,
    remember_traceback,
    scene_by_name,
    scenes_by_list,
    scenes_by_name,
)
from pipeline.cli.param_types import (
    PATH,
    PATH_OR_NAME,
    Choice,
    choice_option,
    texts_in,
)
from pipeline.commands.request import (
    LIMIT,
    PictureOptions,
    Request,
    RunOptions,
    SiteOptions,
    SlidesOptions,
    StillOptions,
    VideoOptions,
)
from pipeline.job import THEME_NAMES
from pipeline.presets import (
    DEFAULT_HOLD,
    DEFAULT_PICTURE_RATE,
    DEFAULT_PICTURE_WIDTH,
    DEFAULT_PURPOSE,
    DEFAULT_QUALITY,
    LONGEST_HOLD,
    LOOP_KINDS,
    PICTURE_RATES,
    PICTURE_WIDTHS,
    PURPOSES,
    QUALITIES,
    SLIDE_FORMS,
    SLIDES_PER_PAGE,
)

if TYPE_CHECKING:
    from pipeline.job import ThemeName
    from pipeline.presets import PictureKind, SlideForm
    from pipeline.report.results import Lines
    from scenes.catalog import Entry

Command = TypeVar("Command", bound=Callable[..., Any])
R = TypeVar("R")

IN_FILE = "pipeline.cli.set_file"
"""Where the context keeps what ``--set-file`` sets."""


def a_number(ctx: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Refuse what is no number: a range lets it pass."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.", ctx, parameter)
    return value


def read_set_file(ctx: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
    """Keep what a file sets until --set is read."""
    ctx.meta[IN_FILE] = texts_in(path) if path is not None else ()


def with_set_file(
    ctx: click.Context, _parameter: click.Parameter, typed: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a file sets and then what was typed, which wins."""
    in_file: tuple[str, ...] = ctx.meta.get(IN_FILE, ())
    return (*in_file, *typed)


scenes_argument = click.argument(
    "scenes", nargs=-1, required=True, metavar="SCENE...", callback=scenes_by_name
)
named_scenes_argument = click.argument(
    "named", nargs=-1, metavar="[SCENE]...", callback=scenes_by_name
)
scene_argument = click.argument("entry", metavar="SCENE", callback=scene_by_name)
one_scene_argument = click.argument("scenes", metavar="SCENE", callback=one_scene)

chosen_scenes_option = click.option(
    "--scenes",
    metavar="A,B,…",
    default="all",
    show_default=True,
    callback=scenes_by_list,
    help="Which ones, in this order.",
)

quality_option = choice_option(
    "-q", "--quality", among=QUALITIES, default=DEFAULT_QUALITY, help="Size and frame rate."
)
theme_option = choice_option("--theme", among=THEME_NAMES, default="dark", help="Colours.")

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    callback=with_set_file,
    metavar="[SCENE.]NAME=VALUE",
    help="Change a parameter; may be repeated.",
)

set_file_option = click.option(
    "--set-file",
    type=PATH,
    is_eager=True,
    expose_value=False,
    callback=read_set_file,
    metavar="FILE",
    help="Change parameters as a JSON file says, or one object in it for each scene; --set wins.",
)

beats_option = click.option(
    "--beat", "beats", multiple=True, metavar="NAME", help="Only this beat; may be repeated."
)

without_option = click.option(
    "--without-beat",
    "without",
    multiple=True,
    metavar="[SCENE.]BEAT",
    help="Leave this beat out; what comes after it looks as if it had been there.",
)

output_option = click.option(
    "--output",
    type=PATH,
    metavar="DIR",
    help="Folder for the files.  [default: one under media]",
)

workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that draw at once.  [default: one for every core]",
)

cache_option = click.option(
    "--cache",
    type=PATH,
    metavar="DIR",
    help=f"Folder of what was drawn before.  [default: ${FOLDER}, or one in the user's cache]",
)

no_cache_option = click.option(
    "--no-cache", is_flag=True, help="Draw everything anew, whatever was drawn before."
)

_traceback = partial(
    click.option,
    "--traceback",
    is_flag=True,
    callback=remember_traceback,
    help="Show where an error came from.",
)
traceback_option = _traceback()
silent_traceback_option = _traceback(expose_value=False)

json_option = click.option(
    "--json",
    "lines",
    is_flag=True,
    is_eager=True,  # so that a wrong value of another option is told in JSON as well
    callback=remember_lines,
    help="Tell progress and results as JSON lines on standard output.",
)

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Only say what would be drawn, and how long that takes."
)

narration_option = click.option(
    "--narration",
    type=PATH_OR_NAME,
    metavar="DIR|espeak",
    help="Recordings of the script, or a voice that speaks it.",
)

missing_option = click.option(
    "--allow-missing-narration",
    is_flag=True,
    help="Go on in silence where a recording is missing or broken.",
)

burn_option = click.option(
    "--burn-captions", is_flag=True, help="Write captions below the picture, for all to see."
)

cluster_option = click.option(
    "--cluster", metavar="ADDRESS|local", help="Draw on the Dask cluster at tcp://HOST:PORT."
)

loop_option = click.option(
    LOOP,
    is_flag=True,
    expose_value=False,
    help="The muted loop alone, with the options of `loop`, such as --format webm.",
)

animated_option = click.option(
    "--animated", is_flag=True, help="The whole loop, as an animated PNG."
)

format_option = choice_option(
    "--format",
    "form",
    among=("table", "csv", "json"),
    default="table",
    help="How to lay them out.",
)

schema_option = click.option(
    "--schema", is_flag=True, help="As a JSON schema, which editors complete from."
)

beat_option = click.option(
    "--beat", metavar="NAME", help="Stay at this beat.  [default: where the edits are]"
)

port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Where the page is served.  [default: any free port]",
)

no_browser_option = click.option(
    "--no-browser",
    "browser",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Print the page's address and open nothing.",
)

one_file_option = click.option(
    "--one-file", is_flag=True, help="One file for each scene, with its films inside."
)

serve_option = click.option(
    "--serve", is_flag=True, help="Then serve the folder on this machine, until Ctrl-C."
)

slide_form_option = choice_option(
    "--format",
    "form",
    among=SLIDE_FORMS,
    default="html",
    help="A page that plays them, last frames to print, or PowerPoint (extra slides).",
)

per_page_option = click.option(
    "--per-page",
    type=Choice([str(number) for number in SLIDES_PER_PAGE]),
    help="Slides on a page of a PDF.  [default: 1]",
)

landscape_option = click.option(
    "--landscape", default="ravine", show_default=True, help="Where a marble walks."
)

verify_option = click.option(
    "--verify", is_flag=True, help="Check every entry, and remove the damaged ones."
)

prune_option = click.option(
    "--prune", is_flag=True, help="Remove what was not used for the longest time."
)

media_option = click.option(
    "--output",
    type=PATH,
    default=Path("media"),
    metavar="DIR",
    help="Folder that must take files.  [default: media]",
)

both_themes_option = click.option(
    "--both-themes", is_flag=True, help="Dark and light, and what to write into a page for them."
)

base_url_option = click.option(
    "--base-url",
    metavar="URL",
    help="What the page has before a file's name, as static/; and print the lines for a page.",
)

for_page_option = click.option(
    "--for-page",
    type=PATH,
    metavar="FILE",
    help="Print the lines for this page, with paths from there.  [default: one in this folder]",
)

loop_format_option = choice_option(
    "--format", "kind", among=LOOP_KINDS, default="mp4", help="H.264 in MP4, or VP9 in WebM."
)

width_option = click.option(
    "--width",
    type=click.IntRange(*PICTURE_WIDTHS),
    default=DEFAULT_PICTURE_WIDTH,
    show_default=True,
    help="In pixels.",
)

transparent_option = click.option(
    "--transparent", is_flag=True, help="Without paper; GIF edges suit a page of the paper's tone."
)


purpose_option = choice_option(
    "--for",
    "purpose",
    among=PURPOSES,
    default=DEFAULT_PURPOSE,
    help="; ".join(f"{name}: {purpose.use}" for name, purpose in PURPOSES.items()) + ".",
)
at_option = click.option(
    "--at",
    type=click.FloatRange(min=0),
    callback=a_number,
    metavar="SECONDS",
    help="From the start of the beat, or of the scene.  [default: its end]",
)
max_gb_option = click.option(
    "--max-gb",
    type=click.FloatRange(min=0),
    callback=a_number,
    metavar="GB",
    help=f"How much --prune leaves.  [default: ${LIMIT}, or {DEFAULT_LIMIT_GB:g}]",
)


max_kb_option = click.option(
    "--max-kb",
    type=click.FloatRange(min=1),
    callback=a_number,
    metavar="KB",
    help="Largest file, in 1000 bytes; met by fewer colours, then frames, then pixels; what room "
    "that leaves, colours take.",
)
fps_option = click.option(
    "--fps",
    type=float,
    default=DEFAULT_PICTURE_RATE,
    show_default=True,
    help=f"Frames a second: {', '.join(f'{rate:g}' for rate in PICTURE_RATES)}.",
)
hold_option = click.option(
    "--hold",
    type=click.FloatRange(0, LONGEST_HOLD),
    callback=a_number,
    default=DEFAULT_HOLD,
    show_default=True,
    metavar="SECONDS",
    help="How long the last picture stays at least.",
)


def set_options(command: Command) -> Command:
    """Add the options that change parameters."""
    return set_option(set_file_option(command))


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Add options, which ``--help`` shows in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def run_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options that say how to work; they arrive as `run`, with those of others in it."""

    @functools.wraps(command)
    def build(
        *,
        workers: int | None = None,
        cache: Path | None = None,
        no_cache: bool = False,
        traceback: bool = False,
        dry_run: bool = False,
        lines: Lines | None = None,
        cluster: str | None = None,
        **others: Any,
    ) -> R:
        run = RunOptions(workers, cache, no_cache, traceback, dry_run, lines, cluster)
        return command(run=run, **others)

    return with_options(build, workers_option, cache_option, no_cache_option, traceback_option)


def request_options(command: Callable[..., R]) -> Callable[..., R]:
    """Pass what is to be made as `request`; which options there are, others say."""

    @functools.wraps(command)
    def build(
        *,
        scenes: tuple[Entry, ...],
        theme: ThemeName = "dark",
        settings: tuple[str, ...] = (),
        beats: tuple[str, ...] = (),
        output: Path | None = None,
        dry_run: bool = False,
        without: tuple[str, ...] = (),
        **others: Any,
    ) -> R:
        request = Request(scenes, theme, settings, beats, output, dry_run, without)
        return command(request=request, dry_run=dry_run, **others)

    return build


def drawing_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options that every kind of file has; they arrive as `request` and `run`."""
    command = request_options(run_options(with_options(command, json_option, dry_run_option)))
    return with_options(command, theme_option, beats_option, set_options, output_option)


def clip_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options that every kind of video has; they arrive as `options`."""

    @functools.wraps(command)
    def build(
        *,
        quality: str,
        purpose: str,
        narration: str | None = None,
        allow_missing_narration: bool = False,
        burn_captions: bool = False,
        **others: Any,
    ) -> R:
        options = VideoOptions(quality, purpose, narration, allow_missing_narration, burn_captions)
        return command(options=options, **others)

    return with_options(build, quality_option, purpose_option)


def video_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options of whole videos; as :func:`clip_options`."""
    # below the decorator of the others, so that they stand first in the help
    own = (without_option, narration_option, missing_option, burn_option, cluster_option)
    return clip_options(with_options(command, *own))


def lecture_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options of a lecture; they arrive as `request`, `options` and `run`."""
    command = with_options(command, json_option, dry_run_option)
    command = with_options(
        request_options(run_options(command)), theme_option, set_options, output_option
    )
    return chosen_scenes_option(video_options(command))


def script_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options of a script; they arrive as `request`, `quality`, `with_cards` and `run`."""

    @functools.wraps(command)
    def build(
        *,
        named: tuple[Entry, ...],
        scenes: tuple[Entry, ...],
        settings: tuple[str, ...],
        without: tuple[str, ...],
        cache: Path | None,
        traceback: bool,
        **others: Any,
    ) -> R:
        source = click.get_current_context().get_parameter_source("scenes")
        if named and source is not ParameterSource.DEFAULT:
            raise click.UsageError("Name scenes for their videos, or --scenes for a lecture.")
        request = Request(named or scenes, settings=settings, without=without)
        run = RunOptions(cache=cache, traceback=traceback)
        return command(request=request, with_cards=not named, run=run, **others)

    own = (quality_option, without_option, set_options, cache_option, traceback_option)
    return named_scenes_argument(chosen_scenes_option(with_options(build, *own)))


def still_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options of stills; they arrive as `options`."""

    @functools.wraps(command)
    def build(*, quality: str, at: float | None, **others: Any) -> R:
        return command(options=StillOptions(quality, at), **others)

    return with_options(build, quality_option, at_option)


def site_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options of a site; they arrive as `request`, `options` and `run`."""

    @functools.wraps(command)
    def build(
        *, quality: str, one_file: bool, serve: bool, port: int, browser: bool, **others: Any
    ) -> R:
        options = SiteOptions(quality, one_file, serve, port, browser)
        return command(options=options, **others)

    made = request_options(run_options(with_options(build, json_option, dry_run_option)))
    own = (one_file_option, serve_option, port_option, no_browser_option)
    return with_options(made, quality_option, output_option, *own)


def slides_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options of slides; they arrive as `request`, `options` and `run`."""

    @functools.wraps(command)
    def build(*, quality: str, form: SlideForm, per_page: str | None, **others: Any) -> R:
        pages = None if per_page is None else int(per_page)
        return command(options=SlidesOptions(quality, form, pages), **others)

    made = drawing_options(with_options(build, without_option))
    return with_options(made, slide_form_option, per_page_option, quality_option)


def picture_options(
    kind: PictureKind | None = None,
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add the options of every kind of picture for a page; they arrive as `options`.

    Parameters
    ----------
    kind
        What is made; when left out, a loop as a video, in the format that is typed.
    """
    fixed = {} if kind is None else {"kind": kind}

    def decorate(command: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(command)
        def build(
            *,
            width: int,
            fps: float,
            max_kb: float | None,
            hold: float,
            both_themes: bool,
            transparent: bool = False,
            animated: bool = False,
            **others: Any,
        ) -> R:
            options = PictureOptions(
                fixed.get("kind") or others.pop("kind"),
                width,
                fps,
                max_kb,
                transparent,
                hold,
                animated,
                both_themes,
                base_url=others.pop("base_url"),
                for_page=others.pop("for_page"),
            )
            return command(options=options, **others)

        own = [width_option, fps_option, max_kb_option, hold_option]
        own.insert(*((0, loop_format_option) if kind is None else (3, transparent_option)))
        on_a_page = with_options(build, both_themes_option, base_url_option, for_page_option)
        return with_options(drawing_options(on_a_page), *own)

    return decorate
