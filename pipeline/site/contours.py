"""A two-dimensional landscape as SVG paths: filled levels, each with its contour line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

from gdcore import Landscape
from scenes.kit.landscape.ground import spaced_levels

Interval = tuple[float, float]

ACROSS = 4000
"""Units that a picture is wide: whole ones are finer than a pixel of a page."""

WIDEST, NARROWEST = 1.9, 1.0
"""A window is shown with the same scale on both axes: the shape of what is seen is within these."""

SAMPLES = 121
"""Values across the longer side: finer ones make no contour look smoother at a page's width."""

POWERS = (1.5, 8.0)

CLOSE = 1.5
"""Units by which a corner may be off the straight line between others, to be left out."""


@dataclass(frozen=True)
class Map:
    """What is seen of a landscape.

    Parameters
    ----------
    x, y
        The data at the edges.
    width, height
        In units of the picture.
    paths
        For each level, lowest first, the region above it as the ``d`` of an SVG path.
    """

    x: Interval
    y: Interval
    width: int
    height: int
    paths: tuple[str, ...]


def contours(landscape: Landscape) -> Map:
    """Return the map of a landscape with two coordinates, over its window or a little more."""
    x, y = seen(*landscape.window)
    shape = (x[1] - x[0]) / (y[1] - y[0])
    width, height = ACROSS, round(ACROSS / shape)
    columns = SAMPLES if shape >= 1 else round(SAMPLES * shape)
    across = np.linspace(*x, columns)
    up = np.linspace(*y, round(columns / shape))
    z = landscape.value(np.stack(np.meshgrid(across, up), axis=-1))
    pixels = (np.linspace(0, width, len(across)), np.linspace(height, 0, len(up)))
    generator: Any = contour_generator(*pixels, z, fill_type=FillType.OuterOffset)
    levels = spaced_levels(z, power=_power(z))
    paths = (_path(generator.filled(level, np.inf)) for level in levels)
    return Map(x, y, width, height, tuple(paths))


def _power(heights: NDArray[np.float64]) -> float:
    """Return how much denser levels are near the bottom, so that half of the map is below half.

    Where walls are steep, evenly spaced levels would all stand on them.
    """
    low, middle, high = np.quantile(heights, (0, 0.5, 1))
    return float(np.clip(np.log((middle - low) / (high - low)) / np.log(0.5), *POWERS))


def seen(x: Interval, y: Interval) -> tuple[Interval, Interval]:
    """Return a window, made wider or higher until its shape can be shown."""
    wide, high = x[1] - x[0], y[1] - y[0]
    return (
        _stretched(x, max(wide, NARROWEST * high)),
        _stretched(y, max(high, wide / WIDEST)),
    )


def _stretched(interval: Interval, length: float) -> Interval:
    middle = sum(interval) / 2
    return middle - length / 2, middle + length / 2


def _path(regions: tuple[list[NDArray[np.float64]], list[NDArray[np.uint32]]]) -> str:
    """Return polygons as one path in whole units, each corner relative to the one before."""
    parts = []
    for points, offsets in zip(*regions, strict=True):
        for start, end in pairwise(offsets):
            ring = np.rint(_thinned(points[start : end - 1])).astype(int)
            moves = np.diff(ring, axis=0)
            moves = moves[moves.any(axis=1)]
            steps = "".join(f"{dx} {dy} " for dx, dy in moves)
            parts.append(f"M{ring[0][0]} {ring[0][1]}l{steps.strip()}z")
    return "".join(parts).replace(" -", "-")


def _thinned(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out corners that are all but on the line between those that are kept.

    Source: Douglas and Peucker, Algorithms for the reduction of the number of points (1973).
    """
    kept = np.zeros(len(ring), bool)
    kept[[0, len(ring) // 2, -1]] = True
    waiting = [(0, len(ring) // 2), (len(ring) // 2, len(ring) - 1)]
    while waiting:
        start, end = waiting.pop()
        if end - start < 2:
            continue
        along = ring[end] - ring[start]
        offset = ring[start + 1 : end] - ring[start]
        length = np.hypot(*along) or 1.0
        away = np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length
        farthest = start + 1 + int(away.argmax())
        if away.max() > CLOSE:
            kept[farthest] = True
            waiting += [(start, farthest), (farthest, end)]
    return ring[kept]
