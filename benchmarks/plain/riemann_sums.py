"""Bars below a curve get narrower, and their area nears the integral."""

from __future__ import annotations

from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    RIGHT,
    UP,
    UR,
    YELLOW,
    Axes,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    MathTypst,
    ReplacementTransform,
    Scene,
    SurroundingRectangle,
    Typst,
    VGroup,
    Write,
)


class RiemannSums(Scene):
    """Four, eight, sixteen and thirty-two bars, then the area itself; 26 seconds."""

    def construct(self) -> None:
        self.draw_the_curve()
        self.refine_the_bars()
        self.fill_the_area()

    def draw_the_curve(self) -> None:
        """Show axes and the curve."""
        self.title = Typst("How large is the area below a curve?", font_size=40).to_edge(UP)
        self.axes = Axes((0, 4, 1), (0, 5, 1), x_length=8, y_length=4.8).shift(
            1.5 * LEFT + DOWN / 2
        )
        self.curve = self.axes.plot(lambda x: 0.5 + x * (4.2 - x), color=YELLOW)
        self.play(Write(self.title), run_time=1.5)
        self.play(Create(self.axes), run_time=1.5)
        self.play(Create(self.curve), run_time=1.5)
        self.wait(1)

    def refine_the_bars(self) -> None:
        """Halve the bars' width three times."""
        bars, sum_ = self.bars(4), self.sum_of(4)
        self.play(LaggedStart(*map(FadeIn, bars), lag_ratio=0.3), run_time=2)
        self.play(FadeIn(sum_, shift=0.2 * UP))
        self.wait(1.5)
        for count in (8, 16, 32):
            finer, next_sum = self.bars(count), self.sum_of(count)
            self.play(
                ReplacementTransform(bars, finer),
                FadeOut(sum_, shift=0.2 * UP),
                FadeIn(next_sum, shift=0.2 * UP),
                run_time=1.5,
            )
            self.wait(1.5)
            bars, sum_ = finer, next_sum
        self.last, self.sum = bars, sum_

    def fill_the_area(self) -> None:
        """Show what the bars come near to."""
        area = self.axes.get_area(self.curve, (0, 4), color=(BLUE, GREEN), opacity=0.7)
        value = 0.5 * 4 + 4.2 * 4**2 / 2 - 4**3 / 3
        integral = MathTypst(f"integral_0^4 f(x) thin d x = {value:.2f}", font_size=44)
        integral.move_to(self.sum, aligned_edge=LEFT)
        self.play(FadeOut(self.last), FadeIn(area), run_time=1.5)
        self.play(FadeOut(self.sum), Write(integral), run_time=1.5)
        self.play(Create(SurroundingRectangle(integral, color=YELLOW, buff=0.2)))
        self.wait(2)
        self.play(*(FadeOut(mobject) for mobject in self.mobjects), run_time=1)

    def bars(self, count: int) -> VGroup:
        """Return `count` bars below the curve."""
        return self.axes.get_riemann_rectangles(
            self.curve, (0, 4), dx=4 / count, color=(BLUE, GREEN), stroke_width=0.5
        )

    def sum_of(self, count: int) -> MathTypst:
        """Return the line that tells the area of `count` bars."""
        width = 4 / count
        area = sum(width * self.curve.underlying_function(n * width) for n in range(count))
        text = MathTypst(f"S_{count} = {area:.2f}", font_size=44)
        return text.to_corner(UR, buff=1).shift(0.8 * DOWN + 0.2 * RIGHT)
