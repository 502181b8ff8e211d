"""A power with n put in: ``5 · 0.8¹² ≈ 0.3436``, and where a number is rounded."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from manim import LEFT, RIGHT, VGroup

from scenes.kit.following import Following
from scenes.kit.text.numerals import Sign, sign_between
from scenes.kit.text.readout import RAISED, Digits, glyph_table
from scenes.kit.text.text import FORMULA, TICK, Formula

SPACE = 0.06, 0.22
"""Scene units before the exponent, and around the sign."""

MOST_DIGITS = "00"
"""What the exponent has room for."""


class WorkedPower(Following, VGroup):
    """``start · factor^n = value`` for the present n; the sign says whether it is rounded.

    Parameters
    ----------
    start, factor
        As they are shown: decimal numbers.
    n
        Returns the exponent, a whole number of two digits at most.
    value
        Returns the power for the present n.
    decimals
        Of the value.
    """

    follows = ("n",)

    def __init__(
        self,
        start: str,
        factor: str,
        n: Callable[[], int],
        value: Callable[[], float],
        decimals: int = 4,
    ) -> None:
        self.start, self.factor, self.n = Fraction(start), Fraction(factor), n
        base = Formula(f"{start} dot {factor}")
        foot = np.array([base.get_right()[0], base.glyphs()[0][:, 1].min(), 0])
        raised = np.array([0, RAISED * glyph_table(FORMULA).height, 0])
        self.exponent = Digits(n, decimals=0, signed=False, size=TICK)
        self.exponent.anchored_at(foot + raised + SPACE[0] * RIGHT)
        room = SPACE[0] + glyph_table(TICK).width(MOST_DIGITS) + SPACE[1]
        axis = (base.glyphs()[0][:, 1].max() + foot[1]) / 2
        self.signs: dict[Sign, Formula] = {"=": Formula("="), "approx": Formula("approx")}
        for sign in self.signs.values():
            sign.move_to(np.array([foot[0] + room, axis, 0]), aligned_edge=LEFT)
        end = max(sign.get_right()[0] for sign in self.signs.values()) + SPACE[1]
        self.digits = Digits(value, decimals, signed=False, exact=True, size=FORMULA)
        self.digits.anchored_at(np.array([end, foot[1], 0]))
        super().__init__(base, self.exponent, *self.signs.values(), self.digits)
        self.refresh()
        self.add_updater(lambda power: power.refresh())

    @property
    def sign(self) -> Sign:
        """What stands between the power and the digits that are shown."""
        return sign_between(self.start * self.factor ** self.n(), self.digits.spelled())

    def refresh(self) -> None:
        """Show the sign that is true."""
        true = self.sign
        for name, formula in self.signs.items():
            formula.set_fill(opacity=float(name == true))
