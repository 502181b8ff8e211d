"""How much of its velocity Nesterov's momentum keeps, along a direction."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from manim import RIGHT, Rectangle, ValueTracker, VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Formula, label
from scenes.kit.theme import color

BAR_HEIGHT, BARS_APART = 0.4, 0.12
"""Of a bar, and between the two of a direction, in scene units."""


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
