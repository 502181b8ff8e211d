"""H.264 in MP4, with exact time stamps and a key frame at the start of every beat."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation

from pipeline.burned import Captioned, Strip, origin, shrunk
from pipeline.qualities import Canvas, Quality

if TYPE_CHECKING:
    from pipeline.sinks import Boxes, FrameSink, Pixels

THREADS = 2
"""x264's threads: a fixed number, because its output depends on it, and files shall not."""

SECONDS_BETWEEN_KEY_FRAMES = 5
SCALER = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP


@dataclass(frozen=True)
class Video:
    """A video in one of the named qualities.

    Parameters
    ----------
    quality
        Size, frame rate and effort.
    strip
        What is written below the picture, if captions are burned in.
    """

    quality: Quality
    strip: Strip | None = None
    suffix: str = ".mp4"

    @property
    def canvas(self) -> Canvas:
        return shrunk(self.quality.canvas) if self.strip else self.quality.canvas

    @property
    def origin(self) -> tuple[int, int]:
        """Where the drawn picture's upper left corner is in the whole one, in pixels."""
        return origin(self.quality.canvas) if self.strip else (0, 0)

    def open(self, path: Path) -> FrameSink:
        whole = Mp4(path, self.quality)
        return Captioned(whole, self.quality.canvas, self.strip) if self.strip else whole


class Mp4:
    """Encode frames as they come.

    Parameters
    ----------
    path
        Where to write.
    quality
        Size, frame rate and encoder settings.
    """

    def __init__(self, path: Path, quality: Quality) -> None:
        canvas = quality.canvas
        self._tick = 1 / Fraction(canvas.fps)
        self._shown = 0
        self._starts_beat = True
        # index first, so that a browser plays it before all of it has arrived
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        options = {"crf": str(quality.crf), "preset": quality.preset}
        stream = self._file.add_stream("libx264", rate=1 / self._tick, options=options)
        stream.width, stream.height, stream.pix_fmt = canvas.width, canvas.height, "yuv420p"
        stream.thread_count = THREADS
        codec = stream.codec_context
        codec.time_base = self._tick
        codec.gop_size = round(SECONDS_BETWEEN_KEY_FRAMES * canvas.fps)
        codec.colorspace = Colorspace.ITU709
        codec.color_range = ColorRange.MPEG
        codec.color_primaries = ColorPrimaries.BT709
        codec.color_trc = ColorTrc.BT709
        self._stream = stream

    def open_beat(self, name: str) -> None:
        self._starts_beat = True

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        frame = av.VideoFrame.from_numpy_buffer(pixels, "rgba").reformat(
            format="yuv420p",
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            dst_colorspace=Colorspace.ITU709,
            interpolation=SCALER,
        )
        frame.color_primaries = ColorPrimaries.BT709
        frame.color_trc = ColorTrc.BT709
        frame.time_base = self._tick
        for _ in range(repeat):
            frame.pts = self._shown
            frame.pict_type = PictureType.I if self._starts_beat else PictureType.NONE
            self._file.mux(self._stream.encode(frame))
            self._starts_beat = False
            self._shown += 1

    def close(self) -> float:
        self._file.mux(self._stream.encode())
        self._file.close()
        return float(self._shown * self._tick)

    def abandon(self) -> None:
        with suppress(Exception):
            self._file.close()
