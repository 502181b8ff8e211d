"""A clip as a GIF: one palette for all of it, no dither, only what changed from frame to frame."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av

from pipeline.clip import CENTISECONDS
from pipeline.palette import in_few_colours
from pipeline.paper import cut_out

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.clip import Clip

CENTISECOND = Fraction(1, CENTISECONDS)


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
    options = {"loop": "0", "final_delay": str(clip.shots[-1].shown)}
    with av.open(str(path), "w", format="gif", options=options) as file:
        stream = file.add_stream("gif", rate=1 / CENTISECOND)
        stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "pal8"
        stream.codec_context.time_base = CENTISECOND
        start = 0
        frames = in_few_colours(clip.mapped(cut_out), colours)
        for frame, shot in zip(frames, clip.shots, strict=True):
            frame.pts, frame.time_base = start, CENTISECOND
            file.mux(stream.encode(frame))
            start += shot.shown
        file.mux(stream.encode())
