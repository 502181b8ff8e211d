"""Draw a single frame of a scene and step over the others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from manim import Scene
from manim.utils.exceptions import EndSceneEarlyException

from pipeline.renderer import Report, StoryRenderer, held_frames

if TYPE_CHECKING:
    from manim.typing import PixelArray

    from pipeline.sinks import FrameSink


class MomentRenderer(StoryRenderer):
    """Draw the frame that a video shows at a moment, and end the scene there.

    Plays that are over before the moment are skipped; in the one that holds it, the frames
    before it are stepped over, so that the state is the same as in the video.

    Parameters
    ----------
    sink
        Takes the frame.
    report
        Told how far it has come.
    at
        Seconds from the start of the first wanted beat.
    """

    def __init__(self, sink: FrameSink, report: Report, at: float) -> None:
        super().__init__(sink, report)
        self.at = at
        self.passed = 0

    @property
    def latest(self) -> float:
        """The last moment that was stepped over, in seconds, cut to hundredths."""
        last = max(0, self.passed - 1) / self.camera.frame_rate
        return math.floor(last * 100) / 100

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> Any:
        # manim calls this when the length of a play is known and none of it has been drawn
        if not self.skip_animations and scene.stop_condition is None:
            length = self._frames_of(scene)
            if not self._is_within(length):
                self.skip_animations = True
                self._pass(length)
        return super().save_static_frame_data(scene, static_mobjects)

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        if self.skip_animations:
            return
        if self._is_within(1):
            super().render(scene, time, moving_mobjects)
        else:
            self._pass(1)

    def add_frame(self, frame: PixelArray, num_frames: int = 1) -> None:
        if not self.skip_animations:
            super().add_frame(frame)
            raise EndSceneEarlyException

    def _is_within(self, frames: int) -> bool:
        index = self.at * self.camera.frame_rate + 1e-6
        return self.passed <= index < self.passed + frames

    def _pass(self, frames: int) -> None:
        self.passed += frames
        self.time += frames / self.camera.frame_rate

    def _frames_of(self, scene: Scene) -> int:
        rate = self.camera.frame_rate
        if scene.is_current_animation_frozen_frame():
            return held_frames(scene.duration, rate)
        return len(np.arange(0, scene.duration, 1 / rate))  # the moments that manim steps through


class EndRenderer(StoryRenderer):
    """Draw what is left on the screen when a beat, or the scene, is over.

    Parameters
    ----------
    sink
        Takes the frame.
    report
        Told how far it has come.
    last
        The beat after which to draw; the scene's end when ``None``.
    """

    def __init__(self, sink: FrameSink, report: Report, last: str | None) -> None:
        super().__init__(sink, report)
        self.skip_animations = self._original_skipping_status = True
        self.last = last

    def open_beat(self, name: str, drawn: bool) -> None:
        if self.last is not None and self.beat == self.last:
            self._draw()
            raise EndSceneEarlyException
        super().open_beat(name, drawn)

    def scene_finished(self, scene: Scene) -> None:
        super().scene_finished(scene)
        if not self.frames:
            self._draw()

    def _draw(self) -> None:
        self.skip_animations = False
        self.update_frame(self.scene)
        self.add_frame(self.get_frame())
