"""Strokes of every kind, and numbers at the edge of what can be drawn."""

import numpy as np
from manim import (
    BLUE,
    DOWN,
    LEFT,
    RED,
    RIGHT,
    UP,
    Angle,
    CapStyleType,
    Circle,
    DashedLine,
    Line,
    LineJointType,
    Scene,
    Square,
    Star,
    VGroup,
    VMobject,
)


def zigzag(joint: LineJointType, cap: CapStyleType, width: float) -> VMobject:
    """Return a thick line with sharp corners that crosses itself."""
    corners = [(-2, 0, 0), (1, 0.1, 0), (-2, 0.4, 0), (1.5, -1, 0), (0, 1, 0), (-1, -1, 0)]
    line = VMobject(stroke_width=width, stroke_opacity=0.6, joint_type=joint, cap_style=cap)
    return line.set_points_as_corners(corners)


class JointsAndCaps(Scene):
    """Every joint with every cap, moving one after the other."""

    def construct(self) -> None:
        kinds = [(joint, cap) for joint in LineJointType for cap in CapStyleType]
        lines = VGroup(*(zigzag(joint, cap, 14).scale(0.6) for joint, cap in kinds))
        lines.arrange_in_grid(4, 4, buff=-0.4)
        self.add(lines)
        self.play(*(line.animate.shift(0.3 * UP) for line in lines[::3]), run_time=0.4)
        self.play(lines[5].animate.rotate(1).shift(RIGHT), run_time=0.4)
        self.play(lines[10].animate.set_stroke(width=40), run_time=0.4)


class LongMiters(Scene):
    """Tips that reach far out of the corners that make them."""

    def construct(self) -> None:
        star = Star(9, outer_radius=1.5, density=4, stroke_width=25, color=BLUE)
        knife = VMobject(stroke_width=30).set_points_as_corners(
            [(-3, -1, 0), (0, 0, 0), (-3, -0.4, 0), (-1, 2, 0)]
        )
        many = VMobject(stroke_width=12, color=RED).set_points_as_corners(
            [(x / 8 - 3, (-1) ** x, 0) for x in range(48)]
        )
        self.add(Circle(2, fill_opacity=0.4), star.shift(3 * RIGHT), knife, many)
        self.play(star.animate.shift(DOWN), knife.animate.shift(RIGHT), run_time=0.5)
        self.play(many.animate.stretch(0.3, 0), run_time=0.6)
        self.play(knife.animate.rotate(2), star.animate.scale(0.2), run_time=0.5)


class Oddities(Scene):
    """Empty, tiny, endless, whole-numbered and dashed outlines."""

    def construct(self) -> None:
        dot = VMobject(stroke_width=20, cap_style=CapStyleType.ROUND)
        dot.set_points_as_corners([(1, 1, 0), (1, 1, 0)])
        whole = VMobject(fill_opacity=0.5).set_points_as_corners([[0, 0, 0], [2, 0, 0], [1, 1, 0]])
        whole.points = whole.points.astype(int)
        broken = Square().shift(2 * LEFT)
        dashes = DashedLine(3 * LEFT, 3 * RIGHT, stroke_width=5)
        far = Line(LEFT, RIGHT, stroke_width=3)
        corner = Angle(Line(LEFT, RIGHT), Line(LEFT, UP), radius=1.5, stroke_width=0.3)
        self.add(dot, whole, broken, dashes, far, corner, VMobject())
        self.play(dot.animate.shift(LEFT), whole.animate.shift(DOWN), run_time=0.3)
        broken.points[3, 0] = np.nan
        self.play(dashes.animate.shift(UP), run_time=0.3)
        broken.points[3, 0] = 0
        self.play(far.animate.scale(500).rotate(0.3), corner.animate.shift(UP), run_time=0.4)
        self.play(far.animate.scale(100), broken.animate.set_opacity(0), run_time=0.3)
        self.wait(0.2)
