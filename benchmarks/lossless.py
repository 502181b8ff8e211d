"""Frames kept without loss, and what an encoder makes of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.video.reformatter import Interpolation

from pipeline.encode.h264 import H264Encoder
from pipeline.encode.yuv import convert

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.frame_sink import Boxes, Pixels
    from pipeline.presets import Canvas, Purpose

LOSSLESS = {"crf": "0", "preset": "ultrafast"}
"""x264's settings under which a picture in red, green and blue comes back as it was."""

CODEC, PIXELS = "libx264rgb", "rgb24"

EVERY = 6
"""Of how many frames one is compared."""

SMOOTH = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT


class Original:
    """A sink that keeps every frame as it was drawn."""

    def __init__(self, path: Path, canvas: Canvas) -> None:
        self._file: Any = av.open(str(path), "w", format="mp4")
        stream: Any = self._file.add_stream(CODEC, round(canvas.fps), options=LOSSLESS)
        stream.width, stream.height, stream.pix_fmt = canvas.width, canvas.height, PIXELS
        stream.thread_count = 1
        self._stream = stream

    def open_beat(self, name: str) -> None:
        """Beats leave no mark."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[..., :3]), format=PIXELS)
        for _ in range(repeat):
            frame.pts = None
            self._file.mux(self._stream.encode(frame))

    def close(self) -> float:
        self._file.mux(self._stream.encode())
        self._file.close()
        return 0.0

    def abandon(self) -> None:
        """Nobody abandons a benchmark."""


def pictures_of(path: Path, colours: str = "itu709") -> Iterator[NDArray[np.uint8] | None]:
    """Yield each frame of a video; between those that are compared, nothing."""
    with av.open(str(path)) as file:
        file.streams.video[0].thread_count = 1
        for number, frame in enumerate(file.decode(video=0)):
            if number % EVERY:
                yield None
            else:
                options: Any = {"src_colorspace": colours, "interpolation": SMOOTH}
                picture: Any = frame.to_ndarray(format=PIXELS, **options)
                yield picture


def fidelity(path: Path, original: Path, colours: str = "itu709") -> tuple[float, float]:
    """Return the peak signal-to-noise ratio of a video to its frames without loss.

    Parameters
    ----------
    path, original
        The two videos, of the same frames.
    colours
        In which the first is stored: manim's files are in BT.601 and do not say so.

    Returns
    -------
    colours, brightness
        In decibels: over red, green and blue; over their weighted mean.

    Raises
    ------
    ValueError
        When they differ in their number of frames.
    """
    weights = np.array([0.2126, 0.7152, 0.0722], np.float32)
    squares: list[tuple[float, float]] = []
    for seen, wanted in zip(pictures_of(path, colours), pictures_of(original), strict=True):
        if seen is not None and wanted is not None:
            error = seen.astype(np.float32) - wanted
            squares.append((float(np.mean(error**2)), float(np.mean((error @ weights) ** 2))))
    colour, brightness = np.mean(squares, axis=0)
    return decibels(colour), decibels(brightness)


def decibels(square: float) -> float:
    """Return a mean squared error as a peak signal-to-noise ratio."""
    return float(10 * np.log10(255**2 / square))


def encoding_alone(original: Path, path: Path, canvas: Canvas, purpose: Purpose) -> float:
    """Return the CPU seconds that x264 takes for these frames, without what leads up to it."""
    encoder = H264Encoder(path, canvas, purpose)
    whole = (0, 0, canvas.width, canvas.height)
    seconds = 0.0
    with av.open(str(original)) as file:
        file.streams.video[0].thread_count = 1
        for number, frame in enumerate(file.decode(video=0)):
            pixels: Any = frame.to_ndarray(format="rgba")
            encoder.show(
                [(0, 0, convert(pixels, whole))], 0, number == 0
            )  # the conversion is no part of it
            start = time.thread_time()
            encoder.show([], 1, number == 0)
            seconds += time.thread_time() - start
    start = time.thread_time()
    encoder.close()
    return seconds + time.thread_time() - start
