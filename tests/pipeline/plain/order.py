"""What lies above what, and what manim thinks stands still."""

from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    RED,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    FadeOut,
    Mobject,
    Scene,
    Square,
    Triangle,
    VGroup,
    Write,
)


class ZIndices(Scene):
    """What stands still lies above what moves, and the order changes on the way."""

    def construct(self) -> None:
        above = Square(2, fill_opacity=0.7, color=RED).set_z_index(5)
        below = Circle(1.5, fill_opacity=0.7, color=GREEN).set_z_index(-1)
        mover = Dot(radius=0.5).shift(3 * LEFT)
        self.add(above, below, mover)
        self.play(mover.animate.shift(6 * RIGHT), run_time=0.8)
        mover.set_z_index(10)
        self.play(mover.animate.shift(6 * LEFT), run_time=0.8)
        nested = VGroup(Square(1, fill_opacity=1).set_z_index(7), Circle(1).set_z_index(-7))
        self.play(Create(nested), below.animate.shift(RIGHT), run_time=0.5)
        mover.add_updater(lambda dot: dot.set_z_index(-dot.z_index))
        self.play(nested.animate.shift(UP), run_time=0.5)


class Foreground(Scene):
    """Foreground mobjects stay above whatever comes."""

    def construct(self) -> None:
        front = Square(1.5, fill_opacity=0.6, color=BLUE)
        self.add_foreground_mobject(front)
        disc = Circle(1, fill_opacity=0.8, color=RED).shift(2 * LEFT)
        self.play(Write(disc), run_time=0.4)
        self.play(disc.animate.shift(4 * RIGHT), run_time=0.6)
        self.wait(0.2)
        self.remove_foreground_mobject(front)
        late = Triangle(fill_opacity=0.9)
        self.add(late)
        self.play(late.animate.shift(DOWN), FadeOut(front), run_time=0.4)


class ParentsApart(Scene):
    """A still parent with a moving child that lies on another level."""

    def construct(self) -> None:
        parent = Square(3, fill_opacity=0.5, color=BLUE).set_z_index(-2)
        child = Circle(0.7, fill_opacity=0.6, color=RED).set_z_index(3)
        parent.add(child)
        between = Square(1, fill_opacity=0.6, color=GREEN).shift(RIGHT)
        self.add(parent, between)
        self.play(child.animate.shift(RIGHT), run_time=0.5)
        self.play(between.animate.shift(LEFT), run_time=0.5)


class ChangingFamilies(Scene):
    """Updaters add, take and replace children, and add to the scene, while a play lasts."""

    def construct(self) -> None:
        group = VGroup(Dot(2 * LEFT))
        self.add(Square(4), group)

        def grow(mobject: Mobject) -> None:
            mobject.add(Dot(mobject[-1].get_center() + 0.3 * RIGHT, radius=0.2, fill_opacity=0.5))

        def swap(mobject: Mobject) -> None:
            mobject.submobjects = [part.copy() for part in mobject.submobjects[1:]]

        group.add_updater(grow)
        self.play(Create(Circle(2)), run_time=0.6)
        group.clear_updaters()
        group.add_updater(swap)
        late = Square(1, fill_opacity=0.5).shift(2 * UP)
        group.add_updater(lambda mobject: self.add(late) if len(mobject) == 4 else None)
        self.play(Create(Triangle()), run_time=0.5)
        late.points *= 0.5
        self.wait(0.2)
        group.clear_updaters()
        self.play(late.animate.shift(DOWN), run_time=0.3)
