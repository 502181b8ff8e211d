"""``render.py gallery``: renew the README's pictures and its table, and the page on the kit."""

from __future__ import annotations

import html
import itertools
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageSequence

from pipeline.commands import kit_page
from pipeline.commands.execute import execute_plan
from pipeline.commands.pictures import plan_pictures
from pipeline.commands.plan import MEDIA, Plan
from pipeline.commands.request import PictureOptions, Request
from pipeline.commands.snippets import address, alternative_text, as_picture
from pipeline.errors import UserError
from pipeline.files import complete, prepare
from pipeline.job import Failure, Outcome, Result
from pipeline.manifest import Manifest
from pipeline.presets import DEFAULT_PICTURE_RATE
from pipeline.report.results import plain_table, print_outcomes, print_table, size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.commands.request import RunOptions
    from scenes.catalog import Entry

GALLERY = MEDIA / "gallery"
README = Path("README.md")
SCHEMA = Path("pipeline/manifest.schema.json")
START, END = "<!-- gallery -->", "<!-- /gallery -->"

LOOP = PictureOptions("gif", fps=20.0, max_kb=530)
"""Smooth where there is room; the first step down in rate is 12.5, which still moves."""

POSTER = PictureOptions("png")

ACROSS = 3
"""Scenes side by side in the README."""

WIDTH = 280
"""Pixels of a loop's width there: three fill the column that GitHub gives a page."""

CELL = '<td width="33%" valign="top">'

SAME = "as it was"


def renew(catalog: Sequence[Entry], run: RunOptions) -> int:
    """Make every scene's loop and poster, and every picture of the kit; write those that changed.

    The README's table and the page on the kit are written anew, too.

    Returns
    -------
    int
        The exit code: 0 when everything was made.

    Raises
    ------
    UserError
        When there is no README here with a place for the table.
    """
    around(read_readme())
    prepare(GALLERY / "any")
    with tempfile.TemporaryDirectory(prefix=".gallery-", dir=MEDIA) as fresh:
        outcomes = execute_plan(_plan(catalog, Path(fresh)), run)
        results = [outcome for outcome in outcomes if isinstance(outcome, Result)]
        rows = [
            (str(GALLERY / file.path.name), size(file.bytes), settle(file.path, GALLERY))
            for file in results
        ]
    if rows:
        print_table(plain_table(("file", "size", ""), rows))
    failed: list[Outcome] = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if failed:
        return print_outcomes(failed, run.traceback)
    before, after = around(read_readme())
    _renew_text(README, f"{before}\n{table(catalog, results)}\n{after}")
    if SCHEMA.exists():  # in the project's own folder, not in that of somebody else's README
        _renew_text(SCHEMA, schema())
    if kit_page.PAGE.exists():  # as above
        pictures = kit_page.renew_pictures(settle)
        changed = [(path, size(count), state) for path, count, state in pictures if state != SAME]
        if changed:
            print_table(plain_table(("file", "size", ""), changed))
        _renew_text(kit_page.PAGE, kit_page.page())
    return 0


def settle(fresh: Path, folder: Path) -> str:
    """Put a file into a folder unless the one that is there shows the same; say what it is."""
    path = folder / fresh.name
    state = "changed" if path.exists() else "new"
    if path.exists() and look_the_same(path, fresh):
        return SAME
    shutil.move(fresh, path)  # it may come from another disk
    return state


def look_the_same(before: Path, after: Path) -> bool:
    """Tell whether two pictures show the same frames for the same times, however they are coded."""
    if before.read_bytes() == after.read_bytes():
        return True
    pairs = itertools.zip_longest(_frames(before), _frames(after))
    return all(
        a is not None and b is not None and a[0] == b[0] and np.array_equal(a[1], b[1])
        for a, b in pairs
    )


def _frames(path: Path) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    try:
        with Image.open(path) as image:
            for frame in ImageSequence.Iterator(image):
                pixels = np.asarray(frame.convert("RGBA"))
                yield frame.info.get("duration", 0), pixels
    except OSError:  # it is broken, and equal to nothing that was just made
        yield -1.0, np.zeros((0, 0, 4), np.uint8)


def table(catalog: Sequence[Entry], results: Sequence[Result]) -> str:
    """Return the README's table: each scene's loop, what it teaches, and what made the files."""
    captions = {result.scene: [beat.caption for beat in result.beats] for result in results}
    made = f"Made by `{command(LOOP)}`;\na poster of each by `{command(POSTER)}`."
    return f"{grid([_cell(entry, captions[entry.name]) for entry in catalog])}\n\n{made}"


def grid(cells: Sequence[str]) -> str:
    """Return an HTML table of cells, each a line that begins with :data:`CELL`."""
    rows = [cells[first : first + ACROSS] for first in range(0, len(cells), ACROSS)]
    return "\n".join(
        ["<table>", *(line for row in rows for line in ("<tr>", *row, "</tr>")), "</table>"]
    )


def _cell(entry: Entry, captions: Sequence[str]) -> str:
    """Return a scene's cell: its loop, which leads to itself in full size, over title and gist."""
    loop = GALLERY / f"{entry.name}.{LOOP.kind}"
    picture = as_picture(alternative_text(entry.title, captions), {"": loop}, WIDTH)
    source = f"{entry.module.replace('.', '/')}.py"
    return (
        f'{CELL}<a href="{address(loop)}">{picture}</a><br>'
        f'<b><a href="{source}">{html.escape(entry.title)}</a></b><br>'
        f"{html.escape(entry.teaches)}</td>"
    )


def command(options: PictureOptions) -> str:
    """Return what to type for the gallery's files of one kind."""
    rate = "" if options.fps == DEFAULT_PICTURE_RATE else f" --fps {options.fps:g}"
    limit = "" if options.max_kb is None else f" --max-kb {options.max_kb:g}"
    folder = GALLERY.as_posix()
    return f"python render.py {options.kind} all{rate}{limit} --output {folder}"


def read_readme() -> str:
    """Return the README of this folder.

    Raises
    ------
    UserError
        When there is none.
    """
    try:
        return README.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"There is no {README} here: run this in the project's folder.") from None


def around(readme: str) -> tuple[str, str]:
    """Return what stands before and after the gallery's table, the marks included.

    Raises
    ------
    UserError
        When the marks are missing.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise UserError(f"{README} has no place for the gallery: write {START} and {END} into it.")
    return before + start, end + after


def _renew_text(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with complete(path) as part:
            part.write_text(text, encoding="utf-8", newline="\n")


def _plan(catalog: Sequence[Entry], folder: Path) -> Plan:
    request = Request(tuple(catalog), output=folder)
    loops, posters = (plan_pictures(request, options) for options in (LOOP, POSTER))
    return Plan([*loops.jobs, *posters.jobs], loops.failures)


def schema() -> str:
    """Return the JSON schema of manifests."""
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(about | Manifest.model_json_schema(), indent=1, ensure_ascii=False) + "\n"
