"""A landscape in three dimensions: ours against manim's ``Surface``, from the same eye."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
from manim import Surface, ThreeDCamera, ThreeDScene, ValueTracker

from benchmarks.clock import Prepare, Work, alternate
from benchmarks.comparison import Comparison, scaled
from benchmarks.manim_canvas import Picture, manim_on
from gdcore import TWO_WELLS, GradientDescent, descend
from pipeline.presets import Canvas
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.theme import active

NAME = "surface"
RIVAL = "Surface"
CONTENT = "a landscape of 96 × 96 quads; ours with contours, a marble and its trail"
CANVAS = Canvas(1920, 1080, 30)
QUADS, LEVELS, HEIGHT = 96, 13, 0.95
AZIMUTH, ELEVATION = -60.0, 32.0
TURN = 0.5
"""Degrees that the camera goes round between two frames, so that no picture is drawn twice."""

FRAMES = 4
WHOLE = Slot(-FRAME_WIDTH / 2, -FRAME_HEIGHT / 2, FRAME_WIDTH / 2, FRAME_HEIGHT / 2)

Turn = Callable[[float], Picture]
"""Takes the camera to an azimuth, draws a frame and returns what an encoder would be handed."""


def our_stage() -> LandscapeStage:
    """Return our landscape, with contours, a marble and the tube of its trail."""
    stage = LandscapeStage(
        TWO_WELLS,
        WHOLE,
        relief=Relief(HEIGHT),
        levels=LEVELS,
        look=Look(floor=None),
        quads=QUADS,
    )
    path = descend(TWO_WELLS, GradientDescent(0.03), (-1.5, 1.3), 20)
    marble = SurfaceMarble(stage, path, ValueTracker(12))
    return stage.put(marble, SurfaceTrail(marble))


def ours() -> Turn:
    """Prepare to draw our landscape: surface, contours, light, marble and trail."""
    stage = our_stage()
    camera = SurfaceCamera(background_color=active().color("paper"))

    def turn(azimuth: float) -> Picture:
        stage.camera.azimuth.set_value(azimuth)
        camera.reset()
        camera.capture_mobjects([stage])
        frame: Picture = np.array(camera.pixel_array, np.uint8)
        return frame[..., :3]

    return turn


def manims() -> Turn:
    """Prepare to draw the same heights with manim: the surface alone, in its two colours."""
    stage = our_stage()
    unit = stage.view.focal / stage.camera.distance.get_value()
    (x, y), middle = TWO_WELLS.window, stage.camera.numbers()[4:]

    def point(u: float, v: float) -> Any:
        return unit * (stage.world((u, v)) - middle)

    surface = Surface(
        point,
        u_range=x,
        v_range=y,
        resolution=(QUADS, QUADS),
        checkerboard_colors=[active().level(0.4), active().level(0.6)],
    )
    scene = cast(Any, ThreeDScene)(camera_class=ThreeDCamera)
    scene.add(surface)
    renderer: Any = scene.renderer
    renderer.camera.set_focal_distance(unit * stage.camera.distance.get_value())

    def turn(azimuth: float) -> Picture:
        angles = {"phi": np.deg2rad(90 - ELEVATION), "theta": np.deg2rad(azimuth)}
        scene.set_camera_orientation(**angles)
        renderer.update_frame(scene)
        frame: Picture = renderer.get_frame()
        return frame[..., :3]

    return turn


def frames_of(turn: Turn, frames: int) -> Work:
    """Return the work to draw `frames` frames as a camera goes round."""
    start = [AZIMUTH]

    def work() -> None:
        for _ in range(frames):
            start[0] += TURN
            turn(start[0])

    return work


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure the CPU time of drawing a frame; ours draws more in it.

    Parameters
    ----------
    scratch
        A folder for manim's files.
    rounds
        How often each side is timed.
    """
    with manim_on(CANVAS, scratch):
        mine, theirs = ours(), manims()
        sides: dict[str, Prepare] = {
            "ours": lambda: frames_of(mine, FRAMES),
            RIVAL: lambda: frames_of(theirs, 1),
        }
        times = alternate(sides, rounds)
    what, mine_ms = "draw a frame at 1080p", scaled(times["ours"], 1000 / FRAMES)
    return [Comparison(NAME, CONTENT, RIVAL, what, "ms", mine_ms, scaled(times[RIVAL], 1000))]


def pictures(scratch: Path) -> dict[str, Picture]:
    """Return a frame of each side, by its name."""
    with manim_on(CANVAS, scratch):
        return {"ours": ours()(AZIMUTH), RIVAL: manims()(AZIMUTH)}
