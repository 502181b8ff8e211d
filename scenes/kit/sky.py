"""A quiet sky behind a landscape: a few stars and a moon that mean nothing."""

import numpy as np
from manim import Circle, Difference, Rectangle, VGroup, VMobject

from scenes.kit import theme
from scenes.kit.fog import SCREEN
from scenes.kit.layout import HEADER, Slot
from scenes.kit.marbles import dot_outlines

STAR_RADII = (0.018, 0.03)
SCATTER = (np.sqrt(2), np.sqrt(3))
"""Multiples of these by squares, modulo one, fill the unit square evenly and look random."""


def backdrop(slot: Slot, height: float = 0.12) -> Rectangle:
    """Fill `slot` with a shade between paper and ground, `height` as for a ground's level."""
    sky = Rectangle(width=slot.width, height=slot.height, stroke_width=0)
    return sky.move_to(slot.center).set_fill(theme.active().level(height), opacity=1)


def stars(slot: Slot, count: int = 24) -> VGroup:
    """Scatter `count` small discs of two sizes over `slot`, always the same ones."""
    places = np.outer(np.arange(1, count + 1) ** 2, SCATTER) % 1
    spots = np.array([slot.point(*place) for place in places])
    group = VGroup()
    for which, radius in enumerate(STAR_RADII):
        some = VMobject(fill_color=theme.active().level(1), fill_opacity=1, stroke_width=0)
        some.points = dot_outlines(spots[which::2], radius)
        group.add(some)
    return group


def crescent(radius: float = 0.34) -> VMobject:
    """Return a waxing moon."""
    shadow = Circle(0.86 * radius).shift(radius * np.array([-0.42, 0.18, 0]))
    moon = Difference(Circle(radius), shadow)
    return moon.set_fill(theme.color("faint"), opacity=0.65).set_stroke(width=0)


def night_sky() -> VGroup:
    """Return stars beside the title and a moon in the corner."""
    beside = SCREEN.columns(1.2, 1)[1].rows(1, 3)[0].inset(right=1.6, top=0.3)
    return VGroup(stars(beside), HEADER.place(crescent(), 1, 0.8))
