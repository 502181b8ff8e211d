"""A clip as a GIF: one palette for all of it, no dither, only what changes from frame to frame."""

from __future__ import annotations

import struct
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.palette import palette_of
from pipeline.paper import cut_out

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.clip import Clip
    from pipeline.patches import Patch
    from pipeline.sinks import Pixels

TABLE = 256
FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
BLOCK = 255
"""Bytes that can stand together in a file (GIF89a, 15)."""


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
    patches: Any = import_module("pipeline.patches")  # with a compiler, which takes a moment
    bare = clip.mapped(cut_out)
    drawn = patches.Patches(bare, palette_of(bare, colours))
    with path.open("wb") as file:
        file.write(_head(clip.width, clip.height, drawn.symbols))
        for patch in drawn:
            file.write(_frame(patch))
        file.write(b";")


def _head(width: int, height: int, symbols: Pixels) -> bytes:
    table = np.zeros((TABLE, 3), np.uint8)
    table[1 : len(symbols) + 1] = symbols[:, :3]
    full = 0b1_111_0_111  # there is a table, of 8 bits a colour, unsorted, with 256 of them
    screen = struct.pack("<6sHHBBB", b"GIF89a", width, height, full, 0, 0)
    return screen + table.tobytes() + FOR_EVER


def _frame(patch: Patch) -> bytes:
    """Return a patch with its time and place (GIF89a, 20, 22 and 23)."""
    nothing_is_seen_through = 1
    flags = patch.disposal << 2 | nothing_is_seen_through
    control = struct.pack("<2sBBHBB", b"\x21\xf9", 4, flags, patch.time, 0, 0)
    place = (patch.left, patch.top, patch.width, patch.height)
    image = struct.pack("<sHHHHBB", b",", *place, 0, patch.size)
    blocks = (patch.data[at : at + BLOCK] for at in range(0, len(patch.data), BLOCK))
    return control + image + b"".join(bytes([len(b)]) + b for b in blocks) + b"\0"
