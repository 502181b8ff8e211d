"""The hiker's four moves as a list, how much of each there is, and the rule that they become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Animation,
    FadeIn,
    Polygon,
    Succession,
    VGroup,
    VMobject,
)

from scenes.kit.layout import Slot
from scenes.kit.text.text import BODY, Formula, Lettering
from scenes.kit.theme import color

MOVES = (
    ("slope", "Feel the slope", "slope"),
    ("minus", "Turn the other way", "ink"),
    ("rate", "Take a step", "step"),
    ("becomes", "Repeat until flat", "ink"),
)
"""Name of its part in the rule, words and colour role of each move."""

UPDATE_RULE = (
    "{{ theta : to }} thick {{ arrow.l : becomes }} thick {{ theta : from }} thick {{ - : minus }}"
    " thick {{ alpha : rate }} thin {{ nabla L(theta) : slope }}"
)
SIGNS = {"slope": "nabla L(theta)", "minus": "-", "rate": "alpha", "becomes": "arrow.l"}
"""Typst mathematics of each move."""

INDENT, BELOW, BETWEEN, CLOSED_UP = 0.5, 0.14, 0.42, 0.55
"""Scene units from the name of a move to its amount, and from one move to the next."""

WEDGE = ((0.0, 0.14), (0.22, 0.0), (0.0, -0.14))
WEDGE_GAP = 0.16


class Moves:
    """The moves below each other, and below each how much of it.

    Parameters
    ----------
    slot
        Where they stand; they hang from its top.
    amounts
        By the name of a move's part in the rule, what stands below it.

    Attributes
    ----------
    names, amounts : dict
        By the same names; to be faded in.
    wedge : Polygon
        Points at the move that is being made; at the first one in the beginning.
    """

    def __init__(self, slot: Slot, amounts: Mapping[str, VMobject]) -> None:
        self.names = {part: Lettering(words, BODY, role) for part, words, role in MOVES}
        self.amounts = dict(amounts)
        column = VGroup()
        for part, name in self.names.items():
            amount = self.amounts[part].next_to(name, DOWN, BELOW).align_to(name, LEFT)
            column.add(VGroup(name, amount.shift(INDENT * RIGHT)))
        column.arrange(DOWN, buff=BETWEEN, aligned_edge=LEFT)
        corners = [(x, y, 0) for x, y in WEDGE]
        self.wedge = Polygon(*corners, fill_color=color("ink"), fill_opacity=1, stroke_width=0)
        slot.inset(left=self.wedge.width + WEDGE_GAP).place(column, 0, 1)
        self.wedge.next_to(self.names["slope"], LEFT, WEDGE_GAP)

    def point_at(self, part: str) -> Any:
        """Return the animation that moves the wedge to a move."""
        wedge: Any = self.wedge.animate  # manim types it as the mobject itself
        return wedge.match_y(self.names[part])

    def close_ranks(self, slot: Slot) -> Any:
        """Return the animation that puts the names, without amounts, into the foot of a slot."""
        names = VGroup(*self.names.values())
        closed: Any = names.animate
        foot = slot.place(names.copy().arrange(DOWN, buff=CLOSED_UP, aligned_edge=LEFT), 0, 0)
        return closed.arrange(DOWN, buff=CLOSED_UP, aligned_edge=LEFT).move_to(foot)


class Rule:
    """The update rule, and its signs beside the moves that they stand for.

    Parameters
    ----------
    slot
        What it fills from edge to edge; it hangs from the top.
    role
        Colour role of θ.

    Attributes
    ----------
    formula : Formula
        The rule; its parts are called as the moves are, and ``from`` and ``to``.
    signs : VGroup
        Those beside the moves so far.
    """

    def __init__(self, slot: Slot, role: str) -> None:
        self.roles = {"to": role, "from": role, "rate": "step", "slope": "slope"}
        self.formula = Formula(UPDATE_RULE, roles=self.roles).scale_to_fit_width(slot.width)
        slot.place(self.formula, 0, 1)
        self.signs = VGroup()

    def take(self, part: str, moves: Moves, seconds: float) -> Animation:
        """Return the animation in which the sign of a move comes beside it and joins the rule."""
        sign = Formula(SIGNS[part], BODY, self.roles.get(part, "ink"))
        column = max(name.get_right()[0] for name in moves.names.values())
        sign.next_to((column, moves.names[part].get_y(), 0), RIGHT, INDENT)
        self.signs.add(sign)
        joins = FadeIn(self.formula.select(part), target_position=sign, scale=0.5)
        return Succession(FadeIn(sign), joins, run_time=seconds)
