"""What can be typed after one verb alone."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.choice import choice_option
from pipeline.means import LIMIT
from pipeline.options import a_number
from pipeline.place import PLACE
from pipeline.store import DEFAULT_LIMIT_GB

animated_option = click.option(
    "--animated", is_flag=True, help="The whole loop, as an animated PNG."
)
at_option = click.option(
    "--at",
    type=click.FloatRange(min=0),
    callback=a_number,
    metavar="SECONDS",
    help="From the start of the beat, or of the scene.  [default: its end]",
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
landscape_option = click.option(
    "--landscape", default="ravine", show_default=True, help="Where a marble walks."
)
verify_option = click.option(
    "--verify", is_flag=True, help="Check every entry, and remove the damaged ones."
)
prune_option = click.option(
    "--prune", is_flag=True, help="Remove what was not used for the longest time."
)
max_gb_option = click.option(
    "--max-gb",
    type=click.FloatRange(min=0),
    callback=a_number,
    metavar="GB",
    help=f"How much --prune leaves.  [default: ${LIMIT}, or {DEFAULT_LIMIT_GB:g}]",
)
media_option = click.option(
    "--output",
    type=PLACE,
    default=Path("media"),
    metavar="DIR",
    help="Folder that must take files.  [default: media]",
)
