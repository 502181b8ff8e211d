"""Finding what is in front, at every pixel and at every look into an edge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.kit.surface import edges, raster
from scenes.kit.surface.rectangle import Rectangle
from scenes.kit.surface.sheet import Buffers, Edges, Layer, Shot, Things


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
        self._owners[top:bottom, left:right] = raster.NOBODY
        return inside

    def look(self, layers: Sequence[Layer], shot: Shot, things: Things, box: Rectangle) -> Buffers:
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
            raster.scan(layer, wider, self._depths, self._owners)
        raster.scan_balls(shot, balls, spans, wider, self._depths, self._owners)
        edges.find_edges(box, self._depths, self._owners, self._kinds)
        tiles = np.zeros([(side >> edges.TILE_SHIFT) + 1 for side in self._kinds.shape], np.uint8)
        found = Edges(self._before, self._columns, tiles)
        count = edges.number_edges(box, self._kinds, found)
        depths = np.zeros((count, len(edges.TAPS)), np.float32)
        owners = np.zeros((count, len(edges.TAPS)), np.int32)
        for layer in layers:
            edges.tap(layer, box, found, depths, owners)
        edges.tap_balls(shot, balls, spans, box, found, depths, owners)
        return Buffers(self._kinds, self._depths, self._owners, self._before, depths, owners)
