"""Updaters, trackers, traces, and waits of all kinds."""

from manim import (
    BLUE,
    DOWN,
    LEFT,
    PI,
    RED,
    RIGHT,
    UP,
    YELLOW,
    Arrow,
    Circle,
    Create,
    Dot,
    Line,
    Scene,
    Square,
    TracedPath,
    ValueTracker,
    VGroup,
    VMobject,
    always_redraw,
    linear,
)


class ByTheClock(Scene):
    """Updaters by dt, and a wait that ends when something arrives."""

    def construct(self) -> None:
        dot = Dot(3 * LEFT, radius=0.3)
        spin = Square(1, fill_opacity=0.5, color=BLUE)
        dot.add_updater(lambda mobject, dt: mobject.shift(2 * dt * RIGHT))
        spin.add_updater(lambda mobject, dt: mobject.rotate(dt))
        self.add(Circle(2), dot, spin)
        self.wait(0.7)
        self.wait_until(lambda: dot.get_x() > 0, max_time=3)
        dot.suspend_updating()
        self.play(spin.animate.shift(UP), run_time=0.5)
        spin.clear_updaters()
        self.wait(0.5, frozen_frame=True)
        self.wait(0.35)
        self.wait_until(lambda: self.time > 3, max_time=2)


class Redrawn(Scene):
    """always_redraw, in place and with children that come and go."""

    def construct(self) -> None:
        turn = ValueTracker(0)
        arrow = always_redraw(lambda: Arrow(LEFT, RIGHT, buff=0).rotate(turn.get_value()))
        fan = always_redraw(
            lambda: VGroup(*(Line(DOWN, UP).rotate(k) for k in range(int(turn.get_value()) + 1)))
        )
        self.add(Square(3, fill_opacity=0.2), fan, arrow, turn)
        self.play(turn.animate.set_value(PI), run_time=1.2)
        self.wait(0.3)
        self.play(turn.animate.set_value(0), rate_func=linear, run_time=0.5)


class Traces(Scene):
    """Paths that grow point by point, one of them forgetting its beginning."""

    def construct(self) -> None:
        dot = Dot(2 * RIGHT)
        whole = TracedPath(dot.get_center, stroke_color=YELLOW, stroke_width=8)
        tail = TracedPath(
            dot.get_center, dissipating_time=0.4, stroke_opacity=[0, 1], stroke_width=20
        )
        grown = VMobject(color=RED, stroke_width=6).set_points_as_corners([[-2, 0, 0], [-1, 0, 0]])
        grown.add_updater(lambda path: path.add_line_to(dot.get_center()))
        self.add(whole, tail, grown, dot)
        self.play(dot.animate(path_arc=PI).shift(4 * LEFT), run_time=0.8)
        self.play(dot.animate.shift(UP), run_time=0.4)
        self.wait(0.3)


class BehindTheBack(Scene):
    """A scene updater changes what manim takes for still: it is not to be seen until later."""

    def construct(self) -> None:
        still, mover = Square(2, fill_opacity=0.5, color=RED), Dot(3 * LEFT)
        self.add(still, mover)
        self.add_updater(lambda dt: still.shift(dt * RIGHT))
        self.play(mover.animate.shift(3 * RIGHT), run_time=0.5)
        self.play(mover.animate.shift(3 * LEFT), run_time=0.5)
        still.points[:, 1] += 0.25
        still.fill_rgbas[0, 3] = 0.9
        self.play(Create(Circle(1)), run_time=0.3)
