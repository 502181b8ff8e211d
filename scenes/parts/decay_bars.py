"""Distances from a minimum as bars: out of the bowl, side by side, and as stairs on a log scale."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike

from gdcore import Path
from scenes.kit.charts.axes import DOT_RADIUS, Frame, dot_outlines
from scenes.kit.charts.series import SERIES_WIDTH
from scenes.kit.following import Following
from scenes.kit.text.text import TICK, Formula
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

GROWS_OVER = 0.35
"""Share of a step over which a bar grows, once the marble has landed."""

LYING_WIDTH = 0.075
"""Of a bar in the bowl, in scene units."""

FILLED = 0.66
"""Width of a standing bar, as a share of the distance between two."""

SHORTEST = 1e-4
"""Scene units below which a bar is not drawn."""

SINKS_EARLY, TURNS_EARLY = 3.0, 0.7
"""Powers of time: bars sink and shrink first, then turn, then spread, so that none reaches out of
the chart at the top or at the right.
"""

ABOVE, NEXT_BELOW = 0.1, 0.36
"""Scene units from a bar to its factor; by which the next factor must stand lower."""


class DecayBars(Following, VGroup):
    """The distances |xₙ| of a walk on x² as bars, and the stairs that their tops make.

    In the bowl a bar lies at its iterate's height, from the axis to the curve. Standing, it is at
    step n of a chart. All bars turn and change their scale together, so that at any instant their
    lengths have the ratios of the distances. On a log scale bars have no length: they join to
    stairs before it bends.

    Parameters
    ----------
    path
        The walk, which stays on the right of 0.
    bowl, even, log
        Windows of the parabola, and of the distance against n on an even and on a log scale.
    step
        The tracker that tells how many iterates there are.

    Attributes
    ----------
    stood, joined, bent : ValueTracker
        How far the bars have been stood up, joined to stairs, and bent to the log scale: 0 to 1.
    """

    follows = ("path", "bowl", "even", "log", "step", "stood", "joined", "bent")

    def __init__(
        self,
        path: Path,
        bowl: Frame,
        even: Frame,
        log: Frame,
        step: ValueTracker,
        role: str = "gradient_descent",
    ) -> None:
        self.path, self.bowl, self.even, self.log, self.step = path, bowl, even, log, step
        self.stood, self.joined, self.bent = (ValueTracker(0) for _ in range(3))
        hue = color(role)
        self.bars = VMobject(fill_color=hue, fill_opacity=1, stroke_width=0)
        self.stairs = VMobject(color=hue, stroke_width=SERIES_WIDTH)
        self.dots = VMobject(fill_color=hue, fill_opacity=1, stroke_width=0)
        super().__init__(self.bars, self.stairs, self.dots)
        self.refresh()
        self.add_updater(lambda bars: bars.refresh())

    @property
    def distances(self) -> FloatArray:
        """|xₙ| by step, in data units, shape ``(steps + 1,)``."""
        return np.asarray(np.abs(self.path.points[:, 0]))

    def refresh(self) -> None:
        """Draw what the trackers say."""
        step, stood, joined, bent = (
            tracker.get_value() for tracker in (self.step, self.stood, self.joined, self.bent)
        )
        if self.shows(step, stood, joined, bent):
            return
        corners = self.corners()
        self.bars.points = closed(corners[self.lengths() > SHORTEST])
        self.bars.set_fill(opacity=1 - joined)
        tops = self.tops()
        half = self._width() / 2 * np.array([1.0, 0, 0])
        way = np.stack([tops - half, tops + half], axis=1).reshape(-1, 3)
        self.stairs.set_points_as_corners(way).set_stroke(opacity=min(1.0, 2 * joined))
        self.dots.points = dot_outlines(tops, DOT_RADIUS)
        self.dots.set_fill(opacity=joined)
        self.drew(step, stood, joined, bent)

    def lengths(self) -> FloatArray:
        """Return the bars' present lengths in scene units, shape ``(steps + 1,)``."""
        grown = np.clip((self.step.get_value() - np.arange(len(self.distances))) / GROWS_OVER, 0, 1)
        return np.asarray(grown * self._scale() * self.distances)

    def corners(self) -> Vector:
        """Return the bars' corners on the screen, shape ``(steps + 1, 4, 3)``."""
        n = np.arange(len(self.distances))
        lying, standing = self.bowl.at(0 * n, self.path.values), self.even.at(n, 0 * n)
        stood = self.stood.get_value()
        feet = _between(lying, standing, stood)
        feet[:, 1] = _between(lying[:, 1], standing[:, 1], self._sunk())
        angle = stood**TURNS_EARLY * np.pi / 2
        along = np.array([np.cos(angle), np.sin(angle), 0])
        across = np.array([-along[1], along[0], 0]) * self._width() / 2
        whole = self._scale() * self.distances
        ends = feet + whole[:, None] * along
        starts = ends - self.lengths()[:, None] * along  # it grows from the curve to the axis
        return np.stack([starts - across, ends - across, ends + across, starts + across], axis=1)

    def tops(self) -> Vector:
        """Return the middles of the standing bars' tops, or of the stairs, ``(steps + 1, 3)``."""
        n, x = np.arange(len(self.distances)), self.distances
        return _between(self.even.at(n, x), self.log.at(n, x), self.bent.get_value())

    def factors(self, factor: str) -> VGroup:
        """Return `factor` above the tops of standing bars, for as many steps as have room."""
        tops, half = self.tops(), self._width() / 2 * LEFT
        labels, free = VGroup(), np.inf
        for top in tops[1:]:
            if top[1] > free:
                break
            name = Formula(f"times {factor}", size=TICK)
            labels.add(name.next_to(top + half + ABOVE * UP, UP, buff=0, aligned_edge=LEFT))
            free = top[1] - NEXT_BELOW
        return labels

    def _sunk(self) -> float:
        return float(1 - (1 - self.stood.get_value()) ** SINKS_EARLY)

    def _scale(self) -> float:
        return float(_between(self.bowl.scale[0], self.even.scale[1], self._sunk()))

    def _width(self) -> float:
        standing = self.even.scale[0] * _between(FILLED, 1.0, self.joined.get_value())
        return float(_between(LYING_WIDTH, standing, self.stood.get_value()))


def closed(corners: Vector) -> Vector:
    """Return the Bézier points ``(4 m n, 3)`` of `n` polygons with `m` corners, ``(n, m, 3)``."""
    shares = np.linspace(0, 1, 4)[:, None]
    ends = np.roll(corners, -1, axis=1)
    sides = (1 - shares) * corners[:, :, None] + shares * ends[:, :, None]
    return np.asarray(sides.reshape(-1, 3))


def _between(here: ArrayLike, there: ArrayLike, share: float) -> FloatArray:
    return np.asarray((1 - share) * np.asarray(here) + share * np.asarray(there))
