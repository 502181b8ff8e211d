"""H.264 in MP4 with PyAV: one frame that lives on, updated in places and encoded again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from pipeline.encode.yuv import paste

if TYPE_CHECKING:
    from pipeline.encode.yuv import Plane, Planes
    from pipeline.presets import Canvas, Purpose

    PlaneUpdate = tuple[int, int, Planes]
    """Left and top, both even, and what is there now."""

THREADS = 1
"""x264's: scenes are drawn by several processes, and its output depends on the number."""

SECONDS_BETWEEN_KEY_FRAMES = 5

EVERYWHERE = "chromaloc=1"
"""x264's name for colours that belong to the middle of four pixels, as they are computed."""


class H264Encoder:
    """Encode frames as they come.

    Parameters
    ----------
    canvas
        Size and frame rate.
    purpose
        x264's settings.
    """

    def __init__(self, path: Path, canvas: Canvas, purpose: Purpose) -> None:
        self._tick = 1 / Fraction(canvas.fps)
        self._shown = 0
        self._failed = False
        # index first, so that a browser plays it before all of it has arrived
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        options = {
            "preset": purpose.preset,
            purpose.rate: str(purpose.loss),
            "x264-params": ":".join(filter(None, (EVERYWHERE, purpose.tools))),
        }
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
        self._frame = av.VideoFrame(canvas.width, canvas.height, "yuv420p")
        self._frame.time_base = self._tick
        self._planes = _planes(self._frame)

    def show(self, updates: Sequence[PlaneUpdate], repeat: int, starts_beat: bool) -> None:
        """Change the picture where it is to change, and show it.

        Parameters
        ----------
        updates
            What is new.
        repeat
            For how many frames.
        starts_beat
            Whether a player can begin here.
        """
        if self._failed:  # that was told, and FFmpeg would end the process if it was asked again
            return
        try:
            self._show(updates, repeat, starts_beat)
        except BaseException:
            self._failed = True
            raise

    def _show(self, updates: Sequence[PlaneUpdate], repeat: int, starts_beat: bool) -> None:
        for left, top, part in updates:
            paste(part, left, top, self._planes)
        for number in range(repeat):
            self._frame.pts = self._shown
            first = starts_beat and number == 0
            self._frame.pict_type = PictureType.I if first else PictureType.NONE
            self._file.mux(self._stream.encode(self._frame))
            self._shown += 1

    def close(self) -> float:
        """Finish the file and return how many seconds it plays."""
        self._file.mux(self._stream.encode())
        self._file.close()
        return float(self._shown * self._tick)

    def abandon(self) -> None:
        """Let go of the file without finishing it; never raises."""
        with suppress(Exception):
            self._file.close()


def _planes(frame: av.VideoFrame) -> Planes:
    """Return the memory of a frame: x264 has copied it by the time that encoding returns."""

    def plane(number: int) -> Plane:
        memory: Any = frame.planes[number]  # a buffer, which its annotation does not say
        rows: Plane = np.frombuffer(memory, np.uint8).reshape(memory.height, memory.line_size)
        return rows[:, : memory.width]

    return plane(0), plane(1), plane(2)
