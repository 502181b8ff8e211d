"""The ground: a loss landscape as a curve or a contour map, with axes and its critical points.

``spot`` is the only map from data to the screen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Protocol

import numpy as np
from contourpy import FillType, LineType, contour_generator
from manim import Circle, Line, Square, Star, Triangle, VGroup, VMobject
from numpy.typing import ArrayLike

from gdcore import Landscape
from scenes.kit import theme
from scenes.kit.charts.axes import Axes, Frame, Interval, equal_frame
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

CURVE_WIDTH = 5.0
CONTOUR_WIDTH = 1.2
CURVE_SAMPLES = 400
MAP_SAMPLES = 161

MARK_RADIUS = 0.13
MARK_WIDTH, OUTLINE_WIDTH = 3.5, 1.5

ROOM = {"left": 0.62, "bottom": 0.55, "right": 0.35, "top": 0.45}
"""Scene units around the map for the numbers and names of its axes."""

CROSS = np.array(
    [(1, 1), (3, 1), (3, -1), (1, -1), (1, -3), (-1, -3), (-1, -1), (-3, -1), (-3, 1), (-1, 1)]
    + [(-1, 3), (1, 3), (1, 1)]
) @ [(1 / 3, 0, 0), (0, 1 / 3, 0)]
"""Corners of an upright cross that reaches one unit to each side, ``(13, 3)``."""

MOST = 10
"""Numbers on an axis that can be read."""

SAMPLES = 400

ARC = 0.22
"""Height of a jump above what it must clear, as a share of its length."""

HIGHEST_ARC, ARC_SAMPLES = 0.9, 19
"""In scene units; places at which a jump is held against the curve below it."""

BELOW = 0.12
"""Share of a curve's heights that is left free below its lowest point."""


class Ground(Protocol):
    """What a marble can stand on."""

    @property
    def frame(self) -> Frame:
        """Where its points are shown; it may move."""
        ...

    jumps: ClassVar[bool]
    """Whether a step is drawn as a jump, above the ground."""

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., dim)`` are on the screen, shape ``(..., 3)``."""
        ...

    def between(self, here: FloatArray, there: FloatArray, share: ArrayLike) -> Vector:
        """Return screen points ``(..., 3)`` of a step, at shares ``(...)`` of it.

        Its ends `here` and `there` are data points, ``(dim,)``.
        """
        ...


class CurveLandscape(Following, VGroup):
    """A one-dimensional landscape: the curve, and the solid ground below it.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 1``.
    frame
        Where its points and values lie.
    ground
        Whether the ground below the curve is filled.
    role
        Colour role of the curve.
    """

    follows: ClassVar[tuple[str, ...]] = ("landscape", "frame")
    jumps: ClassVar[bool] = True

    def __init__(
        self, landscape: Landscape, frame: Frame, ground: bool = True, role: str = "ink"
    ) -> None:
        self.landscape, self.frame = landscape, frame
        self.curve = VMobject(color=theme.color(role), stroke_width=CURVE_WIDTH)
        points = self.samples()
        self.curve.set_points_as_corners(points)
        super().__init__(self.curve)
        self.body = VMobject(fill_color=theme.active().level(0.55), fill_opacity=1, stroke_width=0)
        self.body.set_points_as_corners(self.outline(points))
        if ground:
            self.add_to_back(self.body)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 1)`` lie on the curve, shape ``(..., 3)``."""
        x = np.asarray(point, float)
        return self.frame.at(x[..., 0], self.landscape.value(x))

    def between(self, here: FloatArray, there: FloatArray, share: ArrayLike) -> Vector:
        """Return screen points ``(..., 3)`` of a step, at shares ``(...)`` of it: an arc.

        An iterate does not slide through what lies between it and the next one. The arc is above
        the curve, and higher the longer the step, but in the frame if both iterates are.
        """
        start, end = self.spot(np.stack([here, there]))
        inner = np.linspace(0, 1, ARC_SAMPLES)[1:-1]
        below = self.spot(here + inner[:, None] * (there - here)) - start
        above_the_chord = below[:, 1] - inner * (end - start)[1]
        clear = max(0.0, float(np.max(above_the_chord / _bump(inner))))
        lift = clear + min(ARC * float(np.linalg.norm(end - start)), HIGHEST_ARC)
        room = self.frame.slot.top - start[1] - inner * (end - start)[1]
        if max(start[1], end[1]) <= self.frame.slot.top:
            lift = max(clear, min(lift, float(np.min(room / _bump(inner)))))
        at = np.asarray(share, float)
        up = np.zeros((*at.shape, 3))
        up[..., 1] = lift * _bump(at)
        return np.asarray(start + at[..., None] * (end - start) + up)

    def samples(self) -> Vector:
        """Return the points of the curve that lie in the frame, on the screen, ``(n, 3)``."""
        points = self.spot(np.linspace(*self.frame.x, CURVE_SAMPLES)[:, None])
        return np.asarray(points[self.frame.contains(points)])

    def slope(self, point: ArrayLike) -> float:
        """Return the slope of the curve *on the screen* at one data point ``(1,)``."""
        gradient = float(self.landscape.gradient(np.asarray(point, float))[..., 0])
        across, up = self.frame.scale
        return gradient * up / across

    def magnification(self, point: ArrayLike) -> float:
        """Return how many times larger things look at a data point ``(1,)`` than in the frame."""
        return 1.0

    def outline(self, surface: Vector) -> Vector:
        """Return the corners ``(n + 3, 3)`` of the ground below screen points ``(n, 3)``."""
        floor = self.frame.slot.bottom
        ends = np.array([[surface[-1, 0], floor, 0], [surface[0, 0], floor, 0]])
        return np.concatenate([surface, ends, surface[:1]])


class SeenFromAbove:
    """Ground with x across and y up, on which a step is a straight line."""

    landscape: Landscape
    frame: Frame
    jumps: ClassVar[bool] = False

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 2)`` lie on the map, shape ``(..., 3)``."""
        xy = np.asarray(point, float)
        return self.frame.at(xy[..., 0], xy[..., 1])

    def between(self, here: FloatArray, there: FloatArray, share: ArrayLike) -> Vector:
        """Return screen points ``(..., 3)`` of a step, at shares ``(...)`` of it: straight."""
        start, end = self.spot(np.stack([here, there]))
        return np.asarray(start + np.asarray(share, float)[..., None] * (end - start))


class ContourMap(SeenFromAbove, Following, VGroup):
    """A two-dimensional landscape from above: filled levels with thin lines between them.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 2``.
    frame
        The window; the same scale on both axes unless the story needs another.
    levels
        Heights at which the colour changes, ascending; :func:`spaced_levels` when left out.
    """

    follows: ClassVar[tuple[str, ...]] = ("landscape", "frame")

    def __init__(
        self, landscape: Landscape, frame: Frame, levels: Sequence[float] | FloatArray | None = None
    ) -> None:
        self.landscape, self.frame = landscape, frame
        self.grid = [np.linspace(*side, MAP_SAMPLES) for side in (frame.x, frame.y)]
        heights = landscape.value(np.stack(np.meshgrid(*self.grid), axis=-1))
        self.levels = np.asarray(spaced_levels(heights) if levels is None else levels, float)
        self.regions, self.lines = level_sets(frame, heights, self.levels)
        super().__init__(self.regions, self.lines)

    def draw(self, heights: FloatArray) -> None:
        """Put regions and lines where heights on the grid say, ``(MAP_SAMPLES, MAP_SAMPLES)``."""
        regions, lines = level_sets(self.frame, heights, self.levels)
        for old, new in zip((*self.regions, *self.lines), (*regions, *lines), strict=True):
            old.points = new.points


def level_sets(frame: Frame, heights: FloatArray, levels: FloatArray) -> tuple[VGroup, VGroup]:
    """Return a filled region for each height from the lowest to the highest, and the lines between.

    Parameters
    ----------
    frame
        The window that the heights are spread over evenly.
    heights
        Up, then across: ``(rows, columns)``, in data units.
    levels
        Heights at which the colour changes, ascending.
    """
    rows, columns = heights.shape
    x, y = np.linspace(*frame.x, columns), np.linspace(*frame.y, rows)
    contours: Any = contour_generator(  # what its methods return depends on these types
        x, y, heights, fill_type=FillType.OuterOffset, line_type=LineType.Separate
    )
    look = theme.active()
    regions, lines = VGroup(), VGroup()
    for index, low in enumerate([-np.inf, *levels]):
        region = VMobject(fill_opacity=1, stroke_width=0)
        region.set_fill(look.map_level(index / len(levels)))
        # each region holds all that is higher, so that no seam shows between two of them
        for points, offsets in zip(*contours.filled(low, np.inf), strict=True):
            _trace(region, frame, (points[start:end] for start, end in itertools.pairwise(offsets)))
        regions.add(region)
    for level in levels:
        line = VMobject(color=color("faint"), stroke_width=CONTOUR_WIDTH, stroke_opacity=0.45)
        _trace(line, frame, contours.lines(level))
        lines.add(line)
    return regions, lines


def _trace(outline: VMobject, frame: Frame, ways: Iterable[FloatArray]) -> None:
    """Let polylines in data units, ``(n, 2)`` each, be part of an outline."""
    for way in ways:
        spots = frame.at(*way.T)
        outline.start_new_path(spots[0])
        outline.add_points_as_corners(spots[1:])


def _bump(share: FloatArray) -> FloatArray:
    """Return a parabola from 0 over 1, in the middle, to 0."""
    return 4 * share * (1 - share)


def spaced_levels(heights: FloatArray, count: int = 11, power: float = 2.0) -> FloatArray:
    """Return `count` levels between the extremes of `heights`, denser near the bottom.

    Parameters
    ----------
    heights
        Values on the map, any shape, in data units.
    count
        Number of levels.
    power
        1 spaces them evenly; 2 gives a quadratic bowl rings at even distances.
    """
    low, high = float(np.min(heights)), float(np.max(heights))
    return low + (high - low) * np.linspace(0, 1, count + 2)[1:-1] ** power


def minimum_mark(spot: Vector, radius: float = MARK_RADIUS) -> VGroup:
    """Mark a minimum at screen point `spot` with a cross in the minimum's colour."""
    arms = [np.array([radius, radius, 0]), np.array([radius, -radius, 0])]
    return VGroup(
        *(Line(spot - a, spot + a, color=color("minimum"), stroke_width=MARK_WIDTH) for a in arms)
    )


def saddle_mark(spot: Vector, radius: float = MARK_RADIUS) -> Square:
    """Mark a saddle point at screen point `spot` with a hollow diamond."""
    diamond = Square(2 * radius / np.sqrt(2), color=color("ink"), stroke_width=MARK_WIDTH)
    return diamond.rotate(np.pi / 4).move_to(spot)


def run_mark(role: str, radius: float = MARK_RADIUS) -> VMobject:
    """Return the marker of a run or an optimizer, one of ``theme.SHAPES``: it needs no colour."""
    shapes: dict[str, VMobject] = {
        "circle": Circle(radius),
        "square": Square(1.8 * radius),
        "triangle": Triangle(radius=1.3 * radius),
        "diamond": Square(1.7 * radius).rotate(np.pi / 4),
        "star": Star(outer_radius=1.4 * radius),
        "cross": VMobject().set_points_as_corners(1.3 * radius * CROSS),
    }
    mark = shapes[theme.SHAPES[role]]
    return mark.set_fill(color(role), 1).set_stroke(color("ink"), OUTLINE_WIDTH)


def halo(spot: Vector, role: str = "ink", radius: float = 0.3) -> Circle:
    """Return a ring around `spot` that says: look here."""
    return Circle(radius=radius, color=color(role), stroke_width=MARK_WIDTH).move_to(spot)


class MapView(VGroup):
    """A contour map with whole-number ticks and a sign on each minimum and saddle.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 2``.
    slot
        Where the map stands, with its numbers and names.
    x, y
        Data that must be seen; the scale is the same on both axes, so more may be.
    levels
        As for :class:`ContourMap`.
    """

    def __init__(
        self,
        landscape: Landscape,
        slot: Slot,
        x: Interval,
        y: Interval,
        levels: Sequence[float] | None = None,
    ) -> None:
        self.frame = equal_frame(slot.inset(**ROOM), x, y)
        self.ground = ContourMap(landscape, self.frame, levels)
        self.axes = Axes(self.frame, whole_numbers(x), whole_numbers(y), "x", "y")
        self.marks = VGroup(
            *(minimum_mark(self.ground.spot(point)) for point in landscape.minima),
            *(saddle_mark(self.ground.spot(point)) for point in landscape.saddles),
        )
        super().__init__(self.ground, self.axes, self.marks)


class CurveView(VGroup):
    """A curve from the side, with axes and a sign on each minimum.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 1``.
    slot
        Where it stands, with its numbers and names.
    x
        Data that must be seen; all heights over it are.
    """

    def __init__(self, landscape: Landscape, slot: Slot, x: Interval) -> None:
        heights = landscape.value(np.linspace(*x, SAMPLES)[:, None])
        room = BELOW * float(np.ptp(heights))
        y = (float(heights.min()) - room, float(heights.max()))
        self.frame = Frame(slot.inset(**ROOM), x, y)
        self.ground = CurveLandscape(landscape, self.frame)
        self.axes = Axes(self.frame, whole_numbers(x), whole_numbers(y), "x", "L")
        self.marks = VGroup(*(minimum_mark(self.ground.spot(point)) for point in landscape.minima))
        super().__init__(self.ground, self.axes, self.marks)


def whole_numbers(interval: Interval) -> list[float]:
    """Return the whole numbers in `interval`, ascending; every 5th, 10th, 50th… if too many."""
    low, high = interval
    strides = (base * 10**power for power in itertools.count() for base in (1, 5))
    stride = next(stride for stride in strides if (high - low) / stride <= MOST)
    first, last = int(np.ceil(low / stride)), int(np.floor(high / stride))
    return [float(stride * n) for n in range(first, last + 1)]
