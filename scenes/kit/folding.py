"""A chart that folds along an upright line, to show that its halves match."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import DL, DR, LEFT, RIGHT, UP, Dot, ValueTracker, VGroup, VMobject

from scenes.kit.charts import SERIES_WIDTH
from scenes.kit.dashes import DashedLine
from scenes.kit.lettering import TICK, Formula, label
from scenes.kit.marbles import DOT_RADIUS
from scenes.kit.stage import AXIS_WIDTH, Frame
from scenes.kit.sweeps import BendingTrail
from scenes.kit.theme import color
from scenes.kit.types import Vector

SAMPLES = 300
STEEP = 0.5
"""Share of a chart's height above which a number fits beside its point."""


class FoldingCurve(VGroup):
    """A curve in two halves, and a copy of the right one that turns about the fold.

    Parameters
    ----------
    frame
        Where its data lies.
    value
        The curve as a function.
    ends
        Where it begins on the left and on the right.
    fold
        Where the halves meet.
    turn
        The tracker of the angle: 0 flat on the right, π flat on the left.
    role
        Colour role.
    """

    def __init__(
        self,
        frame: Frame,
        value: Callable[[float], float],
        ends: tuple[float, float],
        fold: float,
        turn: ValueTracker,
        role: str = "gradient_descent",
    ) -> None:
        self.frame, self.value, self.fold = frame, value, fold
        sides = [np.linspace(end, fold, SAMPLES) for end in ends]
        ways = [frame.at(side, [value(float(x)) for x in side]) for side in sides]
        self.halves = VGroup(
            *(
                VMobject(color=color(role), stroke_width=SERIES_WIDTH).set_points_as_corners(way)
                for way in ways
            )
        )
        spine = float(ways[1][-1, 0])
        self.flap = BendingTrail(
            lambda: folded(ways[1], spine, turn.get_value()), frame.slot, "ink", False, SERIES_WIDTH
        )
        super().__init__(self.halves)

    def pair(self, place: float, unit: str) -> VGroup:
        """Return a link between the curve at `place` and at its mirror image.

        The height at `place`, with its unit, stands over the link; both places beside its ends.
        """
        height, (low, high) = self.value(place), sorted((place, 2 * self.fold - place))
        ends = self.frame.at([low, high], [self.value(low), self.value(high)])
        link = DashedLine(*ends, color=color("faint"), stroke_width=AXIS_WIDTH)
        sides = (LEFT, RIGHT) if height > STEEP * self.frame.y[1] else (DL, DR)
        numbers = (
            Formula(f"{place:g}", size=TICK, role="step").next_to(end, side, buff=0.18)
            for place, end, side in zip((low, high), ends, sides, strict=True)
        )
        dots = (Dot(end, radius=1.6 * DOT_RADIUS, color=color("step")) for end in ends)
        text = label(f"{height:g} {unit}").next_to(link, UP, buff=0.1)
        return VGroup(link, *dots, *numbers, text)


def folded(spots: Vector, at: float, angle: float) -> Vector:
    """Return screen points ``(n, 3)`` turned by `angle` about the upright line at x = `at`."""
    turned = spots.copy()
    turned[:, 0] = at + np.cos(angle) * (spots[:, 0] - at)
    return turned
