"""MP4 as a format: rendered in one thread, encoded in another, one segment for each beat.

A segment is encoded on its own, so that its bytes depend on its beat alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipeline.encode.burned_captions import Captioned, Strip, origin, shrunk
from pipeline.job import Frames
from pipeline.manifest import PRELUDE
from pipeline.presets import DEFAULT_PURPOSE, PURPOSES, Canvas, Purpose, Quality

if TYPE_CHECKING:
    from pipeline.encode.h264 import H264Encoder, PlaneUpdate
    from pipeline.encode.yuv import Planes
    from pipeline.frame_sink import Box, Boxes, FrameSink, Pixels

AHEAD = 4
"""How many frames the drawing may be ahead of the encoding; memory holds what changed in them."""


Finished = Callable[[str, Path], None]
"""Told the name of a beat and the file with its frames, which is then removed."""


@dataclass(frozen=True)
class Video:
    """A video in one of the named qualities.

    Parameters
    ----------
    quality
        Size and frame rate.
    strip
        What is written below the picture, if captions are burned in.
    purpose
        How it is encoded.
    """

    quality: Quality
    strip: Strip | None = None
    purpose: Purpose = PURPOSES[DEFAULT_PURPOSE]
    suffix: str = ".mp4"

    frames: ClassVar[Frames] = "all"
    segmented: ClassVar[bool] = True

    @property
    def canvas(self) -> Canvas:
        return shrunk(self.quality.canvas) if self.strip else self.quality.canvas

    @property
    def origin(self) -> tuple[int, int]:
        """Where the drawn picture's upper left corner is in the whole one, in pixels."""
        return origin(self.quality.canvas) if self.strip else (0, 0)

    def open(self, path: Path) -> FrameSink:
        whole = Mp4(path, self.quality.canvas, self.purpose)
        return Captioned(whole, self.quality.canvas, self.strip) if self.strip else whole


class Mp4:
    """Encode frames while the next ones are drawn.

    What changed is converted at once, which copies it; a thread of its own encodes it, and PyAV
    leaves Python to others meanwhile.

    Parameters
    ----------
    canvas
        Size and frame rate.
    purpose
        x264's settings.
    """

    def __init__(self, path: Path, canvas: Canvas, purpose: Purpose) -> None:
        # not imported above: with it come NumPy and a compiler, and plans are made without them
        self._encoder: H264Encoder = import_module("pipeline.encode.h264").H264Encoder(
            path, canvas, purpose
        )
        self._convert: Callable[[Pixels, Box], Planes] = import_module(
            "pipeline.encode.yuv"
        ).convert
        self._canvas = canvas
        self._empty = self._starts_beat = True
        self._thread = ThreadPoolExecutor(1, f"encode {path.name}")
        self._ahead: deque[Future[None]] = deque()

    def open_beat(self, name: str) -> None:
        self._starts_beat = True

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        while len(self._ahead) >= AHEAD:
            self._ahead.popleft().result()  # raises what encoding raised
        if changed is None or self._empty:
            changed = [(0, 0, self._canvas.width, self._canvas.height)]
        updates = [self._update(pixels, box) for box in changed]
        encoding = self._thread.submit(self._encoder.show, updates, repeat, self._starts_beat)
        self._ahead.append(encoding)
        self._empty = self._starts_beat = False

    def _update(self, pixels: Pixels, box: Box) -> PlaneUpdate:
        box = even(box, self._canvas)
        return box[0], box[1], self._convert(pixels, box)

    def close(self) -> float:
        while self._ahead:
            self._ahead.popleft().result()
        self._thread.shutdown()
        return self._encoder.close()

    def abandon(self) -> None:
        with suppress(Exception):
            self._thread.shutdown(cancel_futures=True)
        self._encoder.abandon()


def even(box: Box, canvas: Canvas) -> Box:
    """Return the smallest box around `box` with even edges, within a canvas of even sides."""
    left, top, right, bottom = box
    left, top = max(0, left) // 2 * 2, max(0, top) // 2 * 2
    right, bottom = min(canvas.width, right + right % 2), min(canvas.height, bottom + bottom % 2)
    return left, top, right, bottom


class SegmentSink:
    """Make a file of every beat.

    Parameters
    ----------
    form
        The kind of video.
    folder
        Where the files are while they are written.
    finished
        Takes each when it is complete.
    """

    def __init__(self, form: Video, folder: Path, finished: Finished) -> None:
        self._form = form
        self._path = folder / f"segment{form.suffix}"
        self._finished = finished
        self._beat = PRELUDE
        self._sink: FrameSink | None = None

    def open_beat(self, name: str) -> None:
        self._end()
        self._beat = name

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        if self._sink is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._sink = self._form.open(self._path)
            if self._beat != PRELUDE:
                self._sink.open_beat(self._beat)
            changed = None  # this file has not seen the frame before
        self._sink.write(pixels, repeat, changed)

    def close(self) -> float:
        self._end()
        return 0.0

    def abandon(self) -> None:
        if self._sink is not None:
            self._sink.abandon()
            self._sink = None
        self._path.unlink(missing_ok=True)

    def _end(self) -> None:
        if self._sink is None:
            return
        self._sink.close()
        self._sink = None
        self._finished(self._beat, self._path)
        self._path.unlink()
