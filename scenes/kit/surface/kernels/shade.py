"""Shading: the colour of every pixel of the layer, and its blend onto the frame."""

from __future__ import annotations

import numpy as np

from scenes.kit.surface.kernels.ground_shading import (
    BLUE,
    GREEN,
    QUANTITIES,
    RED,
    STRIP,
    collect,
    filled,
    find_air,
    find_places,
    is_thick,
    light_up,
    look_up,
    pack,
    run_end,
    throw_shade,
    tint,
)
from scenes.kit.surface.kernels.jit import inlined, kernel
from scenes.kit.surface.kernels.object_shading import Colors, shade_things, through_planes
from scenes.kit.surface.kernels.rasterize import EDGE, FLOOR, GROUND, NOBODY, TAPS
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.kernels.structs import (
    Array,
    Buffers,
    Found,
    GroundUniforms,
    Looks,
    Sight,
    Things,
)

OPAQUE = np.uint32(0xFF000000)
"""A packed colour that is no less hides what is below it."""


@kernel
def shade(
    sight: Sight,
    ground: GroundUniforms,
    things: Things,
    buffers: Buffers,
    box: Rectangle,
    picture: Array,
) -> None:
    """Colour every pixel of a box.

    Parameters
    ----------
    sight, ground, things, buffers
        What there is to see.
    box
        The pixels to colour.
    picture
        Packed RGBA ``(height, width)``, red in the lowest byte, the colours times their coverage.
    """
    shot, light, air = sight.shot, sight.light, sight.air
    strip, packed = np.ones(QUANTITIES * STRIP, np.float32), np.zeros(STRIP, np.uint32)
    looks = Looks(
        np.zeros(STRIP), np.zeros(STRIP), np.ones(STRIP), np.zeros(STRIP, np.int64),
        np.zeros((STRIP, 3), np.float32),
    )  # fmt: skip
    found = Found(strip, packed, looks)
    veiled = len(things.planes) > 0
    for y in range(box.top, box.bottom):
        start, right = box.left, box.right
        if not veiled:
            start, right = filled(buffers.kinds[y], start, right, picture[y])
        while start < right:
            end, count, met = collect(ground, buffers, y, start, right, strip, looks)
            if count > 0:
                find_places(shot, ground, strip, count)
                seen, open_air, part = count, 0, strip
                if is_thick(air):
                    open_air, last = find_air(air, strip, count)
                    seen, part = last - open_air, strip[open_air:]
                if seen > 0:
                    look_up(ground, part, seen)
                    light_up(shot, light, part, seen)
                    throw_shade(light, things, part, start, end, y, seen)
                    tint(ground, light, air, part, seen)
                pack(ground.floor_ink, strip, count, packed)
            if met > 0:
                shade_things(sight, things, looks, met)
            _put(sight, things, buffers, found, (y, start, end), ground.floor_ink, picture)
            start = end


@inlined
def _put(
    sight: Sight,
    things: Things,
    buffers: Buffers,
    found: Found,
    row: tuple[int, int, int],
    floor_ink: float,
    picture: Array,
) -> None:
    """Put the colours of looks into pixels: of row `y`, from column `start` up to `end`."""
    (y, start, end), (strip, packed, looks) = row, found
    kinds, owners, depths = buffers.kinds[y], buffers.owners[y], buffers.depths[y]
    before, colors, pixels = buffers.before[y], looks.color, picture[y]
    planes, veiled, taken, met = things.planes, len(things.planes) > 0, 0, 0
    plain, x = not veiled, start
    while x < end:
        kind = kinds[x]
        on_ground = kind == GROUND or kind == FLOOR  # noqa: PLR1714
        if plain and (on_ground or kind == NOBODY):
            stop = run_end(kinds, x, end)
            if on_ground:
                pixels[x:stop] = packed[taken : taken + stop - x]
                taken += stop - x
            else:
                pixels[x:stop] = 0
            x = stop
            continue
        taps, edge = (len(TAPS), before[x]) if kind == EDGE else (1, -1)
        sums, bare = (0.0, 0.0, 0.0, 0.0), on_ground
        for tap in range(taps):
            px, py, w, owner = x + 0.5, y + 0.5, depths[x], owners[x]
            if edge >= 0:
                px, py = px + TAPS[tap, 0], py + TAPS[tap, 1]
                w, owner = buffers.tap_depths[edge, tap], buffers.tap_owners[edge, tap]
            seen = laid = met_by(owner, floor_ink, strip, colors, taken, met)
            if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109
                taken += 1
            elif owner != NOBODY:
                met += 1
            if veiled:
                laid = through_planes(sight, planes, px, py, w, seen)
                bare = bare and laid == seen
            sums = plus(sums, laid)
        # where no plane is: the same bytes as if there were none at all
        pixels[x] = packed[taken - 1] if bare else mixed(sums, taps)
        x += 1


@inlined
def plus(one: Colors, other: Colors) -> Colors:
    """Return the sum of two colours."""
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


@inlined
def met_by(
    owner: int, floor_ink: float, strip: Array, colors: Array, taken: int, met: int
) -> Colors:
    """Return what a look meets: the next of the ground, the next of the things, or nothing."""
    red, green, blue, cover = 0.0, 0.0, 0.0, 0.0
    if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109
        cover = floor_ink if owner == FLOOR else 1.0
        red, green = strip[RED + taken] * cover, strip[GREEN + taken] * cover
        blue = strip[BLUE + taken] * cover
    elif owner != NOBODY:
        red, green, blue, cover = colors[met, 0], colors[met, 1], colors[met, 2], 1.0
    return red, green, blue, cover


@inlined
def mixed(sums: Colors, taps: int) -> int:
    """Return the mean of some looks as packed RGBA."""
    red, green, blue, cover = sums
    share = 255.0 / taps
    low = int(red * share + 0.5) | int(green * share + 0.5) << 8
    return low | int(blue * share + 0.5) << 16 | int(cover * share + 0.5) << 24


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
