"""Who races, on what terms, and the step at which each arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, VGroup

from gdcore import Path
from scenes.kit.dashes import entry
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.lettering import LABEL, TICK, Lettering, label

PITCH = 0.55
"""Distance of two lines of a score board, in scene units."""

HEAD_HEIGHT = 1.05
"""From the top of a score board to its lines, in scene units."""


@dataclass(frozen=True)
class Entrant:
    """One path in a race.

    Parameters
    ----------
    name
        Typst markup, what the score board calls it.
    path
        The trajectory.
    arrival
        The step at which its loss curve ends.
    role
        Colour role.
    dashed
        Whether its loss curve is dashed.
    """

    name: str
    path: Path
    arrival: int
    role: str
    dashed: bool = False


class ScoreBoard(Following, VGroup):
    """The terms of a race, and a line for each entrant: its curve's look, its name, its arrival.

    Parameters
    ----------
    slot
        It hangs from the top.
    terms
        What is the same for all, Typst markup.
    criterion
        What the numbers at the right mean.
    entrants
        From top to bottom.

    Attributes
    ----------
    head : VGroup
        Terms and criterion.
    lines : list of VGroup
        One for each entrant.
    """

    follows = ("slot", "entrants")

    def __init__(self, slot: Slot, terms: str, criterion: str, entrants: Sequence[Entrant]) -> None:
        self.slot, self.entrants = slot, tuple(entrants)
        self.head = slot.stack(label(terms), label(criterion, "faint", TICK), up=1, gap=0.3)
        self.lines = [entry(one.name, one.role, one.dashed) for one in entrants]
        super().__init__(self.head, *self.lines)
        first = slot.point(0, 1) + HEAD_HEIGHT * DOWN
        for row, line in enumerate(self.lines):
            line.move_to(first + (row + 0.5) * PITCH * DOWN, aligned_edge=LEFT)

    def score(self, entrant: Entrant) -> Lettering:
        """Return the step at which `entrant` arrives, for the right end of its line."""
        number = Lettering(f"*{entrant.arrival}*", size=LABEL, role=entrant.role)
        height = self.lines[self.entrants.index(entrant)].get_y()
        number.move_to(np.array([self.slot.right, height, 0.0]), aligned_edge=RIGHT)
        return number
