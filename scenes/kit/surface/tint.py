"""The last steps of a strip: paint, contour lines, air, and bytes.

Like in :mod:`scenes.kit.surface.strip`, loops that look things up are kept apart from those that
compute, which the compiler then does eight at a time.
"""

from __future__ import annotations

import math

from scenes.kit.surface.compiled import inlined
from scenes.kit.surface.sheet import Air, Array, Ground, Light
from scenes.kit.surface.strip import (
    BLUE,
    DEPTH,
    DIFFUSE,
    GREEN,
    MIRRORED,
    NZ,
    RED,
    RISEN,
    SKY,
    SKY_LEFT,
    SQUARE,
    SUN_LEFT,
    TURNED,
    WZ,
    U,
    V,
    X,
    Y,
    Z,
)
from scenes.kit.surface.tones import ENCODED, SRGB, thickness

LINE = SUN_LEFT
"""How much of a look falls on a contour; the light that it replaces has been used up by then."""


@inlined
def tint(ground: Ground, light: Light, air: Air, strip: Array, count: int) -> None:
    """Mix paint, light, lines and air into encoded colours."""
    _add_up_light(ground, light, strip, count)
    _paint(ground, light, strip, count)
    for n in range(count):
        strip[RED + n] = min(max(strip[RED + n], 0.0), 1.0) * (ENCODED - 1)
        strip[GREEN + n] = min(max(strip[GREEN + n], 0.0), 1.0) * (ENCODED - 1)
        strip[BLUE + n] = min(max(strip[BLUE + n], 0.0), 1.0) * (ENCODED - 1)
    for n in range(count):
        strip[RED + n] = SRGB[int(strip[RED + n])]
        strip[GREEN + n] = SRGB[int(strip[GREEN + n])]
        strip[BLUE + n] = SRGB[int(strip[BLUE + n])]
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
    last_paint, last_place = len(ground.ramp) - 1.0, len(ground.place) / 2 - 1.0
    to_ramp, to_place = ground.to_ramp, ground.to_place
    for n in range(count):
        z, sky, sun = strip[Z + n], strip[SKY + n] * strip[SKY_LEFT + n], strip[SUN_LEFT + n]
        dome = light.sky * sky * (0.7 + 0.3 * strip[NZ + n])
        diffuse = strip[DIFFUSE + n] * sun * (0.5 + 0.5 * sky) + dome
        gleam = light.gloss * sky * sun * strip[MIRRORED + n]
        stands = strip[RISEN + n] >= 0
        strip[DIFFUSE + n] = diffuse if stands else light.flat
        strip[MIRRORED + n] = gleam if stands else 0.0
        strip[U + n] = min(max(z * to_ramp, 0.0), last_paint)
        strip[V + n] = min(max(z * to_place + 0.5, 0.0), last_place)


@inlined
def _paint(ground: Ground, light: Light, strip: Array, count: int) -> None:
    """Put the ground's paint in its light into RED, GREEN and BLUE, and contours into LINE."""
    ramp, place, outer = ground.ramp.ravel(), ground.place, light.line_reach + 0.5
    for n in range(count):
        k, diffuse, gleam = 3 * int(strip[U + n]), strip[DIFFUSE + n], strip[MIRRORED + n]
        strip[RED + n] = ramp[k] * diffuse + gleam
        strip[GREEN + n] = ramp[k + 1] * diffuse + gleam
        strip[BLUE + n] = ramp[k + 2] * diffuse + gleam
        k, line = 2 * int(strip[V + n]), 0.0
        turned, square = strip[TURNED + n], strip[SQUARE + n]
        off = (strip[Z + n] - place[k]) * turned
        if off * off < square * outer * outer:
            slope = math.sqrt(square) / (abs(turned) + 1e-9)
            line = min(outer - abs(strip[Z + n] - place[k]) / slope, 1.0)
            # where lines crowd together they would only flicker
            line *= min(max((place[k + 1] / slope - 2.0) / 4.0, 0.0), 1.0)
        strip[LINE + n] = line


@inlined
def pack(floor_ink: float, strip: Array, count: int, packed: Array) -> None:
    """Turn the colours into packed bytes, red in the lowest, times their coverage."""
    for n in range(count):
        cover = 255.0 if strip[RISEN + n] >= 0 else 255.0 * floor_ink
        low = int(strip[RED + n] * cover + 0.5) | int(strip[GREEN + n] * cover + 0.5) << 8
        high = int(strip[BLUE + n] * cover + 0.5) | int(cover + 0.5) << 8
        packed[n] = low | high << 16
