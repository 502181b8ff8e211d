"""A contact sheet: the end of every beat on one page, with its time and its caption."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from pipeline.contents import Section, contents
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
    width = 2 * MARGIN + COLUMNS * CELL + (COLUMNS - 1) * GAP
    blocks = [_heading(manifest)]
    for section in contents(manifest):
        part = section.part
        cells = [
            _cell(title, beat, stills[part.name, beat.name])
            for title, beat in zip(section.beats, part.beats, strict=True)
            if (part.name, beat.name) in stills
        ]
        blocks += [_title(section), _grid(cells)]
    source = f"#set text(size: 15pt)\n#pad({MARGIN}pt)[\n" + "\n".join(blocks) + "\n]"
    page = set_page(source, width, folder, supersampling=2)
    sheet = Image.new("RGB", page.size, "white")
    sheet.paste(page, mask=page.getchannel("A"))
    return sheet


def _heading(manifest: Manifest) -> str:
    facts = (
        f"{minutes(manifest.seconds)}, {manifest.width}×{manifest.height} at {manifest.fps:g} "
        f"frames a second, {manifest.theme}"
    )
    return f"#text(size: 34pt, weight: 700)[{quoted(manifest.title)}] #h(1fr) {quoted(facts)}\n"


def _title(section: Section) -> str:
    return (
        f"#v(14pt) #text(size: 22pt, weight: 700)[{quoted(section.title)}] "
        f"#h(10pt) {quoted(section.part.teaches)}\n"
    )


def _cell(title: str, beat: Beat, still: Path) -> str:
    return (
        f"[#image({still.name!r}, width: {CELL}pt) #v(-6pt) "
        f"*{quoted(minutes(beat.start))}* {quoted(title)} \\ {quoted(beat.caption)}]"
    ).replace("'", '"', 2)


def _grid(cells: list[str]) -> str:
    return f"#grid(columns: ({CELL}pt,) * {COLUMNS}, gutter: {GAP}pt,\n" + ",\n".join(cells) + ")\n"
