"""Two marbles that walk down a parabola: slowly, then faster than frames come."""

from manim import FadeIn, FadeOut, ValueTracker

from gdcore import PARABOLA, GradientDescent, HeavyBall, descend
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import walk


def plot(params: Params) -> Plot:
    paths = {
        "slow": descend(PARABOLA, GradientDescent(0.1), 5.0, 6),
        "fast": descend(PARABOLA, HeavyBall(0.02, 0.5), -5.0, 40),
        "unseen": descend(PARABOLA, GradientDescent(1.5), 5.0, 2000),
    }
    return Plot(paths, {"last": float(paths["slow"].points[-1, 0])})


class Rolling(StoryScene[Params]):
    """Roll."""

    plot = staticmethod(plot)

    def construct(self) -> None:
        frame = Frame(BODY, (-6, 6), (0, 30))
        self.ground = CurveLandscape(PARABOLA, frame)
        self.add(self.ground)
        self.walk_slowly()
        self.run()

    @beat("Six steps to x = {last:.4f}.")
    def walk_slowly(self) -> None:
        step = ValueTracker(0)
        marble = Marble(self.ground, self.numbers.paths["slow"], step)
        self.play(FadeIn(marble), run_time=0.4)
        self.play(walk(step, 6, pace=lambda n: 0.4))
        self.play(FadeOut(marble), run_time=0.4)

    @beat("Forty steps in two seconds, more than the frames can show.", loop=True)
    def run(self) -> None:
        step = ValueTracker(0)
        marble = Marble(self.ground, self.numbers.paths["fast"], step, "momentum")
        self.add(marble)
        self.play(walk(step, 40, seconds=2, pace=lambda n: 1.0))
