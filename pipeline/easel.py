"""Bring a camera's frame up to date: by what changed, or all of it where that is not known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from manim import Camera, Mobject, Scene
from manim.utils.iterables import list_update

from pipeline.digests import BeatDigests
from pipeline.display import Display
from pipeline.repaint import Screen
from pipeline.view import is_plain

if TYPE_CHECKING:
    from pipeline.sinks import Boxes


class Easel(Protocol):
    """Where a camera's frames come about."""

    camera: Camera

    def lay(self, static: Sequence[Mobject], draws: bool) -> None:
        """Take in what stands still in the play that starts."""

    def show(self, scene: Scene, repeat: int, draws: bool) -> Boxes:
        """Show the scene as it is now for `repeat` frames; return where the frame may differ.

        What is not drawn is looked at only. From one to the other the easel changes at the start
        of a play.
        """


class ChangingFrames:
    """Draws what changed since the frame before.

    Parameters
    ----------
    camera
        One that :func:`pipeline.view.is_plain`.
    digests
        Told what is shown.
    """

    def __init__(self, camera: Camera, digests: BeatDigests) -> None:
        self.camera = camera
        self._display, self._digests = Display(camera), digests
        self._screen: Screen | None = None

    def lay(self, static: Sequence[Mobject], draws: bool) -> None:
        shown = self._display.lay(static)
        if draws:
            self._screen = self._screen or Screen(self.camera)
            self._screen.lay(shown)

    def show(self, scene: Scene, repeat: int, draws: bool) -> Boxes:
        shown = self._display.look(scene)
        self._digests.note(shown, repeat)
        return self._screen.paint(shown) if draws and self._screen is not None else []


class WholeFrames:
    """Draws every frame as manim does, for cameras that see the world in their own way.

    Parameters
    ----------
    camera
        Any.
    digests
        Told what is shown.
    """

    def __init__(self, camera: Camera, digests: BeatDigests) -> None:
        self.camera = camera
        self._digests = digests
        self._ground: Any = None

    def lay(self, static: Sequence[Mobject], draws: bool) -> None:
        self._ground = None
        if static:
            self.camera.reset()
            self.camera.capture_mobjects(static)
            self._ground = self.camera.pixel_array.copy()

    def show(self, scene: Scene, repeat: int, draws: bool) -> Boxes:
        moving: Sequence[Mobject] = scene.moving_mobjects
        if self._ground is None:
            self.camera.reset()
            moving = moving or list_update(scene.mobjects, scene.foreground_mobjects)
        else:
            self.camera.set_frame_to_background(self._ground)
        self.camera.capture_mobjects(moving)
        pixels = self.camera.pixel_array.tobytes()
        self._digests.note_frame(hashlib.blake2b(pixels, digest_size=32).digest(), repeat)
        return None


def easel(camera: Camera, digests: BeatDigests) -> Easel:
    """Return what brings the frames of `camera` up to date.

    Parameters
    ----------
    camera
        The scene's.
    digests
        Told what is shown.
    """
    if is_plain(type(camera)):
        return ChangingFrames(camera, digests)
    return WholeFrames(camera, digests)
