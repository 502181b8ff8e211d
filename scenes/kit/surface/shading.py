"""The colour of every pixel of the layer, and the way onto the frame."""

from __future__ import annotations

import numpy as np

from scenes.kit.surface.bodies import shade_things, through_planes
from scenes.kit.surface.compiled import inlined, kernel
from scenes.kit.surface.edges import EDGE, TAPS, THING
from scenes.kit.surface.raster import FLOOR, GROUND, NOBODY
from scenes.kit.surface.sheet import Array, Buffers, Ground, Looks, Rectangle, Sight, Things
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

FLAT = np.float32(-1)
"""What is noted of the floor instead of how much of its relief stands."""

OPAQUE = np.uint32(0xFF000000)
"""A packed colour that is no less hides what is below it."""


@kernel
def shade(
    sight: Sight,
    ground: Ground,
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
    floor_ink = ground.floor_ink
    veiled = len(things.planes) > 0
    for y in range(box.top, box.bottom):
        start, right = box.left, box.right
        if not veiled:
            start, right = _filled(buffers.kinds[y], start, right, picture[y])
        while start < right:
            end, count, met = _collect(ground, buffers, y, start, right, strip, looks)
            if count > 0:
                find_places(shot, ground, strip, count)
                look_up(ground, strip, count)
                light_up(shot, light, strip, count)
                throw_shade(light, things, strip, start, end, y, count)
                tint(ground, light, air, strip, count)
                pack(ground.floor_ink, strip, count, packed)
            if met > 0:
                shade_things(sight, things, looks, met)
            _put(sight, things, buffers, strip, packed, looks, y, start, end, floor_ink, picture)
            start = end


@inlined
def _filled(kinds: Array, left: int, right: int, pixels: Array) -> tuple[int, int]:
    """Empty both ends of a row as far as there is nobody, and return what is left of it."""
    start, end = left, right
    while start < right and kinds[start] == NOBODY:
        start += 1
    while end > start and kinds[end - 1] == NOBODY:
        end -= 1
    pixels[left:start] = 0
    pixels[end:right] = 0
    return start, end


@inlined
def _collect(
    ground: Ground, buffers: Buffers, y: int, start: int, right: int, strip: Array, looks: Looks
) -> tuple[int, int, int]:
    """Gather looks until there is no room for more or the row ends.

    Returns the column behind the last one, how many met the ground, and how many met things.
    """
    kinds, owners, depths = buffers.kinds[y], buffers.owners[y], buffers.depths[y]
    before, tap_owners, tap_depths = buffers.before[y], buffers.tap_owners, buffers.tap_depths
    thing_x, thing_y, thing_w, thing_owner = looks.x, looks.y, looks.w, looks.owner
    count, met, standing, taps = 0, 0, ground.standing, len(TAPS)
    for x in range(start, right):
        if count + taps > STRIP or met + taps > STRIP:
            return x, count, met
        kind = kinds[x]
        if kind == GROUND or kind == FLOOR:  # noqa: PLR1714, SIM109 - numba has no tuple test
            strip[PX + count] = x + 0.5
            strip[PY + count] = y + 0.5
            strip[W + count] = depths[x]
            strip[RISEN + count] = standing if kind == GROUND else FLAT
            count += 1
        elif kind == THING:
            thing_x[met], thing_y[met] = x + 0.5, y + 0.5
            thing_w[met], thing_owner[met] = depths[x], owners[x]
            met += 1
        elif kind == EDGE:
            edge = before[x]
            for look in range(taps):
                w, owner = tap_depths[edge, look], tap_owners[edge, look]
                px, py = x + 0.5 + TAPS[look, 0], y + 0.5 + TAPS[look, 1]
                if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109
                    strip[PX + count] = px
                    strip[PY + count] = py
                    strip[W + count] = w
                    strip[RISEN + count] = standing if owner == GROUND else FLAT
                    count += 1
                elif owner != NOBODY:
                    thing_x[met], thing_y[met] = px, py
                    thing_w[met], thing_owner[met] = w, owner
                    met += 1
    return right, count, met


@inlined
def _put(
    sight: Sight,
    things: Things,
    buffers: Buffers,
    strip: Array,
    packed: Array,
    looks: Looks,
    y: int,
    start: int,
    end: int,
    floor_ink: float,
    picture: Array,
) -> None:
    """Put the colours of looks into the pixels of a row from `start` up to `end`."""
    kinds, owners, depths = buffers.kinds[y], buffers.owners[y], buffers.depths[y]
    before, tap_owners, tap_depths = buffers.before[y], buffers.tap_owners, buffers.tap_depths
    colors, pixels = looks.color, picture[y]
    planes, veiled, taken, met = things.planes, len(things.planes) > 0, 0, 0
    for x in range(start, end):
        kind, plain = kinds[x], not veiled
        on_ground = kind == GROUND or kind == FLOOR  # noqa: PLR1714, SIM109
        if plain and on_ground:
            pixels[x] = packed[taken]
            taken += 1
            continue
        if plain and kind == NOBODY:
            pixels[x] = 0
            continue
        taps, edge, bare = 1, 0, on_ground
        if kind == EDGE:
            taps, edge = len(TAPS), before[x]
        sum_red, sum_green, sum_blue, sum_cover = 0.0, 0.0, 0.0, 0.0
        for tap in range(taps):
            px, py, w, owner = x + 0.5, y + 0.5, depths[x], owners[x]
            if kind == EDGE:
                px, py = px + TAPS[tap, 0], py + TAPS[tap, 1]
                w, owner = tap_depths[edge, tap], tap_owners[edge, tap]
            red, green, blue, cover = 0.0, 0.0, 0.0, 0.0
            if owner == GROUND or owner == FLOOR:  # noqa: PLR1714, SIM109
                cover = floor_ink if owner == FLOOR else 1.0
                red, green = strip[RED + taken] * cover, strip[GREEN + taken] * cover
                blue = strip[BLUE + taken] * cover
                taken += 1
            elif owner != NOBODY:
                red, green, blue, cover = colors[met, 0], colors[met, 1], colors[met, 2], 1.0
                met += 1
            if veiled:
                seen = (red, green, blue, cover)
                red, green, blue, cover = through_planes(sight, planes, px, py, w, seen)
                bare = bare and (red, green, blue, cover) == seen
            sum_red, sum_green = sum_red + red, sum_green + green
            sum_blue, sum_cover = sum_blue + blue, sum_cover + cover
        if bare:  # the same bytes as if there were no planes at all
            pixels[x] = packed[taken - 1]
            continue
        share = 255.0 / taps
        mixed = int(sum_red * share + 0.5) | int(sum_green * share + 0.5) << 8
        mixed |= int(sum_blue * share + 0.5) << 16 | int(sum_cover * share + 0.5) << 24
        pixels[x] = mixed


@kernel
def lay(
    picture: Array, box: Rectangle, opacity: float, left: int, top: int, frame: Array
) -> None:
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
