"""Pictures out of a finished video: the frames that the manifest asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from pipeline.join import fraction


def pictures(video: Path, numbers: Sequence[int], fps: float) -> Iterator[Image.Image]:
    """Yield the frames of these numbers, in ascending order, decoding as little as possible.

    Parameters
    ----------
    video
        An MP4.
    numbers
        Ascending.
    fps
        Frames a second.
    """
    with av.open(str(video)) as file:
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        base = fraction(stream.time_base)
        for number in numbers:
            moment = round(number / Fraction(fps) / base)
            file.seek(moment, stream=stream)
            frame = next(
                frame
                for frame in file.decode(stream)
                if frame.pts is not None and frame.pts >= moment
            )
            rgb = frame.reformat(format="rgb24", src_colorspace="itu709").to_ndarray()
            yield Image.fromarray(rgb)
