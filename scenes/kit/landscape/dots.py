"""Dots: many points of one kind as one mobject, told apart by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VMobject

from scenes.kit.charts.axes import UNIT_CIRCLE
from scenes.kit.following import Following
from scenes.kit.theme import SHAPES, color
from scenes.kit.types import Vector

RADIUS = 0.1
RIM = 1.5
"""Width of the line of paper around each, so that neighbours are told apart."""

CORNERS = {"triangle": 3, "square": 4, "diamond": 4, "star": 5}
TURNS = {"square": np.pi / 4}
WAIST = 0.5
"""Where the inner corners of a star are, as a share of its radius."""


class Dots(Following, VMobject):
    """Dots at places that may move, come and go, all in one colour and one shape.

    Parameters
    ----------
    spots
        Returns where they are now on the screen, ``(n, 3)``, for any n; called once a frame.
    role
        Colour role; it also tells the shape, by the theme's ``SHAPES``, and is round without one.
    radius
        In scene units, of a disc; other shapes have the same area.
    """

    follows = ("spots",)

    def __init__(
        self, spots: Callable[[], Vector], role: str = "ink", radius: float = RADIUS
    ) -> None:
        super().__init__(
            fill_color=color(role), fill_opacity=1, stroke_color=color("paper"), stroke_width=RIM
        )
        self.spots, self.role = spots, role
        self.form = radius * shape_outline(SHAPES.get(role, "circle"))
        self.refresh()
        self.add_updater(lambda dots: dots.refresh())

    def refresh(self) -> None:
        """Stand where they are now."""
        spots = self.spots()
        if self.shows(spots):
            return
        self.points = (spots[:, None, :] + self.form[None]).reshape(-1, 3)
        self.drew(spots)


def shape_outline(shape: str) -> Vector:
    """Return the Bézier points ``(4 k, 3)`` of a shape around the origin, as large as a unit disc.

    Parameters
    ----------
    shape
        One of those in the theme's ``SHAPES``; anything else is a ``KeyError``.
    """
    if shape == "circle":
        return np.asarray(UNIT_CIRCLE)
    count, star = CORNERS[shape], shape == "star"
    angles = (
        np.pi / 2
        + TURNS.get(shape, 0)
        + np.arange(2 * count if star else count) * (np.pi / count if star else 2 * np.pi / count)
    )
    reach = np.where(np.arange(len(angles)) % 2, WAIST, 1.0) if star else np.ones(len(angles))
    x, y = reach * np.cos(angles), reach * np.sin(angles)
    area = 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    corners = np.stack([x, y, np.zeros_like(x)], axis=1) * np.sqrt(np.pi / area)
    return np.asarray(VMobject().set_points_as_corners([*corners, corners[0]]).points)
