"""A landscape ready to walk on: from above or from the side, with axes and its level points."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from manim import VGroup

from gdcore import Landscape
from scenes.kit.landscapes import ContourMap, CurveLandscape
from scenes.kit.layout import Slot
from scenes.kit.marks import minimum_mark, saddle_mark
from scenes.kit.stage import Axes, Frame, Interval, equal_frame

ROOM = {"left": 0.62, "bottom": 0.55, "right": 0.35, "top": 0.45}
"""Scene units around the map for the numbers and names of its axes."""

MOST = 10
"""Numbers on an axis that can be read."""


SAMPLES = 400
BELOW = 0.12
"""Share of a curve's heights that is left free below its lowest point."""


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


class CurveView(VGroup):
    """A curve from the side, with axes and a sign on each minimum.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 1``.
    slot
        Where it stands, with its numbers and names.
    x
        Data that must be seen; all heights over it are.
    """

    def __init__(self, landscape: Landscape, slot: Slot, x: Interval) -> None:
        heights = landscape.value(np.linspace(*x, SAMPLES)[:, None])
        room = BELOW * float(np.ptp(heights))
        y = (float(heights.min()) - room, float(heights.max()))
        self.frame = Frame(slot.inset(**ROOM), x, y)
        self.ground = CurveLandscape(landscape, self.frame)
        self.axes = Axes(self.frame, whole_numbers(x), whole_numbers(y), "x", "L")
        self.marks = VGroup(*(minimum_mark(self.ground.spot(point)) for point in landscape.minima))
        super().__init__(self.ground, self.axes, self.marks)


def whole_numbers(interval: Interval) -> list[float]:
    """Return the whole numbers in `interval`, ascending; every 5th, 10th, 50th… if too many."""
    low, high = interval
    strides = (base * 10**power for power in itertools.count() for base in (1, 5))
    stride = next(stride for stride in strides if (high - low) / stride <= MOST)
    first, last = int(np.ceil(low / stride)), int(np.floor(high / stride))
    return [float(stride * n) for n in range(first, last + 1)]
