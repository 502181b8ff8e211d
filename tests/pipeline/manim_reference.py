"""Frames drawn by manim's own renderer, and by this project's, to hold against each other."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Scene, tempconfig
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from manim.renderer.cairo_renderer import CairoRenderer

from pipeline.presets import Canvas
from pipeline.render.play import _settings
from pipeline.render.renderer import FrameWriter, StoryRenderer, WalkRenderer, held_frames

SceneMaker = Callable[..., Scene]


def fingerprint(pixels: npt.NDArray[np.uint8]) -> str:
    """Return a text that equal frames share."""
    return hashlib.blake2b(pixels.tobytes(), digest_size=16).hexdigest()


class ManimsOwn(CairoRenderer):
    """manim's renderer as it is, but for two faults of its own.

    It draws everything once more on top of itself when nothing moves, which makes edges bolder;
    and it may lose a frame of a hold.
    """

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[str] = []

    def init_scene(self, scene: Scene, session_spec: Any, file_writer_settings: Any) -> None:
        self.file_writer = FrameWriter(file_writer_settings, lambda name, wanted: None)

    def update_frame(self, scene: Scene, mobjects: Any = None, **options: Any) -> None:
        if self.static_image is not None and not mobjects:
            self.camera.set_frame_to_background(self.static_image)
        else:
            super().update_frame(scene, mobjects, **options)

    def add_frame(self, frame: Any, num_frames: int = 1) -> None:
        self.time += num_frames / self.camera.frame_rate
        self.frames += [fingerprint(frame)] * num_frames

    def freeze_current_frame(self, duration: float) -> None:
        self.add_frame(self.get_frame(), held_frames(duration, self.camera.frame_rate))


class Checker:
    """A sink that keeps a fingerprint of each frame and holds `changed` against the pixels."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.starts: dict[str, int] = {}
        self.changed: list[Sequence[tuple[int, int, int, int]] | None] = []
        self._before: npt.NDArray[np.uint8] | None = None

    def open_beat(self, name: str) -> None:
        self.starts[name] = len(self.frames)

    def write(self, pixels: npt.NDArray[np.uint8], repeat: int, changed: Any = None) -> None:
        if changed is not None:
            assert self._before is not None, "of the first frame nothing is known"
            differs = (self._before != pixels).any(axis=2)
            for left, top, right, bottom in changed:
                assert 0 <= left < right <= pixels.shape[1]
                assert 0 <= top < bottom <= pixels.shape[0]
                differs[top:bottom, left:right] = False
            assert not differs.any(), "a frame changed where it was not said to"
        self._before = pixels.copy()
        self.changed.append(changed)
        self.frames += [fingerprint(pixels)] * repeat

    def close(self) -> float:
        raise AssertionError("drawing does not close its sink")

    def abandon(self) -> None:
        raise AssertionError("drawing does not abandon its sink")


def by_manim(scene: SceneMaker, canvas: Canvas, scratch: Path) -> list[str]:
    """Return fingerprints of a scene's frames as manim draws them."""
    with tempconfig(_settings(canvas, scratch)):
        renderer = ManimsOwn()
        _play(scene, renderer)
    return renderer.frames


def by_us(scene: SceneMaker, canvas: Canvas, scratch: Path) -> tuple[Checker, dict[str, str]]:
    """Return a scene's frames as this project draws them, and the digests of its beats."""
    sink = Checker()
    with tempconfig(_settings(canvas, scratch)):
        renderer = StoryRenderer(sink, lambda beat, frames: None)
        _play(scene, renderer)
    return sink, renderer.digests


def walked(scene: SceneMaker, canvas: Canvas, scratch: Path) -> dict[str, str]:
    """Return the digests of a scene's beats without drawing it."""
    with tempconfig(_settings(canvas, scratch)):
        renderer = WalkRenderer(lambda beat, frames: None)
        _play(scene, renderer)
    return renderer.digests


def _play(scene: SceneMaker, renderer: CairoRenderer) -> None:
    SVG_HASH_TO_MOB_MAP.clear()  # from memory, manim gives pictures other strokes than at first
    made = scene(renderer=renderer)
    if not isinstance(renderer.camera, made.camera_class):
        renderer.camera = made.camera_class()  # as manim does when it makes the renderer
    made.render()
