"""A loop as a muted video: H.264 in MP4, or VP9 in WebM for pages that take no patented format.

On *Saddle points* VP9 takes three times the time for files a third larger at the same PSNR.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from pipeline.encode.clip import CENTISECONDS
from pipeline.encode.yuv import convert

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.encode.clip import Clip
    from pipeline.frame_sink import Pixels

THREADS = 1
"""The bytes depend on how many there are, and the machine's cores shall not decide."""


def write_mp4(clip: Clip, crf: int, path: Path) -> None:
    """Write `clip` as H.264.

    Parameters
    ----------
    clip
        What to show; an odd last row or column is left out, since colours are kept for 2×2 pixels.
    crf
        x264's measure of loss.
    """
    options = {"crf": str(crf), "preset": "slow", "tune": "animation"}
    _write(clip, path, "libx264", "mp4", {"movflags": "+faststart"}, options)


def write_webm(clip: Clip, crf: int, path: Path) -> None:
    """Write `clip` as VP9; as :func:`write_mp4`, but for the measure of loss, which is libvpx's."""
    options = {"crf": str(crf), "b": "0", "deadline": "good", "cpu-used": "3"}
    _write(clip, path, "libvpx-vp9", "webm", {"fflags": "+bitexact"}, options)


def _write(
    clip: Clip,
    path: Path,
    codec: str,
    container: str,
    kept: dict[str, str],
    options: dict[str, str],
) -> None:
    rate = Fraction(CENTISECONDS, clip.tick)
    with av.open(str(path), "w", format=container, options=kept) as file:
        stream: Any = file.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height = clip.width // 2 * 2, clip.height // 2 * 2
        stream.pix_fmt, stream.thread_count = "yuv420p", THREADS
        context = stream.codec_context
        context.time_base = 1 / rate
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        number = 0
        for picture, shot in zip(clip.pictures(), clip.shots, strict=True):
            frame = _frame(picture, stream.width, stream.height)
            frame.time_base = 1 / rate
            for _ in range(shot.shown // clip.tick):
                frame.pts = number
                file.mux(stream.encode(frame))
                number += 1
        file.mux(stream.encode())


def _frame(picture: Pixels, width: int, height: int) -> av.VideoFrame:
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, levels in zip(frame.planes, convert(picture, (0, 0, width, height)), strict=True):
        rows = np.zeros((plane.height, plane.line_size), np.uint8)
        rows[:, : plane.width] = levels
        plane.update(rows.tobytes())
    return frame
