"""Steps needed against a parameter: where the best value of the parameter is, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, UP, Dot, ValueTracker, VGroup
from numpy.typing import NDArray

from scenes.kit.charts import Series
from scenes.kit.layout import Slot
from scenes.kit.lettering import Lettering, label
from scenes.kit.loss_races import FLAG_RADIUS, flag
from scenes.kit.stage import Axes, Frame, Interval
from scenes.kit.theme import color

LABEL_AT = 0.045
"""Share of the width at which the name of a curve starts."""


class SweepChart(VGroup):
    """Axes for curves over the same values of one parameter, on a log scale.

    Parameters
    ----------
    slot
        Where it stands, its numbers and name included.
    name
        Typst markup, what is plotted upwards.
    parameter
        Typst mathematics, what is swept.
    values
        Its values, evenly spaced, ascending.
    steps
        The window upwards, ``(low, high)``.
    x_ticks, y_ticks
        What gets a number.
    """

    def __init__(
        self,
        slot: Slot,
        name: str,
        parameter: str,
        values: NDArray[np.float64],
        steps: Interval,
        x_ticks: Sequence[float],
        y_ticks: Sequence[float],
    ) -> None:
        inside = slot.inset(left=0.8, bottom=0.45, right=0.45, top=0.65)
        self.values = values
        self.frame = Frame(inside, (values[0], values[-1]), steps, log_y=True)
        heading = label(name, role="faint")
        slot.place(heading, 0, 1)
        super().__init__(Axes(self.frame, x_ticks, y_ticks, x_name=parameter), heading)

    def curve(self, steps: Sequence[float], swept: ValueTracker, role: str) -> Series:
        """Return the curve up to the value, counted from 0, that `swept` has come to."""
        by_index = Frame(self.frame.slot, (0, len(self.values) - 1), self.frame.y, log_y=True)
        return Series(by_index, steps, swept, role, dots=True)

    def name_of(self, steps: Sequence[float], text: str) -> Lettering:
        """Return the name of a curve that falls from the left, above its beginning."""
        low, high = self.frame.x
        start = self.frame.at(low + LABEL_AT * (high - low), steps[0])
        name = label(text)
        name.next_to(start, UP + RIGHT, buff=0.08)
        return name

    def first(self, steps: Sequence[float], role: str) -> Dot:
        """Return a dot at the left end of a curve."""
        return Dot(self.frame.at(self.values[0], steps[0]), FLAG_RADIUS, color=color(role))

    def best(self, steps: Sequence[float], role: str) -> VGroup:
        """Return a dot at the lowest point, and the value there as a number on the axis."""
        n = int(np.argmin(steps))
        return flag(
            self.frame, self.frame.at(self.values[n], steps[n]), f"{self.values[n]:.2f}", role
        )


def dot_entry(text: str, role: str) -> VGroup:
    """Return one line of a legend: a dot as it is on a curve, and what it means."""
    return VGroup(Dot(radius=FLAG_RADIUS, color=color(role)), label(text)).arrange(RIGHT, buff=0.2)
