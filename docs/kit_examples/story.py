"""A story has three layers in one file: parameters, numbers and pictures.

It comes with captions, chapters and both themes, and every number in it can be changed with
`--set`. `python render.py new my_scene` writes such a file, its test, and the line that puts it
into the course.
"""

from manim import DOWN, FadeIn, ValueTracker
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend
from scenes.kit.landscape.ground import CurveView
from scenes.kit.landscape.marbles import Marble, Trail
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, STEADY, walk


class SmallStoryParams(Params):
    """What a person may change, with its range."""

    learning_rate: float = Field(0.2, gt=0, lt=1, description="step size α")


def plot(params: SmallStoryParams) -> Plot:
    """Compute the story in numbers; nothing is drawn yet."""
    path = descend(PARABOLA, GradientDescent(params.learning_rate), start=4.0, steps=20)
    near = path.first_step(path.distances(0) < 0.1)
    return Plot({"descent": path}, {"rate": params.learning_rate, "near": near or path.steps})


class SmallStory(StoryScene[SmallStoryParams]):
    """The story in pictures: each beat is a section of the video with its caption."""

    plot = staticmethod(plot)
    title, question = "A small story", "How long does it take to the bottom?"

    def construct(self) -> None:
        """List the beats in order."""
        self.drop_a_marble()
        self.walk_down()

    @beat("A marble is dropped on x². The learning rate is {rate:g}.")
    def drop_a_marble(self) -> None:
        view, self.step = CurveView(PARABOLA, BODY, (-5, 5)), ValueTracker(0)
        self.marble = Marble(view.ground, self.paths["descent"], self.step)
        self.ask(FadeIn(view))
        self.play(FadeIn(self.marble, shift=DOWN), run_time=STEADY)
        self.wait(HOLD)

    @beat("After {near} steps it is nearer than 0.1.", loop=True)
    def walk_down(self) -> None:
        self.add(Trail(self.marble, line=False), self.marble)
        self.play(walk(self.step, int(self.facts["near"])))
        self.wait(HOLD)
