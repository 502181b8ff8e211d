"""What a place on a hill is measured by: where it is on the axis, and how high above it."""

from __future__ import annotations

from manim import DOWN, RIGHT, Line, VGroup
from numpy.typing import ArrayLike

from scenes.kit.dashes import DashedLine
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.lettering import label
from scenes.kit.stage import AXIS_WIDTH, Interval
from scenes.kit.theme import color

NAME_GAP = 0.16


class Measures(VGroup):
    """The axis of θ, the height of the hill above it, and what the two are called.

    Parameters
    ----------
    ground
        The hill.
    point
        The place, ``(1,)``, in data units.
    axis
        The part of the axis that is drawn, in data units.
    role
        Colour role of θ.
    """

    def __init__(self, ground: CurveLandscape, point: ArrayLike, axis: Interval, role: str) -> None:
        spot, frame = ground.spot(point), ground.frame
        foot = frame.at(frame.data_at(spot)[0], 0)
        self.axis = Line(*frame.at(axis, 0), color=color("faint"), stroke_width=AXIS_WIDTH)
        self.drop = DashedLine(spot, foot, color=color("ink"), stroke_width=AXIS_WIDTH)
        self.loss = label("$L(theta)$ #h(0.4em) the loss").next_to(self.drop, RIGHT, buff=0.25)
        self.parameters = label("$theta$ #h(0.4em) the parameters").separate()
        self.theta = self.parameters[0].set_color(color(role))
        self.parameters.shift(foot + NAME_GAP * DOWN - self.theta.get_top())
        super().__init__(self.axis, self.drop, self.loss, self.parameters)
