"""Things that move, change into each other, come and go."""

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    ORIGIN,
    PI,
    RED,
    RIGHT,
    UP,
    WHITE,
    YELLOW,
    AnimationGroup,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    FadeTransform,
    GrowFromCenter,
    Indicate,
    LaggedStart,
    Line,
    MoveAlongPath,
    NumberPlane,
    Rectangle,
    ReplacementTransform,
    Rotate,
    Scene,
    Square,
    Star,
    Succession,
    Transform,
    Triangle,
    Uncreate,
    VGroup,
    Wiggle,
)


class Transforms(Scene):
    """One shape becomes another while others stand below and above it."""

    def construct(self) -> None:
        self.add(NumberPlane().set_opacity(0.4))
        shape = Square(color=BLUE, fill_opacity=0.5).shift(2 * LEFT)
        self.play(Create(shape), run_time=0.5)
        self.play(Transform(shape, Circle(color=RED, fill_opacity=0.7).shift(RIGHT)), run_time=0.6)
        star = Star(color=YELLOW, fill_opacity=1)
        self.play(ReplacementTransform(shape, star), run_time=0.5)
        self.wait(0.3)
        self.play(FadeTransform(star, Triangle().shift(UP)), run_time=0.5)
        self.play(star.animate.shift(DOWN), run_time=0.3)


class LaggedGroups(Scene):
    """Many small things, each a little after the one before."""

    def construct(self) -> None:
        dots = VGroup(*(Dot(radius=0.15, fill_opacity=0.8) for _ in range(30)))
        dots.arrange_in_grid(5, 6).set_color_by_gradient(RED, BLUE)
        self.play(LaggedStart(*(FadeIn(dot, shift=UP) for dot in dots), lag_ratio=0.1))
        self.play(LaggedStart(*(dot.animate.scale(1.5) for dot in dots), lag_ratio=0.05))
        self.play(AnimationGroup(Rotate(dots, PI / 3), Indicate(dots[7]), lag_ratio=0.3))
        self.play(LaggedStart(*(Uncreate(dot) for dot in dots[:10]), lag_ratio=0.2))
        self.play(Succession(Wiggle(dots[12], run_time=0.4), FadeOut(dots, run_time=0.4)))


class OverlapsAndExits(Scene):
    """Transparent things cross each other and leave the frame on every side."""

    def construct(self) -> None:
        sheets = [
            Rectangle(width=5, height=3, color=color, fill_opacity=0.35, stroke_opacity=0.6)
            for color in (RED, GREEN, BLUE)
        ]
        for sheet, place in zip(sheets, (LEFT, ORIGIN, RIGHT), strict=True):
            self.add(sheet.shift(2 * place + 0.3 * UP * place[0]))
        self.play(*(sheet.animate.shift(0.5 * DOWN).rotate(0.4) for sheet in sheets))
        ways = (9 * LEFT, 6 * UP, 9 * RIGHT + DOWN)
        self.play(*(sheet.animate.shift(way) for sheet, way in zip(sheets, ways, strict=True)))
        self.play(sheets[0].animate.shift(9 * RIGHT), run_time=0.5)
        self.play(sheets[0].animate.shift(1000 * RIGHT), run_time=0.4)
        self.play(Line(50 * LEFT, 50 * RIGHT, stroke_width=30).animate.rotate(0.2), run_time=0.4)


class AddsAndRemoves(Scene):
    """What stands still changes between plays, below and above what moves."""

    def construct(self) -> None:
        things = [Square(0.8, fill_opacity=0.6, color=c).shift(k * RIGHT - 2 * RIGHT)
                  for k, c in enumerate((RED, GREEN, BLUE, YELLOW, WHITE))]  # fmt: skip
        mover = Dot(radius=0.3).shift(3 * LEFT)
        self.add(*things[:2], mover)
        self.play(mover.animate.shift(3 * RIGHT), run_time=0.4)
        self.add(*things[2:])
        self.play(mover.animate.shift(2 * RIGHT), run_time=0.4)
        self.remove(things[1])
        things[0].set_fill(WHITE, 1).shift(0.3 * UP)
        self.wait(0.3)
        self.bring_to_back(mover)
        self.play(mover.animate.shift(3 * LEFT), GrowFromCenter(things[1]), run_time=0.4)
        group = VGroup(*things)
        self.add(group)
        self.remove(things[3])
        self.play(MoveAlongPath(mover, Circle(2)), group.animate.shift(0.2 * UP), run_time=0.6)
        self.clear()
        self.wait(0.2)
        self.add(mover)
        self.play(mover.animate.become(Star()), run_time=0.3)


class Holds(Scene):
    """A hair's breadth moves over much that stands still, for long enough to make it ground."""

    def construct(self) -> None:
        rng = np.random.default_rng(0)
        spots = [Dot(point, radius=0.2, fill_opacity=0.5) for point in rng.normal(0, 2, (40, 3))]
        first, last = Circle(1, fill_opacity=0.3), Circle(1.5, color=RED, fill_opacity=0.3)
        spots[5].add_updater(lambda dot: dot)
        self.add(*spots, first, last)
        self.play(last.animate.shift(2 * RIGHT), run_time=1)
        self.play(first.animate.shift(2 * LEFT), run_time=1)
        self.play(spots[10].animate.shift(UP), last.animate.shift(LEFT), run_time=1)
        self.play(last.animate.shift(RIGHT), run_time=1)
        self.play(spots[0].animate.shift(UP), run_time=0.3)
