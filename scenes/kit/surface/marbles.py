"""Marbles that roll on a surface, and the trails that they leave."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
from manim import ValueTracker

from gdcore import Path
from scenes.kit.surface.mesh import NO_MESH, Mesh, tube
from scenes.kit.surface.props import Ball, Prop
from scenes.kit.surface.way import Way
from scenes.kit.types import FloatArray, Vector

if TYPE_CHECKING:
    from scenes.kit.surface.stage import LandscapeStage

BALL_RADIUS = 0.06
FADE_DISTANCE = 0.15
"""World units outside the window over which a marble shrinks to nothing."""

BEAD_RADIUS = 0.016
TUBE_RADIUS = 0.011
BARED = 1.6
"""Radii of a marble from its middle at which a bead is as large as it gets."""


class SurfaceMarble(Prop):
    """A marble that stands at ``path`` at ``step`` and rolls along the ground in between.

    Parameters
    ----------
    stage
        Where it is drawn.
    path
        The trajectory that it follows.
    step
        The tracker that tells how far it is, in steps.
    role
        Colour role, the optimizer's.
    radius
        In world units.
    """

    def __init__(
        self,
        stage: LandscapeStage,
        path: Path,
        step: ValueTracker,
        role: str = "gradient_descent",
        radius: float = BALL_RADIUS,
    ) -> None:
        super().__init__(stage, role)
        self.path, self.step, self.radius = path, step, radius
        self.way = Way(stage.terrain, path)
        self.lifted = ValueTracker(0)
        """How far it is held above the ground, in world units."""

    @property
    def point(self) -> FloatArray:
        """Where it is in data units, shape ``(2,)``."""
        return self.way.point(self.step.get_value())

    @property
    def spot(self) -> Vector:
        """Where the ground below it is on the screen, shape ``(3,)``."""
        return self.stage.spot(self.point)

    @property
    def center(self) -> Vector:
        """The middle of the ball in the world, shape ``(3,)``."""
        at = self.stage.resting(self.point, self.radius)
        return at + (0.0, 0.0, self.lifted.get_value())

    def state(self) -> Hashable:
        stage, step = self.stage, self.step.get_value()
        numbers = (step, self.lifted.get_value(), self.presence.get_value(), self.radius)
        return (stage, self.way, stage.standing.get_value(), *numbers)

    def balls(self) -> list[Ball]:
        center = self.center
        # outside the window there is no ground to stand on
        left = 1 - self.stage.terrain.outside(center[:2]) / FADE_DISTANCE
        radius = self.radius * self.presence.get_value() * max(float(left), 0.0)
        return [(*center.tolist(), radius)] if radius > 0 else []

    def casts_shade(self) -> bool:
        return True


class SurfaceTrail(Prop):
    """What a marble leaves behind: a tube along its way, with a bead at each iterate.

    Parameters
    ----------
    marble
        Whose way is shown, up to its present step.
    beads
        Whether iterates are marked.
    radius
        Of the tube, in world units.
    """

    def __init__(
        self, marble: SurfaceMarble, beads: bool = True, radius: float = TUBE_RADIUS
    ) -> None:
        super().__init__(marble.stage, marble.role)
        self.marble, self.has_beads, self.radius = marble, beads, radius

    def state(self) -> Hashable:
        numbers = (self.radius, self.presence.get_value(), self.bulge, self.has_beads)
        # beads hide behind the marble
        return (type(self.marble), self.marble.state(), *numbers)

    def balls(self) -> list[Ball]:
        way, step = self.marble.way, self.marble.step.get_value()
        if not self.has_beads or step <= 0:
            return []
        radius = BEAD_RADIUS * self.presence.get_value() * self.bulge
        if radius <= 0:
            return []
        done = way.points[way.first[: int(min(step, way.steps) + 1e-6) + 1]]
        places = self.stage.resting(done, radius)
        # the marble covers those that it stands on; they grow as it leaves them
        away = np.linalg.norm(places - self.marble.center, axis=1) / self.marble.radius
        radii = radius * np.clip((away - 1) / (BARED - 1), 0, 1)
        shown = (radii > 0) & (self.stage.terrain.outside(places[:, :2]) == 0)
        return [
            (*place, r)
            for place, r in zip(places[shown].tolist(), radii[shown].tolist(), strict=True)
        ]

    def mesh(self) -> Mesh:
        radius = self.radius * self.presence.get_value() * self.bulge
        step, standing = self.marble.step.get_value(), self.stage.standing.get_value()
        if radius <= 0 or step <= 0:
            return NO_MESH
        line, above = self.marble.way.up_to(step, standing)
        gone = self.stage.terrain.outside(line[:, :2]) > 0
        count = int(gone.argmax()) if gone.any() else len(line)
        line, above = line[:count], above[:count]
        return tube(line + radius * above, above, np.full(count, radius), np.zeros(count))
