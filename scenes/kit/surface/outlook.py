"""A ground in a slot as a camera sees it: the view, places on the screen, and cameras that fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scenes.kit.layout import Slot
from scenes.kit.surface.camera import AZIMUTH, DISTANCE, ELEVATION, TOP_VIEW, OrbitCamera, View
from scenes.kit.surface.footing import Footing
from scenes.kit.surface.look import Look
from scenes.kit.surface.picture import Picture
from scenes.kit.types import Vector


class Outlook(Footing, Picture):
    """What a stage says of where things are on the screen.

    Attributes
    ----------
    camera : OrbitCamera
        Looks at the ground.
    look : Look
        Has the floor, which a camera must show as well.
    """

    camera: OrbitCamera
    look: Look

    @property
    def view(self) -> View:
        """The present view."""
        return self.camera.view(self.slot)

    def project(self, points: ArrayLike) -> Vector:
        """Return where world points ``(..., 3)`` are on the screen, same shape, in scene units."""
        return self.view.project(points)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 2)`` are on the screen, shape ``(..., 3)``."""
        return self.project(self.world(point))

    def framed(
        self,
        azimuth: float = AZIMUTH,
        elevation: float = ELEVATION,
        sway: float = 0,
        distance: float = DISTANCE,
        fill: float = 1,
    ) -> OrbitCamera:
        """Return a camera in a direction, in degrees, that shows all in the slot.

        It may turn by `sway` to either side; `distance` is in world units, and `fill` the share
        of the slot that the landscape takes.
        """
        floor = self.look.floor.get_value() if self.look.has_floor else None
        camera = OrbitCamera(azimuth, elevation, distance=distance)
        camera.frame(self.terrain.extent(floor), self._slot, sway)
        camera.zoom.set_value(fill * camera.zoom.get_value())
        return camera

    def above(self, fill: float = 1) -> OrbitCamera:
        """Return a camera straight above that shows the flat map; it takes the share `fill`.

        At 1 it is as large as the slot allows.
        """
        camera = OrbitCamera(*TOP_VIEW).frame(self.terrain.extent() * (1, 1, 0), self._slot)
        camera.zoom.set_value(fill * camera.zoom.get_value())
        return camera

    def plan(self) -> Slot:
        """Return where the window is on the screen when it lies flat and is seen from above."""
        corner, opposite = self.spot(np.array(self.terrain.window).T)
        return Slot(*corner[:2].tolist(), *opposite[:2].tolist())
