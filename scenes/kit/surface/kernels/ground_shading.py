"""Ground shading: the colour of the terrain's samples, a strip at a time.

A strip is one flat array; each quantity has :data:`STRIP` places of its own in it. Loops that look
things up are kept apart from those that compute, and none that computes branches. So the compiler
vectorises them: sixteen samples at once where all numbers are single precision, which is why no
plain literal takes part (it would be double).
"""

from __future__ import annotations

import math

import numpy as np

from scenes.kit.surface.kernels.four_at_once import weighted_rows
from scenes.kit.surface.kernels.jit import inlined
from scenes.kit.surface.kernels.rasterize import EDGE, FLOOR, GROUND, NOBODY, TAPS, THING
from scenes.kit.surface.kernels.structs import (
    Air,
    Array,
    Buffers,
    GroundUniforms,
    Light,
    Looks,
    Things,
    ViewUniforms,
)
from scenes.kit.surface.kernels.tone import ENCODED, ONE, SRGB, ZERO, single, thickness
from scenes.kit.surface.kernels.tone import WRAP as WRAPPED

STRIP = 256
QUANTITIES = 26

(
    PX, PY, W, RISEN, DEPTH, X, Y, WZ, U, V, Z, GX, GY, SKY, DIFFUSE, MIRRORED, TURNED, SQUARE,
    NX, NY, NZ, SUN_LEFT, SKY_LEFT, RED, GREEN, BLUE,
) = range(0, QUANTITIES * STRIP, STRIP)  # fmt: skip
"""Where each quantity starts. Filled in before: pixel x and y, reciprocal depth, and the share
of the relief that stands up there, which is 0 on the floor (and -1 marks it)."""

HALF, TWO, THREE, FOUR = single(0.5), single(2), single(3), single(4)
WRAP = single(WRAPPED)
SHADE_REACH = single(4.5)
"""Radii of a ball over which its shade fades to nothing."""

SHARP, SOFT = single(0.15), single(0.18)
"""How soft a shadow is: in radii of its ball, and for each world unit behind it."""


FLAT = single(-1)
"""What is noted of the floor instead of how much of its relief stands."""

LINE = SUN_LEFT
"""How much of a look falls on a contour; the light that it replaces has been used up by then."""

THICK = W
"""The share of the air's colour over a look, where the reciprocal of its depth was."""

HIDING = single(1 - 1 / 512)
"""The share from which on a byte does not tell what is behind the air."""

LEVEL, GAP = NX, NY
"""The contour nearest to a look, and its distance to another, where the normal was."""

LAST_TONE = single(ENCODED - 1)
BASE, LIFT = single(0.7), single(0.3)
QUARTER, TINY, BYTE = single(0.25), single(1e-9), single(255)


@inlined
def find_places(shot: ViewUniforms, ground: GroundUniforms, strip: Array, count: int) -> None:
    """Find where in the world and in the field each look meets the ground."""
    to_column, to_row, to_ray = ground.to_column, ground.to_row, ONE / shot.focal
    half_x, half_y, most_u, most_v = ground.half_x, ground.half_y, ground.most_u, ground.most_v
    for n in range(count):
        kx, ky = (strip[PX + n] - shot.cx) * to_ray, (shot.cy - strip[PY + n]) * to_ray
        depth = ONE / strip[W + n]
        x = shot.ex + depth * (shot.ax + kx * shot.rx + ky * shot.ux)
        y = shot.ey + depth * (shot.ay + kx * shot.ry + ky * shot.uy)
        strip[DEPTH + n] = depth
        strip[X + n] = x
        strip[Y + n] = y
        strip[WZ + n] = shot.ez + depth * (shot.az + kx * shot.rz + ky * shot.uz)
        strip[U + n] = min(max((x + half_x) * to_column, ZERO), most_u)
        strip[V + n] = min(max((y + half_y) * to_row, ZERO), most_v)


@inlined
def is_thick(air: Air) -> bool:
    """Tell whether there is fog or night."""
    thick: bool = air.fog > ZERO or air.night > ZERO
    return thick


@inlined
def find_air(air: Air, strip: Array, count: int) -> tuple[int, int]:
    """Find how much of the air's colour lies over each look.

    Returns the first look that has another colour, and the one behind the last; what is outside
    is given the colour of the air.
    """
    for n in range(count):
        thick = thickness(air, strip[DEPTH + n], strip[X + n], strip[Y + n], strip[WZ + n])
        # whole, so that a look has the same colour whether or not it is left out
        strip[THICK + n] = ONE if thick > HIDING else thick
    start, end = 0, count
    while start < count and strip[THICK + start] == ONE:
        start += 1
    while end > start and strip[THICK + end - 1] == ONE:
        end -= 1
    for part in ((0, start), (end, count)):
        for n in range(part[0], part[1]):
            strip[RED + n], strip[GREEN + n], strip[BLUE + n] = air.red, air.green, air.blue
    return start, end


@inlined
def look_up(ground: GroundUniforms, strip: Array, count: int) -> None:
    """Read height, slopes and share of the sky between the samples of the field."""
    columns, one = np.uint64(ground.field.shape[1]), np.uint64(1)
    field = ground.field.reshape(-1, 4)
    for n in range(count):
        u, v = strip[U + n], strip[V + n]
        i, j = np.int32(u), np.int32(v)
        s, t = u - single(i), v - single(j)
        f11 = s * t
        f10, f01 = s - f11, t - f11
        f00 = ONE - s - f01
        # unsigned, since numba looks at the sign of every other index
        a = np.uint64(j) * columns + np.uint64(i)
        b, c, d = a + one, a + columns, a + columns + one
        z, gx, gy, sky = weighted_rows(field, a, b, c, d, f00, f10, f01, f11)
        strip[Z + n] = z
        strip[GX + n] = gx
        strip[GY + n] = gy
        strip[SKY + n] = sky


@inlined
def light_up(shot: ViewUniforms, light: Light, strip: Array, count: int) -> None:
    """Light the ground, and find how fast its height changes on the screen.

    Of the step of the height for a pixel, SQUARE holds the square of the numerator and TURNED
    the denominator.
    """
    to_ray, wrapped = ONE / shot.focal, ONE / (ONE + WRAP)
    for n in range(count):
        kx, ky = (strip[PX + n] - shot.cx) * to_ray, (shot.cy - strip[PY + n]) * to_ray
        dx = shot.ax + kx * shot.rx + ky * shot.ux
        dy = shot.ay + kx * shot.ry + ky * shot.uy
        dz = shot.az + kx * shot.rz + ky * shot.uz
        gx, gy, risen = strip[GX + n], strip[GY + n], max(strip[RISEN + n], ZERO)
        nx, ny = -risen * gx, -risen * gy
        bx, by, bz = shot.ux - ky * shot.ax, shot.uy - ky * shot.ay, shot.uz - ky * shot.az
        cx, cy, cz = shot.rx - kx * shot.ax, shot.ry - kx * shot.ay, shot.rz - kx * shot.az
        right = gx * (by - bz * ny) + gy * (bz * nx - bx)
        down = gx * (ny * cz - cy) + gy * (cx - nx * cz)
        turned = nx * dx + ny * dy + dz
        strip[TURNED + n] = turned * shot.focal
        strip[SQUARE + n] = (right * right + down * down) * strip[DEPTH + n] * strip[DEPTH + n]
        # the side of the ground that is seen
        size = math.copysign(ONE / math.sqrt(nx * nx + ny * ny + ONE), -turned)
        nx, ny, nz = nx * size, ny * size, size
        far = ONE / math.sqrt(dx * dx + dy * dy + dz * dz)
        facing = nx * light.x + ny * light.y + nz * light.z
        across = -(dx * light.x + dy * light.y + dz * light.z) * far
        mirrored = max(TWO * facing * abs(turned * size) * far - across, ZERO)
        strip[MIRRORED + n] = mirrored * mirrored * mirrored * mirrored
        strip[DIFFUSE + n] = light.sun * max(ZERO, (facing + WRAP) * wrapped)
        strip[SKY + n] = ONE - min(risen, ONE) * (ONE - strip[SKY + n])
        strip[SUN_LEFT + n] = ONE
        strip[SKY_LEFT + n] = ONE
        strip[NX + n] = nx
        strip[NY + n] = ny
        strip[NZ + n] = nz


@inlined
def throw_shade(
    light: Light, things: Things, strip: Array, left: int, right: int, row: int, count: int
) -> None:
    """Take away the light that balls keep from the ground: some of the sky, and of the sun.

    A ball hides the part of the sky that a disc seen at its angle would, weighted by the cosine.
    Balls that share a place do not make it darker than one of them. The looks of the strip are
    those of the columns from `left` up to `right` of a row.
    """
    balls, spans = things.shades, things.shade_spans
    for k in range(len(balls)):
        if spans[k, 1] > row or spans[k, 3] <= row or spans[k, 0] >= right or spans[k, 2] <= left:
            continue
        bx, by, bz, radius = balls[k, 0], balls[k, 1], balls[k, 2], balls[k, 3]
        own, fading, rising = radius * radius, ONE / (SHADE_REACH * radius), FOUR / radius
        first, last = single(spans[k, 0]), single(spans[k, 2])
        start, end = 0, count
        while start < end and strip[PX + start] < first:
            start += 1
        while end > start and strip[PX + end - 1] > last:
            end -= 1
        for n in range(start, end):
            ox, oy, oz = bx - strip[X + n], by - strip[Y + n], bz - strip[WZ + n]
            square = ox * ox + oy * oy + oz * oz
            away = square * fading * fading
            left_over = max(ONE - away * away, ZERO)
            facing = ox * strip[NX + n] + oy * strip[NY + n] + oz * strip[NZ + n]
            hidden = min(max(facing, ZERO) * own / (square * math.sqrt(square)), ONE) * left_over
            along = max(ox * light.x + oy * light.y + oz * light.z, ZERO)
            aside = math.sqrt(max(square - along * along, ZERO))
            soft = SHARP * radius + SOFT * along
            dark = min(max((radius + soft - aside) / (soft + soft), ZERO), ONE)
            dark = dark * dark * (THREE - dark - dark) * left_over * min(rising * along, ONE)
            strip[SKY_LEFT + n] = min(strip[SKY_LEFT + n], ONE - hidden)
            strip[SUN_LEFT + n] = min(strip[SUN_LEFT + n], ONE - dark)


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
def run_end(kinds: Array, start: int, right: int) -> int:
    """Return the column before `right` up to which all pixels are of the kind of the first."""
    kind, run = kinds[start], kinds[start:right]
    for n in range(len(run)):
        if run[n] != kind:
            return start + n
    return right


@inlined
def collect(
    ground: GroundUniforms,
    buffers: Buffers,
    y: int,
    start: int,
    right: int,
    strip: Array,
    looks: Looks,
) -> tuple[int, int, int]:
    """Gather looks until there is no room for more or the row ends.

    Returns the column behind the last one, how many met the ground, and how many met things.
    """
    kinds, owners, depths = buffers.kinds[y], buffers.owners[y], buffers.depths[y]
    before, tap_owners, tap_depths = buffers.before[y], buffers.tap_owners, buffers.tap_depths
    thing_x, thing_y, thing_w, thing_owner = looks.x, looks.y, looks.w, looks.owner
    count, met, standing, taps = 0, 0, ground.standing, len(TAPS)
    x = start
    while x < right:
        if count + taps > STRIP or met + taps > STRIP:
            return x, count, met
        kind = kinds[x]
        if kind == GROUND or kind == FLOOR:  # noqa: PLR1714, SIM109 - numba has no tuple test
            end = run_end(kinds, x, min(right, x + STRIP - count))
            risen = standing if kind == GROUND else FLAT
            # slices, for numba looks at the sign of an index that does not count from 0
            rest, run = strip[count:], depths[x:end]
            first, middle = single(x) + HALF, single(y) + HALF
            for n in range(len(run)):
                rest[PX + n] = first + single(n)
                rest[PY + n] = middle
                rest[W + n] = run[n]
                rest[RISEN + n] = risen
            count += end - x
            x = end
            continue
        if kind == THING:
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
        x += 1
    return right, count, met


@inlined
def tint(ground: GroundUniforms, light: Light, air: Air, strip: Array, count: int) -> None:
    """Mix paint, light, lines and air into encoded colours."""
    _add_up_light(ground, light, strip, count)
    _look_up_paint(ground, strip, count)
    _draw_lines(light, strip, count)
    for n in range(count):
        strip[RED + n] = SRGB[np.uint32(strip[RED + n])]
        strip[GREEN + n] = SRGB[np.uint32(strip[GREEN + n])]
        strip[BLUE + n] = SRGB[np.uint32(strip[BLUE + n])]
    for n in range(count):
        line = light.line_opacity * strip[LINE + n]
        strip[RED + n] += line * (light.line_red - strip[RED + n])
        strip[GREEN + n] += line * (light.line_green - strip[GREEN + n])
        strip[BLUE + n] += line * (light.line_blue - strip[BLUE + n])
    if is_thick(air):
        for n in range(count):
            thick = strip[THICK + n]
            strip[RED + n] += thick * (air.red - strip[RED + n])
            strip[GREEN + n] += thick * (air.green - strip[GREEN + n])
            strip[BLUE + n] += thick * (air.blue - strip[BLUE + n])


@inlined
def _add_up_light(ground: GroundUniforms, light: Light, strip: Array, count: int) -> None:
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
def _look_up_paint(ground: GroundUniforms, strip: Array, count: int) -> None:
    """Read the ground's paint and its nearest contour."""
    ramp, place = ground.ramp, ground.place
    for n in range(count):
        k = np.uint32(strip[U + n])
        strip[RED + n] = ramp[k, 0]
        strip[GREEN + n] = ramp[k, 1]
        strip[BLUE + n] = ramp[k, 2]
        k = np.uint32(strip[V + n])
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
