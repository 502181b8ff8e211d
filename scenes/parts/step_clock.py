"""A clock of steps: a dial on a log scale, whose hand is a function of the step alone."""

from __future__ import annotations

import numpy as np
from manim import DOWN, Arc, Line, ValueTracker, VGroup, VMobject

from scenes.kit.charts.axes import AXIS_WIDTH
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import TICK, Formula
from scenes.kit.theme import color
from scenes.kit.types import Vector

REST, END = np.deg2rad(215.0), np.deg2rad(-35.0)
"""Directions of the hand at step 0 and at the last number: clockwise, the gap is below."""

FIRST = 0.35
"""Turn of the hand for step 1, which has no place on a log scale below it, in decades."""

NUMBERS = 0.34
"""From the dial to the middle of its numbers, in scene units."""

TICK_SHARE, SMALL_SHARE = 0.12, 0.06
"""Lengths of ticks, as shares of the radius: at powers of ten, and between them."""

HAND_SHARE, HAND_WIDTH = 0.8, 5.0
RUN_WIDTH = 9.0


class StepClock(VGroup):
    """A dial from 1 to a power of ten, with the step below its middle.

    Parameters
    ----------
    slot
        Its numbers fit in.
    step
        The tracker of the step.
    most
        Steps that it must show at least.
    role
        Colour role of the arc that the hand has run through.

    Attributes
    ----------
    decades : int
        Powers of ten on the dial, without the first.
    """

    def __init__(
        self, slot: Slot, step: ValueTracker, most: int, role: str = "gradient_descent"
    ) -> None:
        self.decades = int(np.ceil(np.log10(most)))
        self.radius = min(slot.width / 2 - 2 * NUMBERS, slot.height / 2 - 1.5 * NUMBERS)
        self.middle = slot.center
        face = _arc(self, REST, END).set_stroke(color("faint"), AXIS_WIDTH)
        super().__init__(face)
        for power in range(self.decades + 1):
            self._tick(10**power, TICK_SHARE)
            number = Formula(f"{10**power}", size=TICK, role="faint")
            self.add(number.move_to(self.at(10**power, 1 + NUMBERS / self.radius)))
            for digit in range(2, 10 if power < self.decades else 2):
                self._tick(digit * 10**power, SMALL_SHARE)
        self.hand = ClockHand(self, step, role)
        self.readout = Readout(
            "n", lambda: float(int(step.get_value() + 1e-6)), decimals=0, signed=False,
            whole=self.decades + 1,
        )  # fmt: skip
        self.readout.move_to(self.middle + (self.radius + 0.1) * DOWN)
        self.add(self.readout, self.hand)

    def direction(self, step: float) -> float:
        """Return where the hand points at a step, in radians."""
        turned = FIRST * step if step < 1 else FIRST + float(np.log10(step))
        return float(REST + (END - REST) * turned / (FIRST + self.decades))

    def at(self, step: float, radii: float) -> Vector:
        """Return the screen point in the direction of a step, some radii from the middle."""
        angle = self.direction(step)
        point: Vector = self.middle + self.radius * radii * np.array(
            [np.cos(angle), np.sin(angle), 0]
        )
        return point

    def _tick(self, step: int, share: float) -> None:
        ends = self.at(step, 1), self.at(step, 1 - share)
        self.add(Line(*ends, color=color("faint"), stroke_width=AXIS_WIDTH))


class ClockHand(Following, VGroup):
    """The hand of a clock, and the part of the dial that it has run through.

    Parameters
    ----------
    clock
        Whose middle it turns about.
    """

    follows = ("clock", "step")

    def __init__(self, clock: StepClock, step: ValueTracker, role: str) -> None:
        self.clock, self.step = clock, step
        self.run = VMobject(color=color(role), stroke_width=RUN_WIDTH)
        self.pointer = VMobject(color=color("ink"), stroke_width=HAND_WIDTH)
        super().__init__(self.run, self.pointer)
        self.refresh()
        self.add_updater(lambda hand: hand.refresh())

    def refresh(self) -> None:
        """Point at the present step."""
        clock, step = self.clock, self.step.get_value()
        tip = clock.at(step, HAND_SHARE)
        if self.shows(tip):
            return
        self.pointer.set_points_as_corners([clock.middle, tip])
        self.run.points = _arc(clock, REST, clock.direction(step)).points
        self.drew(tip)


def _arc(clock: StepClock, start: float, end: float) -> Arc:
    return Arc(clock.radius, start, end - start, num_components=24, arc_center=clock.middle)
