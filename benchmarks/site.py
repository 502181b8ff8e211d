"""Pages of ``render.py site`` in headless Chromium: weight, first picture, and a slider's change.

Nothing of manim's does this, so that there is nothing to compare with. Times are seconds on the
clock, of pages that are read from the disk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.browser import CHROMIUM, DRIVER, MISSING, chromium
from pipeline.site.folder import scene_ring
from pipeline.site.labs import LABS
from pipeline.site.pages import lab_page, lone_lab, ring_pictures
from scenes.catalog import CATALOG, Entry

NAME = "site"
OPENINGS = 5
CHANGES = 60
TURNS = 30
WIDTH = 130
"""Characters of a line where no terminal says how many there are."""

HEADS = (
    *("lab", "weight", "first picture", "a change", "slowest", "2000 marbles", "CPU a frame"),
    *("ring", "a turn"),
)

FIRST_PICTURE = """
const done = arguments[arguments.length - 1];
const drawn = () => Number(document.querySelector(".lab")?.dataset.drawn ?? 0) > 0;
const wait = () => (drawn() ? done(page.labs.values().next().value.shown_at) : setTimeout(wait, 5));
wait();
"""
"""Milliseconds from the navigation to the first picture of the lab."""

CHANGE = """
const [count, done] = [arguments[0], arguments[arguments.length - 1]];
(async () => {
  const lab = page.labs.values().next().value;
  const control = lab.data.controls[0];
  const took = [];
  for (let k = 0; k < count; k++) {
    lab.change(control, control.low + ((control.high - control.low) * k) / count);
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    took.push(lab.took);
  }
  done(took);
})();
"""

SWARM = """
const done = arguments[arguments.length - 1];
(async () => {
  const lab = page.labs.values().next().value;
  lab.begin_swarm();
  const { swarm } = lab;
  const begun = performance.now();
  while (!swarm.done && performance.now() - begun < 2000) {
    await new Promise(requestAnimationFrame);
  }
  done([swarm.step, performance.now() - begun]);
})();
"""
"""Frames of the swarm, and milliseconds until the last of them."""


TURN = """
const [count, done] = [arguments[0], arguments[arguments.length - 1]];
(async () => {
  const lab = page.labs.values().next().value;
  if (!lab.data.solid) return done(null);
  lab.stand(true);
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  const took = [];
  for (let k = 0; k < count; k++) {
    lab.turn(k + 1);
    await frame();
    await frame();
    took.push(lab.took);
  }
  done(took);
})();
"""
"""Milliseconds of each turn of a landscape in three dimensions, with all that is on it."""


def measure(scratch: Path, entries: Sequence[Entry] = CATALOG) -> None:
    """Open each scene's lab again and again, and print how long it took.

    Parameters
    ----------
    scratch
        An empty folder for the pages.
    entries
        The scenes; those without a lab are passed over.
    """
    if not (CHROMIUM and DRIVER):
        raise SystemExit(f"{MISSING}.")
    scratch.mkdir(parents=True, exist_ok=True)
    table = Table(box=box.SIMPLE_HEAD)
    for head in HEADS:
        table.add_column(head, justify="left" if head == "lab" else "right", no_wrap=True)
    with chromium() as driver:
        for entry in (entry for entry in entries if entry.name in LABS):
            print(f"  {entry.name} …", file=sys.stderr)
            file = scratch / lab_page(entry)
            ring = scene_ring(entry)
            file.write_text(lone_lab(entry, ring), encoding="utf-8")
            weight = 0
            for name, picture in ring.pictures.items() if ring else ():
                path = scratch / ring_pictures(entry)[name]
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(picture)
                weight += len(picture)
            table.add_row(entry.name, *row(driver, file, weight))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(f"{OPENINGS} openings, {CHANGES} changes of α in each scene's first lab")
    console.print(table)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    console.print(f"{os.cpu_count()} cores, load {load:.1f} at the end", style="dim")


def row(driver: Any, file: Path, ring: int) -> tuple[str, ...]:
    """Return what is printed of one page, and of its ring of so many bytes."""
    pictures = []
    for _ in range(OPENINGS):
        driver.get("about:blank")
        driver.get(file.as_uri())
        pictures.append(driver.execute_async_script(FIRST_PICTURE))
    changes = driver.execute_async_script(CHANGE, CHANGES)
    driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    busy = -cpu(driver)
    frames, time = driver.execute_async_script(SWARM)
    busy += cpu(driver)
    turns = driver.execute_async_script(TURN, TURNS)
    return (
        f"{file.stat().st_size / 1000:.0f} kB",
        f"{median(pictures):.0f} ms",
        f"{median(changes):.1f} ms",
        f"{max(changes):.1f} ms",
        f"{1000 * frames / time:.0f} frames/s",
        f"{busy / frames:.1f} ms",
        f"{ring / 1000:.0f} kB" if turns else "",
        f"{median(turns):.1f} ms" if turns else "",
    )


def cpu(driver: Any) -> float:
    """Return the milliseconds that the page's own thread has worked so far, for scripts or paint.

    What else the machine does is not in it.
    """
    metrics = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    seconds = {each["name"]: each["value"] for each in metrics}
    return 1000 * float(seconds["TaskDuration"])
