"""Laying a picture over a frame."""

from __future__ import annotations

import numpy as np

from scenes.kit.surface.compiled import kernel
from scenes.kit.surface.rectangle import Rectangle
from scenes.kit.surface.sheet import Array

OPAQUE = np.uint32(0xFF000000)
"""A packed colour that is no less hides what is below it."""


@kernel
def lay(picture: Array, box: Rectangle, opacity: float, left: int, top: int, frame: Array) -> None:
    """Lay a box of a picture over a frame, in place; both are packed.

    The picture's corner is at column `left` and row `top` of the frame.
    """
    whole = opacity == 1
    for y in range(box.top, box.bottom):
        row, below = picture[y], frame[top + y, left:]
        for x in range(box.left, box.right):
            over = row[x]
            if over == 0:
                continue
            if whole and over >= OPAQUE:
                below[x] = over
                continue
            under, mixed = below[x], 0
            rest = 1 - opacity * (over >> 24) / 255.0
            for shift in range(0, 32, 8):
                channel = opacity * (over >> shift & 255) + (under >> shift & 255) * rest
                mixed |= int(channel + 0.5) << shift
            below[x] = mixed
