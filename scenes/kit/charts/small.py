"""Small charts: several with headings in a row, and one of what a parameter costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from manim import LEFT, RIGHT, UP, Circle, Dot, ValueTracker, VGroup
from numpy.typing import ArrayLike, NDArray

from scenes.kit.charts.axes import Axes, Frame, Interval
from scenes.kit.charts.series import FLAG_RADIUS, Series, flag
from scenes.kit.layout import Slot
from scenes.kit.text.text import Lettering, label, on_plate
from scenes.kit.theme import color
from scenes.kit.types import Vector

HEADING_LINE = 0.32
"""Where the letters of a heading stand, in scene units below the top of the slot."""

LABEL_AT = 0.045
"""Share of the width at which the name of a curve starts."""


RING, RING_WIDTH, RING_GAP = 0.17, 4.0, 0.15
"""Of a mark: radius, stroke and the distance of its words."""


class SmallChart(VGroup):
    """Axes under a heading; in charts side by side, headings stand on one line.

    Parameters
    ----------
    slot
        Where it stands, its heading and numbers included.
    name
        The heading, Typst markup.
    x, y
        The window in data units.
    x_ticks, y_ticks
        Data values that get a tick and a number; those outside the window do not.
    cross
        Data point where the axes cross; the lower left corner when left out.
    parameter
        Typst mathematics, what runs across; it needs some room at the right.
    """

    log_y: ClassVar[bool] = False
    """Whether heights are on a log scale."""

    heading_room: ClassVar[float] = 0.65
    """From the top of the slot to that of the axis, in scene units."""

    def __init__(
        self,
        slot: Slot,
        name: str,
        x: Interval,
        y: Interval,
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
        cross: tuple[float, float] | None = None,
        parameter: str = "",
    ) -> None:
        self.slot = slot
        right, top = 0.45 if parameter else 0.2, self.heading_room
        inner = slot.inset(left=0.65, bottom=0.45, right=right, top=top)
        self.frame = Frame(inner, x, y, self.log_y)
        self.heading: Lettering = label(name, role="faint")
        first_letter = self.heading.glyphs()[0].min(axis=0)
        self.heading.shift(slot.point(0, 1) - np.array([0, HEADING_LINE, 0]) - first_letter)
        self.axes = Axes(
            self.frame,
            x_ticks=[tick for tick in x_ticks if x[0] <= tick <= x[1]],
            y_ticks=[tick for tick in y_ticks if y[0] <= tick <= y[1]],
            x_name=parameter,
            cross=cross,
        )
        super().__init__(self.heading, self.axes)


class Sweep(Series):
    """What each value of a parameter costs: a series whose steps are the parameter's values.

    Parameters
    ----------
    frame
        The parameter across, the cost up.
    parameters
        Its values, ascending.
    costs
        One for each.
    swept
        The value, counted from 0, up to which it is drawn.
    role
        Colour role.
    """

    def __init__(
        self,
        frame: Frame,
        parameters: NDArray[np.float64],
        costs: Sequence[float],
        swept: ValueTracker,
        role: str,
    ) -> None:
        self.parameters = parameters
        super().__init__(frame, costs, swept, role, dots=True)

    def spot(self, step: ArrayLike) -> Vector:
        """Return where values, counted from 0, are on the screen, shape ``(..., 3)``."""
        n = np.asarray(step, int)
        return self.frame.at(self.parameters[n], self.values[n])


class SweepChart(SmallChart):
    """Steps needed against a parameter: where its best value is, and what the others cost.

    Parameters
    ----------
    slot
        Where it stands, its numbers and name included.
    name
        Typst markup, what is plotted upwards, on a log scale.
    parameter
        Typst mathematics, what is swept.
    values
        Its values, ascending.
    sweeps
        For each curve its name, Typst markup, and the steps that each value needs.
    steps
        The window upwards, ``(low, high)``.
    x_ticks, y_ticks
        What gets a number.

    Attributes
    ----------
    names : VGroup
        The names of the curves, which fall from the left, above their beginnings.
    """

    log_y = True

    def __init__(
        self,
        slot: Slot,
        name: str,
        parameter: str,
        values: NDArray[np.float64],
        sweeps: Mapping[str, Sequence[float]],
        steps: Interval,
        x_ticks: Sequence[float],
        y_ticks: Sequence[float],
    ) -> None:
        x = float(values[0]), float(values[-1])
        super().__init__(slot, name, x, steps, x_ticks, y_ticks, None, parameter)
        self.values, self.sweeps = values, list(sweeps.values())
        at = x[0] + LABEL_AT * (x[1] - x[0])
        self.names = VGroup(
            *(
                label(text).next_to(self.frame.at(at, needed[0]), UP + RIGHT, buff=0.08)
                for text, needed in sweeps.items()
            )
        )
        self.add(self.names)

    def curves(self, swept: ValueTracker, role: str) -> VGroup:
        """Return the curves up to the value, counted from 0, that `swept` has come to."""
        return VGroup(
            *(Sweep(self.frame, self.values, steps, swept, role) for steps in self.sweeps)
        )

    def firsts(self, role: str) -> VGroup:
        """Return dots at the left ends of the curves."""
        ends = (self.frame.at(self.values[0], steps[0]) for steps in self.sweeps)
        return VGroup(*(Dot(end, FLAG_RADIUS, color=color(role)) for end in ends))

    def bests(self, role: str) -> VGroup:
        """Return for each curve a dot at its lowest point, its place as a number on the axis."""
        flags = VGroup()
        for steps in self.sweeps:
            n = int(np.argmin(steps))
            spot = self.frame.at(self.values[n], steps[n])
            flags.add(flag(self.frame, spot, f"{self.values[n]:.2f}", role))
        return flags

    def mark(self, value: float, words: str, side: Vector, role: str, curve: int = 0) -> VGroup:
        """Return a ring around one value's dot of a curve, and words (Typst markup) beside it.

        Parameters
        ----------
        value
            One of the chart's values.
        words
            What is said of it; they stay left of the chart's right edge.
        side
            On which side of the dot they stand.
        role
            Colour role of both.
        curve
            Which curve, from 0.
        """
        n = int(np.abs(self.values - value).argmin())
        spot = self.frame.at(self.values[n], self.sweeps[curve][n])
        ring = Circle(RING, color=color(role), stroke_width=RING_WIDTH).move_to(spot)
        plate = on_plate(label(words, role)).next_to(ring, side, buff=RING_GAP)
        beyond = float(plate.get_right()[0]) - self.slot.right
        return VGroup(ring, plate.shift(max(beyond, 0) * LEFT))
