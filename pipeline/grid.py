"""Several videos side by side in one, each below what makes it different."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import Colorspace

from pipeline.clip import scale
from pipeline.disks import writing_to
from pipeline.files import complete
from pipeline.job import Job, Result
from pipeline.keys import grid_key
from pipeline.made import checksum, keep_picture
from pipeline.make import PictureInWork
from pipeline.task import SceneTask
from pipeline.tiles import background, places
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.sinks import Box, FrameSink, Pixels
    from pipeline.store import Store
    from pipeline.task import Task
    from scenes.catalog import Entry


@dataclass(frozen=True)
class Cell:
    """A clip in a grid: the video, and what stands above it."""

    video: Path
    label: str


@dataclass(frozen=True)
class MakeGrid(SceneTask):
    """Make a grid and keep it, in a process of its own."""

    job: Job
    cells: tuple[Cell, ...]
    key: str
    store: Store

    @property
    def entry(self) -> Entry:
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
        result = Result(self.scene, self.job.path, duration, size, frames, (), took)
        keep_picture(self.store, self.key, result)
        return result


class GridInWork(PictureInWork):
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
    """

    def __init__(self, job: Job, cells: Sequence[Cell], store: Store, anew: bool) -> None:
        self._cells = tuple(cells)
        shown = [(checksum(cell.video), cell.label) for cell in cells]
        super().__init__(job, store, anew, grid_key(job, shown))

    def task(self) -> Task:
        """Return what makes it."""
        return MakeGrid(self.jobs[0], self._cells, self.key, self.store)


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
    boxes = places(canvas, len(cells))
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
    place = page[top:bottom, left:right]
    if np.array_equal(place, picture):
        return False
    place[...] = picture
    return True
