"""Numbers against steps: lines that grow as the marble walks."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.kit.following import Following
from scenes.kit.marbles import DOT_RADIUS, dot_outlines
from scenes.kit.stage import Frame
from scenes.kit.theme import color
from scenes.kit.types import Vector

SERIES_WIDTH = 4.0


class Series(Following, VGroup):
    """A quantity at steps 0, 1, 2, … up to the present step, as dots joined by a line.

    Parameters
    ----------
    frame
        Steps across, the quantity up.
    values
        One value per step, shape ``(steps + 1,)``.
    step
        The tracker that tells how far the story is.
    role
        Colour role, the optimizer's.
    dots
        Whether the single steps are marked.
    """

    follows = ("frame", "step", "values")

    def __init__(
        self,
        frame: Frame,
        values: ArrayLike,
        step: ValueTracker,
        role: str = "gradient_descent",
        dots: bool = False,
    ) -> None:
        self.frame, self.step, self.role, self.has_dots = frame, step, role, dots
        self.values: NDArray[np.float64] = np.asarray(values, float)
        self.line = VMobject(color=color(role), stroke_width=SERIES_WIDTH)
        self.dots = VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
        super().__init__(self.line, self.dots)
        self.refresh()
        self.add_updater(lambda series: series.refresh())

    def spot(self, step: ArrayLike) -> Vector:
        """Return where the quantity at whole steps is on the screen, shape ``(..., 3)``."""
        n = np.asarray(step, int)
        return self.frame.at(n, self.values[n])

    @property
    def head(self) -> Vector:
        """Where the line ends now, shape ``(3,)``."""
        step = min(self.step.get_value(), len(self.values) - 1)
        n = min(int(step), len(self.values) - 2)
        here, there = self.spot([n, n + 1])
        head: Vector = here + (step - n) * (there - here)
        return head

    def refresh(self) -> None:
        """Draw the steps so far, and the way to the next."""
        last = int(min(self.step.get_value() + 1e-9, len(self.values) - 1))
        spots = self.spot(np.arange(last + 1))
        way = np.concatenate([spots, self.head[None]])
        if self.shows(way):
            return
        floor = np.array([-np.inf, self.frame.slot.bottom, 0.0])
        self.line.set_points_as_corners(np.maximum(way, floor))
        if self.has_dots:
            self.dots.points = dot_outlines(spots[self.frame.contains(spots)], DOT_RADIUS)
        self.dash()
        self.drew(way)

    def dash(self) -> None:
        """Leave gaps in the line; a solid one has none."""
