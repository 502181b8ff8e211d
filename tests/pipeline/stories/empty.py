"""A story that shows nothing."""

from scenes.kit.story.scene import Params, Plot, StoryScene


class Empty(StoryScene[Params]):
    """Nothing."""

    plot = staticmethod(lambda params: Plot(paths={}))

    def construct(self) -> None:
        self.remarks = "none"
