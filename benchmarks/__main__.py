"""The command: ``python -m benchmarks``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image

from benchmarks import contours, gif, readout, saving, surface
from benchmarks.machine import machine
from benchmarks.report import as_json, print_table

BENCHMARKS = {module.NAME: module for module in (readout, contours, gif, surface)}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--only",
    type=click.Choice([*BENCHMARKS, saving.NAME]),
    multiple=True,
    help=f"Run this one; may be repeated.  [default: all but {saving.NAME}]",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How often each side is timed.",
)
@click.option("--json", "json_", is_flag=True, help="Print JSON, with every round in it.")
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Time nothing; write a PNG of what each side shows.",
)
def run(only: tuple[str, ...], rounds: int, json_: bool, pictures: Path | None) -> None:
    """Compare our readout, contours, GIFs and surface with manim's own, on the same content."""
    names = only or tuple(BENCHMARKS)
    with TemporaryDirectory() as scratch:
        if pictures is not None:
            write_pictures(names, Path(scratch), pictures)
            return
        found = []
        for name in names:
            if name == saving.NAME:
                saving.measure(Path(scratch, name))
                continue
            click.echo(f"{name} …", err=True)
            found += BENCHMARKS[name].compare(Path(scratch), rounds)
    if not found:
        return
    if json_:
        click.echo(as_json(found, machine(), rounds))
    else:
        print_table(found, machine(), rounds)


def write_pictures(names: tuple[str, ...], scratch: Path, folder: Path) -> None:
    """Write a PNG of what each side of these benchmarks shows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name == saving.NAME:
            continue
        for side, picture in BENCHMARKS[name].pictures(scratch).items():
            stem = "-".join("".join(c if c.isalnum() else " " for c in f"{name} {side}").split())
            Image.fromarray(picture).save(folder / f"{stem}.png")
            click.echo(folder / f"{stem}.png")


if __name__ == "__main__":
    run(prog_name="python -m benchmarks")
