"""A clock of steps: a dial on a log scale, whose hand is a function of the step alone."""

from __future__ import annotations

import numpy as np
from manim import DOWN, ValueTracker

from scenes.kit.charts.dial import NUMBERS, SMALL_SHARE, Dial, DialHand
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Readout

FIRST = 0.35
"""Turn of the hand for step 1, which has no place on a log scale below it, in decades."""


class StepClock(Dial):
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
        radius = min(slot.width / 2 - 2 * NUMBERS, slot.height / 2 - 1.5 * NUMBERS)
        super().__init__(slot.center, radius)
        for power in range(self.decades + 1):
            self.number(10**power)
            for digit in range(2, 10 if power < self.decades else 2):
                self.tick(digit * 10**power, SMALL_SHARE)
        self.hand = DialHand(self, step.get_value, role)
        self.readout = Readout(
            "n", lambda: float(int(step.get_value() + 1e-6)), decimals=0, signed=False,
            whole=self.decades + 1,
        )  # fmt: skip
        self.readout.move_to(self.middle + (self.radius + 0.1) * DOWN)
        self.add(self.readout, self.hand)

    def turned(self, value: float) -> float:
        """Return the share of the whole turn at which a step stands."""
        decades = FIRST * value if value < 1 else FIRST + float(np.log10(value))
        return decades / (FIRST + self.decades)
