"""Fog: only the ground around the hiker is seen, until it lifts."""

from __future__ import annotations

import numpy as np
from manim import UP, ValueTracker, VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.landscape.ground import CURVE_WIDTH, CurveLandscape
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.theme import active, color
from scenes.kit.types import Vector

SCREEN = Slot(-FRAME_WIDTH / 2, -FRAME_HEIGHT / 2, FRAME_WIDTH / 2, FRAME_HEIGHT / 2)
"""The whole frame, for what may run off its edges: sky, ground and fog; nothing that is read."""

CLEAR_RADIUS = 1.1
FOGGY_RADIUS = 2.6
"""Scene units from the hiker within which all is seen, and beyond which nothing is."""

EYE_LEVEL = 0.5 * UP
"""Middle of the hole, seen from the feet."""

LAYERS = {"dark": 24, "light": 18}
"""More of them are smoother, but each is rounded to bytes, and paper drawn on paper drifts."""

OUTLINE_POINTS = 61
WAVES = 0.055
LIFTED = 12.0
"""How many times wider the hole is when the fog has lifted: no more of it is in the frame."""

CLOSED, OPEN, GONE = -1.0, 0.0, 1.0
"""Values of `lift`: nothing is seen, the ground underfoot is seen, everything is seen."""


class Fog(Following, VGroup):
    """A veil of paper over the whole frame, with a soft hole around a hiker.

    The hole is drawn as nested rings, each a little less transparent; beyond the last one the
    veil is opaque, so that what is hidden is hidden.

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
        layers = LAYERS[active().name]
        seen = 1 - np.arange(1, layers + 1) / layers
        self.radii = CLEAR_RADIUS + (FOGGY_RADIUS - CLEAR_RADIUS) * rims(layers)
        opacities = 1 - seen / np.concatenate([[1.0], seen[:-1]])
        paper = color("paper")
        super().__init__(
            *(VMobject(fill_color=paper, fill_opacity=o, stroke_width=0) for o in opacities)
        )
        self.refresh()
        self.add_updater(lambda fog: fog.refresh())

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

    def refresh(self) -> None:
        """Open the hole where the hiker is, as wide as the fog has lifted."""
        middle, spread = self.middle, self.spread
        if self.shows(middle, spread):
            return
        hole = self._hole(phase=1.3 * middle[0])
        radii = spread * self.radii
        holes = radii[:, None, None] * hole + middle
        # only the last layer goes on to the edges of the frame; the others end where it begins
        rim = hole[::-1] * 1.02 * radii[-1] + middle
        for layer, inside in zip(self, holes[:-1], strict=False):
            layer.points = np.concatenate([rim, inside])
        self[-1].points = np.concatenate([EDGES, holes[-1]])
        self.drew(middle, spread)

    def _hole(self, phase: float) -> Vector:
        """Return the Bézier points of a wavering circle of radius 1, clockwise."""
        angle = np.linspace(0, -2 * np.pi, OUTLINE_POINTS)
        waves = 0.035 * np.sin(3 * angle + phase) + 0.02 * np.sin(5 * angle - phase)
        radius = 1 - WAVES + waves
        return _outline(np.outer(radius, [1, 1, 0]) * _direction(angle))


def rims(layers: int) -> Vector:
    """Return where layers begin, as shares of the way from all to nothing is seen, ``(layers,)``.

    The veil thickens as a smoothstep, and each layer, whose rim could be seen, by the same amount.
    """
    thick = np.linspace(0, 1, layers)
    return np.asarray(0.5 - np.sin(np.arcsin(1 - 2 * thick) / 3))


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


def _direction(angle: Vector) -> Vector:
    return np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=-1)


def _outline(corners: Vector) -> Vector:
    points: Vector = VMobject().set_points_as_corners(corners).points
    return points


EDGES = _outline(np.array([SCREEN.point(*at) for at in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]))
"""The outline of the frame, anticlockwise: what runs the other way round inside it stays empty."""
