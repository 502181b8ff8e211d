"""From a view and what stands there to the pixels of the layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.kit.surface import compiled, edges, raster, shading
from scenes.kit.surface.camera import NEAR, View
from scenes.kit.surface.look import Lit
from scenes.kit.surface.paint import nearest_levels, ramp
from scenes.kit.surface.props import Prop
from scenes.kit.surface.sheet import Buffers, Edges, Ground, Layer, Shot, Sight, Things
from scenes.kit.surface.terrain import Terrain
from scenes.kit.surface.things import Rectangle, Triangles, crop_to, project, things_of
from scenes.kit.types import FloatArray, Vector


class Painter:
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
        self.front = terrain.window[1][0]
        self.corners, self.triangles = terrain.grid(quads)
        self.ramp = ramp()
        self.places = nearest_levels(terrain.levels, terrain.relief.height)
        self._key: tuple[object, ...] = ()
        self._picture = np.zeros((0, 0), np.uint32)
        self._crop = Rectangle(0, 0, 0, 0)

    def begin_at(self, front: float) -> None:
        """Cut away the ground before data y `front`."""
        if front != self.front:
            self.front, self._key = front, ()
            self.corners, self.triangles = self.terrain.grid(self.quads, front)

    def shot(self, view: View, rectangle: Rectangle, pixels: float, origin: Vector) -> Shot:
        """Return the view in pixels counted from the corner of `rectangle`.

        Parameters
        ----------
        view
            In scene units.
        rectangle
            The pixels that are drawn.
        pixels
            For a scene unit.
        origin
            Where the frame's middle is from its top left corner, ``(2,)``, in scene units.
        """
        axes = np.concatenate([view.eye, view.right, view.up, view.ahead])
        return Shot._make(
            [
                *axes.tolist(),
                float((origin[0] + view.center[0]) * pixels - rectangle.left),
                float((origin[1] - view.center[1]) * pixels - rectangle.top),
                float(view.focal * pixels),
                NEAR,
            ]
        )

    def draw(
        self,
        frame: NDArray[np.uint8],
        rectangle: Rectangle,
        shot: Shot,
        lit: Lit,
        standing: float,
        props: Sequence[Prop],
        opacity: float,
    ) -> None:
        """Lay the picture over `frame`; a picture of the same things is not drawn again."""
        things = things_of(props, shot)
        key = (rectangle, shot, lit, standing, *(np.asarray(part).tobytes() for part in things))
        if key != self._key:
            fresh = compiled.announce()
            self._crop = self._draw(rectangle, shot, lit, standing, things)
            if fresh:
                compiled.done()
            self._key = key
        packed = frame.view(np.uint32)[..., 0]
        left, top = rectangle.left + self._crop.left, rectangle.top + self._crop.top
        shading.lay(self._picture, float(opacity), left, top, packed)

    def _draw(
        self, rectangle: Rectangle, shot: Shot, lit: Lit, standing: float, things: Things
    ) -> Rectangle:
        """Draw what can be seen and return its place in `rectangle`."""
        layers = self._layers(shot, lit, standing, things)
        crop = crop_to([layer.corners for layer in layers], things, shot, rectangle.shape)
        shape = crop.shape
        self._make_room(shape)
        if crop.is_empty:
            return crop
        shot = shot._replace(cx=shot.cx - crop.left, cy=shot.cy - crop.top)
        corner = (crop.left, crop.top, 0)
        layers = [layer._replace(corners=layer.corners - corner) for layer in layers]
        things = things._replace(corners=layers[-1].corners)
        buffers = self._look(layers, shot, things)
        sight = Sight(shot, lit.light, lit.air)
        shading.shade(sight, self._ground(lit, standing), things, buffers, self._picture)
        return crop

    def _look(self, layers: Sequence[Layer], shot: Shot, things: Things) -> Buffers:
        """Find what is in front, at every pixel and at every tap of an edge."""
        for layer in layers:
            raster.scan(layer, self._depths, self._owners)
        raster.scan_balls(shot, things.balls, self._depths, self._owners)
        edges.find_edges(self._depths, self._owners, self._marks)
        tiles = np.zeros([(side >> edges.TILE_SHIFT) + 1 for side in self._marks.shape], np.uint8)
        found = Edges(self._before, self._columns, tiles)
        count = edges.number_edges(self._marks, found)
        depths = np.zeros((count, len(edges.TAPS)), np.float32)
        owners = np.zeros((count, len(edges.TAPS)), np.int32)
        for layer in layers:
            edges.tap(layer, found, depths, owners)
        edges.tap_balls(shot, things.balls, found, depths, owners)
        return Buffers(self._depths, self._owners, self._before, self._columns, depths, owners)

    def _layers(self, shot: Shot, lit: Lit, standing: float, things: Things) -> list[Layer]:
        ground = project(self.corners * (1, 1, standing), self.triangles, shot)
        layers = [Layer(*ground, raster.GROUND, 0)]
        if lit.floor_ink > 0:
            layers.append(Layer(*project(*self._floor(lit), shot), raster.FLOOR, 0))
        return [*layers, Layer(things.corners, things.triangles, raster.MESH, 1)]

    def _make_room(self, shape: tuple[int, int]) -> None:
        if shape != self._picture.shape:
            self._depths = np.zeros(shape, np.float32)
            self._owners = np.zeros(shape, np.int32)
            self._marks = np.zeros(shape, np.uint8)
            self._before = np.zeros((shape[0], shape[1] + 1), np.int32)
            self._columns = np.zeros(shape[0] * shape[1], np.int32)
            self._picture = np.zeros(shape, np.uint32)
        self._depths.fill(0)
        self._owners.fill(0)

    def _ground(self, lit: Lit, standing: float) -> Ground:
        terrain = self.terrain
        half_x, half_y = terrain.half.tolist()
        return Ground(
            half_x,
            half_y,
            float(standing),
            -lit.floor,
            lit.floor_ink,
            terrain.relief.height,
            terrain.field,
            self.ramp,
            self.places,
            (len(self.ramp) - 1) / max(terrain.relief.height, 1e-9),
            (len(self.places) // 2 - 1) / max(terrain.relief.height, 1e-9),
        )

    def _floor(self, lit: Lit) -> tuple[FloatArray, Triangles]:
        x, y = self.terrain.half
        corners = np.array([(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0)], float)
        corners[:, 2] = -lit.floor
        return corners, np.array([(0, 1, 2), (0, 2, 3)], np.int32)
