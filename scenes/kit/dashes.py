"""Dashed lines against steps, told from solid ones without colour, and the legend for both."""

from __future__ import annotations

from typing import Any

import manim
import numpy as np
from manim import RIGHT, Dot, Line, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.kit.charts import SERIES_WIDTH, Series
from scenes.kit.lettering import LABEL, label
from scenes.kit.stage import Frame
from scenes.kit.theme import color
from scenes.kit.types import Vector

FLAG_RADIUS = 0.09
"""Of a dot that marks a place, in scene units."""

DASH = 0.14
GAP = 0.1
"""Lengths along the line, in scene units."""

DASHED = ("nesterov",)
"""Roles whose lines are always dashed: colour-blind eyes cannot tell their hue from momentum's."""

SAMPLE_LENGTH = 0.62
"""Length of the piece of line in a legend, in scene units."""


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
    pieces = [p for p in dashes.family_members_with_points() if isinstance(p, VMobject)]
    whole = VMobject().match_style(pieces[0])
    whole.points = np.concatenate([piece.points for piece in pieces])
    return whole


class DashedSeries(Series):
    """A :class:`Series` whose line is dashed; its parameters are the same.

    The dashes are laid from step 0 on, so that they stay where they are while the line grows.
    """

    def dash(self) -> None:
        """Cut the steps so far into dashes."""
        way = np.concatenate([self.line.points[::4], self.line.points[-1:]])
        dashes = cut_into_dashes(way)
        starts, ends = (
            np.concatenate([np.zeros((0, 3)), *pieces])
            for pieces in ([dash[:-1] for dash in dashes], [dash[1:] for dash in dashes])
        )
        shares = np.linspace(0, 1, 4)[:, None]
        segments = (1 - shares) * starts[:, None] + shares * ends[:, None]
        self.line.points = segments.reshape(-1, 3)


def series(
    frame: Frame, values: ArrayLike, step: ValueTracker, role: str, dashed: bool = False
) -> Series:
    """Return a :class:`Series`; it is dashed if told, and where its role asks for it."""
    kind = DashedSeries if dashed or role in DASHED else Series
    return kind(frame, values, step, role)


def cut_into_dashes(way: Vector, dash: float = DASH, gap: float = GAP) -> list[NDArray[np.float64]]:
    """Return the pieces of a polyline that a dashed line shows, corners included.

    Parameters
    ----------
    way
        Corners, shape ``(n, 3)``, in scene units.
    dash, gap
        Lengths along the way, above 0.

    Returns
    -------
    list of NDArray
        One polyline ``(k, 3)`` for each dash, in order; the last may be shorter.
    """
    lengths = np.linalg.norm(np.diff(way, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    starts = np.arange(0.0, along[-1], dash + gap)
    ends = np.minimum(starts + dash, along[-1])
    firsts, lasts = (
        np.stack([np.interp(s, along, xyz) for xyz in way.T], axis=1) for s in (starts, ends)
    )
    inner = zip(along.searchsorted(starts, "right"), along.searchsorted(ends), strict=True)
    return [
        np.concatenate([first[None], way[low:high], last[None]])
        for first, last, (low, high) in zip(firsts, lasts, inner, strict=True)
    ]


def entry(text: str, role: str, dashed: bool = False, size: float = LABEL) -> VGroup:
    """Return one line of a legend: a piece of the curve, and its name.

    Parameters
    ----------
    text
        Typst markup.
    role
        Colour role of the curve.
    dashed
        Whether the curve is dashed; those of a role in `DASHED` are.
    size
        One of the type scale.
    """
    end = SAMPLE_LENGTH * RIGHT
    piece: Line = Line(0 * end, end)
    if dashed or role in DASHED:
        piece = DashedLine(0 * end, end, dash_length=DASH, dashed_ratio=DASH / (DASH + GAP))
    piece.set_stroke(color(role), SERIES_WIDTH)
    return VGroup(piece, label(text, size=size)).arrange(RIGHT, buff=0.2)


def dot_entry(text: str, role: str) -> VGroup:
    """Return one line of a legend: a dot as it is on a curve, and what it means."""
    return VGroup(Dot(radius=FLAG_RADIUS, color=color(role)), label(text)).arrange(RIGHT, buff=0.2)
