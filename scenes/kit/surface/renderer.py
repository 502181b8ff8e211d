"""The surface renderer: from camera, terrain and props to pixels, redrawing only what changed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenes.kit import theme
from scenes.kit.surface.draw_list import Inventory, Placed, PlacedMesh, together
from scenes.kit.surface.kernels import jit as compiled
from scenes.kit.surface.kernels import shade as laying
from scenes.kit.surface.kernels import shade as shading
from scenes.kit.surface.kernels.projection import Spans, Triangles, bounds, project
from scenes.kit.surface.kernels.rasterize import FLOOR, GROUND, MESH, Finder
from scenes.kit.surface.kernels.rectangle import NO_PIXELS, NOWHERE, Rectangle, merged
from scenes.kit.surface.kernels.structs import Array, GroundUniforms, ScreenTriangles, ViewUniforms
from scenes.kit.surface.lighting import Lit, nearest_levels, ramp
from scenes.kit.surface.props import Prop
from scenes.kit.surface.terrain import Terrain
from scenes.kit.surface.uniforms import ground_of, sight_of
from scenes.kit.types import FloatArray

MOST = 12
"""Into how many rectangles what changed is cut at most."""

ENOUGH = 2000
"""Pixels that take as long as another rectangle does."""


MARGIN = 2
"""Pixels around a box that count as near it."""

WORTH_IT = 0.6
"""Share of the picture from which on all of it is drawn again."""


def touched(placed: Placed) -> list[Rectangle]:
    """Return the pixels that a thing and its shade can touch."""
    spans = np.concatenate([placed.spans, placed.shade_spans, placed.plane_spans])
    return [*_rectangles(spans), *(mesh.box for mesh in placed.meshes)]


def changed(before: Placed, now: Placed) -> list[Rectangle]:
    """Return the pixels that differ between a thing and the same thing a frame later."""
    one, other = before.geometry, now.geometry
    if one is other:
        return []
    if one.casts_shade != other.casts_shade or not np.array_equal(one.paint, other.paint):
        return touched(before) + touched(now)
    found: list[Rectangle] = []
    rows = _differ(one.balls, other.balls)
    for placed in (before, now):
        found += _rectangles(_at(placed.spans, rows))
        found += _rectangles(_at(placed.shade_spans, rows))
    if not np.array_equal(one.planes, other.planes):
        found += _rectangles(np.concatenate([before.plane_spans, now.plane_spans]))
    for was, mesh in zip_longest(before.meshes, now.meshes):
        if was is None or mesh is None:
            found.append((was or mesh).box)
        elif was is not mesh:
            found += _of_meshes(was, mesh)
    return found


def _of_meshes(before: PlacedMesh, now: PlacedMesh) -> list[Rectangle]:
    one, other = before.mesh, now.mesh
    if not len(one.triangles) + len(other.triangles):
        return []
    moved = _differ(one.corners, other.corners) | _differ(one.normals, other.normals)
    turned = _differ(one.triangles, other.triangles)
    found = []
    for placed, mesh in ((before, one), (now, other)):
        if len(placed.triangles) < len(mesh.triangles):  # some are at the eye
            return [before.box, now.box]
        count = len(mesh.triangles)
        mine = moved[mesh.triangles].any(axis=1) | turned[:count]
        if mine.any():
            found.append(bounds(placed.corners[mesh.triangles[mine].ravel()]))
    return found


def _differ(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows of two arrays differ; those that only one has do."""
    common, count = min(len(one), len(other)), max(len(one), len(other))
    rows = np.ones(count, bool)
    rows[:common] = (one[:common] != other[:common]).any(axis=1)
    return rows


def _at(spans: Spans, rows: NDArray[np.bool_]) -> Spans:
    return spans[rows[: len(spans)]]


def _rectangles(spans: Spans) -> list[Rectangle]:
    return [Rectangle(*span) for span in spans.tolist()]


class Scenery:
    """Triangles that stand where they are as long as nothing but things moves.

    Parameters
    ----------
    ground, floor
        Corners as pixel x, pixel y and reciprocal depth ``(n, 3)``, and triangles ``(m, 3)``;
        None where there is no floor.
    """

    def __init__(self, ground: tuple[Array, Array], floor: tuple[Array, Array] | None) -> None:
        self.layers = [ScreenTriangles(*ground, GROUND, 0)]
        if floor is not None:
            self.layers.append(ScreenTriangles(*floor, FLOOR, 0))
        self.box = functools.reduce(Rectangle.hull, (bounds(one.corners) for one in self.layers))
        """The pixels that they can touch."""

    def near(self, box: Rectangle) -> list[ScreenTriangles]:
        """Return the layers without the triangles that do not touch a box."""
        wider = box.grown(MARGIN)
        found = []
        for layer, (left, top, right, bottom) in zip(self.layers, self._extents, strict=True):
            touches = (right >= wider.left) & (left <= wider.right)
            touches &= (bottom >= wider.top) & (top <= wider.bottom)
            found.append(layer._replace(triangles=layer.triangles[touches]))
        return found

    @functools.cached_property
    def _extents(self) -> list[tuple[Array, ...]]:
        """The least and the greatest x and y of each triangle: left, top, right, bottom."""
        extents = []
        for layer in self.layers:
            x, y = (layer.corners[:, k][layer.triangles].T for k in range(2))
            ends = (np.minimum, x), (np.minimum, y), (np.maximum, x), (np.maximum, y)
            extents.append(tuple(functools.reduce(end, part) for end, part in ends))
        return extents


class Setting(NamedTuple):
    """All but the things on the ground: if it has changed, every pixel may have."""

    rectangle: Rectangle
    shot: ViewUniforms
    lit: Lit
    standing: float
    front: float


class SurfaceRenderer:
    """Draws one terrain; keeps its mesh, its buffers and the last picture.

    Parameters
    ----------
    terrain
        The ground.
    quads
        Quads a side of its mesh.
    """

    def __init__(self, terrain: Terrain, quads: int) -> None:
        self.terrain, self.quads = terrain, quads
        self._mesh = terrain.window[1][0], *terrain.grid(quads)
        self.ramp, self.dimmed = ramp(), ramp(theme.PAPER_IN_MAPS)
        self.places = nearest_levels(terrain.levels, terrain.relief.height)
        self.inventory = Inventory()
        self._scenery: tuple[Setting | None, Scenery | None] = (None, None)
        self._finder = Finder((0, 0))
        self._picture = np.zeros((0, 0), np.uint32)
        self._drawn: Setting | None = None
        self._placed: list[Placed] = []
        self._crop = NOWHERE

    @functools.cached_property
    def material(self) -> bytes:
        """A hash of the terrain, its mesh, its colours and its contours."""
        arrays = (self.terrain.field, self.terrain.half, self.ramp, self.dimmed, self.places)
        hashed = hashlib.blake2b(repr((self.quads, self.terrain.window)).encode(), digest_size=16)
        for array in arrays:
            hashed.update(np.ascontiguousarray(array).data)
        return hashed.digest()

    def box(self, setting: Setting, props: Sequence[Prop]) -> Rectangle:
        """Return the pixels of the frame that drawing can touch."""
        left, top = setting.rectangle[:2]
        placed = self.inventory.placed(self.inventory.geometries(props), setting.shot)
        crop = self._crop_to(setting, placed)
        return NO_PIXELS if crop.is_empty else crop.moved(left, top)

    def damage(
        self, setting: Setting, props: Sequence[Prop], before: Sequence[Hashable]
    ) -> list[Rectangle] | None:
        """Return the pixels of the frame that drawing would change, or None for all of them.

        Parameters
        ----------
        before
            The keys of the props as the frame shows them, in the same setting.
        """
        if [placed.geometry.key for placed in self._placed] != [*before]:
            return None
        now = self.inventory.placed(self.inventory.geometries(props), setting.shot)
        boxes = self._changed(setting, now)
        if boxes is None:
            return None
        left, top = setting.rectangle[:2]
        return [self._redrawn(box).moved(left, top) for box in boxes]

    def draw(
        self, frame: NDArray[np.uint8], setting: Setting, props: Sequence[Prop], opacity: float
    ) -> None:
        """Lay the picture over `frame`; only what has changed since the last one is drawn."""
        fresh = compiled.announce()
        now = self.inventory.placed(self.inventory.geometries(props), setting.shot)
        boxes = self._changed(setting, now)
        if boxes is None:
            self._crop = self._crop_to(setting, now)
            self._make_room(setting.rectangle.shape)
            boxes = [self._crop]
        self._drawn = None  # until all is drawn, should it be interrupted
        self._draw(setting, now, boxes)
        self._drawn, self._placed = setting, now
        if not self._crop.is_empty:
            packed = frame.view(np.uint32)[..., 0]
            left, top = setting.rectangle[:2]
            laying.lay(self._picture, self._crop, float(opacity), left, top, packed)
        if fresh:
            compiled.done()

    def _changed(self, setting: Setting, now: Sequence[Placed]) -> list[Rectangle] | None:
        """Return the pixels to draw again, or None for all of them."""
        before = self._placed
        owners = [[placed.geometry.owner for placed in some] for some in (before, now)]
        if setting != self._drawn or owners[0] != owners[1]:
            return None
        pairs = zip(before, now, strict=True)
        layer = Rectangle(0, 0, *setting.rectangle.shape[::-1])
        found = [box.cut(layer) for one, other in pairs for box in changed(one, other)]
        boxes = merged((box for box in found if not box.is_empty), ENOUGH, MOST)
        inside = all(box.cut(self._crop) == box for box in boxes)
        few = sum(box.area for box in boxes) < WORTH_IT * self._crop.area
        return boxes if inside and few else None

    def _draw(self, setting: Setting, now: Sequence[Placed], boxes: Sequence[Rectangle]) -> None:
        if not any(box.area for box in boxes):
            return
        scenery, sight, paint = (
            self._scene(setting),
            sight_of(setting.shot, setting.lit),
            self._paint(setting),
        )
        for box in boxes:
            ground = scenery.layers if box == self._crop else scenery.near(box)
            wider = self._redrawn(box)
            # a look at the box is a look at what is beside it, too
            things = together(now, wider.grown(MARGIN))
            meshes = ScreenTriangles(things.corners, things.triangles, MESH, 1)
            buffers = self._finder.look([*ground, meshes], setting.shot, things, wider)
            shading.shade(sight, paint, things, buffers, wider, self._picture)

    def _redrawn(self, box: Rectangle) -> Rectangle:
        """Return what is drawn of a box: a pixel beside it may lie on an edge now."""
        return box.grown(1).cut(self._crop)

    def _scene(self, setting: Setting) -> Scenery:
        """Return the ground and its floor on the screen."""
        known, scenery = self._scenery
        if known == setting and scenery is not None:
            return scenery
        corners, triangles = self._ground_from(setting.front)
        raised = corners * (1, 1, setting.standing)
        floor = self._floor(setting.lit) if setting.lit.floor_ink > 0 else None
        scenery = Scenery(
            project(raised, triangles, setting.shot),
            None if floor is None else project(*floor, setting.shot),
        )
        self._scenery = setting, scenery
        return scenery

    def _ground_from(self, front: float) -> tuple[FloatArray, Triangles]:
        """Return corners and triangles of the ground behind data y `front`."""
        if front != self._mesh[0]:
            self._mesh = front, *self.terrain.grid(self.quads, front)
        return self._mesh[1:]

    def _crop_to(self, setting: Setting, placed: Sequence[Placed]) -> Rectangle:
        """Return the pixels of the layer that something may be drawn in."""
        box = self._scene(setting).box
        for one in placed:
            box = functools.reduce(Rectangle.hull, touched(one), box)
        return box.cut(Rectangle(0, 0, *setting.rectangle.shape[::-1]))

    def _make_room(self, shape: tuple[int, int]) -> None:
        if shape != self._picture.shape:
            self._finder = Finder(shape)
            self._picture = np.zeros(shape, np.uint32)

    def _paint(self, setting: Setting) -> GroundUniforms:
        ramp = self.ramp + np.float32(setting.lit.dim) * (self.dimmed - self.ramp)
        return ground_of(self.terrain, ramp, self.places, setting.standing, setting.lit)

    def _floor(self, lit: Lit) -> tuple[FloatArray, Triangles]:
        x, y = self.terrain.half
        corners = np.array([(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0)], float)
        corners[:, 2] = -lit.floor
        return corners, np.array([(0, 1, 2), (0, 2, 3)], np.int32)
