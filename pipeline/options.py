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


def drawing_options(command: Command) -> Command:
    """Add the options that every kind of file has."""
    for option in (traceback_option, output_option, set_option, beats_option, theme_option):
        command = option(command)
    return command
