"""What can be typed after the verbs that make pictures for pages."""

from __future__ import annotations

import click

from pipeline.options import Command, a_number, drawing_options
from pipeline.qualities import (
    DEFAULT_HOLD,
    DEFAULT_PICTURE_RATE,
    DEFAULT_PICTURE_WIDTH,
    LONGEST_HOLD,
    PICTURE_RATES,
    PICTURE_WIDTHS,
)

both_themes_option = click.option(
    "--both-themes", is_flag=True, help="Dark and light, and what to write into a page for them."
)
max_kb_option = click.option(
    "--max-kb",
    type=click.FloatRange(min=1),
    callback=a_number,
    metavar="KB",
    help="Largest file, in 1000 bytes; met by fewer colours, then frames, then pixels.",
)
width_option = click.option(
    "--width",
    type=click.IntRange(*PICTURE_WIDTHS),
    default=DEFAULT_PICTURE_WIDTH,
    show_default=True,
    help="In pixels.",
)
fps_option = click.option(
    "--fps",
    type=float,
    default=DEFAULT_PICTURE_RATE,
    show_default=True,
    help=f"Frames a second: {', '.join(f'{rate:g}' for rate in PICTURE_RATES)}.",
)
transparent_option = click.option(
    "--transparent", is_flag=True, help="Without paper; GIF edges suit a page of the paper's tone."
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


def picture_options(command: Command) -> Command:
    """Add the options that every kind of picture for a page has."""
    command = drawing_options(both_themes_option(command))
    for option in (hold_option, transparent_option, max_kb_option, fps_option, width_option):
        command = option(command)
    return command
