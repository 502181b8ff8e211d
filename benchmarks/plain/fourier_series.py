"""Circles that ride on circles draw a square wave, the better the more of them there are."""

from __future__ import annotations

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREEN,
    GREY_B,
    LEFT,
    PI,
    RIGHT,
    TAU,
    UP,
    YELLOW,
    Axes,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    MathTypst,
    Mobject,
    ReplacementTransform,
    Scene,
    TracedPath,
    Typst,
    ValueTracker,
    VGroup,
    VMobject,
    Write,
    linear,
)

UNIT = 1.25
"""Radius of the first circle."""


class FourierSeries(Scene):
    """One circle, two and five, each time twice round; 27 seconds."""

    def construct(self) -> None:
        self.show_the_wave()
        self.draw_with(1)
        for count in (2, 5):
            self.add_circles(count)
        self.name_the_series()

    def show_the_wave(self) -> None:
        """Show the axes and what is to be drawn."""
        title = Typst("Circles on circles draw a square wave", font_size=40).to_edge(UP)
        self.center = 4.4 * LEFT + 0.3 * DOWN
        self.axes = Axes((0, 4.25 * PI, PI), (-1.5, 1.5, 1), x_length=7.8, y_length=3 * UNIT)
        self.axes.shift(self.center + 2.5 * RIGHT - self.axes.c2p(0, 0))
        steps = [(x * PI, y) for n, y in enumerate((1, -1, 1, -1)) for x in (n, n + 1)]
        corners = [(0, 0), *((x, PI / 4 * y) for x, y in steps), (2 * TAU, 0)]
        self.wave = VMobject(stroke_color=GREEN, stroke_width=2, stroke_opacity=0.6)
        self.wave.set_points_as_corners([self.axes.c2p(x, y) for x, y in corners])
        self.play(Write(title), run_time=1.5)
        self.play(Create(self.axes), Create(self.wave), run_time=1.5)
        self.wait(0.5)

    def tip(self, count: int, turn: float) -> np.ndarray:
        """Return where the last of `count` circles points to."""
        odd = 2 * np.arange(count) + 1
        x, y = np.cos(odd * turn) @ (UNIT / odd), np.sin(odd * turn) @ (UNIT / odd)
        return np.array([x, y, 0]) + self.center

    def arm(self, number: int, turn: ValueTracker) -> VGroup:
        """Return a circle with its centre on the rim of the one before, and its radius."""

        def place(arm: Mobject) -> None:
            start, end = (self.tip(n, turn.get_value()) for n in (number, number + 1))
            arm[0].move_to(start)
            arm[1].put_start_and_end_on(start, end)

        rim = Circle(UNIT / (2 * number + 1), color=GREY_B, stroke_width=2)
        arm = VGroup(rim, Line(color=BLUE)).add_updater(place)
        place(arm)
        return arm

    def draw_with(self, count: int) -> None:
        """Turn the circles, and trace the height of the last one."""
        turn = ValueTracker(0)
        pen = Dot(self.axes.c2p(0, 0), color=YELLOW, radius=0.06)

        def height() -> np.ndarray:
            up = self.tip(count, turn.get_value())[1] - self.center[1]
            return self.axes.c2p(turn.get_value(), up / UNIT)

        pen.add_updater(lambda dot: dot.move_to(height()))
        level = Line(self.tip(count, 0), height(), color=GREY_B, stroke_width=1.5)
        level.add_updater(
            lambda line: line.put_start_and_end_on(self.tip(count, turn.get_value()), height())
        )
        arms = VGroup(*(self.arm(number, turn) for number in range(count)))
        self.play(FadeIn(arms), FadeIn(level), FadeIn(pen), run_time=0.8)
        self.trace = TracedPath(pen.get_center, stroke_color=YELLOW, stroke_width=4)
        self.add(self.trace)
        self.play(turn.animate.set_value(2 * TAU), run_time=3.5, rate_func=linear)
        self.wait(0.5)
        for mobject in (pen, level, self.trace, *arms):
            mobject.clear_updaters()
        self.play(FadeOut(arms), FadeOut(level), FadeOut(pen), run_time=0.4)

    def add_circles(self, count: int) -> None:
        """Draw again with more circles, over a trace that has turned faint."""
        self.play(self.trace.animate.set_stroke(GREY_B, 2, 0.5), run_time=0.4)
        before = self.trace
        self.draw_with(count)
        self.play(FadeOut(before), run_time=0.4)

    def name_the_series(self) -> None:
        """Write down the sum, first with its first terms."""
        terms = MathTypst("sin x + 1/3 sin 3 x + 1/5 sin 5 x + dots.c", font_size=40)
        series = MathTypst("sum_(k=0)^oo sin((2 k + 1) x) / (2 k + 1)", font_size=40)
        for formula in (terms, series):
            formula.next_to(self.axes, DOWN, buff=0.3)
        self.play(Write(terms), run_time=1.5)
        self.wait(1)
        self.play(ReplacementTransform(terms, series), run_time=1.2)
        self.wait(1.5)
        self.play(*(FadeOut(mobject) for mobject in self.mobjects), run_time=0.8)
