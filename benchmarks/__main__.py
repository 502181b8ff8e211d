"""The command: ``python -m benchmarks``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image

from benchmarks import (
    basins,
    budget,
    cache,
    cluster,
    contours,
    course,
    gif,
    growth,
    loops,
    memory,
    plots,
    readout,
    save_to_still,
    site,
    surface,
    webp,
)
from benchmarks.cases import SHOWS
from benchmarks.comparison import Comparison
from benchmarks.long_lecture import LONGEST
from benchmarks.machine import machine
from benchmarks.report import as_json, print_table
from scenes.catalog import CATALOG

ROUNDS = 5

BENCHMARKS = {module.NAME: module for module in (readout, contours, gif, webp, surface)}

ALONE = {module.NAME: module.measure for module in (budget, loops, plots, save_to_still, site)}
"""What is compared with nothing, and prints a table of its own."""

LONG = {module.NAME: module for module in (basins, course, cache, memory, growth, cluster)}
"""What is not compared with manim's drawing, and whole renderings: they run when they are named."""

FEWER = {module.NAME: module.ROUNDS for module in (course, cache)}
"""How often each side is timed where one time takes minutes."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--only",
    type=click.Choice([*BENCHMARKS, *LONG, *ALONE]),
    multiple=True,
    help="Run this one; may be repeated.  [default: " + ", ".join(BENCHMARKS) + "]",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    help=f"How often each side is timed.  [default: {ROUNDS}; "
    + "; ".join(f"{name}: {rounds}" for name, rounds in FEWER.items())
    + "]",
)
@click.option("--json", "json_", is_flag=True, help="Print JSON, with every round in it.")
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Time nothing; write a PNG of what each side shows.",
)
@click.option(
    "--scene",
    "scenes",
    type=click.Choice(list(SHOWS)),
    multiple=True,
    help=f"For {course.NAME} and {', '.join(ALONE)}: this one; may be repeated.  [default: all]",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=course.SECONDS,
    show_default=True,
    help=f"For {course.NAME}: how much of each scene; 0 for the whole.",
)
@click.option(
    "--minutes",
    type=click.IntRange(1, LONGEST),
    multiple=True,
    default=memory.MINUTES,
    show_default=True,
    help=f"For {memory.NAME}: how long a lecture is; may be repeated.",
)
def run(
    only: tuple[str, ...],
    rounds: int | None,
    json_: bool,
    pictures: Path | None,
    scenes: tuple[str, ...],
    seconds: float,
    minutes: tuple[int, ...],
) -> None:
    """Compare what we draw, and how we render, with manim's own, on the same content."""
    names = only or tuple(BENCHMARKS)
    with TemporaryDirectory() as scratch:
        if pictures is not None:
            write_pictures(names, Path(scratch), pictures)
            return
        found: list[Comparison] = []
        turns = rounds or min(FEWER.get(name, ROUNDS) for name in names)
        for name in names:
            if name in ALONE:
                chosen = [entry for entry in CATALOG if entry.name in scenes]
                ALONE[name](Path(scratch, name), entries=chosen or CATALOG)
                continue
            click.echo(f"{name} …", err=True)
            if name == course.NAME:
                found += course.compare(Path(scratch), turns, scenes, seconds or None)
            elif name == memory.NAME:
                found += memory.compare(Path(scratch, name), turns, minutes)
            else:
                found += (BENCHMARKS | LONG)[name].compare(Path(scratch), turns)
    if not found:
        return
    if json_:
        click.echo(as_json(found, machine(), turns))
    else:
        print_table(found, machine(), turns)


def write_pictures(names: tuple[str, ...], scratch: Path, folder: Path) -> None:
    """Write a PNG of what each side of these benchmarks shows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in [name for name in names if name in BENCHMARKS]:
        for side, picture in BENCHMARKS[name].pictures(scratch).items():
            stem = "-".join("".join(c if c.isalnum() else " " for c in f"{name} {side}").split())
            Image.fromarray(picture).save(folder / f"{stem}.png")
            click.echo(folder / f"{stem}.png")


if __name__ == "__main__":
    run(prog_name="python -m benchmarks")
