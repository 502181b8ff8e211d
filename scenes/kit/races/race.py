"""A race: several optimizers' losses or distances on a log axis, and the step of each arrival."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UR, FadeIn, ValueTracker, VGroup

from gdcore import Path
from scenes.kit.charts.axes import Axes, Frame, Interval, decades
from scenes.kit.charts.series import Dashed, DashedLine, Series, entry, flag, series
from scenes.kit.following import Following
from scenes.kit.landscape.ground import Ground
from scenes.kit.landscape.marbles import Runners
from scenes.kit.layout import Slot
from scenes.kit.story.timing import QUICK, hurried, walk
from scenes.kit.text.text import LABEL, TICK, Formula, Lettering, label
from scenes.kit.theme import color

ROOM, BESIDE = 1.25, 0.25
"""Room right of a race for the goal's number, and between it and its line, in scene units."""

MARGIN = 0.7
"""How far the chart reaches below the lowest arrival, as a factor."""


PITCH = 0.55
"""Distance of two lines of a score board, in scene units."""

HEAD_HEIGHT = 1.05
"""From the top of a score board to its lines, in scene units."""

ROOM_AT_THE_END = 1.08
"""How far the steps of a chart reach, as a factor of the last arrival."""


class RateRace(VGroup):
    """How near to the minimum at 0 each path is at each step; a line ends where it arrives.

    The names of the lines are not part of it, so that they can come when the lines have parted.

    Parameters
    ----------
    slot
        Where it stands, with its numbers.
    paths
        Walks from the same start that all arrive.
    goal
        Distance that counts as arrived, in data units.
    step
        The tracker that tells how far all of them are.

    Attributes
    ----------
    needed
        For each path the first step nearer than the goal.
    names
        For each path its learning rate, beside its line.
    """

    def __init__(self, slot: Slot, paths: Sequence[Path], goal: float, step: ValueTracker) -> None:
        distances = [path.distances(0) for path in paths]
        self.needed = [
            path.first_step(distance < goal) or 0
            for path, distance in zip(paths, distances, strict=True)
        ]
        last, highest = max(self.needed), max(float(distance[0]) for distance in distances)
        arrivals = [float(d[n]) for d, n in zip(distances, self.needed, strict=True)]
        low = MARGIN * min(goal / 2, *arrivals)
        inner = slot.inset(left=0.9, bottom=0.6, right=ROOM, top=0.6)
        frame = Frame(inner, (0, last), (low, 2 * highest), log_y=True)
        axes = Axes(frame, (0, *self.needed), decades(frame.y), x_name="n", y_name="abs(x_n)")
        floor = DashedLine(frame.at(0, goal), frame.at(last, goal), color=color("minimum"))
        level = Formula(f"{goal:.3g}", size=LABEL, role="minimum")  # more digits have no room
        Slot(0, 0, ROOM - BESIDE, 1).shrink(level).next_to(floor, RIGHT, buff=BESIDE)
        self.lines = VGroup(
            *(
                Series(frame, distance[: n + 1], step, dots=True)
                for distance, n in zip(distances, self.needed, strict=True)
            )
        )
        feet = [line.spot(min(self.needed)) for line in self.lines]
        lowest = frame.at(0, goal)[1]
        self.names = VGroup(
            *(
                Formula(f"alpha = {path.learning_rate:g}", size=LABEL, role="step").next_to(
                    (foot[0], max(foot[1], lowest), 0), UR, buff=0.15
                )
                for path, foot in zip(paths, feet, strict=True)
            )
        )
        super().__init__(axes, floor, level, self.lines)


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
    dashed
        Whether its loss curve is dashed, or the pattern.
    """

    name: str
    path: Path
    arrival: int
    role: str
    dashed: Dashed = False


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
