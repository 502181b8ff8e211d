"""CPU time of a scene's numbers: with an empty cache, and with what that left.

Each is computed in a process of its own, whose imports are not counted.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.contestants import WORKERS
from pipeline.scene_loading import load
from scenes.catalog import CATALOG, Entry

NAME = "plots"


def seconds_of(entry: Entry, cache: Path) -> float:
    """Return the CPU seconds of a scene's numbers in this process, which has not computed them."""
    os.environ["XDG_CACHE_HOME"] = str(cache)
    scene = load(entry)
    params = scene.params_type()()
    start = time.process_time()
    scene.plot(params)
    return time.process_time() - start


def measure(scratch: Path, entries: Sequence[Entry] = CATALOG) -> None:
    """Print for each scene what its numbers take.

    Parameters
    ----------
    scratch
        A folder for all files.
    entries
        The scenes.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("scene", no_wrap=True)
    for head in ("cold", "kept"):  # nothing kept, compiling included; what the first one kept
        table.add_column(head, min_width=7, justify="right", no_wrap=True)
    context = multiprocessing.get_context("spawn")
    with (
        TemporaryDirectory(dir=scratch) as caches,
        context.Pool(WORKERS, maxtasksperchild=1) as pool,
    ):
        tasks = [(entry, Path(caches, entry.name)) for entry in entries]
        times = [pool.starmap(seconds_of, tasks, chunksize=1) for _ in range(2)]
    for entry, cold, kept in zip(entries, *times, strict=True):
        table.add_row(entry.name, f"{cold:.2f} s", f"{kept:.2f} s")
    console = Console(highlight=False)
    console.print("CPU time of the numbers of a scene, imports left out")
    console.print(table)
