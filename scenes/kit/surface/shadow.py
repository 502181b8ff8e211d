"""The soft shadow of someone who stands on a surface."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.types import FloatArray

LAYERS = 16
DARKNESS = 0.045
"""Opacity of each layer; in the middle all lie on each other."""

_ANGLES = np.linspace(0, 2 * np.pi, 41)
_RIM: FloatArray = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1)


class ContactShadow(Following, VGroup):
    """Discs on the ground around a place, the inner ones on top of the outer ones.

    Parameters
    ----------
    place
        A marble on the surface, which need not be drawn.
    radius
        Of the outermost disc, in data units.
    """

    follows = ("place",)

    def __init__(self, place: SurfaceMarble, radius: float) -> None:
        self.place = place
        self.radii = radius * np.linspace(1, 0.1, LAYERS)
        disc = VMobject(fill_color="#000000", fill_opacity=DARKNESS, stroke_width=0)
        super().__init__(*(disc.copy() for _ in self.radii))
        self.refresh()
        self.add_updater(lambda shadow: shadow.refresh())

    def refresh(self) -> None:
        """Lie on the ground where the place is now."""
        stage, point = self.place.stage, self.place.point
        for disc, radius in zip(self, self.radii, strict=True):
            disc.set_points_as_corners(stage.spot(point + radius * _RIM))
