"""Runners that leave a ground one after the other, and how each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from manim import DOWN, LEFT, UP, Mobject, VGroup

from gdcore import Path
from scenes.kit.landscapes import Ground
from scenes.kit.layout import Slot
from scenes.kit.lettering import FORMULA, Lettering, label, on_plate
from scenes.kit.marbles import whole_step
from scenes.kit.pacing import STEADY
from scenes.kit.readouts import Readout
from scenes.kit.runners import Runners
from scenes.kit.standings import Standing, Standings
from scenes.kit.types import Vector
from scenes.kit.walk import walk

NESTED_RADII = (0.25, 0.2, 0.15, 0.105)
"""Of marbles that start in one place, in scene units; as many as can be told apart."""

TAG_GAP, COUNTER_GAP, REMARK_GAP = 0.2, 0.4, 0.45


class StandingRace(Runners):
    """Runners, how they stand, and a step counter.

    Parameters
    ----------
    ground
        Where they start together.
    slot
        Where the standings hang.
    heads
        Typst markup over the names and over the numbers.
    runs
        By name (Typst markup), from top to bottom: the path and the colour role.
    quantity
        Reads the number of a line off its marble's path at a whole step.
    decimals
        Digits after the point.
    names_width
        Room for the names, in scene units.
    """

    def __init__(
        self,
        ground: Ground,
        slot: Slot,
        heads: tuple[str, str],
        runs: Mapping[str, tuple[Path, str]],
        quantity: Callable[[Path, int], float],
        decimals: int = 2,
        names_width: float = 2.0,
    ) -> None:
        super().__init__(ground, list(runs.values()), NESTED_RADII)
        self.lines = [
            Standing(marble, name, quantity, decimals)
            for marble, name in zip(self.marbles, runs, strict=True)
        ]
        self.table = Standings(slot, heads, self.lines, names_width)
        self.counter = Readout("n", self._now, size=FORMULA, decimals=0, whole=2, signed=False)

    def legs(self, leaves: Sequence[int], seconds: float) -> Iterator[list[Any]]:
        """Yield what is to be played until the last one has left, each leg of it.

        Parameters
        ----------
        leaves
            The step at which each leaves, from top to bottom; who never does is left out.
        seconds
            From one departure to the next.
        """
        for leave, line in sorted(zip(leaves, self.lines, strict=False), key=lambda pair: pair[0]):
            yield [walk(self.step, leave, seconds)]
            yield [*line.conclude(f"left at step ${leave}$")]
        yield [walk(self.step, self.marbles[0].path.steps, STEADY)]

    def counter_above(self, law: Mobject) -> Readout:
        """Return the step counter, above what says how a step goes."""
        return self.counter.next_to(law, UP, buff=COUNTER_GAP, aligned_edge=LEFT)

    def remark(self, words: str) -> Lettering:
        """Return words (Typst markup) below the standings."""
        faint = label(words, role="faint")
        return faint.next_to(self.table, DOWN, buff=REMARK_GAP, aligned_edge=LEFT)

    def tag(self, place: int, step: int, side: Vector) -> VGroup:
        """Return a runner's name on a plate, to one side of where it is at a step.

        Parameters
        ----------
        place
            Its line in the standings, from 0.
        step
            A whole step of its path.
        side
            Direction from there, such as manim's ``RIGHT``.
        """
        marble, name = self.marbles[place], self.lines[place].name_shown.text
        spot = marble.ground.spot(marble.path.points[step])
        return on_plate(label(name)).next_to(spot, side, buff=TAG_GAP)

    def _now(self) -> float:
        return max(whole_step(marble) for marble in self.marbles)
