"""Points of a data set, a line through them, and how far it misses each of them, squared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from manim import Dot, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike

from gdcore.data import Dataset
from scenes.kit import theme
from scenes.kit.charts.axes import Frame, Interval
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

POINT_RADIUS = 0.11
LINE_WIDTH = 6.0
MISS_WIDTH, SQUARE_WIDTH = 3.5, 2.0
SQUARE_OPACITY = 0.42


class PointCloud(VGroup):
    """The examples of a data set as dots, in a window of the data.

    It may be shifted and scaled, also while it is animated: what is drawn over it follows `frame`.

    Parameters
    ----------
    data
        Examples with one feature.
    slot
        Where the window is shown.
    x, y
        The window in data units: the feature across, the target up.
    role
        Colour role of the dots.

    Raises
    ------
    ValueError
        If an example has more than one feature.
    """

    def __init__(
        self, data: Dataset, slot: Slot, x: Interval, y: Interval, role: str = "ink"
    ) -> None:
        if data.features != 1:
            raise ValueError(f"points need one feature, {data.name!r} has {data.features}.")
        self.data, self.x, self.y = data, x, y
        corners = [slot.point(0, 0), slot.point(1, 1)]
        self.corners = VMobject(stroke_width=0).set_points_as_corners(corners)
        spots = Frame(slot, x, y).at(data.inputs[:, 0], data.targets)
        self.dots = VGroup(*(Dot(spot, POINT_RADIUS, color=color(role)) for spot in spots))
        super().__init__(self.corners, self.dots)

    @property
    def frame(self) -> Frame:
        """The map from data to the screen, where the cloud is now."""
        (left, bottom, _), (right, top, _) = self.corners.points[[0, -1]].tolist()
        return Frame(Slot(left, bottom, right, top), self.x, self.y)


class FittedLine(Following, VMobject):
    """A line in the window of a cloud, cut off at its edges.

    Parameters
    ----------
    cloud
        The points that it is to fit.
    parameters
        Returns slope and intercept, ``(2,)``; called once a frame.
    role
        Colour role; the optimizer's, if one moves it.
    """

    follows = ("cloud", "parameters")

    def __init__(
        self,
        cloud: PointCloud,
        parameters: Callable[[], ArrayLike],
        role: str = "gradient_descent",
    ) -> None:
        self.cloud, self.parameters = cloud, parameters
        super().__init__(color=color(role), stroke_width=LINE_WIDTH)
        self.refresh()
        self.add_updater(lambda line: line.refresh())

    def heights(self, x: ArrayLike) -> FloatArray:
        """Return the line's y at data `x`, same shape."""
        slope, intercept = np.asarray(self.parameters(), float)
        return np.asarray(slope * np.asarray(x, float) + intercept)

    def refresh(self) -> None:
        """Go through the window as the parameters say; without points if it misses the window."""
        frame = self.cloud.frame
        slope, intercept = np.asarray(self.parameters(), float)
        low, high = frame.x
        if slope:
            at_edges = sorted((y - intercept) / slope for y in frame.y)
            low, high = max(low, at_edges[0]), min(high, at_edges[1])
        if low < high and (slope or frame.y[0] <= intercept <= frame.y[1]):
            ends = np.array([low, high])
            self.set_points_as_corners(frame.at(ends, self.heights(ends)))
        else:
            self.clear_points()


class Residuals(Following, VGroup):
    """From each point of a cloud to its line: what the line misses it by, and the square of it.

    The squares are squares on the screen, whatever the scales; their areas compare as the squares
    of the residuals do. They have the colour of a surface, since their mean is its height.

    Parameters
    ----------
    line
        The line that misses.
    opened
        Share of the squares' width that is drawn; at 0 there are the residuals alone.
    role
        Colour role of the residuals.
    side
        -1 for squares on the left of their residuals, 1 on the right; when left out, those of the
        left half are on the left and the others on the right.
    """

    follows = ("line", "opened")

    def __init__(
        self,
        line: FittedLine,
        opened: ValueTracker | None = None,
        role: str = "ink",
        side: Literal[-1, 1] | None = None,
    ) -> None:
        self.line, self.side = line, side
        self.opened = ValueTracker(1) if opened is None else opened  # at 0 it counts as false
        hill = theme.active().hill()
        tint = hill[len(hill) // 2]
        self.squares = VMobject(color=tint, stroke_width=SQUARE_WIDTH)
        self.squares.set_fill(tint, SQUARE_OPACITY)
        self.misses = VMobject(color=color(role), stroke_width=MISS_WIDTH)
        super().__init__(self.squares, self.misses)
        self.refresh()
        self.add_updater(lambda residuals: residuals.refresh())

    @property
    def lengths(self) -> FloatArray:
        """What the line misses each point by, in data units, ``(n,)``; above 0 above the point."""
        data = self.line.cloud.data
        return self.line.heights(data.inputs[:, 0]) - data.targets

    def refresh(self) -> None:
        """Go from each point to the line."""
        data, frame = self.line.cloud.data, self.line.cloud.frame
        x = data.inputs[:, 0]
        points, feet = frame.at(x, data.targets), frame.at(x, self.line.heights(x))
        self.misses.clear_points()
        self.squares.clear_points()
        # away from the middle, where they cover other points least
        outwards = np.where(x < np.median(x), -1, 1)
        sides = (self.side or outwards) * self.opened.get_value() * np.ones(len(x))
        for point, foot, side in zip(points, feet, sides, strict=True):
            self._draw(point, foot, side * abs(foot[1] - point[1]))

    def _draw(self, point: Vector, foot: Vector, across: float) -> None:
        self.misses.start_new_path(point).add_line_to(foot)
        if across:
            beside = np.array([across, 0, 0])
            self.squares.start_new_path(point)
            self.squares.add_points_as_corners([foot, foot + beside, point + beside, point])
