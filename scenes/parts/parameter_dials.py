"""One dial for each parameter: its hand where the parameter stands, its slope beside the hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VGroup, VMobject

from scenes.kit import theme
from scenes.kit.charts.axes import dot_outlines
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

REACH = np.deg2rad(150)
"""How far a hand can turn from the top, to either side, however large its number is."""

HAND = 0.74
"""Length of a hand, as a share of the dial's radius."""

RIM_WIDTH, HAND_WIDTH, SLOPE_WIDTH = 2.5, 5.0, 10.0
THICKER = 0.3
"""Radius, in scene units, of a dial whose lines have those widths."""

LEVEL = 0.6
"""Height on the ground's scale of the colour of a dial."""

BAND, SAMPLES = 1.06, 13
"""Where the arc of a slope runs, as a share of the radius, and its points."""

MOST, LEAST = np.deg2rad(160), np.deg2rad(5)
"""The longest arc that a slope may have, and the shortest that is drawn."""

STEEPEST = np.deg2rad(120)
"""The arc of the largest slope of those that a scale is made for."""


def turned(values: FloatArray) -> FloatArray:
    """Return how far hands are turned from the top, clockwise, in radians, same shape.

    Equal turns of a hand are about equal changes near 0; far from it they are larger ones.
    """
    return np.asarray(2 / np.pi * REACH * np.arctan(values))


class ParameterDials(Following, VGroup):
    """A dial for each of some numbers; with slopes, an arc from each hand against its slope.

    Parameters
    ----------
    values
        Returns the numbers now, ``(n,)``; called once a frame.
    spots
        Returns the middles of the dials on the screen, ``(n, 3)``.
    radius
        Returns their radius, in scene units.
    slopes
        Returns the derivative for each number, ``(n,)``; none if left out.
    steepest
        The derivative whose arc is `STEEPEST` long.
    """

    follows = ("values", "spots", "radius", "slopes")

    def __init__(
        self,
        values: Callable[[], FloatArray],
        spots: Callable[[], Vector],
        radius: Callable[[], float],
        slopes: Callable[[], FloatArray] | None = None,
        steepest: float = 1.0,
    ) -> None:
        self.values, self.spots, self.radius = values, spots, radius
        self.slopes, self.steepest = slopes, steepest
        self.rims = VMobject(color=color("faint"), fill_opacity=1)
        self.rims.set_fill(theme.active().level(LEVEL))
        self.arcs = VMobject(color=color("slope"))
        self.hands = VMobject(color=color("ink"))
        super().__init__(self.rims, self.arcs, self.hands)
        self.refresh()
        self.add_updater(lambda dials: dials.refresh())

    def refresh(self) -> None:
        """Turn the hands to where the numbers are."""
        angles, spots, radius = turned(self.values()), self.spots(), self.radius()
        arcs = np.zeros(len(angles)) if self.slopes is None else self.arcs_of(self.slopes())
        if self.shows(angles, spots, radius, arcs):
            return
        thickness = min(2.0, radius / THICKER)
        self.rims.set_stroke(width=RIM_WIDTH)
        self.arcs.set_stroke(width=SLOPE_WIDTH * thickness)
        self.hands.set_stroke(width=HAND_WIDTH * thickness)
        self.rims.points = dot_outlines(spots, radius)
        hands = np.stack([spots, spots + HAND * radius * pointing(angles)], axis=1)
        self.hands.points = polylines(hands)
        seen = np.abs(arcs) >= LEAST
        swept = angles[seen, None] + np.linspace(0, 1, SAMPLES) * arcs[seen, None]
        self.arcs.points = polylines(spots[seen, None] + BAND * radius * pointing(swept))
        self.drew(angles, spots, radius, arcs)

    def arcs_of(self, slopes: FloatArray) -> FloatArray:
        """Return how far, in radians clockwise, the arc of each slope goes: against it.

        It is as long as the root of the slope, so that more of them are seen.
        """
        lengths = STEEPEST * np.sqrt(np.abs(slopes) / self.steepest)
        return np.asarray(-np.sign(slopes) * np.minimum(lengths, MOST))


def pointing(angles: FloatArray) -> Vector:
    """Return unit vectors ``(..., 3)`` that are turned from the top, clockwise, by `angles`."""
    return np.stack([np.sin(angles), np.cos(angles), np.zeros_like(angles)], axis=-1)


def polylines(corners: Vector) -> Vector:
    """Return the Bézier points of polylines ``(n, k, 3)`` that are not joined to each other."""
    starts, ends = corners[:, :-1, None], corners[:, 1:, None]
    shares = np.linspace(0, 1, 4)[:, None]
    return np.asarray(((1 - shares) * starts + shares * ends).reshape(-1, 3))


def grid_in(slot: Slot, count: int, columns: int) -> Vector:
    """Return the middles ``(count, 3)`` of cells of a grid in a slot, row by row from the top."""
    rows = -(-count // columns)
    places = [divmod(n, columns) for n in range(count)]
    spots = [slot.point((c + 0.5) / columns, 1 - (r + 0.5) / rows) for r, c in places]
    return np.array(spots)
