"""How much velocity Nesterov's momentum keeps, and from which learning rate on it diverges."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from manim import LEFT, RIGHT, UP, Dot, Line, Rectangle, ValueTracker, VGroup, VMobject

from gdcore import theory
from gdcore.theory.stability import Method
from scenes.kit.charts.axes import Axes, Frame, Interval
from scenes.kit.charts.series import EDGE_WIDTH, FLAG_RADIUS, DashedLine, Series, flag, series
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Formula, label
from scenes.kit.theme import DASHES, color

BAR_HEIGHT, BARS_APART = 0.4, 0.12
"""Of a bar, and between the two of a direction, in scene units."""

METHODS: Mapping[str, Method] = {
    "gradient_descent": "gradient descent",
    "momentum": "momentum",
    "nesterov": "Nesterov momentum",
}
"""The method of theory by the colour role of its optimizer."""

SAMPLES = 321
TOP = 2.2
"""Highest factor that the chart shows."""

RATE_WIDTH = 3.0

EDGE = 1.0
"""The factor at which distances stay as they are."""


class Strip(Following, VMobject):
    """A horizontal bar that is as long as a tracker says.

    Parameters
    ----------
    slot
        Where it stands; it is as wide at a length of 1.
    length
        The tracker, from 0 to 1.
    """

    follows = ("slot", "length")

    def __init__(self, slot: Slot, length: ValueTracker, role: str) -> None:
        super().__init__(fill_color=color(role), fill_opacity=1, stroke_width=0)
        self.slot, self.length = slot, length
        self.refresh()
        self.add_updater(lambda strip: strip.refresh())

    def refresh(self) -> None:
        """Be as long as the tracker says."""
        share = max(self.length.get_value(), 1e-3)
        if self.shows(share):
            return
        low, high = self.slot.point(0, 0), self.slot.point(share, 1)
        corners = [low, (high[0], low[1], 0), high, (low[0], high[1], 0), low]
        self.set_points_as_corners(np.array(corners, float))
        self.drew(share)


class KeptBars(VGroup):
    """Two bars: how much of its velocity momentum keeps along a direction, and Nesterov.

    Parameters
    ----------
    slot
        Where they stand, with the direction's name at the left and numbers at the right.
    name
        Of the direction, Typst markup.
    beta, factor
        The share β, and 1 − αλ, with which Nesterov multiplies it.

    Attributes
    ----------
    kept : ValueTracker
        What Nesterov's bar shows; β at first.
    result : Formula
        The number beside Nesterov's bar; not part of it, so that it can come when the bar is right.
    """

    def __init__(self, slot: Slot, name: str, beta: float, factor: float) -> None:
        words, inside, numbers = slot.columns(1, 2.3, 1.15, gap=0.3)
        upper, lower = (
            Slot(inside.left, middle - BAR_HEIGHT / 2, inside.right, middle + BAR_HEIGHT / 2)
            for middle in (
                slot.center[1] + sign * (BAR_HEIGHT + BARS_APART) / 2 for sign in (1, -1)
            )
        )
        self.kept = ValueTracker(beta)
        whole = Rectangle(
            width=inside.width,
            height=2 * BAR_HEIGHT + 3 * BARS_APART,
            stroke_color=color("faint"),
            stroke_width=1.5,
        ).move_to(inside.center)
        share = Formula(f"beta = {beta:g}", size=TICK, role="momentum")
        shown = f"{beta * factor:.3g}"
        short = f"{beta:.3g}"  # all digits of β stand beside the other bar
        exact = Fraction(short) * Fraction(f"{factor:.3g}") == Fraction(shown)
        product = f"{short} dot {factor:.3g} {'=' if exact else 'approx'} {shown}"
        self.result = Formula(product, size=TICK, role="nesterov")
        for number, bar in ((share, upper), (self.result, lower)):
            number.next_to(np.array([numbers.left, bar.center[1], 0]), RIGHT, buff=0)
        super().__init__(
            words.place(label(name), 0, 0.5),
            whole,
            Strip(upper, ValueTracker(beta), "momentum"),
            Strip(lower, self.kept, "nesterov"),
            share,
        )


class RadiusChart(VGroup):
    """By how much each optimizer multiplies a distance per step in the long run, against α.

    Parameters
    ----------
    slot
        Where it stands, its numbers included.
    curvature, beta
        Of the direction, and the share of the velocity that is kept.
    rates
        The window of α.

    Attributes
    ----------
    swept : ValueTracker
        From 0 to `last`: up to which rate, counted from the left, the curves are drawn.
    curves : VGroup
        They are not part of it, and come with `swept`.
    """

    def __init__(self, slot: Slot, curvature: float, beta: float, rates: Interval) -> None:
        self.curvature, self.beta = curvature, beta
        self.frame = Frame(slot.inset(left=0.65, bottom=0.5, right=0.5, top=0.5), rates, (0, TOP))
        self.swept, self.last = ValueTracker(0), SAMPLES - 2
        axes = Axes(self.frame, (0,), (0, EDGE, 2 * EDGE), "alpha")
        heading = label("factor a step", "faint", TICK)
        heading.next_to(self.frame.slot.point(0, 1), UP, buff=0.12).align_to(slot.point(0, 0), LEFT)
        ends = self.frame.at(rates[0], EDGE), self.frame.at(rates[1], EDGE)
        edge = DashedLine(*ends, stroke_width=EDGE_WIDTH, color=color("ink"))
        self.curves = VGroup(*(self._curve(role) for role in METHODS))
        super().__init__(axes, heading, edge)

    def factor(self, role: str, rate: float) -> float:
        """Return by how much the optimizer of `role` multiplies a distance at a rate."""
        return theory.spectral_radius(rate, self.curvature, METHODS[role], self.beta)

    def limit(self, role: str) -> float:
        """Return the learning rate above which the optimizer of `role` diverges."""
        return theory.largest_stable_rate(self.curvature, METHODS[role], self.beta)

    def flags(self) -> VGroup:
        """Return a dot where a curve leaves for good, its rate as a number on the axis."""
        return VGroup(
            *(
                flag(
                    self.frame,
                    self.frame.at(self.limit(role), EDGE),
                    f"{self.limit(role):.3f}",
                    role,
                )
                for role in METHODS
            )
        )

    def at_rate(self, rate: float) -> VGroup:
        """Return a line across the chart at a rate, its name, and a dot on each curve."""
        foot, head = self.frame.at(rate, 0), self.frame.at(rate, TOP)
        name = label(f"$alpha = {rate:g}$", "step").next_to(head, UP, buff=0.12)
        dots = (
            Dot(self.frame.at(rate, self.factor(role, rate)), FLAG_RADIUS, color=color(role))
            for role in METHODS
        )
        return VGroup(Line(foot, head, color=color("step"), stroke_width=RATE_WIDTH), name, *dots)

    def _curve(self, role: str) -> Series:
        rates = np.linspace(*self.frame.x, self.last + 2)[1:]
        factors = np.array([self.factor(role, rate) for rate in rates])
        inside = int(np.argmax(factors > TOP)) or len(factors)
        window = Frame(self.frame.slot, (-1, self.last), self.frame.y)
        return series(window, factors[:inside], self.swept, role, DASHES[role])
