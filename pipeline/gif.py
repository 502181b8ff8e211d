"""A clip as a GIF: one palette for all of it, no dither, only what changed from frame to frame."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from pipeline.clip import CENTISECONDS
from pipeline.palette import palette_of
from pipeline.paper import cut_out

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.clip import Clip
    from pipeline.sinks import Pixels

CENTISECOND = Fraction(1, CENTISECONDS)
MOST_COLOURS = 256


def write_gif(clip: Clip, colours: int, path: Path) -> None:
    """Write `clip` so that it plays for ever.

    Parameters
    ----------
    clip
        What to show.
    colours
        How many it may have, from 4 to 256.
    path
        Where to write.
    """
    bare = clip.mapped(cut_out)
    palette = palette_of(bare, colours)
    table = _table(palette.colours)
    options = {"loop": "0", "final_delay": str(clip.shots[-1].shown)}
    with av.open(str(path), "w", format="gif", options=options) as file:
        stream = file.add_stream("gif", rate=1 / CENTISECOND)
        stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "pal8"
        stream.codec_context.time_base = CENTISECOND
        start = 0
        for indices, shot in zip(palette.indices(bare), clip.shots, strict=True):
            pair: Any = (indices, table)  # what pal8 takes, though its types do not say so
            frame = av.VideoFrame.from_ndarray(pair, format="pal8")
            frame.pts, frame.time_base = start, CENTISECOND
            file.mux(stream.encode(frame))
            start += shot.shown
        file.mux(stream.encode())


def _table(colours: Pixels) -> Pixels:
    """Return a full table, as the encoder has it: alpha first, what is left over means nothing."""
    table = np.zeros((MOST_COLOURS, 4), np.uint8)
    table[: len(colours)] = np.roll(colours, 1, axis=1)
    return table
