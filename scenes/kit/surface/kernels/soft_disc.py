"""Soft discs: a colour over a frame, its opacity a function of the distance from a middle."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from scenes.kit.surface.kernels.jit import kernel
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.kernels.structs import Array
from scenes.kit.surface.kernels.tone import ONE, ZERO, single

ROUNDING = single(0.5)


class Disc(NamedTuple):
    """Where a disc is and what colour it has.

    Its middle in pixels; its radius in pixels where it does not waver; how far it wavers with
    the sine of three and of five times the angle, as shares of the radius, and sine and cosine of
    the phase; red, green and blue, 0 to 255. Middle to phase are single numbers.
    """

    x: float
    y: float
    radius: float
    third: float
    fifth: float
    sine: float
    cosine: float
    red: int
    green: int
    blue: int


@kernel
def lay_disc(disc: Disc, opacities: Array, box: Rectangle, frame: Array) -> None:
    """Lay a disc over a box of a frame, in place.

    Parameters
    ----------
    disc
        Where, and in which colour.
    opacities
        By distance, from the middle to the radius, both included, ``(n,)`` of single numbers; the
        last one goes on beyond.
    box
        The pixels to change.
    frame
        Packed RGBA ``(height, width)``, red in the lowest byte, the colours times their coverage.
    """
    last = len(opacities) - 1
    most = single(last)
    beyond = opacities[last]
    color = np.uint32(disc.red | disc.green << 8 | disc.blue << 16 | 255 << 24)
    outer = disc.radius * (ONE + abs(disc.third) + abs(disc.fifth)) + ONE
    count = box.right - box.left
    places = np.empty(count, np.float32)
    for y in range(box.top, box.bottom):
        row = frame[y, box.left : box.right]
        up = disc.y - single(y) - ROUNDING
        half = math.sqrt(max(outer * outer - up * up, ZERO))
        start = min(max(int(disc.x - half) - box.left, 0), count)
        end = min(max(int(disc.x + half) + 1 - box.left, start), count)
        if beyond == ONE:
            row[:start] = color
            row[end:] = color
        elif beyond > ZERO:
            start, end = 0, count
        first = single(box.left) + ROUNDING - disc.x
        for n in range(start, end):
            # the sines of multiples of an angle are products of those of the angle
            right = first + single(n)
            far = math.sqrt(right * right + up * up) + single(1e-6)
            c, s = right / far, up / far
            c2, s2 = c * c - s * s, c * s + c * s
            c3, s3 = c2 * c - s2 * s, s2 * c + c2 * s
            c5, s5 = c3 * c2 - s3 * s2, s3 * c2 + c3 * s2
            wave = disc.third * (s3 * disc.cosine + c3 * disc.sine)
            wave += disc.fifth * (s5 * disc.cosine - c5 * disc.sine)
            places[n] = min(far * most / (disc.radius * (ONE + wave)) + ROUNDING, most)
        for n in range(start, end):
            opacity = opacities[np.uint32(places[n])]
            if opacity <= ZERO:
                continue
            under, mixed = row[n], np.uint32(0)
            left = ONE - opacity
            for shift in range(0, 32, 8):
                one = single((color >> np.uint32(shift)) & np.uint32(255))
                other = single((under >> np.uint32(shift)) & np.uint32(255))
                channel = np.uint32(opacity * one + left * other + ROUNDING)
                mixed |= channel << np.uint32(shift)
            row[n] = mixed
