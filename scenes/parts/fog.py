"""Fog: only the ground around the hiker is seen, until it lifts."""

from __future__ import annotations

import numpy as np
from manim import UP, ValueTracker, VMobject

from scenes.kit.following import Following
from scenes.kit.landscape.ground import CURVE_WIDTH, CurveLandscape
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.types import Vector
from scenes.parts.soft_disc import FINE, SoftDisc

SCREEN = Slot(-FRAME_WIDTH / 2, -FRAME_HEIGHT / 2, FRAME_WIDTH / 2, FRAME_HEIGHT / 2)
"""The whole frame, for what may run off its edges: sky, ground and fog; nothing that is read."""

CLEAR_RADIUS = 1.1
FOGGY_RADIUS = 2.6
"""Scene units from the hiker within which all is seen, and beyond which nothing is."""

EYE_LEVEL = 0.5 * UP
"""Middle of the hole, seen from the feet."""

WAVES = 0.055
"""How far the rim of the hole stays within the radius on average, as a share of it."""

LIFTED = 12.0
"""How many times wider the hole is when the fog has lifted: no more of it is in the frame."""

CLOSED, OPEN, GONE = -1.0, 0.0, 1.0
"""Values of `lift`: nothing is seen, the ground underfoot is seen, everything is seen."""


class Fog(SoftDisc):
    """A veil of paper over the whole frame, with a soft, wavering hole around a hiker.

    Within the hole it thickens as a smoothstep; beyond its rim the veil is opaque, so that what
    is hidden is hidden.

    Parameters
    ----------
    hiker
        Around whom one can see.
    lift
        The tracker of how far the fog has lifted: from `CLOSED` by `OPEN` to `GONE`.
    """

    follows = ("hiker", "lift")

    def __init__(self, hiker: Marble, lift: ValueTracker) -> None:
        self.hiker, self.lift = hiker, lift
        """Whom and what it follows; another one may take the hiker's place."""
        distances = np.linspace(0, FOGGY_RADIUS, FINE)
        share = ((distances - CLEAR_RADIUS) / (FOGGY_RADIUS - CLEAR_RADIUS)).clip(0, 1)
        super().__init__(SCREEN, "paper", share**2 * (3 - 2 * share), wavers=True)

    @property
    def middle(self) -> Vector:
        """Middle of the hole, shape ``(3,)``."""
        return self.hiker.spot + self.size * EYE_LEVEL

    @property
    def size(self) -> float:
        """How many times larger than in its frame the hiker's ground is seen."""
        ground = self.hiker.ground
        assert isinstance(ground, CurveLandscape), "this fog lies on a curve"
        return ground.magnification(self.hiker.point)

    @property
    def spread(self) -> float:
        """How many times wider than `OPEN`, seen in the frame's size, the hole is now."""
        lift = self.lift.get_value()
        return self.size * float(1 + lift if lift < OPEN else LIFTED**lift)

    @property
    def radius(self) -> float:
        return self.spread * FOGGY_RADIUS * (1 - WAVES)

    @property
    def phase(self) -> float:
        return 1.3 * float(self.middle[0])


class SeenCurve(Following, VMobject):
    """The piece of a curve that the fog leaves to be seen; the rest is not even there.

    Parameters
    ----------
    ground
        Whose curve it is; its body may be drawn whole, for the fog covers it.
    fog
        What hides the rest.
    """

    follows = ("ground", "fog")

    def __init__(self, ground: CurveLandscape, fog: Fog) -> None:
        super().__init__(color=ground.curve.get_color(), stroke_width=CURVE_WIDTH)
        self.ground, self.fog = ground, fog
        self.refresh()
        self.add_updater(lambda curve: curve.refresh())

    def refresh(self) -> None:
        """Show what lies within the foggy radius."""
        middle, reach = self.fog.middle, self.fog.spread * FOGGY_RADIUS
        whole = self.ground.samples()
        if self.shows(middle, reach, whole):
            return
        near = np.linalg.norm(whole - middle, axis=1) <= reach
        corners = np.flatnonzero(near)
        if len(corners) > 1:
            self.set_points_as_corners(whole[corners[0] : corners[-1] + 1])
        else:
            self.clear_points()
        self.drew(middle, reach, whole)
