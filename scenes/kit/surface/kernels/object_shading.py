"""Object shading: the colours of balls, tubes, arrows and translucent planes."""

from __future__ import annotations

import math

from scenes.kit.surface.kernels.jit import inlined
from scenes.kit.surface.kernels.rasterize import MESH
from scenes.kit.surface.kernels.structs import Array, Looks, Sight, Things, ViewUniforms
from scenes.kit.surface.kernels.tone import encode, lit, single, thickness

Color = tuple[float, float, float]
Colors = tuple[float, float, float, float]

SMALL = 6.0
"""Radius in pixels of a ball whose highlight is half as bright as that of a large one."""


@inlined
def shade_things(sight: Sight, things: Things, looks: Looks, count: int) -> None:
    """Find the encoded colours of balls, tubes and arrows, a strip of looks at once.

    Arrays are unpacked once and never sliced: numba counts who holds each of them.
    """
    shot, light, air = sight.shot, sight.light, sight.air
    xs, ys, ws, owners, colors = looks.x, looks.y, looks.w, looks.owner, looks.color
    balls, paint = things.balls, things.paint
    triangles, corners, normals = things.triangles, things.corners, things.normals
    for n in range(count):
        px, py, depth, owner = xs[n], ys[n], 1 / ws[n], owners[n]
        dx, dy, dz = ray(shot, px, py)
        far = 1 / math.sqrt(dx * dx + dy * dy + dz * dz)
        vx, vy, vz = -dx * far, -dy * far, -dz * far
        x, y, z = shot.ex + depth * dx, shot.ey + depth * dy, shot.ez + depth * dz
        if owner >= MESH:
            t = owner - MESH
            nx, ny, nz = normal_at(triangles, t, corners, normals, px, py)
            size = 1 / (math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-300)
            size = math.copysign(size, nx * vx + ny * vy + nz * vz)  # the side that is seen
            red, green, blue = paint[t, 0], paint[t, 1], paint[t, 2]
        else:
            k = -1 - owner
            nx, ny, nz, size = x - balls[k, 0], y - balls[k, 1], z - balls[k, 2], 1 / balls[k, 3]
            red, green, blue = balls[k, 4], balls[k, 5], balls[k, 6]
        nx, ny, nz = nx * size, ny * size, nz * size
        diffuse, mirrored = lit(light, nx, ny, nz, vx, vy, vz)
        fourth = mirrored * mirrored * (mirrored * mirrored)
        if owner >= MESH:
            diffuse, gleam = 0.45 + 0.6 * diffuse, 0.12 * (fourth * fourth)
        else:
            pixels = balls[-1 - owner, 3] * shot.focal / depth
            diffuse = light.ball * diffuse * (0.8 + 0.2 * nz)
            gleam = gleam_of_ball(fourth, nx * vx + ny * vy + nz * vz, pixels)
        thick = thickness(air, single(depth), single(x), single(y), single(z))
        red, green = encode(red * diffuse + gleam), encode(green * diffuse + gleam)
        blue = encode(blue * diffuse + gleam)
        colors[n, 0] = red + thick * (air.red - red)
        colors[n, 1] = green + thick * (air.green - green)
        colors[n, 2] = blue + thick * (air.blue - blue)


@inlined
def ray(shot: ViewUniforms, px: float, py: float) -> Color:
    """Return the way from the eye into a place on the screen, as it goes 1 ahead."""
    kx, ky = (px - shot.cx) / shot.focal, (shot.cy - py) / shot.focal
    dx = shot.ax + kx * shot.rx + ky * shot.ux
    dy = shot.ay + kx * shot.ry + ky * shot.uy
    dz = shot.az + kx * shot.rz + ky * shot.uz
    return dx, dy, dz


@inlined
def normal_at(
    triangles: Array, t: int, corners: Array, normals: Array, px: float, py: float
) -> Color:
    """Return the normal of a triangle of the mesh in a look, of any length."""
    a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
    one, two, six = shares(
        (corners[a, 0] - px, corners[a, 1] - py, corners[a, 2]),
        (corners[b, 0] - px, corners[b, 1] - py, corners[b, 2]),
        (corners[c, 0] - px, corners[c, 1] - py, corners[c, 2]),
    )
    nx = one * normals[a, 0] + two * normals[b, 0] + six * normals[c, 0]
    ny = one * normals[a, 1] + two * normals[b, 1] + six * normals[c, 1]
    nz = one * normals[a, 2] + two * normals[b, 2] + six * normals[c, 2]
    return nx, ny, nz


@inlined
def gleam_of_ball(fourth: float, facing: float, pixels: float) -> float:
    """Return how bright a ball's highlight is: of the mirrored light to the fourth power."""
    rim, eighth = 1 - max(0.0, facing), fourth * fourth
    sharp = eighth * eighth * eighth * eighth
    # on a ball of few pixels a small highlight would only twinkle
    large = min(max(pixels / SMALL - 0.5, 0.0), 1.0)
    return 0.85 * large * sharp + 0.10 * fourth + 0.16 * rim * rim * rim


@inlined
def shares(one: Color, two: Color, six: Color) -> Color:
    """Return how much of each corner is in a look.

    The corners are x and y from the look on the screen, and reciprocal depth: shares by area on
    the screen, weighted so that they are right in the world.
    """
    return (
        (two[0] * six[1] - six[0] * two[1]) * one[2],
        (six[0] * one[1] - one[0] * six[1]) * two[2],
        (one[0] * two[1] - two[0] * one[1]) * six[2],
    )


@inlined
def through_planes(
    sight: Sight, planes: Array, px: float, py: float, w: float, seen: Colors
) -> Colors:
    """Lay the planes that are nearer than what is seen over it; colours are times coverage."""
    shot, light = sight.shot, sight.light
    red, green, blue, cover = seen
    dx, dy, dz = ray(shot, px, py)
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
