"""The ground and its floor on the screen, and which of their triangles are near a box."""

from __future__ import annotations

import functools

import numpy as np

from scenes.kit.surface.projection import bounds
from scenes.kit.surface.raster import FLOOR, GROUND
from scenes.kit.surface.rectangle import Rectangle
from scenes.kit.surface.sheet import Array, Layer

MARGIN = 2
"""Pixels around a box that count as near it."""


class Scenery:
    """Triangles that stand where they are as long as nothing but things moves.

    Parameters
    ----------
    ground, floor
        Corners as pixel x, pixel y and reciprocal depth ``(n, 3)``, and triangles ``(m, 3)``;
        None where there is no floor.
    """

    def __init__(self, ground: tuple[Array, Array], floor: tuple[Array, Array] | None) -> None:
        self.layers = [Layer(*ground, GROUND, 0)]
        if floor is not None:
            self.layers.append(Layer(*floor, FLOOR, 0))
        self.box = functools.reduce(Rectangle.hull, (bounds(one.corners) for one in self.layers))
        """The pixels that they can touch."""

    def near(self, box: Rectangle) -> list[Layer]:
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
