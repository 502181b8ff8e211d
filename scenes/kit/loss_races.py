"""A race: runners, their losses on a log axis, and the step at which each arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from manim import FadeIn, ValueTracker, VGroup

from scenes.kit.charts import Series
from scenes.kit.dashes import series
from scenes.kit.edges import flag
from scenes.kit.landscapes import Ground
from scenes.kit.layout import Slot
from scenes.kit.pacing import QUICK, hurried
from scenes.kit.runners import Runners
from scenes.kit.score_boards import Entrant, ScoreBoard
from scenes.kit.stage import Axes, Frame, Interval, decades
from scenes.kit.walk import walk

ROOM_AT_THE_END = 1.08
"""How far the steps of a chart reach, as a factor of the last arrival."""


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
        return series(self.frame, values, step, entrant.role, entrant.dashed)

    def flag(self, entrant: Entrant) -> VGroup:
        """Return a dot at the end of the curve, and its step as a number on the axis."""
        loss = max(entrant.path.values[entrant.arrival], self.frame.y[0])
        spot = self.frame.at(entrant.arrival, loss)
        return flag(self.frame, spot, f"{entrant.arrival}", entrant.role)


class Scores(VGroup):
    """Where the losses of all that race are seen, and when each arrives.

    Parameters
    ----------
    slots
        Where the chart and the score board stand.
    terms, criterion
        As for :class:`ScoreBoard`.
    entrants
        All who will race, from top to bottom of the board.

    Attributes
    ----------
    chart : LossChart
    board : ScoreBoard
        Of its lines, those come on the screen whose entrants race.
    """

    def __init__(
        self, slots: Sequence[Slot], terms: str, criterion: str, entrants: Sequence[Entrant]
    ) -> None:
        chart, board = slots
        self.chart = LossChart(chart, ROOM_AT_THE_END * max(one.arrival for one in entrants))
        self.board = ScoreBoard(board, terms, criterion, entrants)
        super().__init__(self.chart, self.board.head)

    def news_of(self, entrant: Entrant) -> VGroup:
        """Return the marks that tell of an arrival."""
        return VGroup(self.chart.flag(entrant), self.board.score(entrant))


class LossRace(Runners):
    """Runners, and what is drawn while they run.

    Parameters
    ----------
    ground
        What they run on.
    entrants
        From back to front.
    scores
        Where their losses and their arrivals are shown; they stay there.

    Attributes
    ----------
    entries : VGroup
        Their lines of the score board.
    """

    def __init__(self, ground: Ground, entrants: Sequence[Entrant], scores: Scores) -> None:
        super().__init__(ground, [(one.path, one.role) for one in entrants])
        self.entrants, self.scores = tuple(entrants), scores
        board = scores.board
        self.entries = VGroup(*(board.lines[board.entrants.index(one)] for one in entrants))

    def legs(self, seconds: float) -> Iterator[list[Any]]:
        """Yield what is to be played, up to one arrival after the other, in `seconds` altogether.

        The marks that tell of an arrival come while the others run on. The scores take up the
        entries, the loss curves and the marks.
        """
        self.scores.add(self.entries)
        self.scores.add(*(self.scores.chart.line(one, self.step) for one in self.entrants))
        order = sorted(self.entrants, key=lambda one: one.arrival)
        share = seconds / sum(hurried(n) for n in range(order[-1].arrival))
        telling: list[Any] = []
        news = VGroup()
        for one in order:
            if one.arrival > self.step.get_value():  # two may arrive together
                yield [walk(self.step, one.arrival, pace=lambda n: share * hurried(n)), *telling]
                telling = []
            marks = self.scores.news_of(one)
            telling.append(FadeIn(marks, run_time=QUICK))
            news.add(marks)
        yield telling
        self.scores.add(news)
