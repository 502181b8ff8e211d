"""A contact sheet: the end of every beat on one page, with its time and its caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

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


def contact_sheet(manifest: Manifest, stills: Mapping[tuple[str, str], Path]) -> Image.Image:
    """Return a picture of all beats in rows, scene by scene.

    Parameters
    ----------
    manifest
        What the video holds.
    stills
        Where the picture of each beat is, by the names of its scene and itself, in one folder.
    """
    folder = next(iter(stills.values())).parent
    blocks = [heading(manifest.title, _facts(manifest))]
    for section in contents(manifest):
        part = section.part
        cells = [
            cell(stills[part.name, beat.name].name, CELL, minutes(beat.start), _words(title, beat))
            for title, beat in zip(section.beats, part.beats, strict=True)
            if (part.name, beat.name) in stills
        ]
        title = subheading(section.title, section.part.teaches)
        blocks += [title, grid(cells, COLUMNS, CELL)]
    return lay_out(blocks, COLUMNS * CELL + (COLUMNS - 1) * GAP, folder)


def lay_out(
    blocks: Sequence[str], width: int, folder: Path, paper: str = "#ffffff", ink: str = "#000000"
) -> Image.Image:
    """Return a page with these blocks below each other.

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
    body = "\n".join(blocks)
    source = f'#set text(size: 15pt, fill: rgb("{ink}"))\n#pad({MARGIN}pt)[\n{body}\n]'
    page = set_page(source, width + 2 * MARGIN, folder, supersampling=2)
    sheet = Image.new("RGB", page.size, paper)
    sheet.paste(page, mask=page.getchannel("A"))
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


def grid(cells: Sequence[str], columns: int, width: int) -> str:
    """Return cells of a width in pixels in rows of so many columns."""
    rows = ",\n".join(cells)
    return f"#grid(columns: ({width}pt,) * {columns}, gutter: {GAP}pt,\n{rows})\n"


def _facts(manifest: Manifest) -> str:
    return (
        f"{minutes(manifest.seconds)}, {manifest.width}×{manifest.height} at {manifest.fps:g} "
        f"frames a second, {manifest.theme}"
    )


def _words(title: str, beat: Beat) -> str:
    return f"{quoted(title)} \\ {quoted(beat.caption)}"
