"""Props: what stands on a surface, as balls and smooth triangle meshes.

A prop is not a mobject: the stage draws it among the hills. What changes about it is a tracker;
``appear`` and ``vanish`` are the animations that bring it and take it away.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from manim import ValueTracker, smooth
from numpy.typing import NDArray

from scenes.kit.story.timing import glide
from scenes.kit.types import FloatArray, Vector

if TYPE_CHECKING:
    from scenes.kit.surface.stage import LandscapeStage

SIDES = 10
"""Corners of a tube's cross-section."""

ANGLES = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)

BULGE = 0.04

Ball = tuple[float, float, float, float]
"""Middle and radius, in world units."""


class Mesh(NamedTuple):
    """Triangles in the world: corners and unit normals ``(n, 3)``, corners of each ``(m, 3)``."""

    corners: FloatArray
    normals: FloatArray
    triangles: NDArray[np.int32]


NO_MESH = Mesh(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 3), np.int32))


def join(*meshes: Mesh) -> Mesh:
    """Return one mesh with the triangles of all of `meshes`, in their order."""
    if not meshes:
        return NO_MESH
    shifts = np.cumsum([0, *(len(mesh.corners) for mesh in meshes[:-1])])
    triangles = [mesh.triangles + shift for mesh, shift in zip(meshes, shifts, strict=True)]
    return Mesh(
        np.concatenate([mesh.corners for mesh in meshes]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate(triangles).astype(np.int32),
    )


def tube(
    line: FloatArray,
    above: FloatArray,
    radii: FloatArray,
    lean: FloatArray,
    beyond: tuple[int, int] = (0, 0),
) -> Mesh:
    """Return a surface of rings around a line: a tube, or a cone where the radius falls.

    Parameters
    ----------
    line
        Middles of the rings, ``(n, 3)``, in world units.
    above
        Unit vectors that say where the top of each ring is, ``(n, 3)``.
    radii
        One for each ring, ``(n,)``.
    lean
        How far the normals of each ring lean forwards, ``(n,)``: 0 for a tube.
    beyond
        How many rings at the start and at the end only tell where the line comes from and where it
        goes on: parts of one line then fit as if it had been made at once.
    """
    if len(line) < 2:
        return NO_MESH
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-12
    side = _cross(along, above)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-12
    up = _cross(side, along)
    outwards = (
        np.cos(ANGLES)[None, :, None] * side[:, None] + np.sin(ANGLES)[None, :, None] * up[:, None]
    )
    corners = line[:, None] + radii[:, None, None] * outwards
    normals = outwards + lean[:, None, None] * along[:, None]
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    kept = slice(beyond[0], len(line) - beyond[1])
    corners, normals = corners[kept], normals[kept]
    return Mesh(corners.reshape(-1, 3), normals.reshape(-1, 3), _between_rings(len(corners)))


def _cross(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return cross products ``(n, 3)``; NumPy's own spends most of its time on other shapes."""
    (a, b, c), (d, e, f) = one.T, other.T
    return np.stack([b * f - c * e, c * d - a * f, a * e - b * d], axis=1)


@functools.lru_cache(maxsize=256)
def _between_rings(rings: int) -> NDArray[np.int32]:
    ring, k = np.mgrid[: rings - 1, :SIDES]
    a, b = ring * SIDES + k, ring * SIDES + (k + 1) % SIDES
    pairs = [np.stack([a, b, a + SIDES], -1), np.stack([b, b + SIDES, a + SIDES], -1)]
    triangles = np.stack(pairs, axis=2).reshape(-1, 3).astype(np.int32)
    triangles.flags.writeable = False
    return triangles


class Plane(NamedTuple):
    """A square in the world: its middle, two unit axes, half its side, and its opacity."""

    middle: Vector
    one: Vector
    other: Vector
    half: float
    opacity: float


class Prop:
    """Something on a surface; `presence` is 0 when it is away and 1 when it is there."""

    def __init__(self, stage: LandscapeStage, role: str) -> None:
        self.stage, self.role = stage, role
        self.presence = ValueTracker(1)

    @property
    def bulge(self) -> float:
        """What its size is multiplied by: a little more than what was put on the stage before.

        Two trails that share a way would else fight for every pixel of it.
        """
        props = self.stage.props
        return 1 + BULGE * (props.index(self) if self in props else 0)

    def state(self) -> Hashable | None:
        """Return all that decides how it is drawn; None if that is not known beforehand.

        A prop that is not known to be as it was is made anew in every frame. A subclass that is
        drawn from more than its parent needs a state of its own, else it counts as not known.
        """
        return None

    def balls(self) -> list[Ball]:
        """Return the balls that it is made of."""
        return []

    def casts_shade(self) -> bool:
        """Tell whether its balls are large enough to throw shade on the ground."""
        return False

    def mesh(self) -> Mesh:
        """Return the triangles that it is made of."""
        return NO_MESH

    def meshes(self) -> Sequence[Mesh]:
        """Return the triangles in parts; a part that is the same object as before is not redrawn.

        What grows a little in every frame overrides it and keeps the parts that are finished.
        """
        return (self.mesh(),)

    def planes(self) -> list[Plane]:
        """Return the sheets that it is made of, through which the ground is seen."""
        return []


def appear(prop: Prop, seconds: float) -> Any:
    """Return the animation that brings a prop; put it on the stage with presence 0 first."""
    return glide(prop.presence, 1, seconds, smooth)


def vanish(prop: Prop, seconds: float) -> Any:
    """Return the animation that takes a prop away."""
    return glide(prop.presence, 0, seconds, smooth)
