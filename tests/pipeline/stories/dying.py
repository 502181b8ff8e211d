"""A story whose process is killed from outside, as when memory runs out."""

import os
import signal

from manim import Square

from scenes.kit.story.scene import Params, Plot, StoryScene, beat


class Dying(StoryScene[Params]):
    """Begin, and be killed."""

    plot = staticmethod(lambda params: Plot(paths={}))

    def construct(self) -> None:
        self.begin()

    @beat("Beginning.")
    def begin(self) -> None:
        self.add(Square())
        self.wait(0.4)
        os.kill(os.getpid(), signal.SIGKILL)
