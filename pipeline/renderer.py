"""manim's Cairo renderer, handing its frames to a sink instead of to files."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from manim import Scene
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter

from pipeline.watch import MarbleWatch

if TYPE_CHECKING:
    from manim.typing import PixelArray, RGBAPixelArray

    from pipeline.sinks import FrameSink, Pixels

Opened = Callable[[str, bool], None]
"""Told the name of a beat that starts, and whether it is drawn."""

Report = Callable[[str, int], None]
"""Told the beat being drawn and the number of frames handed on so far."""


class EncodingError(Exception):
    """The sink did not take a frame; the scene is not to blame."""


class FrameWriter(SceneFileWriter):
    """manim's file writer without files.

    Parameters
    ----------
    settings
        manim's own.
    sink
        Takes the frames.
    opened
        Told of every section that a story opens.
    """

    def __init__(self, settings: Any, sink: FrameSink, opened: Opened) -> None:
        self._sink = sink
        self._opened: Opened | None = None  # manim opens a section of its own while it starts
        super().__init__(settings)
        self._opened = opened

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        super().next_section(name, type_, skip_animations)
        if self._opened is not None:
            self._opened(name, not skip_animations)

    def write_frame(self, pixels: RGBAPixelArray, *, repeat: int = 1) -> None:
        try:
            self._sink.write(cast("Pixels", pixels), repeat)
        except Exception as error:
            raise EncodingError(str(error)) from error


class StoryRenderer(CairoRenderer):
    """Draw the wanted beats; run through the others without drawing them.

    Parameters
    ----------
    sink
        Takes the frames.
    report
        Told how far it has come.

    Attributes
    ----------
    holds
        From which frame to which the picture stood still.
    watch
        Where marbles were seen.
    """

    def __init__(self, sink: FrameSink, report: Report) -> None:
        super().__init__()
        self.sink = sink
        self.report = report
        self.beat: str | None = None
        self.frames = 0
        self.holds: list[tuple[int, int]] = []
        self.watch = MarbleWatch(self.camera)

    def init_scene(self, scene: Scene, session_spec: Any, file_writer_settings: Any) -> None:
        self.scene = scene
        self.file_writer = FrameWriter(file_writer_settings, self.sink, self.open_beat)

    def open_beat(self, name: str, drawn: bool) -> None:
        """Note which beat is running."""
        self.beat = name
        if drawn:
            self.sink.open_beat(name)
            self.report(name, self.frames)

    def update_frame(self, scene: Scene, *arguments: Any, **options: Any) -> None:
        # manim draws a frame of every play that it skips, and throws it away
        if not self.skip_animations:
            super().update_frame(scene, *arguments, **options)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> Any:
        self.static_image = None
        if self.skip_animations:
            return None
        self.watch.gather(scene)
        return super().save_static_frame_data(scene, static_mobjects)

    def add_frame(self, frame: PixelArray, num_frames: int = 1) -> None:
        super().add_frame(frame, num_frames)
        if not self.skip_animations:
            self.watch.look(self.frames, num_frames)
            if num_frames > 1:
                self.holds.append((self.frames, self.frames + num_frames))
            self.frames += num_frames
            self.report(self.beat or "", self.frames)

    def freeze_current_frame(self, duration: float) -> None:
        # manim makes 27 frames of 1.4 s at 20 fps, since 1.4 / (1 / 20) is 27.999…
        self.add_frame(self.get_frame(), held_frames(duration, self.camera.frame_rate))


def held_frames(duration: float, fps: float) -> int:
    """Return how many whole frames fit in `duration` seconds; at least one."""
    return max(1, math.floor(duration * fps + 1e-6))
