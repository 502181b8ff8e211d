"""Sections: a surface that is cut open and seen from the side is a curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdcore import Landscape
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CURVE_SAMPLES, CurveLandscape
from scenes.kit.surface.camera import SIDE_VIEW, OrbitCamera, unit_of
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.surface.terrain import Terrain, Window
from scenes.kit.types import FloatArray, Vector

NEARBY = 1e-4
"""Data units over which the slope on the screen is taken."""


class SurfaceSection(CurveLandscape):
    """The curve in which a plane of constant y cuts a surface, and the ground below it.

    It follows the camera; seen by :meth:`side_view` it lies where `frame` puts the landscape, so
    that a surface can turn into a curve without a jump. What is drawn of it is the face at which
    the stage's ground is cut off now: before the cut has come to `y`, the one in front of it.

    Parameters
    ----------
    stage
        The surface, with a :func:`relief_like` the frame.
    landscape
        The section itself: a landscape with ``dim == 1``.
    frame
        Where it is to lie when it is seen from the side.
    y
        Where the surface is cut, in data units.
    """

    follows = (*CurveLandscape.follows, "stage")

    def __init__(
        self, stage: LandscapeStage, landscape: Landscape, frame: Frame, y: float = 0.0
    ) -> None:
        self.stage, self.y = stage, y
        super().__init__(landscape, frame)
        self.add_updater(lambda section: section.refresh())

    def below(self, point: ArrayLike) -> FloatArray:
        """Return the points of the surface ``(..., 2)`` at points ``(..., 1)``, in data units."""
        across = np.asarray(point, float)
        return np.concatenate([across, np.full_like(across, self.y)], axis=-1)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 1)`` are on the screen now, shape ``(..., 3)``."""
        return self.stage.spot(self.below(point))

    def samples(self) -> Vector:
        """Return points of the whole curve as it is seen now, ``(n, 3)``."""
        across = np.linspace(*self.frame.x, CURVE_SAMPLES)
        front = min(self.stage.front.get_value(), self.y)
        return self.stage.spot(np.stack([across, np.full_like(across, front)], axis=-1))

    def slope(self, point: ArrayLike) -> float:
        """Return the slope of the curve as it is seen now, at one data point ``(1,)``."""
        nearby = np.asarray(point, float) + [[-NEARBY], [NEARBY]]
        before, after = self.spot(nearby)
        return float((after - before)[1] / (after - before)[0])

    def magnification(self, point: ArrayLike) -> float:
        """Return how many times larger things look at a data point ``(1,)`` than in the frame."""
        view, stage = self.stage.view, self.stage
        scale = view.focal / view.depth(stage.world(self.below(point)))
        return float(scale * stage.terrain.unit[0] / self.frame.scale[0])

    def refresh(self) -> None:
        """Lie where the surface is seen now."""
        points = self.samples()
        if self.shows(points):
            return
        self.curve.set_points_as_corners(points)
        self.body.set_points_as_corners(self.outline(points))
        self.drew(points)

    def side_view(self) -> OrbitCamera:
        """Return the camera from which the section lies in its frame."""
        frame, terrain, slot = self.frame, self.stage.terrain, self.stage.slot
        x, loss = frame.data_at(slot.center)
        focus = (*terrain.flat([x, self.y]), float(terrain.relief.heights(loss)))
        zoom = frame.scale[0] / terrain.unit[0] / unit_of(slot)
        return OrbitCamera(*SIDE_VIEW, zoom=float(zoom), focus=focus)


def relief_like(frame: Frame, landscape: Landscape, window: Window) -> Relief:
    """Return the relief of a surface in a window that is as tall for its width as the frame."""
    terrain = Terrain(landscape, window)
    across, up = frame.scale
    rise = terrain.relief.high - terrain.relief.low
    return Relief(float(terrain.unit[0]) * up / across * rise)
