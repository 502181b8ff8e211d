"""A story that takes far too long, to be interrupted."""

import time
from pathlib import Path

from manim import Square

from scenes.kit.story.scene import Params, Plot, StoryScene, beat


class Sleeping(StoryScene[Params]):
    """Begin, and fall asleep."""

    plot = staticmethod(lambda params: Plot(paths={}))

    def construct(self) -> None:
        self.begin()

    @beat("Beginning.")
    def begin(self) -> None:
        self.add(Square())
        self.wait(0.4)
        Path("asleep").touch()
        time.sleep(60)
