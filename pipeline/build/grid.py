"""A grid video: clips side by side in one MP4, each below a label, and the layout of the page."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import av
import numpy as np
from av.video.reformatter import Colorspace
from PIL import Image

from pipeline.build.picture import PictureBuild
from pipeline.cache.keys import grid_key
from pipeline.cache.outputs import checksum, keep_picture
from pipeline.encode.clip import scale
from pipeline.encode.typst_page import quoted, set_page
from pipeline.files import complete, writing_to
from pipeline.job import Job, Result
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.build.tasks import Task
    from pipeline.cache.store import Store
    from pipeline.frame_sink import Box, FrameSink, Pixels
    from pipeline.presets import Canvas
    from scenes.catalog import Entry
    from scenes.kit.theme import Theme

GAP = 0.02
LABEL = 0.06
LETTERS = 0.6
"""Gap and label as shares of the page's height (of more rows, less), letters of the label's."""

NARROW = 0.5
"""How wide a letter is on average, as a share of its height."""


def cell_boxes(canvas: Canvas, count: int) -> list[Box]:
    """Return where so many clips go, as large as can be in rows of equal length."""
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    gap, label = round(GAP * canvas.height), label_height(canvas, count)
    room = (canvas.height - gap * (rows + 1)) / rows - label
    width = int(min((canvas.width - gap * (columns + 1)) / columns, room * 16 / 9))
    height = width * 9 // 16
    top = (canvas.height - rows * (label + height) - (rows - 1) * gap) // 2
    boxes = []
    for number in range(count):
        row, column = divmod(number, columns)
        in_row = min(columns, count - row * columns)
        left = (canvas.width - in_row * width - (in_row - 1) * gap) // 2
        x, y = left + column * (width + gap), top + row * (label + height + gap) + label
        boxes.append((x, y, x + width, y + height))
    return boxes


def label_height(canvas: Canvas, count: int) -> int:
    """Return how many pixels are left for the label above each of so many clips."""
    rows = math.ceil(count / math.ceil(math.sqrt(count)))
    return round(LABEL * canvas.height / math.sqrt(rows))


def background(canvas: Canvas, labels: Sequence[str], theme: Theme) -> Pixels:
    """Return the page without its clips: paper, labels, and an edge around each clip."""
    page = Image.new("RGBA", (canvas.width, canvas.height), theme.paper)
    edge = max(1, round(canvas.height / 720))
    room = label_height(canvas, len(labels))
    for label, (left, top, right, bottom) in zip(
        labels, cell_boxes(canvas, len(labels)), strict=True
    ):
        width = right - left
        size = min(LETTERS * room, width / (NARROW * len(label)))
        source = (
            f'#set text(size: {size}pt, fill: rgb("{theme.ink}"))\n#set align(center)\n'
            f'#set text(top-edge: "ascender", bottom-edge: "descender")\n{quoted(label)}'
        )
        text = set_page(source, width, supersampling=2)
        page.alpha_composite(text, (left, max(0, top - room + (room - text.height) // 2)))
        page.paste(theme.faint, (left - edge, top - edge, right + edge, bottom + edge))
    return np.array(page)


@dataclass(frozen=True)
class Cell:
    """A clip in a grid: the video, and what stands above it."""

    video: Path
    label: str


@dataclass(frozen=True)
class MakeGrid:
    """Make a grid and keep it, in a process of its own."""

    job: Job
    cells: tuple[Cell, ...]
    key: str
    store: Store
    remark: str = ""

    @property
    def entry(self) -> Entry:
        """The scene."""
        return self.job.entry

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Result:
        started = time.monotonic()
        with writing_to(self.job.path.parent):
            with complete(self.job.path) as part:
                sink = self.job.format.open(part)
                try:
                    frames = fill(sink, self.job, self.cells, report)
                    duration = sink.close()
                except BaseException:
                    sink.abandon()
                    raise
            size = self.job.path.stat().st_size
        took = time.monotonic() - started
        result = Result(
            self.entry.name, self.job.path, duration, size, frames, (), took, self.remark
        )
        keep_picture(self.store, self.key, result)
        return result


class GridBuild(PictureBuild):
    """What is left to do for a grid.

    Parameters
    ----------
    job
        What to make; its beats and parameters are those of one of the clips.
    cells
        The clips; they are there.
    store
        Where finished grids are kept.
    anew
        Whether it is made whatever is kept.
    remark
        What was chosen for it, to be told with it.
    """

    def __init__(
        self, job: Job, cells: Sequence[Cell], store: Store, anew: bool, remark: str = ""
    ) -> None:
        self._cells, self._remark = tuple(cells), remark
        shown = [(checksum(cell.video), cell.label) for cell in cells]
        super().__init__(job, store, anew, grid_key(job, shown))

    modules: ClassVar[tuple[str, ...]] = ("pipeline.build.grid",)

    def task(self) -> Task:
        """Return what makes it."""
        return MakeGrid(self.jobs[0], self._cells, self.key, self.store, self._remark)


def fill(
    sink: FrameSink, job: Job, cells: Sequence[Cell], report: Callable[[str, int], None]
) -> int:
    """Show all clips at once, and hold the last frame of those that end earlier.

    Returns
    -------
    int
        The number of frames.
    """
    canvas = job.format.canvas
    boxes = cell_boxes(canvas, len(cells))
    page = background(canvas, [cell.label for cell in cells], THEMES[job.theme])
    clips = [pictures(cell.video, box) for cell, box in zip(cells, boxes, strict=True)]
    frames = 0
    for shown in itertools.zip_longest(*clips):
        changed = [
            box
            for picture, box in zip(shown, boxes, strict=True)
            if picture is not None and _put(page, picture, box)
        ]
        sink.write(page, 1, changed if frames else None)
        frames += 1
        report("grid", frames)
    return frames


def pictures(video: Path, box: Box) -> Iterator[Pixels]:
    """Yield the frames of a video at the size of a box."""
    width, height = box[2] - box[0], box[3] - box[1]
    with av.open(str(video)) as file:
        for frame in file.decode(file.streams.video[0]):
            # in two steps: a scaler that converts as well is off by some levels
            large = frame.reformat(format="rgba", src_colorspace=Colorspace.ITU709).to_ndarray()
            yield scale(large.astype(np.uint8, copy=False), width, height)


def _put(page: Pixels, picture: Pixels, box: Box) -> bool:
    """Put a picture in its place, and tell whether anything is different now."""
    left, top, right, bottom = box
    index = page[top:bottom, left:right]
    if np.array_equal(index, picture):
        return False
    index[...] = picture
    return True
