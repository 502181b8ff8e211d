"""A story that shows nothing."""

from scenes.kit.params import Params
from scenes.kit.plot import Plot
from scenes.kit.story import StoryScene


class Empty(StoryScene[Params]):
    """Nothing."""

    plot = staticmethod(lambda params: Plot(paths={}))

    def construct(self) -> None:
        self.remarks = "none"
