"""The draw list: the props of a frame gathered into arrays; what has not changed is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from scenes.kit.surface.kernels.ground_shading import SHADE_REACH
from scenes.kit.surface.kernels.projection import (
    Spans,
    Triangles,
    ball_spans,
    before_eye,
    on_screen,
)
from scenes.kit.surface.kernels.structs import Things, ViewUniforms
from scenes.kit.surface.lighting import encoded, linear
from scenes.kit.surface.props import Mesh, Prop
from scenes.kit.types import FloatArray

PLANE_REACH = 1.5
"""Half sides of a plane within which all of it lies, whichever way it is turned."""


@dataclass(frozen=True, eq=False)
class PropGeometry:
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

    geometry: PropGeometry
    corners: FloatArray
    triangles: Triangles
    spans: Spans
    shade_spans: Spans
    plane_spans: Spans


def piece_of(prop: Prop, key: Hashable) -> PropGeometry:
    """Return a prop as it is now."""
    color = encoded(prop.role)
    paint = linear(color)
    planes = [
        (*plane.middle, *plane.one, *plane.other, plane.half, *color, plane.opacity)
        for plane in prop.planes()
    ]
    return PropGeometry(
        prop,
        key,
        np.array([(*ball, *paint) for ball in prop.balls()], float).reshape(-1, 7),
        prop.casts_shade(),
        prop.mesh(),
        paint,
        np.array(planes, float).reshape(-1, 14),
    )


def place(geometry: PropGeometry, shot: ViewUniforms) -> Placed:
    """Put a piece on the screen; a triangle at the eye is left out whole."""
    balls, mesh, triangles = geometry.balls, geometry.mesh, geometry.mesh.triangles
    spans = ball_spans(balls[:, :3], balls[:, 3], shot)
    reach = float(SHADE_REACH) * balls[:, 3]
    shade_spans = ball_spans(balls[:, :3], reach, shot) if geometry.casts_shade else spans[:0]
    plane_spans = ball_spans(geometry.planes[:, :3], PLANE_REACH * geometry.planes[:, 9], shot)
    seen = before_eye(mesh.corners, shot)
    behind = seen[2] < shot.near
    if behind.any():
        triangles = np.ascontiguousarray(triangles[~behind[triangles].any(axis=1)])
        seen[:, behind] = np.array([[0.0], [0.0], [1.0]])
    return Placed(geometry, on_screen(seen, shot), triangles, spans, shade_spans, plane_spans)


def together(placed: Sequence[Placed]) -> Things:
    """Return pieces as the drawing loops take them; large balls come first."""
    ordered = sorted(placed, key=lambda one: not one.geometry.casts_shade)
    first = [one for one in ordered if one.geometry.casts_shade]
    shifts = np.cumsum([0, *(len(one.corners) for one in placed)])
    balls, shades = (
        np.concatenate([*(one.geometry.balls for one in some), np.zeros((0, 7))])
        for some in (ordered, first)
    )
    triangles = [one.triangles + shift for one, shift in zip(placed, shifts[:-1], strict=True)]
    paint = [np.broadcast_to(one.geometry.paint, (len(one.triangles), 3)) for one in placed]
    nothing, no_spans = np.zeros((0, 3)), np.zeros((0, 4), np.int64)
    return Things(
        balls,
        np.concatenate([*(one.spans for one in ordered), no_spans]),
        np.ascontiguousarray(shades[:, :4], np.float32),
        np.concatenate([*(one.shade_spans for one in first), no_spans]),
        np.concatenate([*(one.corners for one in placed), nothing]),
        np.concatenate([*(one.geometry.mesh.normals for one in placed), nothing]),
        np.concatenate([*triangles, np.zeros((0, 3), np.int32)]).astype(np.int32),
        np.concatenate([*paint, nothing]),
        np.concatenate([*(one.geometry.planes for one in placed), np.zeros((0, 14))]),
    )


class Inventory:
    """Knows the pieces of the props, and makes those anew that may have changed."""

    def __init__(self) -> None:
        self._geometries: dict[Prop, PropGeometry] = {}
        self._shot: ViewUniforms | None = None
        self._placed: dict[PropGeometry, Placed] = {}
        self._contents: dict[PropGeometry, bytes] = {}

    def content(self, props: Sequence[Prop]) -> bytes:
        """Return a hash of what the present pieces of `props` are, the same in every process."""
        geometries = self.geometries(props)
        known = self._contents
        self._contents = {
            geometry: known.get(geometry) or content_of(geometry) for geometry in geometries
        }
        return b"".join(self._contents.values())

    def geometries(self, props: Sequence[Prop]) -> list[PropGeometry]:
        """Return the present pieces of `props`; one that has not changed is the same object."""
        self._geometries = {prop: self._geometry(prop) for prop in props}
        return list(self._geometries.values())

    def keys(self, props: Sequence[Prop]) -> tuple[Hashable, ...]:
        """Return the keys of the present pieces of `props`, without making those that have one."""
        return tuple(
            self._geometry(prop).key if state_of(prop) is None else key_of(prop) for prop in props
        )

    def _geometry(self, prop: Prop) -> PropGeometry:
        known = self._geometries.get(prop)
        state, key = state_of(prop), key_of(prop)
        if state is not None and known is not None and known.key == key:
            return known
        geometry = piece_of(prop, key)
        if state is not None:
            return geometry
        arrays = (geometry.balls, *geometry.mesh, geometry.planes)
        drawn = tuple(array.tobytes() for array in arrays)
        geometry = replace(geometry, key=(prop, prop.role, drawn))
        return known if known is not None and known.key == geometry.key else geometry

    def placed(self, geometries: Sequence[PropGeometry], shot: ViewUniforms) -> list[Placed]:
        """Return where pieces are on the screen."""
        known = self._placed if shot == self._shot else {}
        self._shot = shot
        self._placed = {
            geometry: known.get(geometry) or place(geometry, shot) for geometry in geometries
        }
        return list(self._placed.values())


def content_of(geometry: PropGeometry) -> bytes:
    """Return a hash of all that a piece is drawn from."""
    hashed = hashlib.blake2b(bytes([geometry.casts_shade]), digest_size=16)
    for array in (geometry.balls, *geometry.mesh, geometry.paint, geometry.planes):
        hashed.update(repr(array.shape).encode())
        hashed.update(np.ascontiguousarray(array).data)
    return hashed.digest()


def state_of(prop: Prop) -> Hashable | None:
    """Return what decides how a prop is drawn, if it says so itself.

    A subclass may be drawn from more than its parent's state tells.
    """
    return prop.state() if "state" in vars(type(prop)) else None


def key_of(prop: Prop) -> tuple[Hashable, ...]:
    """Return the key of a prop that says what decides it."""
    return (prop, prop.role, state_of(prop))
