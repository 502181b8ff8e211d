"""The colour of every pixel of the layer, and the way onto the frame."""

from __future__ import annotations

import numpy as np

from scenes.kit.surface.bodies import shade_thing, through_planes
from scenes.kit.surface.compiled import inlined, kernel
from scenes.kit.surface.edges import TAPS
from scenes.kit.surface.raster import FLOOR, GROUND, NOBODY
from scenes.kit.surface.sheet import Array, Buffers, Ground, Sight, Things
from scenes.kit.surface.strip import (
    BLUE,
    GREEN,
    PX,
    PY,
    QUANTITIES,
    RED,
    RISEN,
    STRIP,
    W,
    find_places,
    light_up,
    look_up,
    throw_shade,
)
from scenes.kit.surface.tint import pack, tint


@kernel
def shade(
    sight: Sight,
    ground: Ground,
    things: Things,
    buffers: Buffers,
    picture: Array,
) -> None:
    """Colour every pixel of the layer.

    Parameters
    ----------
    sight, ground, things, buffers
        What there is to see.
    picture
        Packed RGBA ``(height, width)``, red in the lowest byte, the colours times their coverage.
    """
    shot, light, air = sight.shot, sight.light, sight.air
    height, width = picture.shape
    strip, packed = np.ones(QUANTITIES * STRIP), np.zeros(STRIP, np.int64)
    owners, before, veiled = buffers.owners, buffers.before, len(things.planes) > 0
    for y in range(height):
        start = 0
        while start < width:
            end, count = _collect(ground, buffers, y, start, strip)
            if count > 0:
                find_places(shot, ground, strip, count)
                look_up(ground, strip, count)
                light_up(shot, light, strip, count)
                throw_shade(shot, light, things, strip, count)
                tint(ground, light, air, strip, count)
                pack(ground.floor_ink, strip, count, packed)
            taken = 0
            for x in range(start, end):
                # most pixels are decided here: what is handed to a function costs time
                owner, plain = owners[y, x], before[y, x + 1] == before[y, x] and not veiled
                if plain and owner == NOBODY:
                    picture[y, x] = 0
                elif plain and (owner == GROUND or owner == FLOOR):  # noqa: PLR1714, SIM109
                    picture[y, x] = packed[taken]
                    taken += 1
                else:
                    picture[y, x], taken = _mixed(
                        sight, things, buffers, y, x, strip, taken, ground.floor_ink
                    )
            start = end


@inlined
def _collect(ground: Ground, buffers: Buffers, y: int, start: int, strip: Array) -> tuple[int, int]:
    """Put looks that meet the ground into the strip until it is full or the row ends."""
    before, owners, depths = buffers.before, buffers.owners, buffers.depths
    count, x, standing = 0, start, ground.standing
    width, taps = owners.shape[1], len(TAPS)
    while x < width and count + taps <= STRIP:
        edge = before[y, x]
        if before[y, x + 1] == edge:
            owner = owners[y, x]
            if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109 - numba has no tuple test
                strip[PX + count] = x + 0.5
                strip[PY + count] = y + 0.5
                strip[W + count] = depths[y, x]
                strip[RISEN + count] = standing if owner == GROUND else -1.0
                count += 1
        else:
            for look in range(taps):
                owner = buffers.tap_owners[edge, look]
                if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109
                    strip[PX + count] = x + 0.5 + TAPS[look, 0]
                    strip[PY + count] = y + 0.5 + TAPS[look, 1]
                    strip[W + count] = buffers.tap_depths[edge, look]
                    strip[RISEN + count] = standing if owner == GROUND else -1.0
                    count += 1
        x += 1
    return x, count


@inlined
def _mixed(
    sight: Sight,
    things: Things,
    buffers: Buffers,
    y: int,
    x: int,
    strip: Array,
    taken: int,
    floor_ink: float,
) -> tuple[int, int]:
    """Return a pixel's packed colour, and how many looks of the strip are used up."""
    edge = buffers.before[y, x]
    looks = len(TAPS) if buffers.before[y, x + 1] > edge else 1
    sum_red, sum_green, sum_blue, sum_cover = 0.0, 0.0, 0.0, 0.0
    for look in range(looks):
        px, py = x + 0.5, y + 0.5
        w, owner = np.float64(buffers.depths[y, x]), buffers.owners[y, x]
        if looks > 1:
            px, py = px + TAPS[look, 0], py + TAPS[look, 1]
            w, owner = np.float64(buffers.tap_depths[edge, look]), buffers.tap_owners[edge, look]
        red, green, blue, cover = 0.0, 0.0, 0.0, 0.0
        if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109
            cover = floor_ink if owner == FLOOR else 1.0
            red, green = strip[RED + taken] * cover, strip[GREEN + taken] * cover
            blue = strip[BLUE + taken] * cover
            taken += 1
        elif owner != NOBODY:
            red, green, blue = shade_thing(sight, things, px, py, w, owner)
            cover = 1.0
        if len(things.planes) > 0:
            red, green, blue, cover = through_planes(
                sight, things.planes, px, py, w, (red, green, blue, cover)
            )
        sum_red, sum_green = sum_red + red, sum_green + green
        sum_blue, sum_cover = sum_blue + blue, sum_cover + cover
    share = 255.0 / looks
    packed = int(sum_red * share + 0.5) | int(sum_green * share + 0.5) << 8
    packed |= int(sum_blue * share + 0.5) << 16 | int(sum_cover * share + 0.5) << 24
    return packed, taken


@kernel
def lay(picture: Array, opacity: float, left: int, top: int, frame: Array) -> None:
    """Lay a picture at column `left` and row `top` over a frame, in place; both are packed."""
    height, width = picture.shape
    for y in range(height):
        for x in range(width):
            over = np.int64(picture[y, x])
            if over == 0:
                continue
            if opacity == 1 and over >> 24 == 255:
                frame[top + y, left + x] = over
                continue
            under, mixed = np.int64(frame[top + y, left + x]), 0
            rest = 1 - opacity * (over >> 24) / 255.0
            for shift in range(0, 32, 8):
                channel = opacity * (over >> shift & 255) + (under >> shift & 255) * rest
                mixed |= int(channel + 0.5) << shift
            frame[top + y, left + x] = mixed
