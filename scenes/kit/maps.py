"""A landscape seen from above, ready to walk on: contour map, axes, and its level points marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from gdcore import Landscape
from scenes.kit.landscapes import ContourMap
from scenes.kit.layout import Slot
from scenes.kit.marks import minimum_mark, saddle_mark
from scenes.kit.stage import Axes, Interval, equal_frame

ROOM = {"left": 0.62, "bottom": 0.55, "right": 0.35, "top": 0.45}
"""Scene units around the map for the numbers and names of its axes."""

MOST = 10
"""Numbers on an axis that can be read."""


class MapView(VGroup):
    """A contour map with whole-number ticks and a sign on each minimum and saddle.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 2``.
    slot
        Where the map stands, with its numbers and names.
    x, y
        Data that must be seen; the scale is the same on both axes, so more may be.
    levels
        As for :class:`ContourMap`.
    """

    def __init__(
        self,
        landscape: Landscape,
        slot: Slot,
        x: Interval,
        y: Interval,
        levels: Sequence[float] | None = None,
    ) -> None:
        self.frame = equal_frame(slot.inset(**ROOM), x, y)
        self.ground = ContourMap(landscape, self.frame, levels)
        self.axes = Axes(self.frame, whole_numbers(x), whole_numbers(y), "x", "y")
        self.marks = VGroup(
            *(minimum_mark(self.ground.spot(point)) for point in landscape.minima),
            *(saddle_mark(self.ground.spot(point)) for point in landscape.saddles),
        )
        super().__init__(self.ground, self.axes, self.marks)


def whole_numbers(interval: Interval) -> list[float]:
    """Return the whole numbers in `interval`, ascending; of more than `MOST` every fifth."""
    low, high = interval
    every = 1 if high - low <= MOST else 5
    first, last = int(np.ceil(low / every)), int(np.floor(high / every))
    return [float(every * n) for n in range(first, last + 1)]
