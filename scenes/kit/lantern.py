"""The lantern on a hiker's stick: a small light, and the glow that the mist has around it."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.hiker import HIKER_HEIGHT, Hiker
from scenes.kit.marbles import UNIT_CIRCLE
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

GLASS_RADIUS, GLOW_RADIUS = 0.05, 0.85
HOOK = np.array([0.06, -0.03, 0.0])
"""From the top of the stick to the middle of the glass; all in shares of the hiker's height."""

BEHIND_THE_HIKER = -0.5
LAYERS = 40
GLOW = 0.037
"""Opacity of the innermost layer of the glow; the outermost has none."""


class _Discs(Following, VGroup):
    """Discs around the light on a hiker's stick, their radii in shares of the height."""

    follows = ("hiker",)

    def __init__(self, hiker: Hiker, radii: FloatArray, *discs: VMobject) -> None:
        self.hiker, self.radii = hiker, radii
        super().__init__(*discs)
        self.refresh()
        self.add_updater(lambda light: light.refresh())

    @property
    def middle(self) -> Vector:
        """Where the light hangs on the screen, shape ``(3,)``."""
        height, facing = HIKER_HEIGHT * self.hiker.size, self.hiker.facing.get_value()
        return np.asarray(self.hiker.stick.points[0] + height * HOOK * (facing, 1, 1))

    def refresh(self) -> None:
        """Hang from the stick where it is now."""
        middle, height = self.middle, HIKER_HEIGHT * self.hiker.size
        for disc, radius in zip(self, self.radii, strict=True):
            disc.points = middle + height * radius * UNIT_CIRCLE


class Glow(_Discs):
    """The mist that a lantern lights, behind the hiker.

    Parameters
    ----------
    hiker
        Who carries the lantern; to be added first.
    """

    def __init__(self, hiker: Hiker) -> None:
        shares = np.linspace(1, 0, LAYERS, endpoint=False)
        layers = [
            VMobject(fill_color=color("lantern"), fill_opacity=GLOW * (1 - share), stroke_width=0)
            for share in shares
        ]
        super().__init__(hiker, GLASS_RADIUS + GLOW_RADIUS * shares, *layers)
        # it is drawn before the hiker, but moved after: else it would come a frame late
        self.set_z_index(BEHIND_THE_HIKER)


class Lantern(_Discs):
    """A light that hangs from the top of a hiker's stick.

    Parameters
    ----------
    hiker
        Who carries it.
    """

    def __init__(self, hiker: Hiker) -> None:
        glass = VMobject(fill_color=color("lantern"), fill_opacity=1, stroke_width=2)
        glass.set_stroke(color("ink"))
        flame = VMobject(fill_color="#FFFFFF", fill_opacity=0.9, stroke_width=0)
        super().__init__(hiker, GLASS_RADIUS * np.array([1, 0.5]), glass, flame)
