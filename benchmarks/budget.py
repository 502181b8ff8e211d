"""CPU time of drawing a scene at 1080p60, against its running time on two cores.

Frames are drawn in samples, a few in a row of every second, and the others are only looked
at. What the samples took is multiplied up to the whole; all else is measured whole.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from manim import Mobject, Scene
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.contestants import WORKERS
from pipeline.encode.h264 import H264Encoder
from pipeline.encode.mp4 import Video, even
from pipeline.encode.yuv import convert
from pipeline.frame_sink import NullSink
from pipeline.job import Job
from pipeline.presets import QUALITIES
from pipeline.render.play import play
from pipeline.render.renderer import StoryRenderer
from pipeline.scene_loading import load
from scenes.catalog import CATALOG, Entry

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, Pixels

NAME = "budget"
VIDEO = Video(QUALITIES["high"])
PERIOD, SAMPLE = 60, 7
"""Of how many frames how many are drawn; the first, which catches up with the others, is not
counted."""

PARTS = ("start", "play", "draw", "encode")


@dataclass
class Spent:
    """CPU seconds of one scene.

    Parameters
    ----------
    name
        The scene's.
    film
        Seconds that it lasts.
    start
        For importing manim and the scene.
    play
        For its numbers and its mobjects, and for moving them.
    draw
        For drawing what changed of each frame.
    encode
        For converting it and for x264.
    """

    name: str = ""
    film: float = 0.0
    start: float = 0.0
    play: float = 0.0
    draw: float = 0.0
    encode: float = 0.0

    @property
    def share(self) -> float:
        """What all that takes on as many cores as there are workers, for a second of film."""
        return (self.start + self.play + self.draw + self.encode) / self.film / WORKERS


@dataclass
class Tally:
    """CPU seconds of what is sampled and of what is not, with the number of frames.

    A hold is a frame that stays; all of them are drawn.
    """

    sampled: dict[str, float] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)
    left_out: float = 0.0
    frames: int = 0
    moving: int = 0
    counted: int = 0

    def whole(self, part: str) -> float:
        """Return what a part would have taken if every frame had been drawn."""
        share = self.moving / max(self.counted, 1)
        return self.sampled.get(part, 0.0) * share + self.held.get(part, 0.0)


class SamplingRenderer(StoryRenderer):
    """Draw and encode a few frames in a row out of many.

    Parameters
    ----------
    path
        A file for them.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(NullSink(), lambda beat, frames: None)
        self.tally = Tally()
        self._encoder = H264Encoder(path, VIDEO.canvas, VIDEO.purpose)
        self._fresh = True

    def lay_ground(self, scene: Scene, static: Sequence[Mobject]) -> None:
        with self._timed("draw", self.tally.held):
            super().lay_ground(scene, static)

    def paint(self, scene: Scene, repeat: int) -> None:
        tally = self.tally
        turn = tally.moving % PERIOD if repeat == 1 else 0
        tally.frames += repeat
        tally.moving += repeat == 1
        if turn >= SAMPLE:
            with self._timed("draw", {}):
                self.updater.show(scene, repeat, False)
            return
        # a hold shows the frame before, or what is little else
        parts = tally.held if repeat > 1 else tally.sampled if turn else {}
        with self._timed("draw", {} if repeat > 1 else parts):
            changed = self.updater.show(scene, repeat, True)
        with self._timed("encode", parts):
            self._encode(cast("Pixels", self.camera.pixel_array), repeat, changed)
        tally.counted += repeat == 1 and turn > 0

    def _encode(self, pixels: Pixels, repeat: int, changed: Boxes) -> None:
        canvas = VIDEO.canvas
        if changed is None or self._fresh:
            changed = [(0, 0, canvas.width, canvas.height)]
        parts = [even(one, canvas) for one in changed]
        updates = [(*part[:2], convert(pixels, part)) for part in parts]
        self._encoder.show(updates, repeat, self._fresh)
        self._fresh = False

    @contextmanager
    def _timed(self, part: str, into: dict[str, float]) -> Iterator[None]:
        began = time.process_time()
        yield
        took = time.process_time() - began
        into[part] = into.get(part, 0.0) + took
        self.tally.left_out += took


def spent_on(entry: Entry, folder: Path) -> Spent:
    """Play a scene in this process, draw samples of it, and return what all would take."""
    params = load(entry).params_type()()
    job = Job(entry, params, "dark", None, VIDEO, folder)
    start = time.process_time()
    with TemporaryDirectory(dir=folder) as scratch:
        path = Path(scratch, "samples.mp4")
        _, renderer = play(job, Path(scratch), lambda: SamplingRenderer(path))
    tally = renderer.tally
    return Spent(
        entry.name,
        tally.frames / VIDEO.canvas.fps,
        start,
        time.process_time() - start - tally.left_out,
        tally.whole("draw"),
        tally.whole("encode"),
    )


def measure(scratch: Path, entries: Sequence[Entry] = CATALOG) -> None:
    """Print for each scene what drawing takes, and its share of the running time on two cores.

    Parameters
    ----------
    scratch
        A folder for all files.
    entries
        The scenes.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    table = Table(box=box.SIMPLE_HEAD)
    for head in ("scene", "film", *PARTS, "share"):
        table.add_column(
            head, min_width=6, justify="left" if head == "scene" else "right", no_wrap=True
        )
    context = multiprocessing.get_context("spawn")
    with context.Pool(WORKERS, maxtasksperchild=1) as pool:
        for spent in pool.imap(partial(spent_on, folder=scratch), entries, chunksize=1):
            seconds = (getattr(spent, part) for part in ("film", *PARTS))
            table.add_row(spent.name, *(f"{one:.1f} s" for one in seconds), f"{spent.share:.0%}")
            print(f"  {spent.name}: {spent.share:.0%}", file=sys.stderr)
    console = Console(highlight=False)
    console.print(f"CPU time at 1080p60, and its share of the running time on {WORKERS} cores")
    console.print(table)
