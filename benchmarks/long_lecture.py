"""A lecture as long as one likes: every half minute another marble walks down the parabola."""

from __future__ import annotations

from collections.abc import Callable

from manim import DOWN, RIGHT, Create, FadeIn, FadeOut, ValueTracker
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, SLOW, STEADY, walk
from scenes.kit.text.readout import Readout, column

BEAT = 30.0
"""Seconds of every beat but the first, which draws the parabola before."""

LONGEST = 60
"""Minutes."""

BEATS = round(LONGEST * 60 / BEAT)
RATE, STEPS = 0.1, 25
FARTHEST, NEAREST = 5.0, 2.0
PICTURE, SIDE = BODY.columns(1.75, 1, gap=0.9)


class LongLectureParams(Params):
    minutes: int = Field(1, ge=1, le=LONGEST, description="how long it is, about")


def start(number: int) -> float:
    """Return the x where the marble of beat `number` is dropped; each beat has its own."""
    return FARTHEST - (FARTHEST - NEAREST) * number / BEATS


def plot(params: LongLectureParams) -> Plot:
    """Compute the path of every beat."""
    count = round(params.minutes * 60 / BEAT)
    descent = GradientDescent(RATE)
    paths = {f"walk {n}": descend(PARABOLA, descent, start(n), STEPS) for n in range(count)}
    return Plot(paths=paths)


class LongLecture(StoryScene[LongLectureParams]):
    """In every beat a sentence, a marble, its trail and two numbers come, move and go."""

    plot = staticmethod(plot)
    title = "A long lecture"

    def construct(self) -> None:
        frame = Frame(PICTURE.inset(bottom=0.5, right=0.3, top=0.5), (-5.5, 5.5), (0, 30.25))
        self.ground = CurveLandscape(PARABOLA, frame)
        for number in range(len(self.numbers.paths)):
            getattr(self, f"walk_{number}")()

    def draw_the_parabola(self) -> None:
        """Show what stays for the whole lecture."""
        frame = self.ground.frame
        axes = Axes(frame, (-4, -2, 2, 4), (10, 20, 30), x_name="x", y_name="f(x)", cross=(0, 0))
        self.play(FadeIn(axes), Create(self.ground.curve), FadeIn(self.ground[0]), run_time=SLOW)

    def walk_down(self, number: int) -> None:
        """Let a marble come, walk and go, with its numbers beside it."""
        path, step = self.numbers.paths[f"walk {number}"], ValueTracker(0)
        marble = Marble(self.ground, path, step)
        x = following(marble, lambda path, n: float(path.points[n, 0]))
        f = following(marble, lambda path, n: float(path.values[n]))
        readouts = SIDE.place(column(Readout("x", x, decimals=4), Readout("f(x)", f, decimals=4)))
        trail = Trail(marble, line=False)
        self.say(f"Walk {number + 1}: from $x = {start(number):.3g}$ to the minimum")
        self.play(FadeIn(marble, shift=0.8 * DOWN), FadeIn(readouts, shift=RIGHT), run_time=STEADY)
        self.add(trail, marble)
        self.play(walk(step, path.steps, seconds=BEAT - 3 * STEADY - 2 * HOLD))
        self.wait(2 * HOLD)
        self.play(FadeOut(marble, trail, readouts), run_time=STEADY)


def half_minute(number: int) -> Callable[[LongLecture], None]:
    """Return beat `number` of the lecture."""

    def play(scene: LongLecture) -> None:
        if number == 0:
            scene.draw_the_parabola()
        scene.walk_down(number)

    play.__name__ = f"walk_{number}"
    return beat(f"Walk {number + 1} begins at x = {start(number):.4g}.")(play)


for number in range(BEATS):
    setattr(LongLecture, f"walk_{number}", half_minute(number))
