"""Contact sheets: the end of every beat on one page; or its start, middle and end, as a format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from PIL import Image

from pipeline.captions import minutes, words
from pipeline.encode.typst_page import quoted, set_page
from pipeline.files import scratch_folder
from pipeline.job import SampledFrames
from pipeline.manifest import Beat, Manifest
from pipeline.presets import Canvas
from pipeline.video.chapters import contents
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, Pixels
    from pipeline.job import BeatTime, Frames, Job

COLUMNS = 4
CELL = 400
GAP = 24
MARGIN = 40
"""In pixels; a cell is as wide as its picture."""

SUPERSAMPLING = 2
"""How many times larger a page is drawn, each way."""

BETWEEN = 18
"""Pixels between two blocks."""

MOMENTS = ("start", "middle", "end")

SHEET_CELL = 480
"""In pixels; a frame is drawn at twice that, since the page is."""

CANVAS = Canvas(2 * SHEET_CELL, 2 * SHEET_CELL * 9 // 16, 15)


def contact_sheet(
    manifest: Manifest, stills: Mapping[tuple[str, str], Path], scratch: Path
) -> Image.Image:
    """Return a picture of all beats in rows, scene by scene.

    Parameters
    ----------
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


@dataclass(frozen=True)
class Sheet:
    """A page with three frames of each beat.

    Parameters
    ----------
    canvas
        The size of a frame, and the rate at which moments are counted.
    """

    canvas: Canvas = CANVAS
    suffix: str = ".png"

    origin: ClassVar[tuple[int, int]] = (0, 0)
    segmented: ClassVar[bool] = False

    @property
    def frames(self) -> Frames:
        return SampledFrames(self.numbers)

    def open(self, path: Path) -> SheetSink:
        return SheetSink(path, self)

    def numbers(self, beat: BeatTime) -> tuple[int, ...]:
        """Return the numbers of a beat's first, middle and last frame; none if it lasts none."""
        first, last = round(beat.start * self.canvas.fps), round(beat.end * self.canvas.fps) - 1
        return (first, (first + last) // 2, last) if last >= first else ()


class SheetSink:
    """Keep the frames until they are labelled, and set them on a page.

    Parameters
    ----------
    form
        Which frames come.
    """

    def __init__(self, path: Path, form: Sheet) -> None:
        self._path, self._form = path, form
        self._ending = ExitStack()
        self._folder = self._ending.enter_context(scratch_folder("sheet"))
        self._names: list[str] = []

    def open_beat(self, name: str) -> None:
        """Beats leave no mark: :meth:`label` tells of them."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        name = f"{len(self._names)}.png"
        Image.fromarray(pixels).convert("RGB").save(self._folder / name, compress_level=1)
        self._names += [name] * repeat

    def label(self, job: Job, beats: Sequence[BeatTime]) -> None:
        """Take what was drawn, and when each beat is on the screen."""
        self._job, self._beats = job, beats

    def close(self) -> float:
        theme = THEMES[self._job.theme]
        width = len(MOMENTS) * SHEET_CELL + (len(MOMENTS) - 1) * GAP
        page = lay_out(list(self._blocks()), width, self._folder, theme.paper, theme.ink)
        page.save(self._path, format="PNG", optimize=True)
        self._ending.close()
        return 0.0

    def abandon(self) -> None:
        self._ending.close()

    def _blocks(self) -> Iterator[str]:
        entry = self._job.entry
        yield heading(entry.title, self._facts())
        yield quoted(entry.teaches)
        names = iter(self._names)
        for number, beat in enumerate(self._beats, 1):
            yield subheading(f"{number}. {words(beat.name)}", beat.caption)
            shown = self._form.numbers(beat)
            cells = [self._cell(next(names), *of) for of in zip(shown, MOMENTS, strict=True)]
            yield from grid(cells, len(MOMENTS), SHEET_CELL)

    def _cell(self, name: str, number: int, moment: str) -> str:
        faint = THEMES[self._job.theme].faint
        label = f'#text(fill: rgb("{faint}"))[{moment}]'
        edge = f'stroke: 1pt + rgb("{faint}")'
        return cell(name, SHEET_CELL, minutes(number / self._form.canvas.fps), label, edge)

    def _facts(self) -> str:
        changed = self._job.params.model_dump(mode="json", exclude_defaults=True)
        return ", ".join(f"{name} = {json.dumps(value)}" for name, value in changed.items())
