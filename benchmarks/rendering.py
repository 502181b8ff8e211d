"""Render scenes with our renderer and encoder, several at once; a command of its own."""

from __future__ import annotations

import json
import multiprocessing
import resource
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.cases import CANVAS, SHOWS, has_stage, perform
from benchmarks.early_end import ended_after
from benchmarks.lossless import Original
from pipeline.encode.mp4 import Mp4
from pipeline.presets import PURPOSES, Purpose

MANIMS = "manim"
ORIGINAL = "original"

SETTINGS = {**PURPOSES, MANIMS: Purpose("medium", "crf", 23, "", "what manim asks x264 for")}
"""x264's settings, by name: our purposes, and manim's own."""


def render(name: str, folder: Path, settings: str, seconds: float | None) -> dict[str, Any]:
    """Render one scene and return what it took: its frames, and the most memory in MiB."""
    path, entry = folder / f"{name}.mp4", SHOWS[name]
    if settings == ORIGINAL:
        sink: Any = Original(path, CANVAS)
    else:
        sink = Mp4(path, CANVAS, SETTINGS[settings])
    with ended_after(seconds), TemporaryDirectory() as scratch:
        frames = perform(entry, sink, CANVAS, Path(scratch))
        sink.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"name": name, "frames": frames, "memory": memory, "stage": has_stage(entry)}


@click.command()
@click.argument("names", nargs=-1)
@click.option("--folder", type=click.Path(path_type=Path), required=True)
@click.option("--settings", type=click.Choice([*SETTINGS, ORIGINAL]), required=True)
@click.option("--seconds", type=float)
@click.option("--workers", type=int, required=True)
def run(
    names: tuple[str, ...], folder: Path, settings: str, seconds: float | None, workers: int
) -> None:
    """Render NAMES in this order, each in a process of its own; print a line of JSON for each."""
    folder.mkdir(parents=True, exist_ok=True)
    work = partial(render, folder=folder, settings=settings, seconds=seconds)
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, maxtasksperchild=1) as pool:
        for found in pool.imap_unordered(work, names):
            click.echo(json.dumps(found))


if __name__ == "__main__":
    run()
