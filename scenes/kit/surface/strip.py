"""The ground's colour, a strip of looks at a time.

A strip is one flat array; each quantity has :data:`STRIP` places of its own in it, and no loop
that only computes branches or looks anything up. So the compiler does many looks at once: sixteen
where all numbers are single, which is why no plain literal takes part (it would be double).
"""

from __future__ import annotations

import math

import numpy as np

from scenes.kit.surface.compiled import inlined
from scenes.kit.surface.sheet import Array, Ground, Light, Shot, Things
from scenes.kit.surface.tones import ONE, ZERO, single
from scenes.kit.surface.tones import WRAP as WRAPPED

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


@inlined
def find_places(shot: Shot, ground: Ground, strip: Array, count: int) -> None:
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
def look_up(ground: Ground, strip: Array, count: int) -> None:
    """Read height, slopes and share of the sky between the samples of the field."""
    columns, field = ground.field.shape[1], ground.field.reshape(-1, 4)
    for n in range(count):
        u, v = strip[U + n], strip[V + n]
        i, j = int(u), int(v)
        s, t = u - single(i), v - single(j)
        f11 = s * t
        f10, f01 = s - f11, t - f11
        f00 = ONE - s - f01
        first = j * columns + i
        # unsigned, since numba looks at the sign of every other index
        a, b = np.uint64(first), np.uint64(first + 1)
        c, d = np.uint64(first + columns), np.uint64(first + columns + 1)
        strip[Z + n] = f00 * field[a, 0] + f10 * field[b, 0] + f01 * field[c, 0] + f11 * field[d, 0]
        strip[GX + n] = (
            f00 * field[a, 1] + f10 * field[b, 1] + f01 * field[c, 1] + f11 * field[d, 1]
        )
        strip[GY + n] = (
            f00 * field[a, 2] + f10 * field[b, 2] + f01 * field[c, 2] + f11 * field[d, 2]
        )
        strip[SKY + n] = (
            f00 * field[a, 3] + f10 * field[b, 3] + f01 * field[c, 3] + f11 * field[d, 3]
        )


@inlined
def light_up(shot: Shot, light: Light, strip: Array, count: int) -> None:
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
