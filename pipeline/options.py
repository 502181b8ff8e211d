"""Options that several commands of the command line share. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.front import remember_traceback, scenes_by_list, scenes_by_name
from pipeline.job import THEME_NAMES
from pipeline.qualities import DEFAULT_QUALITY, QUALITIES

Command = TypeVar("Command", bound=Callable[..., Any])

scenes_argument = click.argument(
    "scenes", nargs=-1, required=True, metavar="SCENE...", callback=scenes_by_name
)
chosen_scenes_option = click.option(
    "--scenes",
    metavar="A,B,…",
    default="all",
    show_default=True,
    callback=scenes_by_list,
    help="Which ones, in this order.",
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


narration_option = click.option(
    "--narration",
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


def video_options(command: Command) -> Command:
    """Add the options that only videos have."""
    for option in (burn_option, missing_option, narration_option, quality_option):
        command = option(command)
    return command


def drawing_options(command: Command) -> Command:
    """Add the options that every kind of file has."""
    for option in (traceback_option, output_option, set_option, beats_option, theme_option):
        command = option(command)
    return command
