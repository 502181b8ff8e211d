"""The colour of what is in front: paint, light, contours, shade, fog, and the way to bytes."""

from __future__ import annotations

import math

import numpy as np

from scenes.kit.surface.compiled import inlined, kernel
from scenes.kit.surface.edges import TAPS
from scenes.kit.surface.raster import FLOOR, GROUND, MESH, NOBODY

WRAP = 0.3
"""How far sunlight reaches round onto slopes that face away, as a share."""

AWAY = 1.6
"""How many radii around a ball its shade on the ground reaches."""

ENCODED = 4096
"""Entries of the table from light to sRGB."""

_light = np.linspace(0, 1, ENCODED)
SRGB = np.where(_light <= 0.0031308, 12.92 * _light, 1.055 * _light ** (1 / 2.4) - 0.055).astype(
    np.float32
)
"""sRGB by linear light (IEC 61966-2-1)."""


@inlined
def _encode(light):
    return SRGB[int(min(max(light, 0.0), 1.0) * (ENCODED - 1))]


@inlined
def _lit(light, nx, ny, nz, vx, vy, vz, sky, shade):
    """Return how much light is thrown back in all directions, and how much in the eye's."""
    facing = nx * light.x + ny * light.y + nz * light.z
    sun = light.sun * shade * max(0.0, (facing + WRAP) / (1 + WRAP))
    dome = light.sky * sky * (0.7 + 0.3 * nz)
    across = vx * light.x + vy * light.y + vz * light.z
    mirrored = 2 * facing * (nx * vx + ny * vy + nz * vz) - across
    return sun + dome, max(mirrored, 0.0)


@inlined
def _shade_of_ball(light, x, y, z, nx, ny, nz, bx, by, bz, radius):
    """Return which shares of the sky and of the sun a ball leaves to a place on the ground."""
    ox, oy, oz = bx - x, by - y, bz - z
    square = ox * ox + oy * oy + oz * oz
    distance = math.sqrt(square)
    facing = max(0.0, (nx * ox + ny * oy + nz * oz) / distance)
    sky = 1 - min(1.0, facing * radius * radius / square)
    along = ox * light.x + oy * light.y + oz * light.z
    sun = 1.0
    if along > 0:
        aside = math.sqrt(max(0.0, square - along * along))
        soft = 0.15 * radius + 0.18 * along
        part = min(max((aside - radius + soft) / (2 * soft), 0.0), 1.0)
        sun = part * part * (3 - 2 * part)
    return sky, sun


@inlined
def _dimmed(air, x, y, z):
    """Return the share of the light that the night leaves to a place."""
    dx, dy, dz = x - air.x, y - air.y, z - air.z
    glow = math.exp(-(dx * dx + dy * dy + dz * dz) / (air.reach * air.reach))
    return 1 - air.night + air.night * glow


@kernel
def shade(shot, ground, light, air, things, buffers, picture):  # noqa: PLR0912, PLR0915
    """Colour every pixel of the layer; `picture` is packed RGBA, red in the lowest byte,
    with the colours times their coverage.

    One long loop on purpose: numba copies the description of every array that a pixel hands to
    a function, which doubled the time of a frame.
    """
    height, width = buffers.depths.shape
    depths, owners, before = buffers.depths, buffers.owners, buffers.before
    tap_depths, tap_owners = buffers.tap_depths, buffers.tap_owners
    field, ramp = ground.field.ravel(), ground.ramp.ravel()
    levels, place = ground.levels, ground.place
    balls, normals, corners = things.balls, things.normals, things.corners
    triangles, paint, planes = things.triangles, things.paint, things.planes
    rows, columns = ground.field.shape[0], ground.field.shape[1]
    to_column = (columns - 1) / (2 * ground.half_x)
    to_row = (rows - 1) / (2 * ground.half_y)
    to_ramp = (len(ground.ramp) - 1) / max(ground.height, 1e-9)
    to_place = (len(place) - 1) / max(ground.height, 1e-9)
    taps, casters, last_stop = len(TAPS), things.casters, len(ground.ramp) - 1.0
    half_x, half_y, floor_ink = ground.half_x, ground.half_y, ground.floor_ink
    stands = ground.standing
    outer, to_ray = light.line_reach + 0.5, 1 / shot.focal
    for y in range(height):
        for x in range(width):
            edge = before[y, x]
            looks = taps if before[y, x + 1] > edge else 1
            if looks == 1 and owners[y, x] == NOBODY and len(planes) == 0:
                picture[y, x] = 0
                continue
            sum_red, sum_green, sum_blue, sum_cover = 0.0, 0.0, 0.0, 0.0
            for look in range(looks):
                if looks == 1:
                    px, py, w, owner = x + 0.5, y + 0.5, depths[y, x], owners[y, x]
                else:
                    px, py = x + 0.5 + TAPS[look, 0], y + 0.5 + TAPS[look, 1]
                    w, owner = tap_depths[edge, look], tap_owners[edge, look]
                kx, ky = (px - shot.cx) * to_ray, (shot.cy - py) * to_ray
                dx = shot.ax + kx * shot.rx + ky * shot.ux
                dy = shot.ay + kx * shot.ry + ky * shot.uy
                dz = shot.az + kx * shot.rz + ky * shot.uz
                far = 1 / math.sqrt(dx * dx + dy * dy + dz * dz)
                vx, vy, vz = -dx * far, -dy * far, -dz * far
                red, green, blue, cover = 0.0, 0.0, 0.0, 0.0
                if owner != NOBODY:
                    depth = 1 / w
                    wx, wy, wz = shot.ex + depth * dx, shot.ey + depth * dy, shot.ez + depth * dz
                    line, cover = 0.0, 1.0
                    if owner == GROUND or owner == FLOOR:
                        u = min(max((wx + half_x) * to_column, 0.0), columns - 1.001)
                        v = min(max((wy + half_y) * to_row, 0.0), rows - 1.001)
                        i, j = int(u), int(v)
                        s, t = u - i, v - j
                        f00, f10 = (1 - s) * (1 - t), s * (1 - t)
                        f01, f11 = (1 - s) * t, s * t
                        near = 4 * (j * columns + i)
                        over = near + 4 * columns
                        z = f00 * field[near] + f10 * field[near + 4]
                        z += f01 * field[over] + f11 * field[over + 4]
                        gx = f00 * field[near + 1] + f10 * field[near + 5]
                        gx += f01 * field[over + 1] + f11 * field[over + 5]
                        gy = f00 * field[near + 2] + f10 * field[near + 6]
                        gy += f01 * field[over + 2] + f11 * field[over + 6]
                        sky, standing = 1.0, 0.0
                        if owner == GROUND:
                            sky = f00 * field[near + 3] + f10 * field[near + 7]
                            sky += f01 * field[over + 3] + f11 * field[over + 7]
                            standing = stands
                            sky = 1 - min(standing, 1.0) * (1 - sky)
                        nx, ny = -standing * gx, -standing * gy
                        size = 1 / math.sqrt(nx * nx + ny * ny + 1)
                        if len(levels) > 0:
                            # how the height changes for a pixel to the right and downwards
                            bx, by = shot.ux - ky * shot.ax, shot.uy - ky * shot.ay
                            bz = shot.uz - ky * shot.az
                            cx, cy = shot.rx - kx * shot.ax, shot.ry - kx * shot.ay
                            cz = shot.rz - kx * shot.az
                            right = gx * (by - bz * ny) + gy * (bz * nx - bx)
                            down = gx * (ny * cz - cy) + gy * (cx - nx * cz)
                            turned = (nx * dx + ny * dy + dz) * shot.focal
                            square = (right * right + down * down) * depth * depth
                            at = min(max(z * to_place, 0.0), len(place) - 1.001)
                            k = int(at)
                            count = place[k] + (at - k) * (place[k + 1] - place[k])
                            k = min(max(int(count + 0.5), 0), len(levels) - 1)
                            off = (z - levels[k]) * turned
                            if off * off < square * outer * outer:
                                slope = math.sqrt(square) / (abs(turned) + 1e-9)
                                off = abs(z - levels[k]) / slope
                                line = min(outer - off, 1.0)
                                if len(levels) > 1:
                                    k = max(k, 1)
                                    gap = (levels[k] - levels[k - 1]) / slope
                                    line *= min(max((gap - 2.0) / 4.0, 0.0), 1.0)
                        nx, ny, nz = nx * size, ny * size, size
                        if nx * vx + ny * vy + nz * vz < 0:
                            nx, ny, nz = -nx, -ny, -nz
                        sun = 1.0
                        for k in range(casters):
                            radius = balls[k, 3]
                            ox, oy, oz = balls[k, 0] - wx, balls[k, 1] - wy, balls[k, 2] - wz
                            if radius > 0 and ox * ox + oy * oy + oz * oz < 36 * radius * radius:
                                one, other = _shade_of_ball(
                                    light, wx, wy, wz, nx, ny, nz,
                                    balls[k, 0], balls[k, 1], balls[k, 2], radius,
                                )  # fmt: skip
                                sky, sun = sky * one, sun * other
                        diffuse, mirrored = _lit(light, nx, ny, nz, vx, vy, vz, sky, sun)
                        m = mirrored * mirrored
                        m = m * m
                        m = m * m
                        gleam = light.gloss * sun * sky * m
                        k = 3 * int(min(max(z * to_ramp, 0.0), last_stop))
                        red, green, blue = ramp[k], ramp[k + 1], ramp[k + 2]
                        if owner == FLOOR:
                            diffuse, gleam = 0.25 + 0.75 * sun * sky, 0.0
                    elif owner >= MESH:
                        t = owner - MESH
                        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
                        ax, ay, aw = corners[a, 0], corners[a, 1], corners[a, 2]
                        bx, by, bw = corners[b, 0], corners[b, 1], corners[b, 2]
                        cx, cy, cw = corners[c, 0], corners[c, 1], corners[c, 2]
                        one = ((bx - px) * (cy - py) - (cx - px) * (by - py)) * aw
                        two = ((cx - px) * (ay - py) - (ax - px) * (cy - py)) * bw
                        six = ((ax - px) * (by - py) - (bx - px) * (ay - py)) * cw
                        nx = one * normals[a, 0] + two * normals[b, 0] + six * normals[c, 0]
                        ny = one * normals[a, 1] + two * normals[b, 1] + six * normals[c, 1]
                        nz = one * normals[a, 2] + two * normals[b, 2] + six * normals[c, 2]
                        size = 1 / (math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-300)
                        nx, ny, nz = nx * size, ny * size, nz * size
                        if nx * vx + ny * vy + nz * vz < 0:
                            nx, ny, nz = -nx, -ny, -nz
                        diffuse, mirrored = _lit(light, nx, ny, nz, vx, vy, vz, 1.0, 1.0)
                        diffuse = 0.45 + 0.6 * diffuse
                        gleam = 0.12 * mirrored**8
                        red, green, blue = paint[t, 0], paint[t, 1], paint[t, 2]
                    else:
                        k = -1 - owner
                        size = 1 / balls[k, 3]
                        nx, ny = (wx - balls[k, 0]) * size, (wy - balls[k, 1]) * size
                        nz = (wz - balls[k, 2]) * size
                        diffuse, mirrored = _lit(light, nx, ny, nz, vx, vy, vz, 1.0, 1.0)
                        diffuse *= 0.8 + 0.2 * nz
                        rim = 1 - max(0.0, nx * vx + ny * vy + nz * vz)
                        rim = rim * rim * rim
                        gleam = 0.85 * mirrored**32 + 0.10 * mirrored**4 + 0.16 * rim
                        red, green, blue = balls[k, 4], balls[k, 5], balls[k, 6]
                    if air.night > 0:
                        left = _dimmed(air, wx, wy, wz)
                        diffuse, gleam, line = diffuse * left, gleam * left, line * left
                    red = _encode(red * diffuse + gleam)
                    green = _encode(green * diffuse + gleam)
                    blue = _encode(blue * diffuse + gleam)
                    if owner == FLOOR:
                        cover = floor_ink
                    line *= light.line_opacity
                    red += line * (light.line_red - red)
                    green += line * (light.line_green - green)
                    blue += line * (light.line_blue - blue)
                    if air.fog > 0:
                        thick = (depth - air.fog_near) / (air.fog_far - air.fog_near)
                        thick = air.fog * min(max(thick, 0.0), 1.0)
                        red += thick * (air.red - red)
                        green += thick * (air.green - green)
                        blue += thick * (air.blue - blue)
                    red, green, blue = red * cover, green * cover, blue * cover
                for k in range(len(planes)):
                    ox, oy, oz = planes[k, 0], planes[k, 1], planes[k, 2]
                    ax, ay, az = planes[k, 3], planes[k, 4], planes[k, 5]
                    bx, by, bz = planes[k, 6], planes[k, 7], planes[k, 8]
                    nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
                    toward = nx * dx + ny * dy + nz * dz
                    if abs(toward) < 1e-9:
                        continue
                    ox, oy, oz = ox - shot.ex, oy - shot.ey, oz - shot.ez
                    depth = (nx * ox + ny * oy + nz * oz) / toward
                    if depth <= shot.near or 1 / depth < w:
                        continue
                    qx, qy, qz = depth * dx - ox, depth * dy - oy, depth * dz - oz
                    one = abs(qx * ax + qy * ay + qz * az)
                    two = abs(qx * bx + qy * by + qz * bz)
                    inside = (planes[k, 9] - max(one, two)) * shot.focal / depth
                    part = min(max(inside + 0.5, 0.0), 1.0) * planes[k, 13]
                    if inside < 3 * light.line_reach:
                        part = min(2 * part, 1.0)
                    red += part * (planes[k, 10] - red)
                    green += part * (planes[k, 11] - green)
                    blue += part * (planes[k, 12] - blue)
                    cover += part * (1 - cover)
                sum_red, sum_green = sum_red + red, sum_green + green
                sum_blue, sum_cover = sum_blue + blue, sum_cover + cover
            share = 255.0 / looks
            red, green = int(sum_red * share + 0.5), int(sum_green * share + 0.5)
            blue, cover = int(sum_blue * share + 0.5), int(sum_cover * share + 0.5)
            picture[y, x] = red | green << 8 | blue << 16 | cover << 24


@kernel
def lay(picture, opacity, left, top, frame):
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
