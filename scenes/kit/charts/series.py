"""Series: numbers against steps as solid or dashed lines that grow as the marble walks."""

from __future__ import annotations

from typing import Any

import manim
import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Line, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.kit.charts.axes import AXIS_WIDTH, DOT_RADIUS, TICK_GAP, Frame, dot_outlines
from scenes.kit.following import Following
from scenes.kit.text.text import LABEL, TICK, Formula, label, on_plate
from scenes.kit.theme import color
from scenes.kit.types import Vector

SERIES_WIDTH = 4.0


FLAG_RADIUS = 0.09
"""Of a dot that marks a place, in scene units."""

DASH = 0.14

GAP = 0.1
"""Lengths along the line, in scene units."""

Dashed = bool | tuple[float, ...]
"""Whether a line is dashed, or a pattern: one of :data:`scenes.kit.theme.DASHES`."""

DASHED = ("nesterov",)
"""Roles whose lines are always dashed: colour-blind eyes cannot tell their hue from momentum's."""

SAMPLE_LENGTH = 0.62
"""Length of the piece of line in a legend, in scene units."""

EDGE_WIDTH = 3.0
DROP_WIDTH = 2.5


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


class DashedLine(manim.DashedLine):
    """A straight dashed line as one mobject; manim makes one for each dash.

    Parameters
    ----------
    *ends, **options
        As for manim's.
    """

    def __init__(self, *ends: Any, **options: Any) -> None:
        super().__init__(*ends, **options)
        self.points = one_outline(self).points
        self.submobjects = []


def one_outline(dashes: VMobject) -> VMobject:
    """Return `dashes`, all in one style, as one mobject, which takes less time to fade."""
    groups = [p for p in dashes.family_members_with_points() if isinstance(p, VMobject)]
    whole = VMobject().match_style(groups[0])
    whole.points = np.concatenate([group.points for group in groups])
    return whole


class DashedSeries(Series):
    """A :class:`Series` whose line is dashed; its parameters are the same, but for the last.

    The dashes are laid from step 0 on, so that they stay where they are while the line grows.

    Parameters
    ----------
    frame, values, step, role, dots
        As for :class:`Series`.
    pattern
        Lengths of a dash and of a gap, in scene units, such as those of an optimizer in
        :data:`scenes.kit.theme.DASHES`.
    """

    def __init__(
        self,
        frame: Frame,
        values: ArrayLike,
        step: ValueTracker,
        role: str = "gradient_descent",
        dots: bool = False,
        pattern: tuple[float, ...] = (DASH, GAP),
    ) -> None:
        self.pattern = pattern
        super().__init__(frame, values, step, role, dots)

    def dash(self) -> None:
        """Cut the steps so far into dashes."""
        way = np.concatenate([self.line.points[::4], self.line.points[-1:]])
        self.line.points = dashes_along(way, *self.pattern)


def series(
    frame: Frame, values: ArrayLike, step: ValueTracker, role: str, dashed: Dashed = False
) -> Series:
    """Return a :class:`Series`; it is dashed if told, and where its role asks for it."""
    pattern = _pattern(role, dashed)
    if not pattern:
        return Series(frame, values, step, role)
    return DashedSeries(frame, values, step, role, pattern=pattern)


def _pattern(role: str, dashed: Dashed) -> tuple[float, ...]:
    """Return lengths of dash and gap; none for a solid line."""
    if isinstance(dashed, tuple):
        return dashed
    return (DASH, GAP) if dashed or role in DASHED else ()


def cut_into_dashes(way: Vector, *pattern: float) -> list[NDArray[np.float64]]:
    """Return the pieces of a polyline that a dashed line shows, corners included.

    Parameters
    ----------
    way
        Corners, shape ``(n, 3)``, in scene units. Further columns go along with them, such as
        normals: they are cut at the same places.
    *pattern
        Lengths along the way of a dash, a gap, a dash, …, above 0, as those of an optimizer in
        :data:`scenes.kit.theme.DASHES`; `DASH` and `GAP` when left out.

    Returns
    -------
    list of NDArray
        One polyline ``(k, 3)`` for each dash, in order; the last may be shorter.
    """
    lengths = np.linalg.norm(np.diff(way[:, :3], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    return cut_out(way, along, *dash_ends(along[-1], *pattern))


def dash_ends(length: float, *pattern: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where dashes start and end, ``(k,)`` each, that begin within a length.

    The last may end beyond it; the pattern is as for `cut_into_dashes`.
    """
    edges = np.concatenate([[0.0], np.cumsum(pattern or (DASH, GAP))])
    periods = np.arange(0.0, length, edges[-1])[:, np.newaxis]
    starts, ends = ((periods + edges[first:-1:2]).ravel() for first in (0, 1))
    return starts[starts < length], ends[starts < length]


def cut_out(
    way: Vector,
    along: NDArray[np.float64],
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
) -> list[NDArray[np.float64]]:
    """Return the pieces of a polyline from each start to its end, corners included.

    Parameters
    ----------
    way
        Corners, ``(n, d)``.
    along
        The length up to each of them, ``(n,)``, ascending.
    starts, ends
        Such lengths, ``(k,)`` each; a piece ends where the way does.
    """
    ends = np.minimum(ends, along[-1])
    firsts, lasts = (
        np.stack([np.interp(s, along, xyz) for xyz in way.T], axis=1) for s in (starts, ends)
    )
    inner = zip(along.searchsorted(starts, "right"), along.searchsorted(ends), strict=True)
    return [
        np.concatenate([first[None], way[low:high], last[None]])
        for first, last, (low, high) in zip(firsts, lasts, inner, strict=True)
    ]


def dashes_along(way: Vector, *pattern: float) -> Vector:
    """Return the Bézier points ``(4 k, 3)`` of a polyline's dashes; as `cut_into_dashes`."""
    dashes = cut_into_dashes(way, *pattern)
    starts, ends = (
        np.concatenate([np.zeros((0, 3)), *groups])
        for groups in ([piece[:-1] for piece in dashes], [piece[1:] for piece in dashes])
    )
    shares = np.linspace(0, 1, 4)[:, None]
    segments = (1 - shares) * starts[:, None] + shares * ends[:, None]
    return np.asarray(segments.reshape(-1, 3))


def entry(text: str, role: str, dashed: Dashed = False, size: float = LABEL) -> VGroup:
    """Return one line of a legend: a piece of the curve, and its name.

    Parameters
    ----------
    text
        Typst markup.
    role
        Colour role of the curve.
    dashed
        Whether the curve is dashed, or its pattern; those of a role in `DASHED` are dashed.
    size
        One of the type scale.
    """
    end = SAMPLE_LENGTH * RIGHT
    group: Line = Line(0 * end, end)
    if dashed or role in DASHED:
        group = DashedLine(0 * end, end, dash_length=DASH, dashed_ratio=DASH / (DASH + GAP))
        if isinstance(dashed, tuple):
            group.points = dashes_along(np.array([0 * end, end]), *dashed)
    group.set_stroke(color(role), SERIES_WIDTH)
    return VGroup(group, label(text, size=size)).arrange(RIGHT, buff=0.2)


def dot_entry(text: str, role: str) -> VGroup:
    """Return one line of a legend: a dot as it is on a curve, and what it means."""
    return VGroup(Dot(radius=FLAG_RADIUS, color=color(role)), label(text)).arrange(RIGHT, buff=0.2)


def edge_line(frame: Frame, y: float, name: str, at_left: bool = False) -> VGroup:
    """Return a dashed line across `frame` at height `y`, with `name` above one of its ends.

    Parameters
    ----------
    frame
        The window that it crosses.
    y
        In data units.
    name
        Typst markup.
    at_left
        Whether the name stands above the left end, not the right one.
    """
    ends = (frame.at(frame.x[0], y), frame.at(frame.x[1], y))
    line = DashedLine(*ends, stroke_width=EDGE_WIDTH, color=color("ink"))
    plate = on_plate(label(name))
    end, inwards = (line.get_start(), RIGHT) if at_left else (line.get_end(), LEFT)
    return VGroup(line, plate.next_to(end, UP + inwards, buff=0.12))


def drop_line(frame: Frame, x: float, y: float) -> DashedLine:
    """Return a dashed line from data point `x`, `y` down to the bottom of `frame`."""
    ends = (frame.at(x, y), frame.at(x, frame.y[0]))
    return DashedLine(*ends, stroke_width=DROP_WIDTH, color=color("faint"))


def flag(frame: Frame, spot: Vector, number: str, role: str) -> VGroup:
    """Return a dot at `spot` on the screen, plumbed down to a number below the axis of `frame`."""
    foot = np.array([spot[0], frame.slot.bottom, 0.0])
    parts = VGroup(Dot(spot, radius=FLAG_RADIUS, color=color(role)))
    if spot[1] - foot[1] > 2 * FLAG_RADIUS:
        parts.add(DashedLine(spot, foot, color=color(role), stroke_width=AXIS_WIDTH))
    parts.add(Formula(number, size=TICK, role=role).next_to(foot, DOWN, buff=TICK_GAP))
    return parts
