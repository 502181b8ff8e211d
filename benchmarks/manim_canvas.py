"""manim, quiet and with a folder of its own; and pictures of what it draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from manim import Mobject, Scene, tempconfig
from numpy.typing import NDArray

from pipeline.presets import Canvas
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH
from scenes.kit.theme import DARK, activate

Picture: TypeAlias = NDArray[np.uint8]
"""Red, green and blue, shape ``(height, width, 3)``."""


@contextmanager
def manim_on(canvas: Canvas, scratch: Path, **options: Any) -> Iterator[None]:
    """Let manim draw on `canvas` in the dark theme, quietly, and write to `scratch` only.

    Parameters
    ----------
    canvas
        Size and frame rate.
    scratch
        A folder for manim's files, shared with no other process.
    **options
        More of manim's settings.
    """
    activate(DARK)
    settings = {
        "renderer": "cairo",
        "dry_run": True,
        "verbosity": "ERROR",
        "progress_bar": "none",
        "media_dir": str(scratch),
        "pixel_width": canvas.width,
        "pixel_height": canvas.height,
        "frame_rate": canvas.fps,
        "frame_width": FRAME_WIDTH,
        "frame_height": FRAME_HEIGHT,
        "background_color": DARK.paper,
        "background_opacity": 1.0,
    }
    with tempconfig(settings | options):
        yield


def stage(*mobjects: Mobject) -> Scene:
    """Return a scene with `mobjects` on it, ready to be updated and drawn."""
    return Scene().add(*mobjects)


def draw(scene: Scene) -> Picture:
    """Draw one frame as manim's renderer does and return what it would hand to an encoder."""
    renderer: Any = scene.renderer  # manim types it as either of its two renderers
    renderer.update_frame(scene)
    frame: Picture = renderer.get_frame()
    return frame[..., :3]
