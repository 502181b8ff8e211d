"""From RGB to YUV 4:2:0 as H.264 stores it: BT.709, limited range.

Exact integers, so that a part of a frame comes out as it does within the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from pipeline.encode.jit import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.frame_sink import Box, Pixels

    Plane = NDArray[np.uint8]
    Planes = tuple[Plane, Plane, Plane]

RED, BLUE = 0.2126, 0.0722
"""Their shares of the brightness; green has the rest (Rec. ITU-R BT.709-6, 3.2)."""

BITS = 16
"""Binary digits behind the point of the weights below."""

LUMA_RANGE, CHROMA_RANGE = 219 / 255, 224 / 255
BLACK, NO_COLOUR = 16, 128
"""What black and grey are stored as in limited range (BT.709-6, 4.6)."""

CHROMA_BITS = BITS + 2
"""As many as the weights have, and two for the mean of four pixels."""

LUMA_ZERO = (BLACK << BITS) + (1 << BITS - 1)
CHROMA_ZERO = (NO_COLOUR << CHROMA_BITS) + (1 << CHROMA_BITS - 1)
PACKED = types.Array(types.uint32, 2, "C", readonly=True)
PLANE = types.Array(types.uint8, 2, "C")


def _weight(share: float) -> int:
    return round(share * (1 << BITS))


RED_LUMA, BLUE_LUMA = _weight(RED * LUMA_RANGE), _weight(BLUE * LUMA_RANGE)
GREEN_LUMA = _weight((1 - RED - BLUE) * LUMA_RANGE)
FULL = _weight(CHROMA_RANGE / 2)
RED_U = _weight(-RED / (1 - BLUE) * CHROMA_RANGE / 2)
BLUE_V = _weight(-BLUE / (1 - RED) * CHROMA_RANGE / 2)
GREEN_U, GREEN_V = -FULL - RED_U, -FULL - BLUE_V  # so that grey has no colour, whatever was rounded


@compiled(types.void(PACKED, types.intp, types.intp, PLANE))
def _luma(pixels: NDArray[np.uint32], left: int, top: int, y: Plane) -> None:
    byte, eight, sixteen = np.uint32(255), np.uint32(8), np.uint32(16)
    right = left + y.shape[1]
    for row in range(len(y)):
        source, to = pixels[top + row, left:right], y[row]
        for i in range(len(to)):
            pixel = source[i]
            red, green, blue = pixel & byte, (pixel >> eight) & byte, (pixel >> sixteen) & byte
            level = np.uint32(RED_LUMA) * red + np.uint32(GREEN_LUMA) * green
            level += np.uint32(BLUE_LUMA) * blue + np.uint32(LUMA_ZERO)
            to[i] = np.uint8(level >> np.uint32(BITS))


@compiled(types.void(PACKED, types.intp, types.intp, PLANE, PLANE))
def _chroma(pixels: NDArray[np.uint32], left: int, top: int, u: Plane, v: Plane) -> None:
    # two bytes that are three apart are summed in one number: four of them take ten bits
    apart, byte, low = np.uint32(0xFF00FF), np.uint32(255), np.uint32(0xFFFF)
    eight, sixteen = np.uint32(8), np.uint32(16)
    right = left + 2 * u.shape[1]
    for row in range(len(u)):
        at = top + 2 * row
        above, below = pixels[at, left:right], pixels[at + 1, left:right]
        to_u, to_v = u[row], v[row]
        for i in range(len(to_u)):
            a, b, c, d = above[2 * i], above[2 * i + 1], below[2 * i], below[2 * i + 1]
            pairs = (a & apart) + (b & apart) + (c & apart) + (d & apart)
            greens = ((a >> eight) & byte) + ((b >> eight) & byte)
            greens += ((c >> eight) & byte) + ((d >> eight) & byte)
            red, green, blue = np.int32(pairs & low), np.int32(greens), np.int32(pairs >> sixteen)
            first = np.int32(RED_U) * red + np.int32(GREEN_U) * green + np.int32(FULL) * blue
            second = np.int32(FULL) * red + np.int32(GREEN_V) * green + np.int32(BLUE_V) * blue
            to_u[i] = np.uint8((first + np.int32(CHROMA_ZERO)) >> np.int32(CHROMA_BITS))
            to_v[i] = np.uint8((second + np.int32(CHROMA_ZERO)) >> np.int32(CHROMA_BITS))


def convert(pixels: Pixels, box: Box) -> Planes:
    """Return a part of a picture as planes of brightness and of two colour differences.

    Parameters
    ----------
    pixels
        Red, green, blue and alpha, which is not looked at; of shape ``(height, width, 4)``.
    box
        The part, with even edges.

    Returns
    -------
    y, u, v
        Of shape ``(height, width)``; the other two of half as much both ways.

    Raises
    ------
    ValueError
        When an edge is odd or outside the picture.
    """
    left, top, right, bottom = box
    height, width = pixels.shape[:2]
    if any(edge % 2 for edge in box):
        raise ValueError(f"the box {box} has an odd edge")
    if not (0 <= left <= right <= width and 0 <= top <= bottom <= height):
        raise ValueError(f"the box {box} is not within {width}×{height} pixels")
    packed = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    half = ((bottom - top) // 2, (right - left) // 2)
    y, u, v = (np.empty(s, np.uint8) for s in ((bottom - top, right - left), half, half))
    _luma(packed, left, top, y)
    _chroma(packed, left, top, u, v)
    return y, u, v


def paste(part: Planes, left: int, top: int, whole: Planes) -> None:
    """Put a converted part in its place; `left` and `top` are even, in pixels of brightness."""
    for number, (plane, to) in enumerate(zip(part, whole, strict=True)):
        x, y = (left, top) if number == 0 else (left // 2, top // 2)
        to[y : y + plane.shape[0], x : x + plane.shape[1]] = plane
