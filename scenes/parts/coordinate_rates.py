"""The learning rate of each coordinate as a bar, and the factor that it makes on the ruler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from gdcore import Optimizer, Path
from scenes.kit.charts.axes import AXIS_WIDTH, TICK_GAP, TICK_LENGTH, Interval
from scenes.kit.charts.ruler import FactorRuler, RulerMarker
from scenes.kit.charts.series import DashedLine
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.story.timing import glide
from scenes.kit.text.text import TICK, Formula, label, stand_on
from scenes.kit.theme import color
from scenes.kit.types import Vector

TICKS_HEIGHT = 0.42
"""Room below the bars for the numbers of their scale, in scene units."""

BARS_APART = 0.14
NAME_WIDTH, LIMIT_WIDTH = 0.4, 2.75
"""Room at the left of the bars for their names, and at the right for the limits."""

BESIDE, FOOT = 0.29, 0.08
"""From the tip of a wedge to the foot of the letter beside it, in scene units."""

OVERHANG = 0.07
"""By how much the line of a limit is longer than its bar, at both ends."""

MARK_WIDTH = 4.0


class Rates:
    """The learning rate of each coordinate now, from a source that may be exchanged.

    Parameters
    ----------
    first
        The rates at first, ``(dim,)``, above 0.
    """

    def __init__(self, first: ArrayLike) -> None:
        rates = np.asarray(first, float)
        self._old = rates
        self._source: Callable[[], NDArray[np.float64]] = lambda: rates
        self._turned = ValueTracker(1)

    def __call__(self) -> NDArray[np.float64]:
        """Return the rates, ``(dim,)``; on the way to a new source the ratio is shared out."""
        share = self._turned.get_value()
        new = self._source()
        return new if share == 1 else np.asarray(self._old ** (1 - share) * new**share)

    def be(self, source: Callable[[], NDArray[np.float64]]) -> None:
        """Take another source at once, while nobody looks."""
        self._source = source
        self._turned.set_value(1)

    def turn_to(self, source: Callable[[], NDArray[np.float64]], seconds: float) -> Any:
        """Return the animation from the rates of now to those of another source."""
        self._old, self._source = self(), source
        self._turned.set_value(0)
        return glide(self._turned, 1, seconds)


def rates_along(
    optimizer: Optimizer, path: Path, step: ValueTracker
) -> Callable[[], NDArray[np.float64]]:
    """Return a function that gives the rates of the coming step of a path, ``(dim,)``.

    While the marble is under way, they go over to those of the step after it.
    """
    rates = optimizer.coordinate_rates(path)

    def now() -> NDArray[np.float64]:
        at = min(max(step.get_value(), 0.0), len(rates) - 1.0)
        n = min(int(at), len(rates) - 2)
        return np.asarray(rates[n] ** (1 - at + n) * rates[n + 1] ** (at - n))

    return now


class RateBar(Following, VMobject):
    """A bar from the left edge of a slot to the rate of one coordinate, on a log scale.

    Parameters
    ----------
    slot
        As wide as the scale.
    scale
        Rates at its ends.
    rates
        Returns the rates now.
    axis
        Which coordinate's.
    """

    follows = ("slot", "rates")

    def __init__(
        self, slot: Slot, scale: Interval, rates: Callable[[], NDArray[np.float64]], axis: int
    ) -> None:
        super().__init__(fill_color=color("step"), fill_opacity=1, stroke_width=0)
        self.slot, self.ends, self.rates, self.axis = slot, scale, rates, axis
        self.refresh()
        self.add_updater(lambda bar: bar.refresh())

    def refresh(self) -> None:
        """Be as long as the rate says."""
        share = share_of(self.ends, float(self.rates()[self.axis]))
        if self.shows(share):
            return
        (left, low, _), (right, high, _) = self.slot.point(0, 0), self.slot.point(share, 1)
        corners = [(left, low, 0), (right, low, 0), (right, high, 0), (left, high, 0)]
        self.set_points_as_corners(np.array([*corners, corners[0]], float))
        self.drew(share)


def share_of(scale: Interval, rate: float) -> float:
    """Return where a rate is on a log scale, from 0 to 1; beyond an end, that end."""
    low, high = np.log(scale)
    return float(np.clip((np.log(rate) - low) / (high - low), 0, 1))


class RateBars(VGroup):
    """For each coordinate a bar as long as its learning rate, on one log scale.

    Parameters
    ----------
    slot
        Where they stand, with names at the left, numbers below and limits at the right.
    rates
        Returns the rates now, ``(dim,)``.
    scale
        Rates at the ends of the scale.
    ticks
        Rates that have a number.
    curvatures
        For each coordinate, where 2/λ is marked and named; nowhere when left out.

    Attributes
    ----------
    marks : VGroup
        The limits and their names; they are not part of it, and come when they are spoken of.
    """

    def __init__(
        self,
        slot: Slot,
        rates: Callable[[], NDArray[np.float64]],
        scale: Interval,
        ticks: Sequence[float],
        curvatures: Sequence[float] = (),
    ) -> None:
        track = slot.inset(
            left=NAME_WIDTH, bottom=TICKS_HEIGHT, right=LIMIT_WIDTH if len(curvatures) else 0.2
        )
        rows = track.rows(1, 1, gap=BARS_APART)
        self.marks = VGroup()
        super().__init__(_scale(track, scale, ticks, "rate" if len(curvatures) else ""))
        for axis, (row, name) in enumerate(zip(rows, "xy", strict=True)):
            self.add(label(f"${name}$").move_to(row.point(0, 0.5) + 0.5 * NAME_WIDTH * LEFT))
            if len(curvatures):
                self.marks.add(_limit(row, scale, curvatures[axis]))
        self.bars = VGroup(*(RateBar(row, scale, rates, axis) for axis, row in enumerate(rows)))
        self.add(self.bars)


def _scale(track: Slot, scale: Interval, ticks: Sequence[float], name: str) -> VGroup:
    """Return the axis below the bars, with numbers, and its name at the right, if it has one."""
    line = Line(track.point(0, 0), track.point(1, 0), color=color("faint"), stroke_width=AXIS_WIDTH)
    line.shift(0.5 * BARS_APART * DOWN)
    below = float(line.get_y())
    lines = VMobject(color=color("faint"), stroke_width=AXIS_WIDTH)
    numbers = VGroup()
    for tick in ticks:
        foot = np.array([track.point(share_of(scale, tick), 0)[0], below, 0.0])
        lines.start_new_path(foot).add_line_to(foot + TICK_LENGTH * DOWN)
        number = Formula(f"{tick:g}", size=TICK, role="step")
        numbers.add(number.next_to(foot, DOWN, buff=TICK_GAP))
    axis = VGroup(line, lines, numbers)
    if name:
        word = label(name, "step", TICK)
        axis.add(word.next_to(track.point(1, 0), RIGHT, buff=0.25).align_to(numbers, DOWN))
    return axis


def _limit(row: Slot, scale: Interval, curvature: float) -> VGroup:
    """Return the mark of 2/λ across a bar, and its name at the right of the bar."""
    at = share_of(scale, 2 / curvature)
    ends = row.point(at, 0) + OVERHANG * DOWN, row.point(at, 1) - OVERHANG * DOWN
    line = DashedLine(*ends, dash_length=0.09, color=color("ink"), stroke_width=MARK_WIDTH)
    name = label(f"limit $2 \\/ lambda = {2 / curvature:g}$", size=TICK)
    return VGroup(line, name.next_to(row.point(1, 0.5), RIGHT, buff=0.25))


class RateFactor(ValueTracker):
    """The factor 1 − αλ of one coordinate, read off its rate; for a marker of the ruler.

    Parameters
    ----------
    rates
        Returns the rates now, ``(dim,)``.
    axis
        Which coordinate.
    curvature
        λ along it.
    """

    def __init__(
        self, rates: Callable[[], NDArray[np.float64]], axis: int, curvature: float
    ) -> None:
        self.rates, self.axis, self.curvature = rates, axis, curvature
        super().__init__(0)

    def get_value(self) -> float:
        """Return the factor now."""
        return 1 - float(self.rates()[self.axis]) * self.curvature


def factor_markers(
    ruler: FactorRuler, rates: Callable[[], NDArray[np.float64]], curvatures: Sequence[float]
) -> VGroup:
    """Return a wedge for each coordinate, its letter beside it: both may point at one place.

    The letter of x stands at the right, that of y at the left: the ravine is steeper along y, so
    that its factor is the smaller one.
    """
    group = VGroup()
    for axis, (curvature, name, side) in enumerate(
        zip(curvatures, "xy", (RIGHT, LEFT), strict=True)
    ):
        wedge = RulerMarker(ruler, RateFactor(rates, axis, curvature), "ink")
        letter = Formula(name, size=TICK)
        letter.add_updater(_beside(wedge, side))
        group.add(wedge, letter.update())
    return group


def _beside(wedge: RulerMarker, side: Vector) -> Callable[[Any], object]:
    """Return an updater that keeps a letter beside a wedge."""
    return lambda letter: stand_on(letter, wedge.tip + BESIDE * side + FOOT * UP)
