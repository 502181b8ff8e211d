"""The loop of every scene as a WebP without paper against the one on its paper: size and time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.clock import Prepare, alternate
from benchmarks.webp import COLOURS, loop
from pipeline.encode.clip import Clip
from pipeline.encode.webp import write_webp
from scenes.catalog import CATALOG, Entry

NAME = "loops"


def measure(scratch: Path, entries: Sequence[Entry] = CATALOG) -> None:
    """Code each scene's loop both ways in the same number of colours; print what came of it.

    Drawing, which takes most of the command's time and as long for both, is not timed.

    Parameters
    ----------
    scratch
        A folder for all files.
    entries
        The scenes.
    """
    scratch.mkdir(exist_ok=True)
    table = Table(box=box.SIMPLE_HEAD)
    for head in ("scene", "without paper", "on its paper", "size", "coding time"):
        table.add_column(head, justify="left" if head == "scene" else "right", no_wrap=True)
    for entry in entries:
        print(f"  {entry.name} …", file=sys.stderr)
        bare, on_paper = (loop(scratch, without, entry.name) for without in (True, False))
        table.add_row(entry.name, *compared(bare, on_paper, scratch))
    Console(highlight=False).print(table)


def compared(bare: Clip, on_paper: Clip, scratch: Path) -> tuple[str, str, str, str]:
    """Return both sizes, and the first one's size and coding time divided by the second one's."""

    def preparation(clip: Clip, path: Path) -> Prepare:
        return lambda: lambda: write_webp(clip, COLOURS, path)

    paths = [scratch / name for name in ("bare.webp", "paper.webp")]
    times = alternate(
        {
            path.name: preparation(clip, path)
            for path, clip in zip(paths, (bare, on_paper), strict=True)
        },
        rounds=1,
    )
    ours, theirs = (path.stat().st_size / 1000 for path in paths)
    [time], [rival] = (times[path.name] for path in paths)
    return f"{ours:.0f} kB", f"{theirs:.0f} kB", f"{ours / theirs:.2f}", f"{time / rival:.1f}×"
