"""A small chart with a heading, to stand in a row of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from gdcore import Landscape
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.layout import Slot
from scenes.kit.lettering import Lettering, label
from scenes.kit.stage import Axes, Frame, Interval

HEADING_LINE = 0.32
"""Where the letters of a heading stand, in scene units below the top of the slot."""


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
    """

    def __init__(
        self,
        slot: Slot,
        name: str,
        x: Interval,
        y: Interval,
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
        cross: tuple[float, float] | None = None,
    ) -> None:
        self.frame = Frame(slot.inset(left=0.65, bottom=0.45, right=0.2, top=0.65), x, y)
        self.heading: Lettering = label(name, role="faint")
        first_letter = self.heading.glyphs()[0].min(axis=0)
        self.heading.shift(slot.point(0, 1) - np.array([0, HEADING_LINE, 0]) - first_letter)
        self.axes = Axes(
            self.frame,
            x_ticks=[tick for tick in x_ticks if x[0] <= tick <= x[1]],
            y_ticks=[tick for tick in y_ticks if y[0] <= tick <= y[1]],
            cross=cross,
        )
        super().__init__(self.heading, self.axes)


class CurveChart(SmallChart):
    """A :class:`SmallChart` of a one-dimensional landscape.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 1``.
    slot, name, x, y, x_ticks, y_ticks
        As for :class:`SmallChart`.
    """

    def __init__(
        self,
        landscape: Landscape,
        slot: Slot,
        name: str,
        x: Interval,
        y: Interval,
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
    ) -> None:
        super().__init__(slot, name, x, y, x_ticks, y_ticks)
        self.add(CurveLandscape(landscape, self.frame))
