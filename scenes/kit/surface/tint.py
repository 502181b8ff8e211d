"""The last steps of a strip: paint, contour lines, air, and bytes.

Like in :mod:`scenes.kit.surface.strip`, loops that look things up are kept apart from those that
compute, which the compiler then does many at a time.
"""

from __future__ import annotations

import math

import numpy as np

from scenes.kit.surface.compiled import inlined
from scenes.kit.surface.sheet import Air, Array, Ground, Light
from scenes.kit.surface.strip import (
    BLUE,
    DEPTH,
    DIFFUSE,
    GREEN,
    HALF,
    MIRRORED,
    NX,
    NY,
    NZ,
    RED,
    RISEN,
    SKY,
    SKY_LEFT,
    SQUARE,
    SUN_LEFT,
    TURNED,
    TWO,
    WZ,
    U,
    V,
    X,
    Y,
    Z,
)
from scenes.kit.surface.tones import ENCODED, ONE, SRGB, ZERO, single, thickness

LINE = SUN_LEFT
"""How much of a look falls on a contour; the light that it replaces has been used up by then."""

LEVEL, GAP = NX, NY
"""The contour nearest to a look, and its distance to another, where the normal was."""

LAST_TONE = single(ENCODED - 1)
BASE, LIFT = single(0.7), single(0.3)
QUARTER, TINY, BYTE = single(0.25), single(1e-9), single(255)


@inlined
def tint(ground: Ground, light: Light, air: Air, strip: Array, count: int) -> None:
    """Mix paint, light, lines and air into encoded colours."""
    _add_up_light(ground, light, strip, count)
    _look_up_paint(ground, strip, count)
    _draw_lines(light, strip, count)
    for n in range(count):
        strip[RED + n] = SRGB[np.uint64(strip[RED + n])]
        strip[GREEN + n] = SRGB[np.uint64(strip[GREEN + n])]
        strip[BLUE + n] = SRGB[np.uint64(strip[BLUE + n])]
    for n in range(count):
        line = light.line_opacity * strip[LINE + n]
        strip[RED + n] += line * (light.line_red - strip[RED + n])
        strip[GREEN + n] += line * (light.line_green - strip[GREEN + n])
        strip[BLUE + n] += line * (light.line_blue - strip[BLUE + n])
    if air.fog > 0 or air.night > 0:
        for n in range(count):
            thick = thickness(air, strip[DEPTH + n], strip[X + n], strip[Y + n], strip[WZ + n])
            strip[RED + n] += thick * (air.red - strip[RED + n])
            strip[GREEN + n] += thick * (air.green - strip[GREEN + n])
            strip[BLUE + n] += thick * (air.blue - strip[BLUE + n])


@inlined
def _add_up_light(ground: Ground, light: Light, strip: Array, count: int) -> None:
    """Put all light into DIFFUSE, the highlight into MIRRORED, and places in tables into U, V."""
    to_ramp, to_place = ground.to_ramp, ground.to_place
    last_paint, last_place = ground.last_paint, ground.last_place
    for n in range(count):
        z, sky, sun = strip[Z + n], strip[SKY + n] * strip[SKY_LEFT + n], strip[SUN_LEFT + n]
        dome = light.sky * sky * (BASE + LIFT * strip[NZ + n])
        diffuse = strip[DIFFUSE + n] * sun * (HALF + HALF * sky) + dome
        gleam = light.gloss * sky * sun * strip[MIRRORED + n]
        stands = strip[RISEN + n] >= ZERO
        strip[DIFFUSE + n] = diffuse if stands else light.flat
        strip[MIRRORED + n] = gleam if stands else ZERO
        strip[U + n] = min(max(z * to_ramp, ZERO), last_paint)
        strip[V + n] = min(max(z * to_place + HALF, ZERO), last_place)


@inlined
def _look_up_paint(ground: Ground, strip: Array, count: int) -> None:
    """Read the ground's paint and its nearest contour."""
    ramp, place = ground.ramp, ground.place
    for n in range(count):
        k = np.uint64(strip[U + n])
        strip[RED + n] = ramp[k, 0]
        strip[GREEN + n] = ramp[k, 1]
        strip[BLUE + n] = ramp[k, 2]
        k = np.uint64(strip[V + n])
        strip[LEVEL + n] = place[k, 0]
        strip[GAP + n] = place[k, 1]


@inlined
def _draw_lines(light: Light, strip: Array, count: int) -> None:
    """Put paint in its light, as an entry of the table of tones, and contours into LINE."""
    outer = light.line_reach + HALF
    for n in range(count):
        diffuse, gleam = strip[DIFFUSE + n], strip[MIRRORED + n]
        red, green = strip[RED + n] * diffuse + gleam, strip[GREEN + n] * diffuse + gleam
        blue = strip[BLUE + n] * diffuse + gleam
        strip[RED + n] = min(max(red, ZERO), ONE) * LAST_TONE
        strip[GREEN + n] = min(max(green, ZERO), ONE) * LAST_TONE
        strip[BLUE + n] = min(max(blue, ZERO), ONE) * LAST_TONE
        slope = math.sqrt(strip[SQUARE + n]) / (abs(strip[TURNED + n]) + TINY)
        flatter = ONE / max(slope, TINY)
        line = min(max(outer - abs(strip[Z + n] - strip[LEVEL + n]) * flatter, ZERO), ONE)
        # where lines crowd together they would only flicker
        room = (strip[GAP + n] * flatter - TWO) * QUARTER
        strip[LINE + n] = line * min(max(room, ZERO), ONE) if slope > ZERO else ZERO


@inlined
def pack(floor_ink: float, strip: Array, count: int, packed: Array) -> None:
    """Turn the colours into packed bytes, red in the lowest, times their coverage."""
    floor = BYTE * floor_ink
    for n in range(count):
        cover = BYTE if strip[RISEN + n] >= ZERO else floor
        low = (
            np.int32(strip[RED + n] * cover + HALF) | np.int32(strip[GREEN + n] * cover + HALF) << 8
        )
        high = np.int32(strip[BLUE + n] * cover + HALF) | np.int32(cover + HALF) << 8
        packed[n] = low | high << 16
