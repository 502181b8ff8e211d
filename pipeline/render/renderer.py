"""manim's Cairo renderer, writing to a frame sink instead of to files."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from manim import Mobject, Scene
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter

from pipeline.frame_sink import NullSink
from pipeline.render.incremental import BeatDigests, FrameUpdater, updater
from pipeline.render.marble_tracks import MarbleWatch

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, FrameSink, Pixels

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
    opened
        Told of every section that a story opens.
    """

    def __init__(self, settings: Any, opened: Opened) -> None:
        self._opened: Opened | None = None  # manim opens a section of its own while it starts
        super().__init__(settings)
        self._opened = opened

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        super().next_section(name, type_, skip_animations)
        if self._opened is not None:
            self._opened(name, not skip_animations)


class StoryRenderer(CairoRenderer):
    """Draw the wanted beats; step through the others frame by frame without drawing them.

    manim skips a play by jumping to its end, which breaks whatever counts time: updaters by dt,
    ``wait_until``, traced paths. Here every frame's update happens, drawn or not. And it draws
    every mobject in every frame, where only what changed since the frame before is drawn here.

    Attributes
    ----------
    holds
        From which frame to which the picture stood still.
    watch
        Where marbles were seen.
    digests
        For each wanted beat that is over, a text: equal texts mean equal frames on a canvas of
        one size. What was shown before the first beat has the name ``""``.
    """

    def __init__(self, sink: FrameSink, report: Report) -> None:
        super().__init__()
        self.sink = sink
        self.report = report
        self.beat: str | None = None
        self.frames = 0
        self.holds: list[tuple[int, int]] = []
        self.watch = MarbleWatch(self.camera)
        self._digests = BeatDigests()
        self._updater: FrameUpdater | None = None

    @property
    def digests(self) -> dict[str, str]:
        """A text for each wanted beat that is over."""
        return self._digests.by_beat

    @property
    def updater(self) -> FrameUpdater:
        """Where the frames of the present camera come about."""
        if self._updater is None or self._updater.camera is not self.camera:
            self._updater = updater(self.camera, self._digests)
        return self._updater

    @property
    def wanted(self) -> bool:
        """Whether the beat that is running is one of those asked for."""
        return not self.file_writer.sections[-1].skip_animations

    @property
    def drawing(self) -> bool:
        """Whether the frames of the present beat are drawn, or only looked at."""
        return self.wanted

    @property
    def noting(self) -> bool:
        """Whether somebody wants to know what the present beat shows."""
        return self.wanted

    def init_scene(self, scene: Scene, session_spec: Any, file_writer_settings: Any) -> None:
        self.scene = scene
        self.file_writer = FrameWriter(file_writer_settings, self.open_beat)

    def open_beat(self, name: str, wanted: bool) -> None:
        """Note which beat is running."""
        self._digests.close(self.beat or "")
        self.beat = name
        if wanted:
            self.sink.open_beat(name)
            self.report(name, self.frames)
        else:
            self.watch.cut()

    def update_skipping_status(self) -> None:
        """Skip nothing: what is not wanted is stepped through."""

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> None:
        # manim calls this once a play, when it knows what moves in it and has drawn none of it
        if self.noting:
            self.watch.gather(scene)
            self.lay_ground(scene, static_mobjects)

    def update_frame(self, scene: Scene, *arguments: Any, **options: Any) -> None:
        """Do nothing: manim asks for frames that it then throws away; :meth:`paint` draws."""

    def render(self, scene: Scene, time: float, moving_mobjects: Any = None) -> None:
        self.show(scene, 1)

    def freeze_current_frame(self, duration: float) -> None:
        # manim makes 27 frames of 1.4 s at 20 fps, since 1.4 / (1 / 20) is 27.999…
        self.show(self.scene, held_frames(duration, self.camera.frame_rate))

    def show(self, scene: Scene, repeat: int) -> None:
        """Show the scene as it is now for `repeat` frames, if its beat is wanted."""
        if self.noting:
            self.watch.look(self.frames, repeat)
            self.paint(scene, repeat)
        if self.wanted:
            if repeat > 1:
                self.holds.append((self.frames, self.frames + repeat))
            self.frames += repeat
            self.report(self.beat or "", self.frames)
        self.time += repeat / self.camera.frame_rate

    def scene_finished(self, scene: Scene) -> None:
        super().scene_finished(scene)
        self._digests.close(self.beat or "")

    def lay_ground(self, scene: Scene, static: Sequence[Mobject]) -> None:
        """Take in what stands still while a play lasts."""
        self.updater.lay(static, self.drawing)

    def paint(self, scene: Scene, repeat: int) -> None:
        """Look at the scene as it is now; draw it and hand it on where that is asked for."""
        changed = self.updater.show(scene, repeat, self.drawing)
        if self.drawing:
            self.hand_on(repeat, changed)

    def hand_on(self, repeat: int, changed: Boxes) -> None:
        """Give the frame to the sink, and tell where it may differ from the one before."""
        try:
            self.sink.write(cast("Pixels", self.camera.pixel_array), repeat, changed)
        except Exception as error:
            raise EncodingError(str(error)) from error


class WalkRenderer(StoryRenderer):
    """Step through a scene, note what is to be noted of every frame, and draw none."""

    drawing = False

    def __init__(self, report: Report) -> None:
        super().__init__(NullSink(), report)


def held_frames(duration: float, fps: float) -> int:
    """Return how many whole frames fit in `duration` seconds; at least one."""
    return max(1, math.floor(duration * fps + 1e-6))
