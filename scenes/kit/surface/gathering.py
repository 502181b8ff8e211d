"""Gathering the looks of a row, a strip at a time."""

from __future__ import annotations

from scenes.kit.surface.compiled import inlined
from scenes.kit.surface.edges import EDGE, TAPS, THING
from scenes.kit.surface.raster import FLOOR, GROUND, NOBODY
from scenes.kit.surface.sheet import Array, Buffers, Ground, Looks
from scenes.kit.surface.strip import PX, PY, RISEN, STRIP, W
from scenes.kit.surface.tones import single

FLAT = single(-1)
"""What is noted of the floor instead of how much of its relief stands."""


@inlined
def filled(kinds: Array, left: int, right: int, pixels: Array) -> tuple[int, int]:
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
def collect(
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
