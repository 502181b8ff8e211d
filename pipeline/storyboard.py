"""A contact sheet as a kind of file: how every beat begins, goes on and ends, on one page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from pipeline.contents import words
from pipeline.files import scratch_folder
from pipeline.qualities import Canvas
from pipeline.sheet import GAP, cell, grid, heading, lay_out, subheading
from pipeline.transcript import minutes
from pipeline.typesetting import quoted
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.job import BeatTime, Job
    from pipeline.sinks import Boxes, Pixels

MOMENTS = ("start", "middle", "end")
CELL = 480
"""In pixels; a frame is drawn at twice that, since the page is."""

CANVAS = Canvas(2 * CELL, 2 * CELL * 9 // 16, 15)


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

    def open(self, path: Path) -> SheetSink:
        return SheetSink(path, self)

    def shown(self, beats: Sequence[BeatTime]) -> tuple[BeatTime, ...]:
        """Return the beats that last a frame or more."""
        return tuple(beat for beat in beats if self.numbers(beat)[-1] >= self.numbers(beat)[0])

    def numbers(self, beat: BeatTime) -> tuple[int, int, int]:
        """Return the numbers of a beat's first, middle and last frame."""
        first, last = round(beat.start * self.canvas.fps), round(beat.end * self.canvas.fps) - 1
        return first, (first + last) // 2, last


class SheetSink:
    """Keep the frames until they are labelled, and set them on a page.

    Parameters
    ----------
    path
        Where the page goes.
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
        width = len(MOMENTS) * CELL + (len(MOMENTS) - 1) * GAP
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
            yield from grid(cells, len(MOMENTS), CELL)

    def _cell(self, name: str, number: int, moment: str) -> str:
        faint = THEMES[self._job.theme].faint
        label = f'#text(fill: rgb("{faint}"))[{moment}]'
        edge = f'stroke: 1pt + rgb("{faint}")'
        return cell(name, CELL, minutes(number / self._form.canvas.fps), label, edge)

    def _facts(self) -> str:
        changed = self._job.params.model_dump(mode="json", exclude_defaults=True)
        return ", ".join(f"{name} = {json.dumps(value)}" for name, value in changed.items())
