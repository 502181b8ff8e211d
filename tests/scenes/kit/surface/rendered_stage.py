"""Landscapes drawn onto a frame of known size, without a scene."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker

from gdcore import TWO_WELLS, GradientDescent, Landscape, Path, descend
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.theme import DARK, activate, active

WIDTH, HEIGHT = 640, 360
FULL = Slot(-FRAME_WIDTH / 2, -FRAME_HEIGHT / 2, FRAME_WIDTH / 2, FRAME_HEIGHT / 2)


def picture(stage: LandscapeStage, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Draw a stage on paper: an RGB array ``(height, width, 3)``."""
    frame = np.full((height, width, 4), 255, np.uint8)
    frame[..., :3] = np.rint(255 * np.array(active().color("paper").to_rgb()))
    stage.draw_onto(frame, FRAME_WIDTH, FRAME_HEIGHT)
    return frame[..., :3]


def pixel_of(spot: np.ndarray, width: int = WIDTH) -> np.ndarray:
    """Return column and row of a screen point, counted from the corner of the first pixel."""
    unit = width / FRAME_WIDTH
    return np.array([(spot[0] + FRAME_WIDTH / 2) * unit, (FRAME_HEIGHT / 2 - spot[1]) * unit])


def walked(landscape: Landscape, start: tuple[float, float], steps: int = 5) -> Path:
    """Return a short path of gradient descent."""
    return descend(landscape, GradientDescent(0.05), start, steps)


def at(step: float) -> ValueTracker:
    """Return a tracker at a step."""
    return ValueTracker(step)


def landscape_of(value: object, name: str = "made up") -> Landscape:
    """Return a landscape on (-1, 1)² with a value and no known derivatives."""

    def nothing(points: np.ndarray) -> np.ndarray:
        raise AssertionError("a surface is drawn from values alone")

    return Landscape(
        name=name,
        dim=2,
        value=value,  # type: ignore[arg-type]
        gradient=nothing,
        hessian=nothing,
        minima=np.empty((0, 2)),
        saddles=np.empty((0, 2)),
        window=((-1.0, 1.0), (-1.0, 1.0)),
        formula="",
        source="made for the tests",
    )


def frame_at(azimuth: float) -> bytes:
    """Draw two wells from a direction, with a marble and its trail, in whatever process."""
    activate(DARK)
    stage = LandscapeStage(TWO_WELLS, FULL)
    stage.camera.azimuth.set_value(azimuth)
    marble = SurfaceMarble(stage, walked(TWO_WELLS, (1.0, 1.2)), at(2.5))
    return picture(stage.put(marble, SurfaceTrail(marble))).tobytes()
