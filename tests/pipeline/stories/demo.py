"""A square, a circle and a dot that follows a tracker, in three beats."""

import random
from typing import Literal

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    FadeOut,
    Square,
    Transform,
    ValueTracker,
    linear,
)
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.theme import color


class DemoParams(Params):
    size: float = Field(2.0, gt=0, le=3, description="side of the square")
    steps: int = Field(1, ge=1, le=10, description="how often it turns")
    corner: tuple[float, float] = Field((1.0, -1.0), description="where the dot goes")
    role: Literal["momentum", "adam"] = Field("momentum", description="whose colour it has")
    filled: bool = Field(True, description="whether it is filled")


def plot(params: DemoParams) -> Plot:
    path = descend(PARABOLA, GradientDescent(0.1), params.size, params.steps)
    batch = descend(PARABOLA, GradientDescent(0.2), [[1.0], [2.0]], 2)
    return Plot(
        paths={"one": path, "two": batch},
        facts={"size": params.size, "steps": np.int64(1), "never": np.inf},
    )


class Demo(StoryScene[DemoParams]):
    """Draw, turn, leave."""

    plot = staticmethod(plot)

    def construct(self) -> None:
        self.square = Square(
            self.params.size,
            color=color(self.params.role),
            fill_opacity=0.5 if self.params.filled else 0.0,
        )
        self.height = random.random() * UP  # as careless scenes do
        self.draw_it()
        self.turn_it()
        self.let_it_go()

    @beat("A square of side {size:.1f}.")
    def draw_it(self) -> None:
        self.play(Create(self.square), run_time=0.6)

    @beat("It becomes a circle.", loop=True)
    def turn_it(self) -> None:
        place = ValueTracker(0.0)
        dot = Dot(color=color("step"))
        dot.add_updater(lambda mob: mob.move_to(LEFT + 2 * place.get_value() * RIGHT + self.height))
        self.add(dot)
        for _ in range(self.params.steps):
            self.play(Transform(self.square, Circle(color=color("adam"))), run_time=0.5)
            self.play(place.animate.set_value(1.0), run_time=0.5, rate_func=linear)
        dot.clear_updaters()
        self.wait(0.4)

    @beat("And it goes.")
    def let_it_go(self) -> None:
        self.play(FadeOut(self.square), run_time=0.4)
