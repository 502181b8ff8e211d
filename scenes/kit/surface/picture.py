"""A rectangle of the screen that manim can move, scale and fade, whatever is drawn in it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import Mobject
from manim.mobject.types.image_mobject import AbstractImageMobject

from scenes.kit.layout import Slot

BEHIND_ALL = -1000.0
"""The z-index of a picture: whatever else is on the screen lies above it."""


class Picture(AbstractImageMobject):
    """A slot with an opacity; a subclass draws what is in it.

    Parameters
    ----------
    slot
        Where it is shown.
    """

    def __init__(self, slot: Slot) -> None:
        self._slot, self.opacity = slot, 1.0
        super().__init__(scale_to_resolution=0, z_index=BEHIND_ALL)
        # without an updater manim would draw it once into the still background of a play
        self.add_updater(lambda picture: None)

    def reset_points(self) -> Self:
        """Put the corners of the picture to those of the slot."""
        corners = ((0, 1), (1, 1), (0, 0), (1, 0))
        self.points = np.array([self._slot.point(*corner) for corner in corners])
        return self

    @property
    def slot(self) -> Slot:
        """Where it is shown now: moving or scaling the stage moves its picture."""
        (left, bottom), (right, top) = (
            self.points[:, :2].min(axis=0),
            self.points[:, :2].max(axis=0),
        )
        return Slot(float(left), float(bottom), float(right), float(top))

    def set_opacity(self, opacity: float, family: bool = True) -> Self:
        """Set how opaque the picture is, from 0 to 1."""
        self.opacity = float(opacity)
        return self

    def fade(self, darkness: float = 0.5, family: bool = True) -> Self:
        """Take away a share of the opacity."""
        return self.set_opacity(self.opacity * (1 - darkness))

    def set_color(self, *_: Any, **__: Any) -> Self:
        """Do nothing: the ground is coloured by its theme."""
        return self

    def interpolate_color(self, mobject1: Mobject, mobject2: Mobject, alpha: float) -> Self:
        """Take an opacity between those of two pictures of this stage."""
        one, other = (getattr(mobject, "opacity", 1.0) for mobject in (mobject1, mobject2))
        return self.set_opacity(one + alpha * (other - one))
