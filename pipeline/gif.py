"""A clip as a GIF: one palette for all of it, no dither, only what changed from frame to frame."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.GifImagePlugin import getdata

from pipeline.palette import palette_of
from pipeline.paper import cut_out

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.clip import Clip
    from pipeline.sinks import Pixels

MILLISECONDS = 10
"""In a hundredth of a second, which is how a clip counts."""

STAY, CLEAR = 1, 2
"""What becomes of a frame's rectangle before the next frame (GIF89a, 23.c.iv)."""

SHORTEST = 2
"""Centiseconds: browsers show a frame with less for ten."""

TABLE = 256
FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"

Indices = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Box = tuple[slice, slice]


@dataclass(frozen=True)
class Patch:
    """A rectangle that is drawn over what is there.

    Parameters
    ----------
    indices
        Its pixels; those that change nothing are nothing.
    left, top
        Where it is.
    time
        Centiseconds until the next one.
    disposal
        :data:`STAY` or :data:`CLEAR`.
    """

    indices: Indices
    left: int
    top: int
    time: int
    disposal: int


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
    nothing = len(palette.colours) - 1
    times = [shot.shown for shot in clip.shots]
    with path.open("wb") as file:
        file.write(_head(clip.width, clip.height, palette.colours, nothing))
        for patch in _patches(palette.indices(bare), times, nothing):
            blocks = getdata(
                Image.fromarray(patch.indices, "P"),
                (patch.left, patch.top),
                duration=patch.time * MILLISECONDS,
                disposal=patch.disposal,
                transparency=nothing,
            )
            file.writelines(blocks)
        file.write(b";")


def _head(width: int, height: int, colours: Pixels, nothing: int) -> bytes:
    table = np.zeros((TABLE, 3), np.uint8)
    table[: len(colours)] = colours[:, :3]
    full = 0b1_111_0_111  # there is a table, of 8 bits a colour, unsorted, with 256 of them
    screen = struct.pack("<6sHHBBB", b"GIF89a", width, height, full, nothing, 0)
    return screen + table.tobytes() + FOR_EVER


def _patches(frames: Iterator[Indices], times: Iterable[int], nothing: int) -> Iterator[Patch]:
    """Yield what of each frame is drawn.

    A GIF cannot draw nothing over something; it can clear a patch's rectangle when its time is
    over. So where the next frame uncovers a pixel, a patch of its own comes last, no larger than
    that takes, for the shortest time that browsers keep; the next frame fills in what stays.
    """
    shown: Indices | None = None
    for (frame, after), time in zip(_pairs(frames), times, strict=True):
        before = np.full_like(frame, nothing) if shown is None else shown
        drawn = np.where(frame == before, nothing, frame).astype(np.uint8)
        gone = (frame != nothing) & (after == nothing)
        shown = frame.copy()
        everything, hole = _box((drawn != nothing) | gone), _box(gone)
        if not gone.any():
            yield _patch(drawn, everything, time, STAY)
        elif hole == everything or time < 2 * SHORTEST:
            yield _patch(drawn, everything, time, CLEAR)
            shown[everything] = nothing
        else:
            yield _patch(drawn, _box(drawn != nothing), time - SHORTEST, STAY)
            yield _patch(np.full_like(drawn, nothing), hole, SHORTEST, CLEAR)
            shown[hole] = nothing


def _pairs(frames: Iterator[Indices]) -> Iterator[tuple[Indices, Indices]]:
    """Yield each frame with the next one; the last one, with itself."""
    frame = next(frames)
    for after in frames:
        yield frame, after
        frame = after
    yield frame, frame


def _patch(drawn: Indices, box: Box, time: int, disposal: int) -> Patch:
    rows, columns = box
    return Patch(np.ascontiguousarray(drawn[box]), columns.start, rows.start, time, disposal)


def _box(mask: Mask) -> Box:
    """Return the smallest rectangle around what is set: at least one pixel."""
    sides = [np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0)]
    rows, columns = (slice(int(s[0]), int(s[-1]) + 1) if len(s) else slice(0, 1) for s in sides)
    return rows, columns
