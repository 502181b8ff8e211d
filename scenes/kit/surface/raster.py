"""What is in front: triangles and balls into a buffer of depths and of who is there.

Depth is kept as its reciprocal, which is linear on the screen for anything flat; 0 is infinitely
far. Owners are :data:`NOBODY`, :data:`GROUND`, :data:`FLOOR`, ``MESH + t`` for triangle t of the
things on the ground, and ``-1 - k`` for ball k.
"""

from __future__ import annotations

import math

from scenes.kit.surface.compiled import inlined, kernel
from scenes.kit.surface.rectangle import Rectangle
from scenes.kit.surface.sheet import Array, Layer, Shot

Triple = tuple[float, float, float]

NOBODY, GROUND, FLOOR, MESH = 0, 1, 2, 3


@kernel
def scan(layer: Layer, box: Rectangle, depths: Array, owners: Array) -> None:
    """Draw triangles, one look a pixel, at its middle.

    Parameters
    ----------
    layer
        The triangles.
    box
        The pixels to draw in.
    depths, owners
        The buffers, ``(height, width)``; what is nearer than what they hold replaces it.
    """
    corners, triangles = layer.corners, layer.triangles
    first_owner, owner_step = layer.first_owner, layer.owner_step
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        if corners[b, 1] < corners[a, 1]:
            a, b = b, a
        if corners[c, 1] < corners[a, 1]:
            a, c = c, a
        if corners[c, 1] < corners[b, 1]:
            b, c = c, b
        ax, ay, aw = corners[a, 0], corners[a, 1], corners[a, 2]
        bx, by, cx, cy = corners[b, 0], corners[b, 1], corners[c, 0], corners[c, 1]
        top, end = max(math.ceil(ay - 0.5), box.top), min(math.ceil(cy - 0.5), box.bottom)
        if top >= end or max(ax, bx, cx) <= box.left or min(ax, bx, cx) >= box.right:
            continue
        wx, wy = tilt((ax, ay, aw), (bx, by, corners[b, 2]), (cx, cy, corners[c, 2]))
        long = (cx - ax) / (cy - ay)
        # each side is computed from its upper end, so that two neighbours agree about it
        upper = (bx - ax) / (by - ay) if by > ay else 0.0
        lower = (cx - bx) / (cy - by) if cy > by else 0.0
        owner = first_owner + t * owner_step
        for y in range(top, end):
            line = y + 0.5
            one = ax + (line - ay) * long
            other = ax + (line - ay) * upper if line < by else bx + (line - by) * lower
            left = max(math.ceil(min(one, other) - 0.5), box.left)
            right = min(math.ceil(max(one, other) - 0.5), box.right)
            w = aw + wx * (0.5 - ax) + wy * (line - ay)
            for x in range(left, right):
                here = w + wx * x
                if here > depths[y, x]:
                    depths[y, x] = here
                    owners[y, x] = owner


@inlined
def tilt(one: Triple, other: Triple, last: Triple) -> tuple[float, float]:
    """Return how a quantity at three corners changes for a pixel to the right and downwards.

    Each corner is x, y and the quantity.
    """
    bx, by, bw = other[0] - one[0], other[1] - one[1], other[2] - one[2]
    cx, cy, cw = last[0] - one[0], last[1] - one[1], last[2] - one[2]
    area = bx * cy - cx * by
    if area == 0:
        return 0.0, 0.0
    return (bw * cy - cw * by) / area, (cw * bx - bw * cx) / area


@inlined
def meet(shot: Shot, kx: float, ky: float, x: float, y: float, z: float, radius: float) -> float:
    """Return at what depth the ray ``(kx, ky)`` meets a ball; 0 where it does not."""
    dx = shot.ax + kx * shot.rx + ky * shot.ux
    dy = shot.ay + kx * shot.ry + ky * shot.uy
    dz = shot.az + kx * shot.rz + ky * shot.uz
    ox, oy, oz = x - shot.ex, y - shot.ey, z - shot.ez
    along = dx * ox + dy * oy + dz * oz
    square = dx * dx + dy * dy + dz * dz
    beyond = along * along - square * (ox * ox + oy * oy + oz * oz - radius * radius)
    if beyond < 0:
        return 0.0
    return (along - math.sqrt(beyond)) / square


@kernel
def scan_balls(
    shot: Shot, balls: Array, spans: Array, box: Rectangle, depths: Array, owners: Array
) -> None:
    """Draw balls, one look a pixel.

    Parameters
    ----------
    shot
        The view.
    balls, spans
        x, y, z and radius first, ``(n, ≥ 4)``, and the pixels that each can touch, ``(n, 4)``.
    box
        The pixels to draw in.
    depths, owners
        The buffers; see :func:`scan`.
    """
    for k in range(len(balls)):
        x, y, z, radius = balls[k, 0], balls[k, 1], balls[k, 2], balls[k, 3]
        left, right = max(spans[k, 0], box.left), min(spans[k, 2], box.right)
        for row in range(max(spans[k, 1], box.top), min(spans[k, 3], box.bottom)):
            ky = (shot.cy - row - 0.5) / shot.focal
            for column in range(left, right):
                depth = meet(shot, (column + 0.5 - shot.cx) / shot.focal, ky, x, y, z, radius)
                if depth > shot.near and 1 / depth > depths[row, column]:
                    depths[row, column] = 1 / depth
                    owners[row, column] = -1 - k
