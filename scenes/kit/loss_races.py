"""A race: marbles on one ground, their losses on a log axis, and the step at which each arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, Dot, FadeIn, ValueTracker, VGroup

from gdcore import Path
from scenes.kit.charts import Series
from scenes.kit.dashes import DashedLine, DashedSeries, entry
from scenes.kit.following import Following
from scenes.kit.landscapes import Ground
from scenes.kit.layout import Slot
from scenes.kit.lettering import LABEL, TICK, Formula, Lettering, label
from scenes.kit.marbles import MARBLE_RADIUS, Marble, Trail
from scenes.kit.pacing import QUICK
from scenes.kit.stage import AXIS_WIDTH, TICK_GAP, Axes, Frame, Interval, decades
from scenes.kit.theme import color
from scenes.kit.types import Vector
from scenes.kit.walk import walk

PITCH = 0.55
"""Distance of two lines of a score board, in scene units."""

HEAD_HEIGHT = 1.05
"""From the top of a score board to its lines, in scene units."""

FLAG_RADIUS = 0.09
BEHIND = 1.3
"""Size of a marble that must show below another one at the same place."""


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


class LossChart(VGroup):
    """Losses against steps on a log axis; each curve ends where its path arrives.

    Parameters
    ----------
    slot
        Where it stands, its numbers included.
    last
        The last step of the horizontal axis.
    losses
        The window, ``(low, high)``.
    """

    def __init__(self, slot: Slot, last: float, losses: Interval = (1e-5, 400)) -> None:
        inside = slot.inset(left=0.8, bottom=0.45, right=0.45, top=0.4)
        self.frame = Frame(inside, (0, last), losses, log_y=True)
        ticks = decades(losses)[::-2]
        super().__init__(Axes(self.frame, x_ticks=(0,), y_ticks=ticks, x_name="n", y_name="L"))

    def line(self, entrant: Entrant, step: ValueTracker) -> Series:
        """Return the curve of `entrant` up to its arrival; it grows with `step`."""
        values = entrant.path.values[: entrant.arrival + 1]
        kind = DashedSeries if entrant.dashed else Series
        return kind(self.frame, values, step, entrant.role)

    def flag(self, entrant: Entrant) -> VGroup:
        """Return a dot at the end of the curve, and its step as a number on the axis."""
        loss = max(entrant.path.values[entrant.arrival], self.frame.y[0])
        spot = self.frame.at(entrant.arrival, loss)
        return flag(self.frame, spot, f"{entrant.arrival}", entrant.role)


def flag(frame: Frame, spot: Vector, number: str, role: str) -> VGroup:
    """Return a dot at `spot` on the screen, plumbed down to a number below the axis of `frame`."""
    foot = np.array([spot[0], frame.slot.bottom, 0.0])
    parts = VGroup(Dot(spot, radius=FLAG_RADIUS, color=color(role)))
    if spot[1] - foot[1] > 2 * FLAG_RADIUS:
        parts.add(DashedLine(spot, foot, color=color(role), stroke_width=AXIS_WIDTH))
    parts.add(Formula(number, size=TICK, role=role).next_to(foot, DOWN, buff=TICK_GAP))
    return parts


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
        self.head = VGroup(label(terms), label(criterion, "faint", TICK))
        slot.place(self.head.arrange(DOWN, buff=0.3, aligned_edge=LEFT), 0, 1)
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


class Race:
    """Marbles that start together, and what is drawn while they run.

    Parameters
    ----------
    ground
        What they run on.
    entrants
        From back to front.
    chart, board
        Where their losses and their arrivals are shown.

    Attributes
    ----------
    marbles : VGroup
        Their trails, then the marbles.
    lines : VGroup
        Their loss curves.
    news : VGroup
        The marks of those that have arrived.
    """

    def __init__(
        self, ground: Ground, entrants: Sequence[Entrant], chart: LossChart, board: ScoreBoard
    ) -> None:
        self.entrants, self.chart, self.board = tuple(entrants), chart, board
        self.step = ValueTracker(0)
        last = len(entrants) - 1
        marbles = [
            Marble(ground, one.path, self.step, one.role, MARBLE_RADIUS * BEHIND ** (last - n))
            for n, one in enumerate(entrants)
        ]
        self.marbles = VGroup(*(Trail(marble) for marble in marbles), *marbles)
        self.lines = VGroup(*(chart.line(one, self.step) for one in entrants))

        self.news = VGroup()

    def legs(self, seconds: float) -> Iterator[list[Any]]:
        """Yield what is to be played, up to one arrival after the other, in `seconds` altogether.

        The marks that tell of an arrival come while the others run on; `news` collects them.
        """
        order = sorted(self.entrants, key=lambda one: one.arrival)
        share = seconds / sum(hurried(n) for n in range(order[-1].arrival))
        telling: list[Any] = []
        for one in order:
            if one.arrival > self.step.get_value():  # two may arrive together
                yield [walk(self.step, one.arrival, pace=lambda n: share * hurried(n)), *telling]
                telling = []
            marks = VGroup(self.chart.flag(one), self.board.score(one))
            telling.append(FadeIn(marks, run_time=QUICK))
            self.news.add(marks)
        yield telling


def hurried(n: int) -> float:
    """Return seconds for step `n` of a long walk: slow at first, then faster and faster."""
    return max(0.07, 0.6 * 0.86**n)
