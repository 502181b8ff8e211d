"""The blindfolded hiker with a lantern, and the measures of the place where he stands."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    CapStyleType,
    Line,
    LineJointType,
    ManimColor,
    Polygon,
    ValueTracker,
    VGroup,
    VMobject,
)
from numpy.typing import ArrayLike

from gdcore import Path
from scenes.kit.charts.axes import AXIS_WIDTH, DOT_RADIUS, UNIT_CIRCLE, Interval
from scenes.kit.charts.series import DashedLine
from scenes.kit.following import Following
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import Slot
from scenes.kit.text.text import label
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector
from scenes.parts.soft_disc import FINE, SoftDisc

HIKER_HEIGHT = 1.5
"""From the feet to the crown, in scene units."""

HIP = 0.33
HEAD, HEAD_RADIUS = np.array([0.03, 0.83, 0.0]), 0.15
STRIDE, LIFT_OF_FOOT, LEAN = 0.16, 0.08, 0.35
STICK_AHEAD = 0.36
"""All in shares of the height; the lean is a share of the angle of the ground."""

COAT = ((-0.15, 0.27), (0.15, 0.27), (0.10, 0.66), (-0.10, 0.66))
PACK = ((-0.30, 0.38), (-0.09, 0.36), (-0.08, 0.66), (-0.27, 0.64))
BAND = ((-0.128, 0.815), (0.186, 0.815), (0.186, 0.905), (-0.124, 0.905))
TAIL = ((-0.11, 0.86), (-0.21, 0.89), (-0.29, 0.81))
OTHER_TAIL = ((-0.11, 0.86), (-0.20, 0.82), (-0.24, 0.72))
ARM = ((-0.01, 0.60), (0.10, 0.46), (0.25, 0.50))
"""Outlines of the figure that faces right, its height 1 and its feet at the origin."""

GLASS_RADIUS, GLOW_RADIUS = 0.05, 0.85

HOOK = np.array([0.06, -0.03, 0.0])
"""From the top of the stick to the middle of the glass; all in shares of the hiker's height."""

BEHIND_THE_HIKER = -0.5
GLOW = 0.73
"""How much light the mist takes away in the middle of the glow, as a negative logarithm."""

NAME_GAP = 0.16


class Hiker(Marble):
    """A small figure on a curve that walks as its marble would: its feet are at the spot.

    The legs, the lean and the stick are functions of the step, of the ground and of `facing`
    alone. It owns the marble's disc, as the point of contact between its feet.

    Parameters
    ----------
    ground
        The curve that it stands on.
    path
        The trajectory that it follows.
    step
        The tracker that tells how far it is, in steps.
    facing
        The tracker of where it looks: 1 is right, -1 is left, and in between it turns.
    role
        Colour role, the optimizer's.
    """

    walks = True
    follows = (*Marble.follows, "facing")

    def __init__(
        self,
        ground: CurveLandscape,
        path: Path,
        step: ValueTracker,
        facing: ValueTracker,
        role: str = "gradient_descent",
    ) -> None:
        self.curve, self.facing = ground, facing
        blue, ink, faint = color(role), color("ink"), color("faint")
        self.legs = [_stroke(blue, 9), _stroke(blue, 9)]
        self.stick = _stroke(faint, 4.5)
        head = VMobject(fill_color=blue, fill_opacity=1, stroke_width=0)
        head.points = HEAD + HEAD_RADIUS * UNIT_CIRCLE
        self.posed = [
            _outline(PACK, 0.05, faint),
            _outline(COAT, 0.06, blue),
            head,
            _outline(BAND, 0.02, ink),
            _polyline(TAIL, _stroke(ink, 5)),
            _polyline(OTHER_TAIL, _stroke(ink, 5)),
            _polyline(ARM, _stroke(color("paper"), 9)),
            _polyline(ARM, _stroke(blue, 6.5)),
        ]
        self.poses = [part.points.copy() for part in self.posed]
        lines = [*self.legs, self.stick, *self.posed[-4:]]
        self.widths = [(line, line.get_stroke_width()) for line in lines]
        self.size = 1.0
        """How many times larger than its height in the frame it is now."""
        super().__init__(ground, path, step, role, radius=DOT_RADIUS)
        self.remove(self.shine)
        self.add(*self.legs, *self.posed[:-2], self.stick, *self.posed[-2:])

    @property
    def solidity(self) -> float:
        """How opaque the coat is: the point of contact may be hidden."""
        return float(self.posed[1].get_fill_opacity())

    def refresh(self) -> None:
        """Stand at the spot, legs apart as far as the ground is steep."""
        super().refresh()
        self._grow(self.curve.magnification(self.point))
        height = HIKER_HEIGHT * self.size
        angle = np.arctan(self.curve.slope(self.point))
        stride = STRIDE * (0.35 + 0.65 * min(1.0, abs(angle)))
        step, facing = self.step.get_value(), self.facing.get_value()
        tip = self._on_the_ground(facing * STICK_AHEAD)
        facts = (self.spot, angle, step, facing, self.size, tip)
        if self.shows(*facts):
            return
        bob = 0.02 * abs(np.sin(np.pi * step))
        hip = self.spot + height * np.array([0, HIP - bob, 0])
        for leg, turn in zip(self.legs, (0, 1), strict=True):
            swing = np.pi * (step + turn)
            foot = self._on_the_ground(facing * stride * np.cos(swing))
            foot[1] += height * LIFT_OF_FOOT * max(0.0, -np.sin(swing))
            knee = (hip + foot) / 2 + height * np.array([0.05 * facing, 0, 0])
            along = np.array([np.cos(angle), np.sin(angle), 0])
            toe = foot + height * 0.07 * facing * along
            leg.set_points_as_corners([hip, knee, foot, toe])
        lean = -LEAN * facing * abs(angle)
        turned = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
        for part, pose in zip(self.posed, self.poses, strict=True):
            placed = height * (pose - (0, HIP, 0)) * (facing, 1, 1)
            placed[:, :2] = placed[:, :2] @ turned
            part.points = placed + hip
        hand = self.posed[-1].points[-1]
        self.stick.set_points_as_corners([hand + 0.35 * (hand - tip), tip])
        self.drew(*facts)

    def _grow(self, size: float) -> None:
        """Be as large as things look where it stands; its feet and strokes as well."""
        if size != self.size:
            self.disc.scale(size / self.size)
            for line, width in self.widths:
                line.set_stroke(width=width * size)
            self.size = size

    def _on_the_ground(self, ahead: float) -> Vector:
        """Return the ground's point `ahead` heights to the right of the spot, shape ``(3,)``."""
        return self.curve.spot(self.point + ahead * HIKER_HEIGHT / self.curve.frame.scale[0])


def _stroke(paint: ManimColor, width: float) -> VMobject:
    stroke = VMobject(color=paint, stroke_width=width, joint_type=LineJointType.ROUND)
    return stroke.set_cap_style(CapStyleType.ROUND)


def _outline(
    corners: tuple[tuple[float, float], ...], rounding: float, paint: ManimColor
) -> VMobject:
    shape = Polygon(*np.pad(corners, ((0, 0), (0, 1)))).round_corners(rounding)
    return VMobject(fill_color=paint, fill_opacity=1, stroke_width=0).set_points(shape.points)


def _polyline(corners: tuple[tuple[float, float], ...], stroke: VMobject) -> VMobject:
    return stroke.set_points_smoothly(np.pad(corners, ((0, 0), (0, 1))))


def glass_of(hiker: Hiker) -> Vector:
    """Return where the light on a hiker's stick hangs on the screen, shape ``(3,)``."""
    height, facing = HIKER_HEIGHT * hiker.size, hiker.facing.get_value()
    return np.asarray(hiker.stick.points[0] + height * HOOK * (facing, 1, 1))


class _Discs(Following, VGroup):
    """Discs around the light on a hiker's stick, their radii in shares of the height."""

    follows = ("hiker",)

    def __init__(self, hiker: Hiker, radii: FloatArray, *discs: VMobject) -> None:
        self.hiker, self.radii = hiker, radii
        super().__init__(*discs)
        self.refresh()
        self.add_updater(lambda light: light.refresh())

    def refresh(self) -> None:
        """Hang from the stick where it is now."""
        middle, height = glass_of(self.hiker), HIKER_HEIGHT * self.hiker.size
        for disc, radius in zip(self, self.radii, strict=True):
            disc.points = middle + height * radius * UNIT_CIRCLE


class Glow(SoftDisc):
    """The mist that a lantern lights, behind the hiker.

    Parameters
    ----------
    hiker
        Who carries the lantern; to be added first.
    """

    follows = ("hiker",)

    def __init__(self, hiker: Hiker) -> None:
        self.hiker = hiker
        beyond = (np.linspace(0, self.rim, FINE) - GLASS_RADIUS) / GLOW_RADIUS
        inwards = 1 - beyond.clip(0, 1)
        super().__init__(self._around(), "lantern", 1 - np.exp(-GLOW * inwards**2))
        # it is drawn before the hiker, but moved after: else it would come a frame late
        self.set_z_index(BEHIND_THE_HIKER)
        self.refresh()
        self.add_updater(lambda glow: glow.refresh())

    rim = GLASS_RADIUS + GLOW_RADIUS
    """From the middle to where there is none of it, in shares of the hiker's height."""

    @property
    def middle(self) -> Vector:
        return glass_of(self.hiker)

    @property
    def radius(self) -> float:
        return HIKER_HEIGHT * self.hiker.size * self.rim

    def _around(self) -> Slot:
        (x, y, _), reach = self.middle, self.radius
        return Slot(x - reach, y - reach, x + reach, y + reach)

    def refresh(self) -> None:
        """Hang from the stick where it is now."""
        slot = self._around()
        self.points = np.array([slot.point(*at) for at in ((0, 1), (1, 1), (0, 0), (1, 0))])


class Lantern(_Discs):
    """A light that hangs from the top of a hiker's stick.

    Parameters
    ----------
    hiker
        Who carries it.
    """

    def __init__(self, hiker: Hiker) -> None:
        glass = VMobject(fill_color=color("lantern"), fill_opacity=1, stroke_width=2)
        glass.set_stroke(color("ink"))
        flame = VMobject(fill_color="#FFFFFF", fill_opacity=0.9, stroke_width=0)
        super().__init__(hiker, GLASS_RADIUS * np.array([1, 0.5]), glass, flame)


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
