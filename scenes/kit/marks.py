"""Signs on a landscape: where it is level, told by shape as well as by colour."""

import numpy as np
from manim import Circle, Line, Square, VGroup

from scenes.kit.theme import color
from scenes.kit.types import Vector

MARK_RADIUS = 0.13
MARK_WIDTH = 3.5


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


def halo(spot: Vector, role: str = "ink", radius: float = 0.3) -> Circle:
    """Return a ring around `spot` that says: look here."""
    return Circle(radius=radius, color=color(role), stroke_width=MARK_WIDTH).move_to(spot)
