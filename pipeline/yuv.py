"""From drawn pixels to what H.264 stores: BT.709, limited range, one colour for four pixels.

Exact integers, so that a part of a frame comes out as it does within the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.sinks import Pixels

    Plane = NDArray[np.uint8]
    Planes = tuple[Plane, Plane, Plane]

F = TypeVar("F", bound=Callable[..., Any])

RED, BLUE = 0.2126, 0.0722
"""Their shares of the brightness; green has the rest (Rec. ITU-R BT.709-6, 3.2)."""

BITS = 16
"""Binary digits behind the point of the weights below."""

LUMA_RANGE, CHROMA_RANGE = 219 / 255, 224 / 255
BLACK, NO_COLOUR = 16, 128
"""What black and grey are stored as in limited range (BT.709-6, 4.6)."""

CHROMA_BITS = BITS + 2
"""As many as the weights have, and two for the mean of four pixels."""


def _weight(share: float) -> int:
    return round(share * (1 << BITS))


RED_LUMA, BLUE_LUMA = _weight(RED * LUMA_RANGE), _weight(BLUE * LUMA_RANGE)
GREEN_LUMA = _weight((1 - RED - BLUE) * LUMA_RANGE)
FULL = _weight(CHROMA_RANGE / 2)
RED_U = _weight(-RED / (1 - BLUE) * CHROMA_RANGE / 2)
BLUE_V = _weight(-BLUE / (1 - RED) * CHROMA_RANGE / 2)
GREEN_U, GREEN_V = -FULL - RED_U, -FULL - BLUE_V  # so that grey has no colour, whatever was rounded
LUMA_ZERO = (BLACK << BITS) + (1 << BITS - 1)
CHROMA_ZERO = (NO_COLOUR << CHROMA_BITS) + (1 << CHROMA_BITS - 1)


def _compiled(function: F) -> F:
    """Compile when first called; keep the machine code for the next run where that can be."""
    options: dict[str, Any] = {"error_model": "numpy", "nogil": True}
    try:
        return cast(F, njit(cache=True, **options)(function))
    except RuntimeError:  # there is no folder that it may write to
        return cast(F, njit(**options)(function))


@_compiled
def _luma(pixels: NDArray[np.uint32], y: Plane) -> None:
    byte, eight, sixteen = np.uint32(255), np.uint32(8), np.uint32(16)
    for row in range(len(pixels)):
        source, to = pixels[row], y[row]
        for i in range(len(source)):
            pixel = source[i]
            red, green, blue = pixel & byte, (pixel >> eight) & byte, (pixel >> sixteen) & byte
            level = np.uint32(RED_LUMA) * red + np.uint32(GREEN_LUMA) * green
            level += np.uint32(BLUE_LUMA) * blue + np.uint32(LUMA_ZERO)
            to[i] = np.uint8(level >> np.uint32(BITS))


@_compiled
def _chroma(pixels: NDArray[np.uint32], u: Plane, v: Plane) -> None:
    # two bytes that are three apart are summed in one number: four of them take ten bits
    apart, byte, low = np.uint32(0xFF00FF), np.uint32(255), np.uint32(0xFFFF)
    eight, sixteen = np.uint32(8), np.uint32(16)
    for row in range(len(u)):
        above, below, to_u, to_v = pixels[2 * row], pixels[2 * row + 1], u[row], v[row]
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


def convert(pixels: Pixels, planes: Planes, left: int = 0, top: int = 0) -> None:
    """Write a picture into the planes of a larger one.

    Parameters
    ----------
    pixels
        Red, green, blue and alpha, which is not looked at; of shape ``(height, width, 4)``, both
        even.
    planes
        Brightness and the two colour differences; those have half the width and height.
    left, top
        Where the picture's upper left corner goes, in pixels; both even.

    Raises
    ------
    ValueError
        When the picture does not fit.
    """
    height, width = pixels.shape[:2]
    y, u, v = planes
    if any(side % 2 for side in (left, top, width, height)):
        raise ValueError(f"{width}×{height} pixels at {left}, {top} are not even on all sides")
    if not (0 <= left <= y.shape[1] - width and 0 <= top <= y.shape[0] - height):
        raise ValueError(f"{width}×{height} pixels at {left}, {top} are not all within the frame")
    packed = np.ascontiguousarray(pixels).view("<u4").reshape(height, width)
    _luma(packed, y[top : top + height, left : left + width])
    half = (slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2))
    _chroma(packed, u[half], v[half])
