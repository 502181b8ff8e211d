"""Standings: marbles that leave a ground, and a legend that says how each of them fares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Animation,
    Circle,
    FadeIn,
    FadeOut,
    Line,
    Mobject,
    VGroup,
    smooth,
    squish_rate_func,
)

from gdcore import Path
from scenes.kit.charts.axes import AXIS_WIDTH
from scenes.kit.landscape.ground import Ground
from scenes.kit.landscape.marbles import Marble, Runners, following, whole_step
from scenes.kit.layout import Slot
from scenes.kit.story.timing import QUICK, STEADY, walk
from scenes.kit.text.readout import Digits, Readout
from scenes.kit.text.text import FORMULA, LABEL, Lettering
from scenes.kit.theme import color

PITCH = 0.66
"""Distance of two lines, in scene units."""

HEAD_HEIGHT = 0.6
"""From the top of the legend to the rule below its heads, in scene units."""

KEY_WIDTH = 0.55
"""Room for a marble's picture, in scene units."""


NESTED_RADII = (0.25, 0.2, 0.15, 0.105)
"""Of marbles that start in one place, in scene units; as many as can be told apart."""

COUNTER_GAP = 0.4


class Standing(VGroup):
    """One line of a legend: a marble's picture, its name, and a number that turns into a verdict.

    Parameters
    ----------
    marble
        Whose line it is; the picture has its size and colour.
    name
        Typst markup.
    quantity
        Reads the number off the marble's path at a whole step.
    decimals
        Digits after the point.
    """

    def __init__(
        self, marble: Marble, name: str, quantity: Callable[[Path, int], float], decimals: int = 2
    ) -> None:
        self.key = Circle(marble.disc.width / 2, color=color("paper"), stroke_width=2)
        self.key.set_fill(color(marble.role), opacity=1)
        self.name_shown = Lettering(name, size=LABEL)
        self.told: Mobject = Digits(following(marble, quantity), decimals, signed=False)
        self.base = 0.0
        super().__init__(self.key, self.name_shown, self.told)

    def stand_at(self, y: float, lefts: Sequence[float]) -> Standing:
        """Put the parts with their middles at height `y`, each at its left edge."""
        self.key.move_to((lefts[0] + KEY_WIDTH / 2, y, 0.0))
        self.base = y - self.told.height / 2
        for part, left in zip((self.name_shown, self.told), lefts[1:], strict=True):
            _set_on(part, left, self.base)
        return self

    def conclude(self, verdict: str) -> tuple[Animation, Animation]:
        """Return the two animations that put `verdict` (Typst markup) where the number is.

        A later verdict takes the place of an earlier one.
        """
        old, new = self.told, Lettering(verdict, size=LABEL)
        _set_on(new, float(old.get_left()[0]), self.base)
        self.remove(old).add(new)
        self.told = new
        return (  # gone before the new one comes, so that the two never overlap
            FadeOut(old, rate_func=squish_rate_func(smooth, 0, 0.45), run_time=QUICK),
            FadeIn(new, rate_func=squish_rate_func(smooth, 0.5, 1), run_time=QUICK),
        )


class Standings(VGroup):
    """Lines below each other, under heads and a rule.

    Parameters
    ----------
    slot
        Where they stand; they hang from its top.
    heads
        Typst markup over the names and over the numbers.
    lines
        From top to bottom.
    names_width
        Room for the names, in scene units.
    """

    def __init__(
        self,
        slot: Slot,
        heads: tuple[str, str],
        lines: Sequence[Standing],
        names_width: float = 1.5,
    ) -> None:
        names = slot.left + KEY_WIDTH + 0.15
        lefts = (slot.left, names, names + names_width)
        rule = slot.top - HEAD_HEIGHT
        self.heads = VGroup(*(Lettering(head, size=LABEL, role="faint") for head in heads))
        for head, left in zip(self.heads, lefts[1:], strict=True):
            head.move_to((left, slot.top, 0.0), aligned_edge=LEFT).shift(0.3 * DOWN)
        self.rule = Line(
            np.array([slot.left, rule, 0]),
            np.array([slot.right, rule, 0]),
            color=color("faint"),
            stroke_width=AXIS_WIDTH,
        )
        self.lines = [
            line.stand_at(rule - (row + 0.7) * PITCH, lefts) for row, line in enumerate(lines)
        ]
        super().__init__(self.heads, self.rule, *self.lines)

    @property
    def bottom(self) -> float:
        """Where the lowest line ends, in scene units."""
        return float(self.rule.get_y()) - (len(self.lines) + 0.2) * PITCH


def _set_on(text: Mobject, left: float, base: float) -> None:
    """Put `text` with its left end at `left` and its baseline at `base`."""
    baseline = float(text.get_bottom()[1])
    if isinstance(text, Lettering):
        bottoms = sorted(float(glyph[:, 1].min()) for glyph in text.glyphs())
        baseline = bottoms[(len(bottoms) - 1) // 2]  # most glyphs stand on it; few hang or fly
    text.shift((left - float(text.get_left()[0]), base - baseline, 0.0))


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

    def _now(self) -> float:
        return max(whole_step(marble) for marble in self.marbles)
