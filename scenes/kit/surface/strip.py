"""The ground's colour, a strip of looks at a time.

A strip is one flat array; each quantity has :data:`STRIP` places of its own in it, and no loop
that only computes branches or looks anything up. So the compiler does eight looks at once.
"""

from __future__ import annotations

import math

from scenes.kit.surface.compiled import inlined
from scenes.kit.surface.raster import span_of
from scenes.kit.surface.sheet import Array, Ground, Light, Shot, Things
from scenes.kit.surface.tones import WRAP

STRIP = 256
QUANTITIES = 26

(
    PX, PY, W, RISEN, DEPTH, X, Y, WZ, U, V, Z, GX, GY, SKY, DIFFUSE, MIRRORED, TURNED, SQUARE,
    NX, NY, NZ, SUN_LEFT, SKY_LEFT, RED, GREEN, BLUE,
) = range(0, QUANTITIES * STRIP, STRIP)  # fmt: skip
"""Where each quantity starts. Filled in before: pixel x and y, reciprocal depth, and the share
of the relief that stands up there, which is 0 on the floor (and -1 marks it)."""

SHADE_REACH = 6.0
"""Radii of a ball up to which its shade is thrown."""


@inlined
def find_places(shot: Shot, ground: Ground, strip: Array, count: int) -> None:
    """Find where in the world and in the field each look meets the ground."""
    rows, columns = ground.field.shape[0], ground.field.shape[1]
    to_column = (columns - 1) / (2 * ground.half_x)
    to_row = (rows - 1) / (2 * ground.half_y)
    half_x, half_y, to_ray = ground.half_x, ground.half_y, 1 / shot.focal
    most_u, most_v = columns - 1.001, rows - 1.001
    for n in range(count):
        kx, ky = (strip[PX + n] - shot.cx) * to_ray, (shot.cy - strip[PY + n]) * to_ray
        depth = 1 / strip[W + n]
        x = shot.ex + depth * (shot.ax + kx * shot.rx + ky * shot.ux)
        y = shot.ey + depth * (shot.ay + kx * shot.ry + ky * shot.uy)
        strip[DEPTH + n] = depth
        strip[X + n] = x
        strip[Y + n] = y
        strip[WZ + n] = shot.ez + depth * (shot.az + kx * shot.rz + ky * shot.uz)
        strip[U + n] = min(max((x + half_x) * to_column, 0.0), most_u)
        strip[V + n] = min(max((y + half_y) * to_row, 0.0), most_v)


@inlined
def look_up(ground: Ground, strip: Array, count: int) -> None:
    """Read height, slopes and share of the sky between the samples of the field."""
    columns, field = ground.field.shape[1], ground.field.ravel()
    for n in range(count):
        u, v = strip[U + n], strip[V + n]
        i, j = int(u), int(v)
        s, t = u - i, v - j
        f00, f10 = (1 - s) * (1 - t), s * (1 - t)
        f01, f11 = (1 - s) * t, s * t
        a = 4 * (j * columns + i)
        b = a + 4 * columns
        strip[Z + n] = f00 * field[a] + f10 * field[a + 4] + f01 * field[b] + f11 * field[b + 4]
        strip[GX + n] = (
            f00 * field[a + 1] + f10 * field[a + 5] + f01 * field[b + 1] + f11 * field[b + 5]
        )
        strip[GY + n] = (
            f00 * field[a + 2] + f10 * field[a + 6] + f01 * field[b + 2] + f11 * field[b + 6]
        )
        strip[SKY + n] = (
            f00 * field[a + 3] + f10 * field[a + 7] + f01 * field[b + 3] + f11 * field[b + 7]
        )


@inlined
def light_up(shot: Shot, light: Light, strip: Array, count: int) -> None:
    """Light the ground, and find how fast its height changes on the screen.

    Of the step of the height for a pixel, SQUARE holds the square of the numerator and TURNED
    the denominator.
    """
    to_ray = 1 / shot.focal
    for n in range(count):
        kx, ky = (strip[PX + n] - shot.cx) * to_ray, (shot.cy - strip[PY + n]) * to_ray
        dx = shot.ax + kx * shot.rx + ky * shot.ux
        dy = shot.ay + kx * shot.ry + ky * shot.uy
        dz = shot.az + kx * shot.rz + ky * shot.uz
        gx, gy, risen = strip[GX + n], strip[GY + n], max(strip[RISEN + n], 0.0)
        nx, ny = -risen * gx, -risen * gy
        bx, by, bz = shot.ux - ky * shot.ax, shot.uy - ky * shot.ay, shot.uz - ky * shot.az
        cx, cy, cz = shot.rx - kx * shot.ax, shot.ry - kx * shot.ay, shot.rz - kx * shot.az
        right = gx * (by - bz * ny) + gy * (bz * nx - bx)
        down = gx * (ny * cz - cy) + gy * (cx - nx * cz)
        turned = nx * dx + ny * dy + dz
        strip[TURNED + n] = turned * shot.focal
        strip[SQUARE + n] = (right * right + down * down) * strip[DEPTH + n] * strip[DEPTH + n]
        # the side of the ground that is seen
        size = math.copysign(1 / math.sqrt(nx * nx + ny * ny + 1), -turned)
        nx, ny, nz = nx * size, ny * size, size
        far = 1 / math.sqrt(dx * dx + dy * dy + dz * dz)
        facing = nx * light.x + ny * light.y + nz * light.z
        across = -(dx * light.x + dy * light.y + dz * light.z) * far
        mirrored = max(2 * facing * abs(turned * size) * far - across, 0.0)
        strip[MIRRORED + n] = mirrored * mirrored * mirrored * mirrored
        strip[DIFFUSE + n] = light.sun * max(0.0, (facing + WRAP) / (1 + WRAP))
        strip[SKY + n] = 1 - min(risen, 1.0) * (1 - strip[SKY + n])
        strip[SUN_LEFT + n] = 1.0
        strip[SKY_LEFT + n] = 1.0
        strip[NX + n] = nx
        strip[NY + n] = ny
        strip[NZ + n] = nz


@inlined
def throw_shade(shot: Shot, light: Light, things: Things, strip: Array, count: int) -> None:
    """Take away the light that balls keep from the ground: some of the sky, and of the sun.

    A ball hides the part of the sky that a disc seen at its angle would, weighted by the cosine.
    Balls that share a place do not make it darker than one of them.
    """
    first, last, line = strip[PX], strip[PX + count - 1], strip[PY]
    balls = things.balls
    for k in range(things.casters):
        bx, by, bz, radius = balls[k, 0], balls[k, 1], balls[k, 2], balls[k, 3]
        reach = SHADE_REACH * radius
        left, right, top, end = span_of(shot, bx, by, bz, reach, int(last) + 2, int(line) + 2)
        if radius <= 0 or right <= first or left > last or end <= line or top > line:
            continue
        for n in range(count):
            ox, oy, oz = bx - strip[X + n], by - strip[Y + n], bz - strip[WZ + n]
            square = ox * ox + oy * oy + oz * oz
            if square >= reach * reach:
                continue
            facing = ox * strip[NX + n] + oy * strip[NY + n] + oz * strip[NZ + n]
            hidden = max(0.0, facing / math.sqrt(square)) * radius * radius / square
            strip[SKY_LEFT + n] = min(strip[SKY_LEFT + n], 1 - min(hidden, 1.0))
            along = ox * light.x + oy * light.y + oz * light.z
            if along > 0:
                aside = math.sqrt(max(0.0, square - along * along))
                soft = 0.15 * radius + 0.18 * along
                part = min(max((aside - radius + soft) / (2 * soft), 0.0), 1.0)
                part = part * part * (3 - 2 * part)
                # far from the ball its shadow fades before it is forgotten
                part = 1 - (1 - part) * (1 - square / (reach * reach))
                strip[SUN_LEFT + n] = min(strip[SUN_LEFT + n], part)
