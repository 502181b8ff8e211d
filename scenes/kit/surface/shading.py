"""The colour of every pixel of the layer, and the way onto the frame."""

from __future__ import annotations

import math

import numpy as np

from scenes.kit.surface.compiled import inlined, kernel
from scenes.kit.surface.edges import TAPS
from scenes.kit.surface.raster import FLOOR, GROUND, MESH, NOBODY
from scenes.kit.surface.sheet import Air, Array, Buffers, Ground, Light, Shot, Things
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
    colour,
    find_places,
    light_up,
    look_up,
    throw_shade,
)
from scenes.kit.surface.tones import encode, left_by_night, lit, thickness

Color = tuple[float, float, float]
Colors = tuple[float, float, float, float]


@kernel
def shade(
    shot: Shot,
    ground: Ground,
    light: Light,
    air: Air,
    things: Things,
    buffers: Buffers,
    picture: Array,
) -> None:
    """Colour every pixel of the layer.

    Parameters
    ----------
    shot, ground, light, air, things, buffers
        What there is to see.
    picture
        Packed RGBA ``(height, width)``, red in the lowest byte, the colours times their coverage.
    """
    height, width = picture.shape
    strip = np.ones(QUANTITIES * STRIP)
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
                colour(ground, light, air, strip, count)
            taken = 0
            for x in range(start, end):
                # most pixels are decided here: what is handed to a function costs time
                owner, plain = owners[y, x], before[y, x + 1] == before[y, x] and not veiled
                if plain and owner == NOBODY:
                    picture[y, x] = 0
                elif plain and (owner == GROUND or owner == FLOOR):  # noqa: PLR1714, SIM109
                    cover = 255.0 * (ground.floor_ink if owner == FLOOR else 1.0)
                    packed = int(strip[RED + taken] * cover + 0.5)
                    packed |= int(strip[GREEN + taken] * cover + 0.5) << 8
                    packed |= int(strip[BLUE + taken] * cover + 0.5) << 16
                    picture[y, x] = packed | int(cover + 0.5) << 24
                    taken += 1
                else:
                    picture[y, x], taken = _mixed(
                        shot, light, air, things, buffers, y, x, strip, taken, ground.floor_ink
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
    shot: Shot,
    light: Light,
    air: Air,
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
            red, green, blue = _thing(shot, light, air, things, px, py, w, owner)
            cover = 1.0
        if len(things.planes) > 0:
            red, green, blue, cover = _through_planes(
                shot, light, things.planes, px, py, w, (red, green, blue, cover)
            )
        sum_red, sum_green = sum_red + red, sum_green + green
        sum_blue, sum_cover = sum_blue + blue, sum_cover + cover
    share = 255.0 / looks
    packed = int(sum_red * share + 0.5) | int(sum_green * share + 0.5) << 8
    packed |= int(sum_blue * share + 0.5) << 16 | int(sum_cover * share + 0.5) << 24
    return packed, taken


@inlined
def _thing(
    shot: Shot, light: Light, air: Air, things: Things, px: float, py: float, w: float, owner: int
) -> Color:
    """Return the encoded colour of a ball, a tube or an arrow."""
    kx, ky, depth = (px - shot.cx) / shot.focal, (shot.cy - py) / shot.focal, 1 / w
    dx = shot.ax + kx * shot.rx + ky * shot.ux
    dy = shot.ay + kx * shot.ry + ky * shot.uy
    dz = shot.az + kx * shot.rz + ky * shot.uz
    far = 1 / math.sqrt(dx * dx + dy * dy + dz * dz)
    vx, vy, vz = -dx * far, -dy * far, -dz * far
    x, y, z = shot.ex + depth * dx, shot.ey + depth * dy, shot.ez + depth * dz
    if owner >= MESH:
        t = owner - MESH
        nx, ny, nz = _normal(things, t, px, py)
        if nx * vx + ny * vy + nz * vz < 0:
            nx, ny, nz = -nx, -ny, -nz
        diffuse, mirrored = lit(light, nx, ny, nz, vx, vy, vz)
        diffuse, gleam = 0.45 + 0.6 * diffuse, 0.12 * mirrored**8
        red, green, blue = things.paint[t, 0], things.paint[t, 1], things.paint[t, 2]
    else:
        ball = things.balls[-1 - owner]
        nx, ny, nz = (x - ball[0]) / ball[3], (y - ball[1]) / ball[3], (z - ball[2]) / ball[3]
        diffuse, mirrored = lit(light, nx, ny, nz, vx, vy, vz)
        rim = 1 - max(0.0, nx * vx + ny * vy + nz * vz)
        diffuse = light.ball * diffuse * (0.8 + 0.2 * nz)
        gleam = 0.85 * mirrored**32 + 0.10 * mirrored**4 + 0.16 * rim * rim * rim
        red, green, blue = ball[4], ball[5], ball[6]
    if air.night > 0:
        rest = left_by_night(air, x, y, z)
        diffuse, gleam = diffuse * rest, gleam * rest
    red, green, blue = red * diffuse + gleam, green * diffuse + gleam, blue * diffuse + gleam
    thick = thickness(air, depth) if air.fog > 0 else 0.0
    red, green, blue = encode(red), encode(green), encode(blue)
    red += thick * (air.red - red)
    green += thick * (air.green - green)
    return red, green, blue + thick * (air.blue - blue)


@inlined
def _normal(things: Things, t: int, px: float, py: float) -> Color:
    """Return the unit normal of mesh triangle t at a pixel, blended from its corners'."""
    a, b, c = things.triangles[t, 0], things.triangles[t, 1], things.triangles[t, 2]
    corners, normals = things.corners, things.normals
    ax, ay = corners[a, 0] - px, corners[a, 1] - py
    bx, by = corners[b, 0] - px, corners[b, 1] - py
    cx, cy = corners[c, 0] - px, corners[c, 1] - py
    # shares by area on the screen, weighted so that they are right in the world
    one = (bx * cy - cx * by) * corners[a, 2]
    two = (cx * ay - ax * cy) * corners[b, 2]
    six = (ax * by - bx * ay) * corners[c, 2]
    nx = one * normals[a, 0] + two * normals[b, 0] + six * normals[c, 0]
    ny = one * normals[a, 1] + two * normals[b, 1] + six * normals[c, 1]
    nz = one * normals[a, 2] + two * normals[b, 2] + six * normals[c, 2]
    size = 1 / (math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-300)
    return nx * size, ny * size, nz * size


@inlined
def _through_planes(
    shot: Shot, light: Light, planes: Array, px: float, py: float, w: float, seen: Colors
) -> Colors:
    """Lay the planes that are nearer than what is seen over it; colours are times coverage."""
    red, green, blue, cover = seen
    kx, ky = (px - shot.cx) / shot.focal, (shot.cy - py) / shot.focal
    dx = shot.ax + kx * shot.rx + ky * shot.ux
    dy = shot.ay + kx * shot.ry + ky * shot.uy
    dz = shot.az + kx * shot.rz + ky * shot.uz
    for k in range(len(planes)):
        plane = planes[k]
        ax, ay, az, bx, by, bz = plane[3], plane[4], plane[5], plane[6], plane[7], plane[8]
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        toward = nx * dx + ny * dy + nz * dz
        if abs(toward) < 1e-9:
            continue
        ox, oy, oz = plane[0] - shot.ex, plane[1] - shot.ey, plane[2] - shot.ez
        depth = (nx * ox + ny * oy + nz * oz) / toward
        if depth <= shot.near or 1 / depth < w:
            continue
        qx, qy, qz = depth * dx - ox, depth * dy - oy, depth * dz - oz
        aside = max(abs(qx * ax + qy * ay + qz * az), abs(qx * bx + qy * by + qz * bz))
        inside = (plane[9] - aside) * shot.focal / depth
        part = min(max(inside + 0.5, 0.0), 1.0) * plane[13]
        if inside < 3 * light.line_reach:  # its rim
            part = min(2 * part, 1.0)
        red += part * (plane[10] - red)
        green += part * (plane[11] - green)
        blue += part * (plane[12] - blue)
        cover += part * (1 - cover)
    return red, green, blue, cover


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
