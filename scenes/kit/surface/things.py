"""What stands on the ground, gathered into arrays and put on the screen."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenes.kit.surface.clip import clip
from scenes.kit.surface.mesh import Mesh
from scenes.kit.surface.paint import encoded, linear
from scenes.kit.surface.props import Prop
from scenes.kit.surface.rectangle import FAR, NOWHERE, Rectangle
from scenes.kit.surface.sheet import Shot, Things
from scenes.kit.surface.strip import SHADE_REACH
from scenes.kit.types import FloatArray

Triangles = NDArray[np.int32]
Spans = NDArray[np.int64]

PLANE_REACH = 1.5
"""Half sides of a plane within which all of it lies, whichever way it is turned."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A prop as it is now, in the world.

    Parameters
    ----------
    owner
        The prop.
    key
        Equal keys mean equal pieces.
    balls
        x, y, z, radius, red, green, blue (linear), ``(k, 7)``.
    casts_shade
        Whether its balls throw shade.
    mesh
        Its triangles.
    paint
        Their linear colour, ``(3,)``.
    planes
        As :class:`Things` has them, ``(p, 14)``.
    """

    owner: Prop
    key: Hashable
    balls: FloatArray
    casts_shade: bool
    mesh: Mesh
    paint: FloatArray
    planes: FloatArray


class Placed(NamedTuple):
    """A piece on the screen: its mesh in pixels, and the pixels that it, or its shade, can touch.

    `spans` and `shade_spans` are those of the balls, ``(k, 4)``, `plane_spans` of the planes.
    """

    piece: Piece
    corners: FloatArray
    triangles: Triangles
    spans: Spans
    shade_spans: Spans
    plane_spans: Spans


def piece_of(prop: Prop, key: Hashable) -> Piece:
    """Return a prop as it is now."""
    color = encoded(prop.role)
    paint = linear(color)
    planes = [
        (*plane.middle, *plane.one, *plane.other, plane.half, *color, plane.opacity)
        for plane in prop.planes()
    ]
    return Piece(
        prop,
        key,
        np.array([(*ball, *paint) for ball in prop.balls()], float).reshape(-1, 7),
        prop.casts_shade(),
        prop.mesh(),
        paint,
        np.array(planes, float).reshape(-1, 14),
    )


def place(piece: Piece, shot: Shot) -> Placed:
    """Put a piece on the screen; a triangle at the eye is left out whole."""
    balls, mesh, triangles = piece.balls, piece.mesh, piece.mesh.triangles
    spans = ball_spans(balls[:, :3], balls[:, 3], shot)
    reach = float(SHADE_REACH) * balls[:, 3]
    shade_spans = ball_spans(balls[:, :3], reach, shot) if piece.casts_shade else spans[:0]
    plane_spans = ball_spans(piece.planes[:, :3], PLANE_REACH * piece.planes[:, 9], shot)
    seen = before_eye(mesh.corners, shot)
    behind = seen[2] < shot.near
    if behind.any():
        triangles = np.ascontiguousarray(triangles[~behind[triangles].any(axis=1)])
        seen[:, behind] = np.array([[0.0], [0.0], [1.0]])
    return Placed(piece, on_screen(seen, shot), triangles, spans, shade_spans, plane_spans)


def before_eye(points: FloatArray, shot: Shot) -> FloatArray:
    """Return how far world points ``(n, 3)`` lie across, up and ahead of the eye, ``(3, n)``."""
    x, y, z = (points[:, k] - shot[k] for k in range(3))
    # not a matrix product, whose sums may be taken in another order elsewhere
    return np.stack([x * shot[k] + y * shot[k + 1] + z * shot[k + 2] for k in (3, 6, 9)])


def on_screen(seen: FloatArray, shot: Shot) -> FloatArray:
    """Return pixel x, pixel y and reciprocal depth, ``(n, 3)``, of what lies before the eye."""
    corners = np.empty((seen.shape[1], 3))
    w = 1 / seen[2]
    scale = shot.focal * w
    corners[:, 0] = shot.cx + scale * seen[0]
    corners[:, 1] = shot.cy - scale * seen[1]
    corners[:, 2] = w
    return corners


def project(corners: FloatArray, triangles: Triangles, shot: Shot) -> tuple[FloatArray, Triangles]:
    """Put triangles on the screen, without what is behind the near plane.

    Returns
    -------
    corners, triangles
        Pixel x, pixel y and reciprocal depth of each corner, ``(n, 3)``, and the triangles.
    """
    seen = before_eye(corners, shot)
    if (seen[2] < shot.near).any():
        clipped, triangles = clip(seen.T, triangles, shot.near)
        seen = clipped.T
    return on_screen(seen, shot), triangles


def ball_spans(middles: FloatArray, radii: FloatArray, shot: Shot) -> Spans:
    """Return the pixels that balls can touch: left, top, right and bottom, ``(k, 4)``.

    Parameters
    ----------
    middles, radii
        In the world, ``(k, 3)`` and ``(k,)``.
    shot
        The view.

    References
    ----------
    Lengyel, Mathematics for 3D game programming (2012), the bounds of a sphere on the screen.
    """
    if len(radii) == 0:
        return np.zeros((0, 4), np.int64)
    across, rise, ahead = before_eye(middles, shot)
    room = np.maximum(ahead**2 - radii**2, 1e-12)
    (left, right), (top, bottom) = (
        [
            (offset * ahead + sign * radii * np.sqrt(np.maximum(offset**2 + room, 0))) / room
            for sign in (-1, 1)
        ]
        for offset in (across, -rise)
    )
    middle = np.array([shot.cx, shot.cy, shot.cx, shot.cy])
    ends = shot.focal * np.stack([left, top, right, bottom], axis=1) + middle
    spans = np.clip(np.floor(ends) + (-1, -1, 2, 2), -FAR, FAR)
    spans[ahead - radii < shot.near] = (-FAR, -FAR, FAR, FAR)  # the eye may be in it
    spans[(ahead + radii <= shot.near) | (radii <= 0)] = 0
    return np.asarray(spans, np.int64)


def together(placed: Sequence[Placed]) -> Things:
    """Return pieces as the drawing loops take them; large balls come first."""
    ordered = sorted(placed, key=lambda one: not one.piece.casts_shade)
    first = [one for one in ordered if one.piece.casts_shade]
    shifts = np.cumsum([0, *(len(one.corners) for one in placed)])
    balls, shades = (
        np.concatenate([*(one.piece.balls for one in some), np.zeros((0, 7))])
        for some in (ordered, first)
    )
    triangles = [one.triangles + shift for one, shift in zip(placed, shifts[:-1], strict=True)]
    paint = [np.broadcast_to(one.piece.paint, (len(one.triangles), 3)) for one in placed]
    nothing, no_spans = np.zeros((0, 3)), np.zeros((0, 4), np.int64)
    return Things(
        balls,
        np.concatenate([*(one.spans for one in ordered), no_spans]),
        np.ascontiguousarray(shades[:, :4], np.float32),
        np.concatenate([*(one.shade_spans for one in first), no_spans]),
        np.concatenate([*(one.corners for one in placed), nothing]),
        np.concatenate([*(one.piece.mesh.normals for one in placed), nothing]),
        np.concatenate([*triangles, np.zeros((0, 3), np.int32)]).astype(np.int32),
        np.concatenate([*paint, nothing]),
        np.concatenate([*(one.piece.planes for one in placed), np.zeros((0, 14))]),
    )


def bounds(corners: FloatArray) -> Rectangle:
    """Return the pixels that triangles with these corners ``(n, 3)`` can touch."""
    if len(corners) == 0:
        return NOWHERE
    x, y = (np.clip(corners[:, k], -FAR, FAR) for k in range(2))
    low, high = np.floor([x.min(), y.min()]) - 2, np.ceil([x.max(), y.max()]) + 2
    return Rectangle(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
