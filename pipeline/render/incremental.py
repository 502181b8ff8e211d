"""Incremental frames: updated by what changed, or drawn whole where that is not known.

A digest of what each beat's frames show tells whether a kept segment is still right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from manim import Camera, Mobject, Scene
from manim.utils.iterables import list_update

from pipeline.render.camera_view import is_plain
from pipeline.render.compositor import Compositor
from pipeline.render.display_list import Display

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes
    from pipeline.render.display_list import DisplayList


class BeatDigests:
    """Adds up what is shown, frame by frame.

    Attributes
    ----------
    by_beat
        A text for each beat that is over: equal texts mean equal frames on a canvas of one size,
        whatever was shown before.
    """

    def __init__(self) -> None:
        self.by_beat: dict[str, str] = {}
        self._hashed = hashlib.blake2b(digest_size=32)
        self._frame, self._repeat = b"", 0
        self._shown: object = None

    def note(self, shown: DisplayList, repeat: int) -> None:
        """Note what is shown for `repeat` frames."""
        same = self._shown
        if isinstance(same, tuple) and same[0] is shown.backdrop and same[1] == shown.items:
            self._repeat += repeat
            return
        self._shown = (shown.backdrop, shown.items)
        self.note_frame(b"".join((shown.backdrop.digest, *(i.digest for i in shown.items))), repeat)

    def note_frame(self, frame: bytes, repeat: int) -> None:
        """Note a frame by what stands for it, shown `repeat` times."""
        if frame != self._frame:
            self._flush()
            self._frame = frame
        self._repeat += repeat

    def close(self, beat: str) -> None:
        """End a beat; nothing happens when it showed nothing."""
        self._flush()
        if self._repeat or self._frame:
            self._shown, self._frame, self._repeat = None, b"", 0
            self.by_beat[beat] = self._hashed.hexdigest()
            self._hashed = hashlib.blake2b(digest_size=32)

    def _flush(self) -> None:
        if self._repeat:
            self._hashed.update(len(self._frame).to_bytes(8, "little"))
            self._hashed.update(self._frame)
            self._hashed.update(self._repeat.to_bytes(8, "little"))
            self._repeat = 0


class FrameUpdater(Protocol):
    """Where a camera's frames come about."""

    camera: Camera

    def lay(self, static: Sequence[Mobject], draws: bool) -> None:
        """Take in what stands still in the play that starts."""

    def show(self, scene: Scene, repeat: int, draws: bool) -> Boxes:
        """Show the scene as it is now for `repeat` frames; return where the frame may differ.

        What is not drawn is looked at only. From one to the other the updater changes at the start
        of a play.
        """


class ChangingFrames:
    """Draws what changed since the frame before.

    Parameters
    ----------
    camera
        One that :func:`pipeline.render.camera_view.is_plain`.
    """

    def __init__(self, camera: Camera, digests: BeatDigests) -> None:
        self.camera = camera
        self._display, self._digests = Display(camera), digests
        self._compositor: Compositor | None = None

    def lay(self, static: Sequence[Mobject], draws: bool) -> None:
        shown = self._display.lay(static)
        if draws:
            self._compositor = self._compositor or Compositor(self.camera)
            self._compositor.lay(shown)

    def show(self, scene: Scene, repeat: int, draws: bool) -> Boxes:
        shown = self._display.look(scene)
        self._digests.note(shown, repeat)
        return self._compositor.paint(shown) if draws and self._compositor is not None else []


class WholeFrames:
    """Draws every frame as manim does, for cameras that see the world in their own way.

    Parameters
    ----------
    camera
        Any.
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


def updater(camera: Camera, digests: BeatDigests) -> FrameUpdater:
    """Return what brings the frames of `camera` up to date.

    Parameters
    ----------
    camera
        The scene's.
    """
    if is_plain(type(camera)):
        return ChangingFrames(camera, digests)
    return WholeFrames(camera, digests)
