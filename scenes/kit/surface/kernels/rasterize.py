"""Rasterization: triangles and balls into a depth buffer, with eight samples at edges.

Depth is kept as its reciprocal, which is linear on the screen for anything flat; 0 is infinitely
far. Owners are :data:`NOBODY`, :data:`GROUND`, :data:`FLOOR`, ``MESH + t`` for triangle t of the
things on the ground, and ``-1 - k`` for ball k.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from scenes.kit.surface.kernels.jit import inlined, kernel
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.kernels.structs import (
    Array,
    Buffers,
    Edges,
    ScreenTriangles,
    Things,
    ViewUniforms,
)

Triple = tuple[float, float, float]

NOBODY, GROUND, FLOOR, MESH = 0, 1, 2, 3


TAPS = np.array([(1, -3), (-1, 3), (5, 1), (-3, -5), (-5, 5), (-7, -1), (3, 7), (7, -7)]) / 16
"""Where a pixel on an edge is looked at, from its middle: no two in one row or column."""

JUMP = np.float32(0.003)
"""Share of the depth by which a pixel must lie off the line of its neighbours to be an edge."""

THING, EDGE = np.uint8(MESH), np.uint8(MESH + 1)
"""Kinds of pixels besides those of the ground and of nobody."""

TILE_SHIFT = 4
"""Tiles in which edges are looked for first are 2⁴ pixels a side."""


@kernel
def scan(layer: ScreenTriangles, box: Rectangle, depths: Array, owners: Array) -> None:
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
def meet(
    shot: ViewUniforms, kx: float, ky: float, x: float, y: float, z: float, radius: float
) -> float:
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
    shot: ViewUniforms, balls: Array, spans: Array, box: Rectangle, depths: Array, owners: Array
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


@kernel
def find_edges(box: Rectangle, depths: Array, owners: Array, kinds: Array) -> None:
    """Note in `kinds` what each pixel of a box shows: its owner, no finer than a thing, or an edge.

    An edge is where something ends in the pixel or in one beside it; on the rim of the layer, where
    nothing is known of what lies outside, wherever there is something. The arrays are ``(height,
    width)``. Nothing branches and every kind is written once, so that the compiler can look at
    many pixels at a time.
    """
    height, width = depths.shape
    for y in range(box.top, box.bottom):
        if y == 0 or y == height - 1:
            for x in range(box.left, box.right):
                kinds[y, x] = _rim(owners, y, x)
            continue
        for x in (0, width - 1):
            if box.left <= x < box.right:
                kinds[y, x] = _rim(owners, y, x)
        start, count = max(box.left - 1, 0), min(box.right + 1, width) - max(box.left - 1, 0)
        above, here, below = owners[y - 1, start:], owners[y, start:], owners[y + 1, start:]
        higher, level, lower = depths[y - 1, start:], depths[y, start:], depths[y + 1, start:]
        row = kinds[y, start:]
        for x in range(1, count - 1):
            kind, w = min(here[x], MESH), level[x]
            differs = (min(here[x - 1], MESH) != kind) | (min(here[x + 1], MESH) != kind)
            differs |= (min(above[x], MESH) != kind) | (min(below[x], MESH) != kind)
            differs |= (min(above[x - 1], MESH) != kind) | (min(above[x + 1], MESH) != kind)
            differs |= (min(below[x - 1], MESH) != kind) | (min(below[x + 1], MESH) != kind)
            differs |= abs(level[x - 1] + level[x + 1] - w - w) > JUMP * w
            differs |= abs(higher[x] + lower[x] - w - w) > JUMP * w
            row[x] = EDGE if differs else (THING if kind < 0 else kind)


@inlined
def _rim(owners: Array, y: int, x: int) -> int:
    """Return the kind of a pixel at the rim of the layer."""
    height, width = owners.shape
    for row in range(max(y - 1, 0), min(y + 2, height)):
        for column in range(max(x - 1, 0), min(x + 2, width)):
            if owners[row, column] != NOBODY:
                return int(EDGE)
    return int(NOBODY)


@kernel
def number_edges(box: Rectangle, kinds: Array, edges: Edges) -> int:
    """Count the edges of a box in reading order, noting in `edges` where they are.

    Parameters
    ----------
    box
        The pixels that matter.
    kinds
        What each pixel shows, ``(height, width)``.
    edges
        To be filled: `before` ``(height, width + 1)``, `columns` with room for all pixels, and
        `tiles`, zeros, one for every square of ``2 ** TILE_SHIFT`` pixels.
    """
    before, columns, tiles = edges.before, edges.columns, edges.tiles
    count = 0
    for y in range(box.top, box.bottom):
        for x in range(box.left, box.right):
            before[y, x] = count
            if kinds[y, x] == EDGE:
                columns[count] = x
                count += 1
                tiles[y >> TILE_SHIFT, x >> TILE_SHIFT] = 1
        before[y, box.right] = count
    return count


@inlined
def _has_edge(tiles: Array, left: int, right: int, top: int, end: int) -> bool:
    for y in range(top >> TILE_SHIFT, ((end - 1) >> TILE_SHIFT) + 1):
        for x in range(left >> TILE_SHIFT, ((right - 1) >> TILE_SHIFT) + 1):
            if tiles[y, x]:
                return True
    return False


@kernel
def tap(layer: ScreenTriangles, box: Rectangle, edges: Edges, depths: Array, owners: Array) -> None:
    """Draw triangles into the edges of a box, at :data:`TAPS` of each.

    The buffers are ``(edges, taps)``.
    """
    before, columns, tiles = edges.before, edges.columns, edges.tiles
    corners, triangles = layer.corners, layer.triangles
    first_owner, owner_step = layer.first_owner, layer.owner_step
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, aw = corners[a, 0], corners[a, 1], corners[a, 2]
        bx, by, bw = corners[b, 0], corners[b, 1], corners[b, 2]
        cx, cy, cw = corners[c, 0], corners[c, 1], corners[c, 2]
        top = max(math.floor(min(ay, by, cy)), box.top)
        end = min(math.ceil(max(ay, by, cy)), box.bottom)
        left = max(math.floor(min(ax, bx, cx)), box.left)
        right = min(math.ceil(max(ax, bx, cx)), box.right)
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if top >= end or left >= right or area == 0:
            continue
        if not _has_edge(tiles, left, right, top, end):
            continue
        turn = 1.0 if area > 0 else -1.0
        wx, wy = tilt((ax, ay, aw), (bx, by, bw), (cx, cy, cw))
        for y in range(top, end):
            for edge in range(before[y, left], before[y, right]):
                for s in range(len(TAPS)):
                    px = columns[edge] + 0.5 + TAPS[s, 0]
                    py = y + 0.5 + TAPS[s, 1]
                    if turn * ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) < 0:
                        continue
                    if turn * ((cx - bx) * (py - by) - (cy - by) * (px - bx)) < 0:
                        continue
                    if turn * ((ax - cx) * (py - cy) - (ay - cy) * (px - cx)) < 0:
                        continue
                    here = aw + wx * (px - ax) + wy * (py - ay)
                    if here > depths[edge, s]:
                        depths[edge, s] = here
                        owners[edge, s] = first_owner + t * owner_step


@kernel
def tap_balls(
    shot: ViewUniforms,
    balls: Array,
    spans: Array,
    box: Rectangle,
    edges: Edges,
    depths: Array,
    owners: Array,
) -> None:
    """Draw balls into the edges of a box, at :data:`TAPS` of each; see :func:`tap`."""
    before, columns = edges.before, edges.columns
    for k in range(len(balls)):
        x, y, z, radius = balls[k, 0], balls[k, 1], balls[k, 2], balls[k, 3]
        left, right = max(spans[k, 0], box.left), min(spans[k, 2], box.right)
        for row in range(max(spans[k, 1], box.top), min(spans[k, 3], box.bottom)):
            if left >= right:
                break
            for edge in range(before[row, left], before[row, right]):
                for s in range(len(TAPS)):
                    kx = (columns[edge] + 0.5 + TAPS[s, 0] - shot.cx) / shot.focal
                    ky = (shot.cy - row - 0.5 - TAPS[s, 1]) / shot.focal
                    depth = meet(shot, kx, ky, x, y, z, radius)
                    if depth > shot.near and 1 / depth > depths[edge, s]:
                        depths[edge, s] = 1 / depth
                        owners[edge, s] = -1 - k


class Finder:
    """Keeps what is in front from one look to the next, so that a part can be looked at again.

    Parameters
    ----------
    shape
        Rows and columns of the layer.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        rows, columns = shape
        self._depths = np.zeros(shape, np.float32)
        self._owners = np.zeros(shape, np.int32)
        self._kinds = np.zeros(shape, np.uint8)
        self._before = np.zeros((rows, columns + 1), np.int32)
        self._columns = np.zeros(rows * columns, np.int32)

    def _clear(self, box: Rectangle) -> Rectangle:
        """Forget what was in front in a box, and return what of it is in the layer."""
        rows, columns = self._depths.shape
        inside = box.cut(Rectangle(0, 0, columns, rows))
        left, top, right, bottom = inside
        self._depths[top:bottom, left:right] = 0
        self._owners[top:bottom, left:right] = NOBODY
        return inside

    def look(
        self, layers: Sequence[ScreenTriangles], shot: ViewUniforms, things: Things, box: Rectangle
    ) -> Buffers:
        """Find what is in front in a box.

        Parameters
        ----------
        layers, things
            The triangles and balls.
        shot
            The view.
        box
            The pixels whose looks are returned.
        """
        balls, spans = things.balls, things.spans
        # with its neighbours, which tell where edges are; their things may have other numbers now
        wider = self._clear(box.grown(1))
        for layer in layers:
            scan(layer, wider, self._depths, self._owners)
        scan_balls(shot, balls, spans, wider, self._depths, self._owners)
        find_edges(box, self._depths, self._owners, self._kinds)
        tiles = np.zeros([(side >> TILE_SHIFT) + 1 for side in self._kinds.shape], np.uint8)
        found = Edges(self._before, self._columns, tiles)
        count = number_edges(box, self._kinds, found)
        depths = np.zeros((count, len(TAPS)), np.float32)
        owners = np.zeros((count, len(TAPS)), np.int32)
        for layer in layers:
            tap(layer, box, found, depths, owners)
        tap_balls(shot, balls, spans, box, found, depths, owners)
        return Buffers(self._kinds, self._depths, self._owners, self._before, depths, owners)
