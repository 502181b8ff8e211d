"""Dials: a scale along an arc, and a hand that points at a value on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Arc, Line, VGroup, VMobject

from scenes.kit.charts.axes import AXIS_WIDTH
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import TICK, Formula
from scenes.kit.theme import color
from scenes.kit.types import Vector

ROUND = np.deg2rad(215.0), np.deg2rad(-35.0)
HALF = np.pi, 0.0
"""Directions of the hand at the first and the last value, clockwise from the left."""

NUMBERS = 0.34
"""From the dial to the middle of its numbers, in scene units."""

TICK_SHARE, SMALL_SHARE = 0.12, 0.06
"""Lengths of ticks, as shares of the radius: at numbers, and between them."""

HAND_SHARE, HAND_WIDTH = 0.8, 5.0
RUN_WIDTH = 9.0

FOOT = 0.62
"""From the middle of a rate dial to where its readout stands, in scene units."""


class Dial(VGroup):
    """A scale along an arc; a subclass adds ticks, numbers and a :class:`DialHand`.

    Parameters
    ----------
    middle
        What the hand turns about, on the screen, ``(3,)``.
    radius
        In scene units.
    ends
        Directions of the hand at its first and its last value, in radians.
    """

    def __init__(self, middle: Vector, radius: float, ends: tuple[float, float] = ROUND) -> None:
        self.middle, self.radius, self.ends = middle, radius, ends
        face = self.arc(*ends).set_stroke(color("faint"), AXIS_WIDTH)
        super().__init__(face)

    def turned(self, value: float) -> float:
        """Return the share of the whole turn at which a value stands, from 0 to 1."""
        raise NotImplementedError("a dial needs a scale: say how far a value turns the hand")

    def direction(self, value: float) -> float:
        """Return where the hand points at a value, in radians."""
        first, last = self.ends
        return float(first + (last - first) * self.turned(value))

    def at(self, value: float, radii: float) -> Vector:
        """Return the screen point in the direction of a value, some radii from the middle."""
        angle = self.direction(value)
        point: Vector = self.middle + self.radius * radii * np.array(
            [np.cos(angle), np.sin(angle), 0]
        )
        return point

    def arc(self, start: float, end: float) -> Arc:
        """Return the part of the dial between two directions, in radians."""
        return Arc(self.radius, start, end - start, num_components=24, arc_center=self.middle)

    def tick(self, value: float, share: float = TICK_SHARE) -> None:
        """Add a tick, `share` of the radius long."""
        ends = self.at(value, 1), self.at(value, 1 - share)
        self.add(Line(*ends, color=color("faint"), stroke_width=AXIS_WIDTH))

    def number(self, value: float, role: str = "faint") -> None:
        """Add a tick and the number that belongs to it, outside."""
        self.tick(value)
        number = Formula(f"{value:g}", size=TICK, role=role)
        self.add(number.move_to(self.at(value, 1 + NUMBERS / self.radius)))


class DialHand(Following, VGroup):
    """The hand of a dial, and the part of the dial from its beginning to the hand.

    Parameters
    ----------
    dial
        Whose middle it turns about.
    value
        Returns what it points at now; called once a frame.
    role, pointer
        Colour roles of the part of the dial and of the hand.
    """

    follows = ("dial", "value")

    def __init__(
        self, dial: Dial, value: Callable[[], float], role: str, pointer: str = "ink"
    ) -> None:
        self.dial, self.value = dial, value
        self.run = VMobject(color=color(role), stroke_width=RUN_WIDTH)
        self.pointer = VMobject(color=color(pointer), stroke_width=HAND_WIDTH)
        super().__init__(self.run, self.pointer)
        self.refresh()
        self.add_updater(lambda hand: hand.refresh())

    def refresh(self) -> None:
        """Point at the present value."""
        dial, value = self.dial, self.value()
        tip = dial.at(value, HAND_SHARE)
        if self.shows(tip):
            return
        self.pointer.set_points_as_corners([dial.middle, tip])
        self.run.points = dial.arc(dial.ends[0], dial.direction(value)).points
        self.drew(tip)


class RateDial(Dial):
    """A half dial of learning rates from 0, in the colour of α, and α as a number below it.

    Parameters
    ----------
    slot
        Its numbers and its readout fit in.
    rate
        Returns α now; called once a frame.
    most
        The largest α on the dial.
    stride
        Between two numbers.
    decimals
        Of the readout.
    """

    def __init__(
        self,
        slot: Slot,
        rate: Callable[[], float],
        most: float,
        stride: float = 0.1,
        decimals: int = 3,
    ) -> None:
        self.most = most
        radius = min(slot.width / 2 - 2 * NUMBERS, slot.height - FOOT - 1.6 * NUMBERS)
        super().__init__(slot.point(0.5, 0) + np.array([0, FOOT, 0]), radius, HALF)
        for n in range(int(2 * most / stride + 1e-9) + 1):
            if n % 2:
                self.tick(n * stride / 2, SMALL_SHARE)
            else:
                self.number(n // 2 * stride, "step")
        self.hand = DialHand(self, rate, "step", "step")
        self.readout = Readout("alpha", rate, role="step", decimals=decimals, signed=False)
        self.readout.move_to(slot.point(0.5, 0)).shift((0, self.readout.height / 2, 0))
        self.add(self.readout, self.hand)

    def turned(self, value: float) -> float:
        """Return the share of the half turn at which a learning rate stands."""
        return value / self.most
