"""From saving a scene to seeing it: how long the page of ``render.py watch`` waits for its still.

Nothing of manim's does this, so that there is nothing to compare with. Seconds on the clock are
what the one who edits feels, on a machine that should be doing nothing else; the CPU time of the
process that draws says what they would be on one that was busy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from rich import box
from rich.console import Console
from rich.table import Table

from scenes.catalog import CATALOG, Entry

NAME = "watch"
SAVES = 20
PATIENCE = 120.0
ROOT = Path(__file__).parents[1]
PACKAGES = ("gdcore", "scenes", "pipeline")
CAPTION = re.compile(r'(@beat\(\s*"[^"]*)("[^)]*\)\s*def )')


def measure(scratch: Path, saves: int = SAVES, entries: Sequence[Entry] = CATALOG) -> None:
    """Save each scene again and again in a copy of the project; print how long it took.

    Parameters
    ----------
    scratch
        An empty folder for the copy.
    saves
        How often each scene is saved.
    entries
        The scenes.
    """
    copy_project(scratch)
    table = Table(box=box.SIMPLE_HEAD)
    for head in ("scene", "median", "fastest", "slowest", "CPU time"):
        table.add_column(head, justify="left" if head == "scene" else "right", no_wrap=True)
    for entry in entries:
        print(f"  {entry.name} …", file=sys.stderr)
        times, cpu = zip(*save_to_still(entry, scratch, saves), strict=True)
        row = (median(times), min(times), max(times), median(cpu))
        table.add_row(entry.name, *(f"{seconds:.2f} s" for seconds in row))
    console = Console(highlight=False)
    console.print(f"From saving to the still of the beat that was edited, {saves} saves each")
    console.print(table)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    console.print(f"{os.cpu_count()} cores, load {load:.1f} at the end", style="dim")


def copy_project(folder: Path) -> None:
    """Put into `folder` all that ``render.py`` needs, so that it may be edited there."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package)
    shutil.copy(ROOT / "render.py", folder)


def save_to_still(entry: Entry, project: Path, saves: int) -> list[tuple[float, float]]:
    """Return the seconds from each save until a page is told of its still, and of CPU time.

    Each save changes the caption of one beat, of each in turn. A first one, which fills caches,
    does not count.

    Parameters
    ----------
    project
        A copy of the project: its file is written.
    saves
        How many count.
    """
    file = project / "scenes" / f"{entry.name}.py"
    text = file.read_text(encoding="utf-8")
    beats = len(CAPTION.findall(text))
    times = []
    with watched(entry, project) as states:
        seen = newer_still(states, 0)["number"]
        for save in range(saves + 1):
            edited = edit(text, save % beats, f" ({save})")
            started = time.perf_counter()
            file.write_text(edited, encoding="utf-8")
            still = newer_still(states, seen)
            times.append((time.perf_counter() - started, still["cpu"]))
            seen = still["number"]
    return times[1:]


def edit(text: str, beat: int, addition: str) -> str:
    """Return a scene's text with something added to the caption of one beat."""
    found = list(CAPTION.finditer(text))[beat]
    return text[: found.end(1)] + addition + text[found.end(1) :]


def newer_still(states: Iterator[dict[str, Any]], seen: int) -> dict[str, Any]:
    """Wait until a newer still is shown than that of number `seen`, and return what it is."""
    for state in states:
        if state.get("trouble"):
            raise RuntimeError(state["trouble"]["sentence"])
        still: dict[str, Any] = state.get("still") or {"number": 0}
        if still["number"] > seen:
            return still
    raise RuntimeError("the page's server went away")


@contextmanager
def watched(entry: Entry, project: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """Watch a scene of a copy of the project, and give what its page is told."""
    words = [sys.executable, "render.py", "watch", entry.name, "--no-browser"]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    process = subprocess.Popen(
        words, cwd=project, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        if address is None:
            raise RuntimeError(f"{entry.name} cannot be watched")
        connection = HTTPConnection(urlsplit(address[0]).netloc, timeout=PATIENCE)
        connection.request("GET", "/events")
        yield told(connection.getresponse())
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def told(response: HTTPResponse) -> Iterator[dict[str, Any]]:
    """Yield each state that the server tells of."""
    for line in response:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
