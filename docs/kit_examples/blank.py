"""A scene with nothing in it yet."""

from scenes.kit.story.scene import Params, Plot, StoryScene


class MyScene(StoryScene[Params]):
    plot = staticmethod(lambda params: Plot({}))

    def construct(self) -> None:
        """Draw what an example draws: its lines go here."""
