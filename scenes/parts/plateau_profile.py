"""The profile of a round well, and below it how steep it is, over one axis of the distance."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, UP, Dot, Line, ValueTracker, VGroup, VMobject

from gdcore import PLATEAU, theory
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.charts.series import DROP_WIDTH, FLAG_RADIUS, Series
from scenes.kit.following import Following
from scenes.kit.landscape.cross_section import cut
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, whole_step
from scenes.kit.layout import Slot
from scenes.kit.theme import color

RADIAL = cut(PLATEAU, 0, PLATEAU.minima[0])
"""The well along any ray from its minimum: it is round."""

FARTHEST, SAMPLES = 4.3, 430
LOSSES, SLOPES = (-1.12, 0.2), (0.0, 0.68)
ROOM = {"left": 0.95, "right": 0.55}
TOUCHES, TOUCH_WIDTH = 1.6, 9.0
NAME_GAP, NUMBERS_GAP = 0.12, 0.1


class ProfileAndSlope(VGroup):
    """A profile of the well to stand on, and the length of the gradient under it.

    Parameters
    ----------
    upper, lower
        Where the two stand, with the numbers and names of their axes.

    Attributes
    ----------
    probe : ValueTracker
        Distance up to which the slope is plotted.
    ground : CurveLandscape
        The profile.
    """

    def __init__(self, upper: Slot, lower: Slot) -> None:
        self.probe = ValueTracker(0)
        across = (0.0, FARTHEST)
        self.profile = Frame(upper.inset(**ROOM, top=0.42), across, LOSSES)
        self.slopes = Frame(lower.inset(**ROOM, top=0.42, bottom=0.45), across, SLOPES)
        self.ground = CurveLandscape(RADIAL, self.profile)
        self.axes = Axes(self.profile, y_ticks=(-1, 0), y_name="L")
        self.axes.remove(self.axes.x_axis)
        self.slope_axes = Axes(self.slopes, range(5), (0, 0.3, 0.6), "r", "abs(nabla L)")
        for axes, count in ((self.axes, 2), (self.slope_axes, 3)):  # clear of what is at r = 0
            axes.names[-1].next_to(axes.y_axis.get_end(), UP + LEFT, buff=NAME_GAP)
            axes.numbers[-count:].shift(NUMBERS_GAP * LEFT)
        by_sample = Frame(self.slopes.slot, (0, SAMPLES), SLOPES)
        distances = np.linspace(*across, SAMPLES + 1)
        self.curve = Series(
            by_sample,
            [theory.plateau_slope(r) for r in distances],
            _Scaled(self.probe, SAMPLES / FARTHEST),
            role="slope",
        )
        self.tangent = TouchingLine(self.ground, self.probe)
        super().__init__(self.ground, self.axes)

    def place(self, marble: Marble) -> PlaceOnSlope:
        """Return the dot on the slope's curve that goes with a marble on the profile."""
        return PlaceOnSlope(self, marble)


class _Scaled(ValueTracker):
    """A multiple of another tracker."""

    def __init__(self, tracker: ValueTracker, factor: float) -> None:
        self.tracker, self.factor = tracker, factor
        super().__init__()

    def get_value(self) -> float:
        return self.factor * float(self.tracker.get_value())

    def __deepcopy__(self, memo: dict[int, Any]) -> _Scaled:
        return self


class StepFactor(ValueTracker):
    """The factor 1 − αλ of a marble's next step, with the curvature where it is.

    Along the way, a step multiplies the slope by about as much.

    Parameters
    ----------
    marble
        Stands on a path in one dimension.
    """

    def __init__(self, marble: Marble) -> None:
        self.marble = marble
        super().__init__()

    def get_value(self) -> float:
        path, n = self.marble.path, whole_step(self.marble)
        rate = float(path.rates[min(n, path.steps - 1)])
        return float(theory.multiplier(rate, RADIAL.hessian(path.points[n])[0, 0]))

    def __deepcopy__(self, memo: dict[int, Any]) -> StepFactor:
        return self


class TouchingLine(Following, VMobject):
    """A straight piece that touches a curve at a tracker's value.

    Parameters
    ----------
    ground
        The curve.
    at
        The tracker of the data x.
    """

    follows = ("ground", "at")

    def __init__(self, ground: CurveLandscape, at: ValueTracker) -> None:
        super().__init__(color=color("slope"), stroke_width=TOUCH_WIDTH)
        self.ground, self.at = ground, at
        self.refresh()
        self.add_updater(lambda line: line.refresh())

    def refresh(self) -> None:
        """Touch the curve at the present value."""
        x = np.array([self.at.get_value()])
        along = np.array([1.0, self.ground.slope(x), 0.0])
        half = TOUCHES / 2 * along / np.linalg.norm(along)
        spot = self.ground.spot(x)
        slot = self.ground.frame.slot  # neither over the axis nor beyond the curve
        back, ahead = np.minimum(1.0, np.abs(np.array([slot.left, slot.right]) - spot[0]) / half[0])
        self.set_points_as_corners([spot - back * half, spot + ahead * half])


class PlaceOnSlope(Following, VGroup):
    """A dot where a marble is on the curve of the slope, and a plumb line between the two.

    It goes on as the marble lands.

    Parameters
    ----------
    charts
        Both curves.
    """

    follows = ("charts", "marble")

    def __init__(self, charts: ProfileAndSlope, marble: Marble) -> None:
        self.charts, self.marble = charts, marble
        self.dot = Dot(radius=FLAG_RADIUS, color=color(marble.role))
        self.plumb = Line(color=color("faint"), stroke_width=DROP_WIDTH)
        super().__init__(self.plumb, self.dot)
        self.refresh()
        self.add_updater(lambda place: place.refresh())

    def refresh(self) -> None:
        """Stand at the iterate that the marble is at, or has left last."""
        path, n = self.marble.path, whole_step(self.marble)
        r, slope = float(path.points[n, 0]), float(abs(path.gradients[n, 0]))
        spot = self.charts.slopes.at(r, slope)
        if self.shows(spot):
            return
        self.dot.move_to(spot)
        self.plumb.set_points_as_corners([self.charts.ground.spot(path.points[n]), spot])
        self.drew(spot)
