"""The loss of a line as a bar: beside its points, and above the plane of slope and intercept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Dot, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike

from scenes.kit import theme
from scenes.kit.charts.axes import AXIS_WIDTH, DOT_RADIUS, Interval, dot_outlines
from scenes.kit.following import Following
from scenes.kit.surface.camera import OrbitCamera
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

Ends = Callable[[], tuple[Vector, Vector]]
"""Returns two points of the screen, each ``(3,)``; called once a frame."""

POST_WIDTH = 2.5
KNOB_RADIUS = 0.12
TRACK_WIDTH = 2 * AXIS_WIDTH
POSTS = 13
"""Posts along each side of the plane."""

WAVE = 0.6
"""Share of the time after which the last post begins to grow."""


class LossBar(Following, VMobject):
    """A bar from its foot to its top, in the colour of a surface, and upright wherever it is.

    Parameters
    ----------
    ends
        Its foot and its top.
    breadth
        Returns how wide it is, in scene units; called once a frame.
    """

    follows = ("ends", "breadth")

    def __init__(self, ends: Ends, breadth: Callable[[], float]) -> None:
        self.ends, self.breadth = ends, breadth
        hill = theme.active().hill()
        super().__init__(color=color("ink"), stroke_width=2)
        self.set_fill(hill[len(hill) // 2], 1)
        self.refresh()
        self.add_updater(lambda bar: bar.refresh())

    def refresh(self) -> None:
        """Stand where the ends say."""
        foot, top = self.ends()
        aside = np.array([self.breadth() / 2, 0, 0])
        self.set_points_as_corners(
            [foot - aside, top - aside, top + aside, foot + aside, foot - aside]
        )


class Dial(Following, VGroup):
    """A number as a knob on a track.

    Parameters
    ----------
    ends
        Where the track begins and ends.
    interval
        The numbers there.
    value
        Returns the number; called once a frame.
    """

    follows = ("ends", "value")

    def __init__(self, ends: Ends, interval: Interval, value: Callable[[], float]) -> None:
        self.ends, self.interval, self.value = ends, interval, value
        self.track = VMobject(color=color("faint"), stroke_width=TRACK_WIDTH)
        self.knob = Dot(radius=KNOB_RADIUS, color=color("ink"))
        super().__init__(self.track, self.knob)
        self.refresh()
        self.add_updater(lambda dial: dial.refresh())

    def refresh(self) -> None:
        """Lie where the ends say, the knob at the number."""
        start, end = self.ends()
        low, high = self.interval
        self.track.set_points_as_corners([start, end])
        self.knob.move_to(start + (self.value() - low) / (high - low) * (end - start))


class Plane:
    """The plane of slope and intercept below a loss, level with a loss of 0.

    Parameters
    ----------
    stage
        The loss as a surface, at the bottom of whose relief the loss is 0.
    """

    def __init__(self, stage: LandscapeStage) -> None:
        self.stage = stage
        (_, right), (front, _) = self.window = stage.terrain.window
        self.corner = np.array([right, front])
        """The corner nearest to the eye, where the two edges in front meet."""

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 2)`` of the plane are on the screen, ``(..., 3)``."""
        return self.stage.project(self.stage.world(point) * (1, 1, 0))

    def framed(self, elevation: float, sway: float) -> OrbitCamera:
        """Return a camera that shows the surface and the whole plane in the stage's slot.

        From `elevation` degrees up; it may turn by `sway` degrees to either side.
        """
        x, y = self.stage.terrain.half
        corners = np.array([(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0)])
        shown = np.concatenate([self.stage.terrain.extent(), corners])
        return OrbitCamera(elevation=elevation).frame(shown, self.stage.slot, sway)

    def edge(self, axis: int) -> tuple[Vector, Vector]:
        """Return the ends of the edge in front along an axis of the plane, on the screen."""
        ends = np.stack([self.corner, self.corner])
        ends[:, axis] = self.window[axis]
        low, high = self.spot(ends)
        return low, high

    def post(self, point: ArrayLike) -> tuple[Vector, Vector]:
        """Return foot and top of the loss at a data point ``(2,)``, on the screen."""
        return self.spot(point), self.stage.spot(point)


class Posts(Following, VGroup):
    """The losses of many lines as posts on a plane; they grow in a wave from one of them.

    Parameters
    ----------
    plane
        What they stand on.
    origin
        Data point ``(2,)`` at which the wave begins.
    grown
        From 0, when none is there, to 1, when each is as high as its loss.
    """

    follows = ("plane", "grown")

    def __init__(self, plane: Plane, origin: ArrayLike, grown: ValueTracker) -> None:
        self.plane, self.grown = plane, grown
        sides = [np.linspace(*side, POSTS) for side in plane.window]
        self.places: FloatArray = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        away = np.linalg.norm(self.places - np.asarray(origin), axis=1)
        self.begins: FloatArray = WAVE * away / away.max()
        self.lines = VMobject(color=color("faint"), stroke_width=POST_WIDTH, stroke_opacity=0.55)
        self.tops = VMobject(color=color("ink"), fill_opacity=1, stroke_width=0)
        super().__init__(self.lines, self.tops)
        self.refresh()
        self.add_updater(lambda posts: posts.refresh())

    def refresh(self) -> None:
        """Draw those that have begun, as high as they are."""
        shares = np.clip((self.grown.get_value() - self.begins) / (1 - WAVE), 0, 1)
        places, shares = self.places[shares > 0], shares[shares > 0, None]
        if not len(places):
            self.lines.clear_points()
            self.tops.clear_points()
            return
        stage = self.plane.stage
        world = stage.world(places)
        feet = stage.project(world * (1, 1, 0))
        # as the heights grow, not the places on the screen: the perspective is right on the way
        heads = stage.project(world * np.concatenate([np.ones_like(places), shares], axis=1))
        corners = np.linspace(0, 1, 4)[:, None, None]
        segments = feet + corners * (heads - feet)
        self.lines.points = segments.transpose(1, 0, 2).reshape(-1, 3)
        self.tops.points = dot_outlines(heads, DOT_RADIUS)


def between(one: Ends, other: Ends, share: ValueTracker) -> Ends:
    """Return ends that go from where `one` says to where `other` does, as `share` goes to 1."""

    def ends() -> tuple[Vector, Vector]:
        s = share.get_value()
        start, end = ((1 - s) * a + s * b for a, b in zip(one(), other(), strict=True))
        return start, end

    return ends


def folded(one: Ends, other: Ends, share: ValueTracker) -> Ends:
    """Return ends as :func:`between` does, which on the way draw together and apart again.

    Two lines that cross the screen at once then do not cross each other.
    """
    way = between(one, other, share)

    def ends() -> tuple[Vector, Vector]:
        start, end = way()
        middle, length = (start + end) / 2, (2 * share.get_value() - 1) ** 2
        return middle + length * (start - middle), middle + length * (end - middle)

    return ends
