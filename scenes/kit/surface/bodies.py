"""The colours of balls, tubes and arrows, and of planes that the rest is seen through."""

from __future__ import annotations

import math

from scenes.kit.surface.compiled import inlined
from scenes.kit.surface.raster import MESH
from scenes.kit.surface.sheet import Array, Sight, Things
from scenes.kit.surface.tones import encode, lit, thickness

Color = tuple[float, float, float]
Colors = tuple[float, float, float, float]


@inlined
def shade_thing(sight: Sight, things: Things, px: float, py: float, w: float, owner: int) -> Color:
    """Return the encoded colour of a ball, a tube or an arrow."""
    shot, light, air = sight.shot, sight.light, sight.air
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
    red, green, blue = red * diffuse + gleam, green * diffuse + gleam, blue * diffuse + gleam
    thick = thickness(air, depth, x, y, z)
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
def through_planes(
    sight: Sight, planes: Array, px: float, py: float, w: float, seen: Colors
) -> Colors:
    """Lay the planes that are nearer than what is seen over it; colours are times coverage."""
    shot, light = sight.shot, sight.light
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
