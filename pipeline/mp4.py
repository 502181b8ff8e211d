"""A video as a kind of file: drawn in one thread, encoded in another."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.burned import Captioned, Strip, origin, shrunk
from pipeline.qualities import DEFAULT_PURPOSE, PURPOSES, Canvas, Purpose, Quality

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.encoder import Encoder, Patch
    from pipeline.sinks import Box, Boxes, FrameSink, Pixels
    from pipeline.yuv import Planes

AHEAD = 4
"""How many frames the drawing may be ahead of the encoding; memory holds what changed in them."""


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
    path
        Where to write.
    canvas
        Size and frame rate.
    purpose
        x264's settings.
    """

    def __init__(self, path: Path, canvas: Canvas, purpose: Purpose) -> None:
        # not imported above: with it come NumPy and a compiler, and plans are made without them
        self._encoder: Encoder = import_module("pipeline.encoder").Encoder(path, canvas, purpose)
        self._convert: Callable[[Pixels, Box], Planes] = import_module("pipeline.yuv").convert
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
        patches = [self._patch(pixels, box) for box in changed]
        encoding = self._thread.submit(self._encoder.show, patches, repeat, self._starts_beat)
        self._ahead.append(encoding)
        self._empty = self._starts_beat = False

    def _patch(self, pixels: Pixels, box: Box) -> Patch:
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
