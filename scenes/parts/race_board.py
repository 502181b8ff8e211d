"""A race's board: for each optimizer its α, how near it is to the minimum, when it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, RIGHT, Line, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from gdcore import Path
from scenes.kit.charts.axes import AXIS_WIDTH
from scenes.kit.charts.series import SERIES_WIDTH, DashedLine, dashes_along
from scenes.kit.following import Following
from scenes.kit.landscape.ground import run_mark
from scenes.kit.landscape.marbles import whole_step
from scenes.kit.layout import Slot, middle_of
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.text.text import TICK, Lettering, label, stand_on
from scenes.kit.theme import DASHES, color
from scenes.kit.types import Vector

FAR, NEAREST = 2.5, 0.005
"""Distances at the left and at the right end of a lane, in data units: what is beyond stays."""

TICKS = (1.0, 0.1)
RATES_AT, LANES_FROM, NUMBERS = 2.7, 3.0, 0.9
"""Where the rates end and the lanes begin, from the left, and room for steps; scene units."""

HEAD, FOOT = 0.55, 0.6
"""Room over and under the lanes, in scene units."""

MARK_RADIUS, AHEAD = 0.16, 1.1
"""Of the foremost marker on a map, and how much larger each is than the next; scene units."""

LANE_MARK = 0.15
TICK_LENGTH, TICK_GAP = 0.1, 0.12


@dataclass(frozen=True)
class Racer:
    """One optimizer in a race.

    Parameters
    ----------
    role
        Its colour role, which also tells its dash and its marker.
    name
        What the board calls it.
    path
        Its way up to its arrival, or as far as the race goes.
    arrival
        The step from which it stays within the goal, or None if it never does.
    """

    role: str
    name: str
    path: Path
    arrival: int | None


class MapMarks(Following, VGroup):
    """The markers of marbles that lie on a surface, where they are on the screen, all in ink rims.

    They have different sizes, the first the largest: where several are in one place, all are seen.

    Parameters
    ----------
    marbles
        From back to front.
    """

    follows = ("marbles",)

    def __init__(self, marbles: Sequence[SurfaceMarble]) -> None:
        self.marbles = tuple(marbles)
        sizes = [MARK_RADIUS * AHEAD**n for n in reversed(range(len(marbles)))]
        marks = (run_mark(one.role, size) for one, size in zip(marbles, sizes, strict=True))
        super().__init__(*marks)
        self.refresh()
        self.add_updater(lambda marks: marks.refresh())

    def refresh(self) -> None:
        """Stand where the marbles are."""
        for mark, marble in zip(self.submobjects, self.marbles, strict=True):
            mark.shift(marble.spot - middle_of(mark.points))


class Lane(Following, VGroup):
    """How near one marble is to the goal: a dashed line from the left, with its marker at the end.

    Parameters
    ----------
    slot
        The lane; its height does not matter.
    marble
        Whose distance it shows, at its last whole step.
    distances
        To the minimum, one for each step, ``(steps + 1,)``, in data units.
    arrival
        When its number of steps appears, right of the lane; None if it never does.
    """

    follows = ("slot", "marble", "distances")

    def __init__(
        self, slot: Slot, marble: SurfaceMarble, distances: ArrayLike, arrival: int | None
    ) -> None:
        self.slot, self.marble, self.arrival = slot, marble, arrival
        self.distances: NDArray[np.float64] = np.asarray(distances, float)
        self.line = VMobject(color=color(marble.role), stroke_width=SERIES_WIDTH)
        self.mark = run_mark(marble.role, LANE_MARK)
        self.number = label("" if arrival is None else f"*{arrival}*", size=TICK)
        self.number.move_to(slot.point(1, 0.5) + NUMBERS * RIGHT, aligned_edge=RIGHT)
        super().__init__(self.line, self.mark, self.number)
        self.refresh()
        self.add_updater(lambda lane: lane.refresh())

    @property
    def head(self) -> Vector:
        """Where its marker is, shape ``(3,)``."""
        return self.slot.point(along(self.distances[whole_step(self.marble)]), 0.5)

    def refresh(self) -> None:
        """Reach as far as the marble has come."""
        head, start = self.head, self.slot.point(0, 0.5)
        pattern = DASHES[self.marble.role]
        if pattern and head[0] > start[0]:
            self.line.points = dashes_along(np.array([start, head]), *pattern)
        else:
            self.line.set_points_as_corners(np.array([start, head]))
        self.mark.shift(head - middle_of(self.mark.points))
        there = self.arrival is not None and whole_step(self.marble) >= self.arrival
        self.number.set_opacity(float(there))


def along(distance: float) -> float:
    """Return where a distance is on a lane, from 0 to 1: equal factors are equally long."""
    share = np.log(FAR / max(distance, 1e-300)) / np.log(FAR / NEAREST)
    return float(np.clip(share, 0, 1))


class RaceBoard(VGroup):
    """The lanes of all racers under each other, with their names and rates.

    Parameters
    ----------
    slot
        Where it stands.
    racers
        From top to bottom.
    marbles
        Theirs, on the ground.
    target
        The minimum, ``(dim,)``.
    goal
        Distance that counts as there, in data units.

    Attributes
    ----------
    lanes : list of Lane
    """

    def __init__(
        self,
        slot: Slot,
        racers: Sequence[Racer],
        marbles: Sequence[SurfaceMarble],
        target: ArrayLike,
        goal: float,
    ) -> None:
        lanes = slot.inset(LANES_FROM, FOOT, NUMBERS, HEAD)
        rows = lanes.rows(*[1] * len(racers), gap=0)
        self.lanes, names = [], VGroup()
        for row, one, marble in zip(rows, racers, marbles, strict=True):
            self.lanes.append(Lane(row, marble, one.path.distances(target), one.arrival))
            names.add(_at_left(label(one.name, size=TICK), slot.left, row.center[1]))
            rate = label(f"${one.path.learning_rate:.3g}$", "step", TICK)
            names.add(rate.move_to((slot.left + RATES_AT, row.center[1], 0), aligned_edge=RIGHT))
        super().__init__(_scale(lanes, goal), _heads(slot, lanes), names, *self.lanes)


def _at_left(text: Lettering, left: float, height: float) -> Lettering:
    """Put a name at the left; most of its letters stand on one line, whatever hangs or flies."""
    base = float(np.median([glyph[:, 1].min() for glyph in text.glyphs()]))
    return text.shift((left - text.get_left()[0], height - 0.1 - base, 0))


def _heads(slot: Slot, lanes: Slot) -> VGroup:
    top = slot.top - HEAD / 2
    alpha, near, steps = (
        label(words, role, TICK)
        for words, role in (("$alpha$", "step"), ("distance", "faint"), ("steps", "faint"))
    )
    stand_on(alpha, np.array([slot.left + RATES_AT - alpha.width / 2, top - 0.1]))
    stand_on(near, np.array([lanes.left + near.width / 2, top - 0.1]))
    stand_on(steps, np.array([slot.right - steps.width / 2, top - 0.1]))
    return VGroup(alpha, near, steps)


def _scale(lanes: Slot, goal: float) -> VGroup:
    """Return the axis under the lanes, and the line at which they end."""
    axis = Line(lanes.point(0, 0), lanes.point(1, 0), color=color("faint"))
    axis.set_stroke(width=AXIS_WIDTH)
    scale = VGroup(axis)
    for distance in (*TICKS, goal):
        role = "minimum" if distance == goal else "faint"
        foot = lanes.point(along(distance), 0)
        tick = Line(foot, foot + TICK_LENGTH * DOWN, color=color("faint"), stroke_width=AXIS_WIDTH)
        number = Lettering(f"${distance:g}$", TICK, role)
        scale.add(tick, number.next_to(tick, DOWN, TICK_GAP - TICK_LENGTH / 2))
    ends = (lanes.point(along(goal), up) for up in (0, 1))
    return scale.add(DashedLine(*ends, color=color("minimum"), stroke_width=AXIS_WIDTH))
