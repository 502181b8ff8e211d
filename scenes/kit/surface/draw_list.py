"""The draw list: the props of a frame gathered into arrays; what has not changed is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from scenes.kit.surface.kernels.ground_shading import SHADE_REACH
from scenes.kit.surface.kernels.projection import (
    Spans,
    Triangles,
    ball_spans,
    before_eye,
    bounds,
    on_screen,
)
from scenes.kit.surface.kernels.rectangle import Rectangle
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
    meshes
        Its triangles, in parts.
    paint
        Their linear colour, ``(3,)``.
    planes
        As :class:`Things` has them, ``(p, 14)``.
    """

    owner: Prop
    key: Hashable
    balls: FloatArray
    casts_shade: bool
    meshes: tuple[Mesh, ...]
    paint: FloatArray
    planes: FloatArray


class PlacedMesh(NamedTuple):
    """A part of a piece on the screen: its corners in pixels, and the pixels that it can touch."""

    mesh: Mesh
    corners: FloatArray
    triangles: Triangles
    box: Rectangle


class Placed(NamedTuple):
    """A piece on the screen: its meshes there, and the pixels that it, or its shade, can touch.

    `spans` and `shade_spans` are those of the balls, ``(k, 4)``, `plane_spans` of the planes.
    """

    geometry: PropGeometry
    meshes: tuple[PlacedMesh, ...]
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
        tuple(prop.meshes()),
        paint,
        np.array(planes, float).reshape(-1, 14),
    )


def place(geometry: PropGeometry, shot: ViewUniforms, known: Mapping[int, PlacedMesh]) -> Placed:
    """Put a piece on the screen.

    Parameters
    ----------
    geometry
        The piece.
    shot
        The view.
    known
        Parts that are there already, by the identity of their mesh.
    """
    balls = geometry.balls
    spans = ball_spans(balls[:, :3], balls[:, 3], shot)
    reach = float(SHADE_REACH) * balls[:, 3]
    shade_spans = ball_spans(balls[:, :3], reach, shot) if geometry.casts_shade else spans[:0]
    plane_spans = ball_spans(geometry.planes[:, :3], PLANE_REACH * geometry.planes[:, 9], shot)
    meshes = tuple(known.get(id(mesh)) or place_mesh(mesh, shot) for mesh in geometry.meshes)
    return Placed(geometry, meshes, spans, shade_spans, plane_spans)


def place_mesh(mesh: Mesh, shot: ViewUniforms) -> PlacedMesh:
    """Put a mesh on the screen; a triangle at the eye is left out whole."""
    triangles = mesh.triangles
    seen = before_eye(mesh.corners, shot)
    behind = seen[2] < shot.near
    if behind.any():
        triangles = np.ascontiguousarray(triangles[~behind[triangles].any(axis=1)])
        seen[:, behind] = np.array([[0.0], [0.0], [1.0]])
    corners = on_screen(seen, shot)
    return PlacedMesh(mesh, corners, triangles, bounds(corners))


def together(placed: Sequence[Placed], box: Rectangle) -> Things:
    """Return pieces as the drawing loops take them; large balls come first.

    Parts of meshes that have no pixel in `box` are left out.
    """
    ordered = sorted(placed, key=lambda one: not one.geometry.casts_shade)
    first = [one for one in ordered if one.geometry.casts_shade]
    meshes = [(one, mesh) for one in placed for mesh in one.meshes if mesh.box.meets(box)]
    shifts = np.cumsum([0, *(len(mesh.corners) for _, mesh in meshes)])
    balls, shades = (
        np.concatenate([*(one.geometry.balls for one in some), np.zeros((0, 7))])
        for some in (ordered, first)
    )
    triangles = [
        mesh.triangles + shift for (_, mesh), shift in zip(meshes, shifts[:-1], strict=True)
    ]
    paint = [np.broadcast_to(one.geometry.paint, (len(mesh.triangles), 3)) for one, mesh in meshes]
    nothing, no_spans = np.zeros((0, 3)), np.zeros((0, 4), np.int64)
    return Things(
        balls,
        np.concatenate([*(one.spans for one in ordered), no_spans]),
        np.ascontiguousarray(shades[:, :4], np.float32),
        np.concatenate([*(one.shade_spans for one in first), no_spans]),
        np.concatenate([*(mesh.corners for _, mesh in meshes), nothing]),
        np.concatenate([*(mesh.mesh.normals for _, mesh in meshes), nothing]),
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
        self._hashes: dict[int, tuple[Mesh, bytes]] = {}

    def content(self, props: Sequence[Prop]) -> bytes:
        """Return a hash of what the present pieces of `props` are, the same in every process."""
        geometries = self.geometries(props)
        known, hashes = self._contents, self._hashes
        self._hashes = {
            id(mesh): hashes.get(id(mesh)) or (mesh, hash_of(*mesh))
            for geometry in geometries
            for mesh in geometry.meshes
        }
        self._contents = {
            geometry: known.get(geometry) or self._content(geometry) for geometry in geometries
        }
        return b"".join(self._contents.values())

    def _content(self, geometry: PropGeometry) -> bytes:
        rest = hash_of(geometry.balls, geometry.paint, geometry.planes)
        meshes = b"".join(self._hashes[id(mesh)][1] for mesh in geometry.meshes)
        whole = hashlib.blake2b(bytes([geometry.casts_shade]) + rest + meshes, digest_size=16)
        return whole.digest()

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
        corners = (array for mesh in geometry.meshes for array in mesh)
        arrays = (geometry.balls, *corners, geometry.planes)
        drawn = tuple(array.tobytes() for array in arrays)
        geometry = replace(geometry, key=(prop, prop.role, drawn))
        return known if known is not None and known.key == geometry.key else geometry

    def placed(self, geometries: Sequence[PropGeometry], shot: ViewUniforms) -> list[Placed]:
        """Return where pieces are on the screen."""
        known = self._placed if shot == self._shot else {}
        parts = {id(part.mesh): part for one in known.values() for part in one.meshes}
        self._shot = shot
        self._placed = {
            geometry: known.get(geometry) or place(geometry, shot, parts) for geometry in geometries
        }
        return list(self._placed.values())


def hash_of(*arrays: FloatArray | Triangles) -> bytes:
    """Return a hash of arrays and their shapes, the same in every process."""
    hashed = hashlib.blake2b(digest_size=16)
    for array in arrays:
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
