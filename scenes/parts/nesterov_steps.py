"""One step of momentum as a triangle, and the walk of Nesterov's momentum in its two forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, UP, Circle, ValueTracker, VGroup
from numpy.typing import NDArray

from gdcore import Landscape, Path
from scenes.kit.charts.axes import Frame, Interval, equal_frame
from scenes.kit.charts.series import DashedLine
from scenes.kit.landscape.arrows import Pointer
from scenes.kit.landscape.ground import ContourMap, Ground
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, label, on_plate
from scenes.kit.theme import color
from scenes.kit.types import Vector

KEPT_WIDTH, PUSH_WIDTH, STEP_WIDTH = 0.07, 0.07, 0.11
"""Widths of shafts, in scene units."""

RING_RADIUS, RING_WIDTH = 0.15, 3.5

FLOOR_WIDTH = 2.5

CLEAR = 0.14
"""Room around a triangle, as a share of its height."""


def look_aheads(path: Path) -> NDArray[np.float64]:
    """Return where each step of a `NesterovLookAhead` path took its gradient, ``(steps, dim)``."""
    return np.asarray(path.states["look_ahead"][1:])


def window_around(points: NDArray[np.float64]) -> tuple[Interval, Interval]:
    """Return the intervals of x and y that show data points ``(n, 2)``, with room around them."""
    (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
    room = CLEAR * (high - low)
    return (left - room, right + room), (low - room, high + room)


class CloseUp(VGroup):
    """A piece of a map without numbers, with its floor as a dashed line.

    Parameters
    ----------
    landscape
        A landscape whose floor is y = 0.
    slot
        The whole picture, which may reach the frame's edges.
    inner
        The part of it in which the points are.
    points
        What must be seen, ``(n, 2)`` in data units.

    Attributes
    ----------
    ground : ContourMap
    frame : Frame
    """

    def __init__(
        self, landscape: Landscape, slot: Slot, inner: Slot, points: NDArray[np.float64]
    ) -> None:
        near = equal_frame(inner, *window_around(points))
        low, high = near.data_at(slot.point(0, 0)), near.data_at(slot.point(1, 1))
        self.frame = Frame(slot, (low[0], high[0]), (low[1], high[1]))
        self.ground = ContourMap(landscape, self.frame)
        ends = self.frame.at(self.frame.x[0], 0), self.frame.at(self.frame.x[1], 0)
        floor = DashedLine(*ends, color=color("ink"), stroke_width=FLOOR_WIDTH)
        name = on_plate(label("the floor, $y = 0$", "faint", TICK))
        inside = self.frame.at(self.frame.x[1], 0)
        super().__init__(self.ground, floor, name.next_to(inside, UP + LEFT, buff=0.12))


class StepTriangle(VGroup):
    """A step as the kept share of the velocity, the push of the slope, and their sum.

    All of it grows with trackers. The push stands where its slope is felt; where that is the start
    of the step, it is carried to the tip of the kept velocity before the two are added.

    Parameters
    ----------
    ground
        The map that it is drawn on.
    start, ahead, end
        Data points ``(2,)``: where the step starts, where the kept velocity leads, where the step
        ends.
    role
        Colour role of the sum, the optimizer's.
    felt_ahead
        Whether the slope is felt at the tip of the kept velocity, as Nesterov does.

    Attributes
    ----------
    leapt, pushed, carried, summed : ValueTracker
        From 0 to 1: how far the velocity is drawn, the push, its way to the tip, and the sum.
    kept, push, step : Pointer
    corners : ndarray
        Start, tip of the kept velocity, and end on the screen, ``(3, 3)``.
    """

    def __init__(
        self,
        ground: Ground,
        start: NDArray[np.float64],
        ahead: NDArray[np.float64],
        end: NDArray[np.float64],
        role: str,
        felt_ahead: bool,
    ) -> None:
        self.leapt, self.pushed, self.summed = (ValueTracker(0) for _ in range(3))
        self.carried = ValueTracker(float(felt_ahead))
        self.corners = at, tip, last = ground.spot(np.stack([start, ahead, end]))

        def grown(foot: Vector, way: Vector, share: ValueTracker) -> tuple[Vector, Vector]:
            return foot, foot + share.get_value() * way

        def push() -> tuple[Vector, Vector]:
            felt = at + self.carried.get_value() * (tip - at)
            return grown(felt, last - tip, self.pushed)

        self.kept = Pointer(lambda: grown(at, tip - at, self.leapt), "momentum", KEPT_WIDTH)
        self.push = Pointer(push, "slope", PUSH_WIDTH)
        self.step = Pointer(lambda: grown(at, last - at, self.summed), role, STEP_WIDTH)
        super().__init__(self.step, self.kept, self.push)


def ring(spot: Vector) -> Circle:
    """Return a ring around a look-ahead point on the screen: no iterate stands there."""
    return Circle(radius=RING_RADIUS, color=color("ink"), stroke_width=RING_WIDTH).move_to(spot)


def corrections(ground: Ground, path: Path, steps: Sequence[int]) -> VGroup:
    """Return for each step its ring, and the arrow of the slope from there to the next iterate."""
    feet, tips = ground.spot(look_aheads(path)), ground.spot(path.points[1:])
    return VGroup(
        *(
            VGroup(
                Pointer(lambda n=n: (feet[n], tips[n]), "slope", PUSH_WIDTH),  # type: ignore[misc]
                ring(feet[n]),
            )
            for n in steps
        )
    )
