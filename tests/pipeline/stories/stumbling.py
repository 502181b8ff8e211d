"""A story that fails in its second beat, or earlier when told to."""

from typing import Literal

from manim import Create, Square
from pydantic import Field

from scenes.kit.story.scene import Params, Plot, StoryScene, beat


class StumblingParams(Params):
    over: Literal["a stone", "its numbers", "the exit"] = Field("a stone", description="what trips")


def plot(params: StumblingParams) -> Plot:
    if params.over == "its numbers":
        raise ValueError("no such number")
    return Plot(paths={})


class Stumbling(StoryScene[StumblingParams]):
    """Walk, then stumble."""

    plot = staticmethod(plot)

    def construct(self) -> None:
        self.walk()
        self.stumble()

    @beat("Walking.")
    def walk(self) -> None:
        self.play(Create(Square()), run_time=0.4)

    @beat("Stumbling.")
    def stumble(self) -> None:
        self.wait(0.4)
        if self.params.over == "the exit":
            raise SystemExit(0)
        raise RuntimeError("a stone\non the way")  # THE STONE
