"""Results of races: steps over a grid of rates, two orders side by side, a table of winners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Line,
    RoundedRectangle,
    VGroup,
    VMobject,
)
from numpy.typing import ArrayLike

from scenes.kit.charts.axes import AXIS_WIDTH, Axes, Frame, Interval, power_of_ten
from scenes.kit.charts.series import EDGE_WIDTH, SAMPLE_LENGTH, SERIES_WIDTH, dashes_along
from scenes.kit.landscape.ground import halo, run_mark
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Formula, Lettering, label
from scenes.kit.theme import DASHES, color
from scenes.kit.types import FloatArray, Vector

ROOM = {"left": 0.85, "bottom": 0.6, "right": 0.45, "top": 0.5}
"""Scene units around a chart for the numbers and names of its axes."""

NEVER = "—"
"""What stands where most never arrive."""

POINT, KEY_MARK = 0.14, 0.14
"""Size of the markers, in scene units."""

KEY_PITCH = 0.6
SHARES = 4, 1
"""Of the width, for a chart and for its legend."""

RING = 0.26

GAP = 0.35
"""Between the columns of an order, in scene units."""


def dashed_line(points: Vector, role: str) -> VMobject:
    """Return a line through screen points ``(n, 3)`` in a role's colour and dash."""
    line = VMobject(color=color(role), stroke_width=SERIES_WIDTH)
    if DASHES[role]:
        line.points = dashes_along(points, *DASHES[role])
        return line
    return line.set_points_as_corners(points)


def key(role: str, name: str) -> VGroup:
    """Return one line of a legend: a piece of the line, its marker on it, and a name."""
    ends = np.array([[0.0, 0, 0], [1.2 * SAMPLE_LENGTH, 0, 0]])
    piece = dashed_line(ends, role)
    mark = run_mark(role, KEY_MARK).move_to(ends.mean(axis=0))
    return VGroup(VGroup(piece, mark), label(name, size=TICK)).arrange(RIGHT, buff=0.2)


class RateGrid(VGroup):
    """Steps that each optimizer takes at each rate of a grid, both on log axes.

    Parameters
    ----------
    slot
        Where it stands, with its numbers and names.
    rates
        The grid, ascending, ``(r,)``.
    steps
        By colour role: steps at each rate, ``(r,)``, infinite where it never arrives.
    names
        By colour role.
    most
        Steps that were allowed.
    note
        Typst markup, what stands below the names.

    Attributes
    ----------
    columns : list of VGroup
        For each rate the markers of those that arrive.
    lines : VGroup
        For each optimizer the lines through its markers, broken where it does not arrive.
    """

    def __init__(
        self,
        slot: Slot,
        rates: Sequence[float],
        steps: Mapping[str, FloatArray],
        names: Mapping[str, str],
        most: int,
        note: str,
    ) -> None:
        self.rates, self.steps = np.asarray(rates), steps
        slot, beside = slot.columns(*SHARES, gap=0.2)
        inner, ends = slot.inset(**ROOM), (-0.5, len(rates) - 0.5)
        self.frame = Frame(inner, ends, (40, most), log_y=True)
        axes = Axes(self.frame, (), (100, 1000), "alpha", 'upright("steps")')
        axes.names[0].set_color(color("step"))
        roles = list(steps)
        self.key = VGroup(*(key(role, names[role]) for role in roles))
        for row, line in enumerate(self.key):
            corner = beside.point(0, 1) + (row + 1.5) * KEY_PITCH * DOWN
            line.move_to(corner, aligned_edge=LEFT)
        foot = label(note, "faint", TICK).next_to(self.key, DOWN, 0.4, aligned_edge=LEFT)
        self.columns = [
            VGroup(
                *(
                    run_mark(role, POINT).move_to(self.spot(n, steps[role][n]))
                    for role in roles
                    if np.isfinite(steps[role][n])
                )
            )
            for n in range(len(rates))
        ]
        self.lines = VGroup(*(self._line(role) for role in roles))
        super().__init__(axes, self._numbers(), self.key, foot)

    def spot(self, place: float, steps: float) -> Vector:
        """Return where a place in the grid and a number of steps are on the screen, ``(3,)``."""
        return self.frame.at(place, steps)

    def ring(self, role: str, place: int) -> VMobject:
        """Return a ring around an optimizer's marker at a place in the grid."""
        return halo(self.spot(place, self.steps[role][place]), radius=RING)

    def mark(self, role: str, place: int) -> VMobject:
        """Return a copy of an optimizer's marker at a place in the grid."""
        return run_mark(role, POINT).move_to(self.spot(place, self.steps[role][place]))

    def run(self, role: str, rate: float, steps: float) -> VMobject:
        """Return an optimizer's marker for a run at any rate, ``steps`` long."""
        return run_mark(role, POINT).move_to(self.spot(self.place(rate), steps))

    def place(self, rate: float) -> float:
        """Return where a rate stands in the grid, between two of it if need be."""
        return float(np.interp(np.log(rate), np.log(self.rates), np.arange(len(self.rates))))

    def cut_at(self, rate: float, words: str) -> VGroup:
        """Return an upright line at a rate, with words (Typst markup) at its foot's right."""
        place, (low, high) = self.place(rate), self.frame.y
        line = Line(self.spot(place, low), self.spot(place, high), color=color("step"))
        line.set_stroke(width=EDGE_WIDTH)
        return VGroup(line, label(words, "step").next_to(line, UP, buff=0.12))

    def _line(self, role: str) -> VGroup:
        """Join neighbours in the grid: where it does not arrive at a rate, there is no line."""
        there = np.flatnonzero(np.isfinite(self.steps[role]))
        runs = np.split(there, np.flatnonzero(np.diff(there) > 1) + 1)
        lines = (self.spot_all(run, self.steps[role][run]) for run in runs if len(run) > 1)
        return VGroup(*(dashed_line(line, role) for line in lines))

    def spot_all(self, places: ArrayLike, steps: ArrayLike) -> Vector:
        """Return where several places and steps are on the screen, ``(n, 3)``."""
        return self.frame.at(places, steps)

    def _numbers(self) -> VGroup:
        """Print the grid: powers of ten whole, in between the first digit alone."""
        numbers = VGroup()
        for place, rate in enumerate(self.rates):
            digits = f"{rate:e}"[0]
            text = power_of_ten(rate) if digits == "1" else digits
            number = Formula(text, size=TICK, role="ink" if digits == "1" else "faint")
            foot = self.spot(place, self.frame.y[0])
            numbers.add(Line(foot, foot + 0.09 * DOWN, color=color("faint"), stroke_width=2.5))
            numbers.add(number.next_to(foot, DOWN, buff=0.16))
        return numbers


class TwoOrders(VGroup):
    """The same racers in two orders, first to last, and a line from one place to the other.

    Parameters
    ----------
    slot
        Where it stands.
    heads
        Typst markup over the left and over the right order.
    names
        By colour role.
    left, right
        By colour role: steps, or None for who never arrives.
    most
        Steps that were allowed.
    across
        Shares of the width at which the lines start and end.

    Attributes
    ----------
    before, after, lines : VGroup
        The left order, the right one, and the lines between them.
    ends : list of VMobject
        The markers of the right order, by colour role.
    """

    def __init__(
        self,
        slot: Slot,
        heads: tuple[str, str],
        names: Mapping[str, str],
        left: Mapping[str, int | None],
        right: Mapping[str, int | None],
        most: int,
        across: Interval = (0.3, 0.7),
    ) -> None:
        head, body = slot.rows(0.6, 6, gap=0.1)
        rows = body.rows(*[1] * len(names), gap=0)
        self.before, self.after, self.lines = VGroup(), VGroup(), VGroup()
        self.ends = list[VMobject]()
        widest = max(label(f"*{most}*").width, label(f"$> {most}$").width)
        for group, share, side, words in zip(
            (self.before, self.after), across, (LEFT, RIGHT), heads, strict=True
        ):
            group.add(label(words).next_to(head.point(share, 0.5), side, buff=0.35))
        places = order(left), order(right)
        for role, name in names.items():
            ends = [
                rows[place.index(role)].point(share, 0.5)
                for place, share in zip(places, across, strict=True)
            ]
            self.lines.add(dashed_line(np.array(ends), role))
            for group, end, side, steps in zip(
                (self.before, self.after), ends, (LEFT, RIGHT), (left, right), strict=True
            ):
                count = f"$> {most}$" if steps[role] is None else f"*{steps[role]}*"
                # in columns, the last digits below each other
                at = end + (GAP if side is LEFT else GAP + widest) * side
                number = _up_to(label(count), at, RIGHT)
                who = _up_to(label(name), end + (2 * GAP + widest) * side, -side)
                mark = run_mark(role, POINT).move_to(end)
                group.add(VGroup(mark, who, number))
            self.ends.append(mark)
        super().__init__(self.before, self.after, self.lines)


def order(steps: Mapping[str, int | None]) -> list[str]:
    """Return the roles from the fewest steps to the most; who never arrives is last."""
    return sorted(steps, key=lambda role: _count(steps[role]))


def place_of(role: str, steps: Mapping[str, int | None]) -> int:
    """Return a racer's place, from 1; who takes as many steps has the same one."""
    return 1 + sum(_count(other) < _count(steps[role]) for other in steps.values())


def _count(steps: int | None) -> float:
    return np.inf if steps is None else steps


class WinnersTable(VGroup):
    """Landscapes by optimizers: the steps of each, and a frame around the fewest of a row.

    Parameters
    ----------
    slot
        Where it stands.
    rows
        Names of the landscapes.
    columns
        Names of the optimizers by colour role.
    steps
        Row by row; None where most starts never arrive.
    note
        Typst markup, what the dash of those means.

    Attributes
    ----------
    heads : VGroup
        Markers and names of the optimizers, and a rule.
    marks : list of VMobject
        The markers among the heads.
    note : Lettering
    lines : list of VGroup
        For each landscape its name and its steps.
    frames : list of VGroup
        For each landscape the frames around the fewest steps.
    """

    def __init__(
        self,
        slot: Slot,
        rows: Sequence[str],
        columns: Mapping[str, str],
        steps: Sequence[Sequence[int | None]],
        note: str,
    ) -> None:
        self.roles = tuple(columns)
        head, *bodies, foot = slot.rows(1.15, *[1] * len(rows), 0.75, gap=0)
        self.cells = [body.columns(2.0, *[1.45] * len(columns), gap=0) for body in bodies]
        tops = head.columns(2.0, *[1.45] * len(columns), gap=0)
        rule = Line(head.point(0, 0), head.point(1, 0), color=color("faint"))
        self.note = foot.place(label(f"{NEVER}: {note}", "faint", TICK), 0, 0.3)
        self.heads, self.marks = VGroup(rule.set_stroke(width=AXIS_WIDTH)), list[VMobject]()
        for top, (role, name) in zip(tops[1:], columns.items(), strict=True):
            mark = run_mark(role, POINT).move_to(top.point(0.5, 0.78))
            self.heads.add(mark, _middle(label(name, size=TICK), top.point(0.5, 0.3)))
            self.marks.append(mark)
        self.lines, self.frames = [], []
        for name, cells, row in zip(rows, self.cells, steps, strict=True):
            words = label(name)
            words.move_to(cells[0].point(0, 0.5), aligned_edge=LEFT)
            least = min(count for count in row if count is not None)
            line, frames = VGroup(words), VGroup()
            for cell, count, role in zip(cells[1:], row, columns, strict=True):
                text = NEVER if count is None else f"*{count}*" if count == least else f"{count}"
                line.add(label(text, "faint" if count is None else "ink").move_to(cell.center))
                if count == least:
                    frames.add(_frame(cell, role))
            self.lines.append(line)
            self.frames.append(frames)
        super().__init__(self.heads, self.note, *self.lines)

    def besides(self, role: str) -> list[VMobject]:
        """Return all steps, and the frames around them, but those of one optimizer."""
        column = 1 + self.roles.index(role)
        own = color(role)
        cells = [cell for line in self.lines for n, cell in enumerate(line) if n not in (0, column)]
        return cells + [box for row in self.frames for box in row if box.get_color() != own]


def _middle(text: Lettering, at: Vector) -> Lettering:
    base = float(np.median([glyph[:, 1].min() for glyph in text.glyphs()]))
    return text.shift((at[0] - text.get_center()[0], at[1] - 0.1 - base, 0))


def _up_to(text: Lettering, at: Vector, edge: Vector) -> Lettering:
    """Put the left or right edge of a text at a point, its letters on the row's one line."""
    _middle(text, at)
    return text.shift((at[0] - text.get_edge_center(edge)[0], 0, 0))


def _frame(cell: Slot, role: str) -> RoundedRectangle:
    box = RoundedRectangle(0.12, width=0.82 * cell.width, height=0.82 * cell.height)
    return box.set_stroke(color(role), SERIES_WIDTH).move_to(cell.center)
