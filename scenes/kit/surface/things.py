"""What stands on the ground, gathered into arrays as the drawing loops take them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scenes.kit.surface.mesh import Mesh
from scenes.kit.surface.paint import encoded, linear
from scenes.kit.surface.projection import Spans, Triangles, ball_spans, before_eye, on_screen
from scenes.kit.surface.props import Prop
from scenes.kit.surface.sheet import Shot, Things
from scenes.kit.surface.strip import SHADE_REACH
from scenes.kit.types import FloatArray

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
