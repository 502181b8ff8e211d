"""A contact sheet: the end of every beat on one page, with its time and its caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from pipeline.contents import contents
from pipeline.manifest import Beat, Manifest
from pipeline.transcript import minutes
from pipeline.typesetting import quoted, set_page

COLUMNS = 4
CELL = 400
GAP = 24
MARGIN = 40
"""In pixels; a cell is as wide as its picture."""

SUPERSAMPLING = 2
"""How many times larger a page is drawn, each way."""

BETWEEN = 18
"""Pixels between two blocks."""


def contact_sheet(
    manifest: Manifest, stills: Mapping[tuple[str, str], Path], scratch: Path
) -> Image.Image:
    """Return a picture of all beats in rows, scene by scene.

    Parameters
    ----------
    manifest
        What the video holds.
    stills
        Where the picture of each beat is, by the names of its scene and itself; no two files have
        one name.
    scratch
        A folder for smaller ones, which are gone in the end.
    """
    with TemporaryDirectory(dir=scratch) as folder:
        small = Path(folder)
        for still in stills.values():
            shrink(still, small / still.name)
        return lay_out(_blocks(manifest, stills), COLUMNS * CELL + (COLUMNS - 1) * GAP, small)


def _blocks(manifest: Manifest, stills: Mapping[tuple[str, str], Path]) -> list[str]:
    blocks = [heading(manifest.title, _facts(manifest))]
    for section in contents(manifest):
        part = section.part
        cells = [
            cell(stills[part.name, beat.name].name, CELL, minutes(beat.start), _words(title, beat))
            for title, beat in zip(section.beats, part.beats, strict=True)
            if (part.name, beat.name) in stills
        ]
        title = subheading(section.title, section.part.teaches)
        blocks += [title, *grid(cells, COLUMNS, CELL)]
    return blocks


def shrink(picture: Path, path: Path) -> None:
    """Write a picture no larger than it is drawn on a page: there all are unpacked at once."""
    with Image.open(picture) as still:
        still.thumbnail((SUPERSAMPLING * CELL, SUPERSAMPLING * CELL), Image.Resampling.BOX)
        still.save(path, compress_level=1)


def lay_out(
    blocks: Sequence[str], width: int, folder: Path, paper: str = "#ffffff", ink: str = "#000000"
) -> Image.Image:
    """Return a page with these blocks below each other.

    Each is set alone, so that memory holds one of them at the size at which they are drawn.

    Parameters
    ----------
    blocks
        Typst markup.
    width
        Of what is between the margins, in pixels.
    folder
        Where the pictures are.
    paper, ink
        Its colours.
    """
    # letters reach over the edges of their lines: half of what is between blocks is for that
    margin = f"#set page(margin: (x: {MARGIN}pt, y: {BETWEEN // 2}pt))"
    letters = f'#set text(size: 15pt, fill: rgb("{ink}"))'
    pages = [
        set_page(f"{margin}\n{letters}\n{block}", width + 2 * MARGIN, folder, SUPERSAMPLING)
        for block in blocks
    ]
    top = MARGIN - BETWEEN // 2
    height = sum(page.height for page in pages) + 2 * top
    sheet = Image.new("RGB", (width + 2 * MARGIN, height), paper)
    for page in pages:
        sheet.paste(page, (0, top), page)
        top += page.height
    return sheet


def heading(title: str, facts: str) -> str:
    """Return the block at the head of a page."""
    return f"#text(size: 34pt, weight: 700)[{quoted(title)}] #h(1fr) {quoted(facts)}\n"


def subheading(title: str, sentence: str) -> str:
    """Return the block above a group of pictures."""
    return f"#v(14pt) #text(size: 22pt, weight: 700)[{quoted(title)}] #h(10pt) {quoted(sentence)}\n"


def cell(picture: str, width: int, time: str, words: str, around: str = "") -> str:
    """Return a picture with a time and some words below it, for :func:`grid`.

    Parameters
    ----------
    picture
        The file's name.
    width
        In pixels.
    time
        When it is shown.
    words
        Typst markup.
    around
        Typst's arguments of the box that the picture is in.
    """
    image = f'#box({around})[#image("{picture}", width: {width}pt)]'
    return f"[{image} #v(-6pt) *{quoted(time)}* {words}]"


def grid(cells: Sequence[str], columns: int, width: int) -> list[str]:
    """Return rows of so many cells of a width in pixels, each a block."""
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    blocks = [
        f"#grid(columns: ({width}pt,) * {columns}, gutter: {GAP}pt, {', '.join(row)})\n"
        for row in rows
    ]
    return [*blocks[:1], *(f"#v({GAP - BETWEEN}pt)\n{block}" for block in blocks[1:])]


def _facts(manifest: Manifest) -> str:
    return (
        f"{minutes(manifest.seconds)}, {manifest.width}×{manifest.height} at {manifest.fps:g} "
        f"frames a second, {manifest.theme}"
    )


def _words(title: str, beat: Beat) -> str:
    return f"{quoted(title)} \\ {quoted(beat.caption)}"
