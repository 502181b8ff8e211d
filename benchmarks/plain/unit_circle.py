"""A point goes round the unit circle, and its height draws the sine."""

from __future__ import annotations

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREY_B,
    LEFT,
    RIGHT,
    TAU,
    UP,
    YELLOW,
    Axes,
    Circle,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    MathTypst,
    Scene,
    TracedPath,
    Typst,
    ValueTracker,
    VGroup,
    Write,
    linear,
)


class UnitCircle(Scene):
    """Two turns of a radius, a quick one and a slow one; 24 seconds."""

    def construct(self) -> None:
        self.angle = ValueTracker(0)
        self.introduce()
        self.go_round()
        self.name_the_period()

    def introduce(self) -> None:
        """Show the circle and the axes."""
        title = Typst("The sine is the height of a point on a circle", font_size=40).to_edge(UP)
        self.circle = Circle(1.4, color=GREY_B).shift(4.6 * LEFT + 0.4 * DOWN)
        self.axes = Axes((0, 2 * TAU, TAU / 4), (-1.5, 1.5, 1), x_length=8, y_length=4.2)
        self.axes.shift(self.circle.get_center() + 2.6 * RIGHT - self.axes.c2p(0, 0))
        self.play(Write(title), run_time=1.5)
        self.play(Create(self.circle), Create(self.axes), run_time=2)
        self.wait(1)

    def go_round(self) -> None:
        """Turn the radius, and let the curve grow with it."""
        center, axes, angle = self.circle.get_center(), self.axes, self.angle

        def rim() -> np.ndarray:
            turn = angle.get_value()
            return center + 1.4 * np.array([np.cos(turn), np.sin(turn), 0])

        def end() -> np.ndarray:
            return axes.c2p(angle.get_value(), np.sin(angle.get_value()))

        radius = Line(center, rim(), color=BLUE)
        radius.add_updater(lambda line: line.put_start_and_end_on(center, rim()))
        dot = Dot(rim(), color=YELLOW).add_updater(lambda dot: dot.move_to(rim()))
        pen = Dot(end(), color=YELLOW).add_updater(lambda dot: dot.move_to(end()))
        level = Line(rim(), end(), color=GREY_B, stroke_width=2)
        level.add_updater(lambda line: line.put_start_and_end_on(rim(), end() + 1e-6 * RIGHT))
        curve = TracedPath(pen.get_center, stroke_color=YELLOW, stroke_width=4)
        self.play(FadeIn(radius), FadeIn(dot), FadeIn(pen), FadeIn(level))
        self.add(curve)
        self.play(angle.animate.set_value(TAU), run_time=5, rate_func=linear)
        self.wait(1.5)
        self.play(angle.animate.set_value(2 * TAU), run_time=4)
        self.wait(1)
        for mobject in (radius, dot, pen, level, curve):
            mobject.clear_updaters()

    def name_the_period(self) -> None:
        """Mark where it begins again."""
        tops, bottoms = ([self.axes.c2p(x, y) for x in (TAU, 2 * TAU)] for y in (1.3, -1.3))
        marks = VGroup(*(DashedLine(*ends, color=BLUE) for ends in zip(tops, bottoms, strict=True)))
        formula = MathTypst("sin(x + 2 pi) = sin x", font_size=48).next_to(self.axes, DOWN)
        self.play(Create(marks), run_time=1)
        self.play(Write(formula), run_time=1.5)
        self.play(Indicate(formula))
        self.wait(2)
        self.play(*(FadeOut(mobject) for mobject in self.mobjects), run_time=1)
