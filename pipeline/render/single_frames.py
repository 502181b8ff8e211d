"""Single frames of a scene: drawn at chosen times, everything else stepped over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from manim import Mobject, Scene
from manim.utils.exceptions import EndSceneEarlyException

from pipeline.render.renderer import Report, StoryRenderer

if TYPE_CHECKING:
    from pipeline.frame_sink import FrameSink


class FewFramesRenderer(StoryRenderer):
    """Draw only when asked to, and then the whole frame."""

    drawing = True

    def lay_ground(self, scene: Scene, static: Sequence[Mobject]) -> None:
        self._static = list(static)

    def draw_it(self, scene: Scene, repeat: int = 1) -> None:
        """Draw the present state as the video shows it."""
        super().lay_ground(scene, self._static)
        super().paint(scene, repeat)
        self.frames += repeat


class ChosenRenderer(FewFramesRenderer):
    """Draw the frames of these numbers, and end the scene after the last of them.

    Parameters
    ----------
    numbers
        Counted in the wanted beats; a number that is there twice is drawn once, for two frames.
    """

    def __init__(self, sink: FrameSink, report: Report, numbers: Sequence[int]) -> None:
        super().__init__(sink, report)
        self._numbers = numbers
        self._passed = 0

    def show(self, scene: Scene, repeat: int) -> None:
        if self.wanted:
            end = self._passed + repeat
            chosen = sum(self._passed <= number < end for number in self._numbers)
            if chosen:
                self.draw_it(scene, chosen)
            self.report(self.beat or "", self.frames)
            self._passed = end
        self.time += repeat / self.camera.frame_rate
        if self._passed > max(self._numbers):
            raise EndSceneEarlyException


class MomentRenderer(FewFramesRenderer):
    """Draw the frame that a video shows at a moment, and end the scene there.

    Parameters
    ----------
    sink
        Takes the frame.
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

    def show(self, scene: Scene, repeat: int) -> None:
        if self.wanted:
            index = self.at * self.camera.frame_rate + 1e-6
            if self.passed <= index < self.passed + repeat:
                self.draw_it(scene)
                raise EndSceneEarlyException
            self.passed += repeat
        self.time += repeat / self.camera.frame_rate


class EndRenderer(FewFramesRenderer):
    """Draw what is left on the screen when a beat, or the scene, is over.

    Parameters
    ----------
    sink
        Takes the frame.
    last
        The beat after which to draw; the scene's end when ``None``.
    """

    def __init__(self, sink: FrameSink, report: Report, last: str | None) -> None:
        super().__init__(sink, report)
        self.last = last

    def open_beat(self, name: str, wanted: bool) -> None:
        if self.last is not None and self.beat == self.last:
            self._draw_all()
            raise EndSceneEarlyException
        super().open_beat(name, wanted)

    def show(self, scene: Scene, repeat: int) -> None:
        self.time += repeat / self.camera.frame_rate

    def scene_finished(self, scene: Scene) -> None:
        super().scene_finished(scene)
        if not self.frames:
            self._draw_all()

    def _draw_all(self) -> None:
        self.lay_ground(self.scene, [*self.scene.mobjects, *self.scene.foreground_mobjects])
        self.scene.moving_mobjects = []
        self.draw_it(self.scene)
