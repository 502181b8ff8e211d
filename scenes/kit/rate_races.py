"""A race to a minimum: distances against steps on a log scale, down to a goal."""

from __future__ import annotations

from collections.abc import Sequence

from manim import RIGHT, UR, ValueTracker, VGroup

from gdcore import Path
from scenes.kit.charts import Series
from scenes.kit.dashes import DashedLine
from scenes.kit.layout import Slot
from scenes.kit.lettering import LABEL, Formula
from scenes.kit.stage import Axes, Frame, decades
from scenes.kit.theme import color

MARGIN = 0.7
"""How far the chart reaches below the lowest arrival, as a factor."""


class RateRace(VGroup):
    """How near to the minimum at 0 each path is at each step; a line ends where it arrives.

    The names of the lines are not part of it, so that they can come when the lines have parted.

    Parameters
    ----------
    slot
        Where it stands, with its numbers.
    paths
        Walks from the same start that all arrive.
    goal
        Distance that counts as arrived, in data units.
    step
        The tracker that tells how far all of them are.

    Attributes
    ----------
    needed
        For each path the first step nearer than the goal.
    names
        For each path its learning rate, beside its line.
    """

    def __init__(self, slot: Slot, paths: Sequence[Path], goal: float, step: ValueTracker) -> None:
        distances = [path.distances(0) for path in paths]
        self.needed = [
            path.first_step(distance < goal) or 0
            for path, distance in zip(paths, distances, strict=True)
        ]
        last, highest = max(self.needed), max(float(distance[0]) for distance in distances)
        arrivals = [float(d[n]) for d, n in zip(distances, self.needed, strict=True)]
        low = MARGIN * min(goal / 2, *arrivals)
        inner = slot.inset(left=0.9, bottom=0.6, right=1.25, top=0.6)
        frame = Frame(inner, (0, last), (low, 2 * highest), log_y=True)
        axes = Axes(frame, (0, *self.needed), decades(frame.y), x_name="n", y_name="abs(x_n)")
        floor = DashedLine(frame.at(0, goal), frame.at(last, goal), color=color("minimum"))
        level = Formula(f"{goal:g}", size=LABEL, role="minimum").next_to(floor, RIGHT)
        self.lines = VGroup(
            *(
                Series(frame, distance[: n + 1], step, dots=True)
                for distance, n in zip(distances, self.needed, strict=True)
            )
        )
        feet = [line.spot(min(self.needed)) for line in self.lines]
        lowest = frame.at(0, goal)[1]
        self.names = VGroup(
            *(
                Formula(f"alpha = {path.learning_rate:g}", size=LABEL, role="step").next_to(
                    (foot[0], max(foot[1], lowest), 0), UR, buff=0.15
                )
                for path, foot in zip(paths, feet, strict=True)
            )
        )
        super().__init__(axes, floor, level, self.lines)
