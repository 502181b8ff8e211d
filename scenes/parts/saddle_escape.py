"""Escape from a saddle: a step cut in two, and distances on a log scale up to an edge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    ReplacementTransform,
    ValueTracker,
    VGroup,
    VMobject,
)
from numpy.typing import ArrayLike, NDArray

from gdcore import Path
from scenes.kit.charts.axes import Axes, Frame, decades
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.series import Series, drop_line, edge_line, series
from scenes.kit.landscape.cross_section import Cut
from scenes.kit.landscape.marbles import Marble, Trail, following, whole_step
from scenes.kit.layout import Slot, middle_of
from scenes.kit.text.numerals import Sign, sign_between
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import LABEL, TICK, Formula, Lettering, label, laws, on_plate, rule
from scenes.kit.types import Vector

ROOM = {"left": 0.95, "bottom": 0.6, "right": 0.35, "top": 0.6}
"""Scene units around the chart for the numbers and names of its axes."""

HEADROOM = 5.0
"""How far the window reaches above the edge, as a factor."""

FOOT = 0.15
"""Share of the chart's height below the lowest power of ten, for what has no place on the axis."""

SPARE_STEPS = 4
LOW = 0.75
"""How far below the edge words about the slope stand, as a share of the climb."""

NAME_GAP, LAW_GAP, LEADING = 0.12, 0.15, 0.25
"""Scene units between a wedge and its number, a circle and its words, and two lines of text."""

HEAD = 0.6
"""Size of what rides at the end of a line, in those of a run's key."""

RISE = 0.08
"""How far the feet of a wedge's number are above the bar, in scene units."""

RULER_ENDS, BEYOND = 1.6, 0.55
"""Factor at the ruler's ends at least, and how far they are beyond the last wedge."""


class EscapeChart(VGroup):
    """Lines that climb to a dashed edge, and drops from where they meet it to the step axis.

    Parameters
    ----------
    slot
        Where the chart stands, with its numbers and names.
    quantities
        One series for each line, shape ``(steps + 1,)``, above 0.
    roles
        Their colour roles.
    edge
        Height at which a line ends, in data units.
    lowest
        The least height that a line has, in data units; the axis has no number below it.
    name
        Typst mathematics of the quantity at step n.
    at_least
        Steps that the window shows at least.
    """

    def __init__(
        self,
        slot: Slot,
        quantities: Sequence[ArrayLike],
        roles: Sequence[str],
        edge: float,
        lowest: float,
        name: str,
        at_least: int = 0,
    ) -> None:
        self.step, self.edge = ValueTracker(0), edge
        lines = [until(edge, quantity) for quantity in quantities]
        self.arrivals = [len(line) - 1 for line in lines]
        width = max(*self.arrivals, at_least) + SPARE_STEPS
        self.lowest, top = 10.0 ** np.floor(np.log10(lowest) + 1e-9), HEADROOM * edge
        bottom = self.lowest * (self.lowest / top) ** (FOOT / (1 - FOOT))
        self.frame = Frame(slot.inset(**ROOM), (0, width), (bottom, top), log_y=True)
        ticks = (0, *sorted(set(self.arrivals)))
        self.axes = Axes(self.frame, ticks, decades((self.lowest, top)), "n", name)
        self.edge_line = edge_line(self.frame, edge, f"${name} = {edge:g}$")
        self.drops = VGroup(*(drop_line(self.frame, n, edge) for n in self.arrivals))
        self.series = [
            series(self.frame, line, self.step, role)
            for line, role in zip(lines, roles, strict=True)
        ]
        super().__init__(self.axes, self.edge_line, self.drops, *self.series)

    def name_of_slope(self, words: str) -> VGroup:
        """Return words about how fast all climb (Typst markup), beside the longest line."""
        height = self.lowest**LOW * self.edge ** (1 - LOW)
        return on_plate(label(words)).next_to(self.frame.at(self.arrivals[-1], height), LEFT)

    def without_a_line(self, key: VMobject, words: str) -> VGroup:
        """Return a run's key and words (Typst markup) at the foot of the axis: it has no line."""
        at = self.frame.slot.point(0, FOOT / 2) + 2 * NAME_GAP * RIGHT
        plate = on_plate(label(words))
        row = VGroup(key.copy(), plate).arrange(RIGHT, buff=LAW_GAP)
        return row.move_to(at, aligned_edge=LEFT)

    @staticmethod
    def riding(key: VMobject, line: Series) -> VMobject:
        """Return a small copy of a run's key that rides where its line ends now."""
        head = key.copy().scale(HEAD)  # at step 0 it is beside a number of the axis
        head.add_updater(lambda circle: circle.move_to(line.head))
        return head.update()

    def later(self, quantity: ArrayLike, role: str) -> Series:
        """Return one more line, with dots, that follows a clock of its own.

        It begins at step 1: at step 0 the quantity is 0, which has no logarithm.
        """
        values = until(self.edge, quantity)[1:]
        return LaterSeries(self.frame, values, ValueTracker(0), role, dots=True)


class LaterSeries(Series):
    """A :class:`Series` whose first value is that of step 1; its parameters are the same."""

    def spot(self, step: ArrayLike) -> NDArray[np.float64]:
        """Return where values, counted from 0, are on the screen, shape ``(..., 3)``."""
        n = np.asarray(step, int)
        return self.frame.at(n + 1, self.values[n])


def until(edge: float, quantity: ArrayLike) -> NDArray[np.float64]:
    """Return a series up to the first step at which it is at least `edge`."""
    values = np.asarray(quantity, float)
    reached = values >= edge
    return values[: int(np.argmax(reached)) + 1] if reached.any() else values


class StepCuts(VGroup):
    """Two cuts side by side, a marble that jumps on each, and what a step does there.

    Parameters
    ----------
    cuts
        Along x and along y.
    path
        Both marbles follow it, each its own coordinate.
    factors
        What a step multiplies x and y by.

    Attributes
    ----------
    step : ValueTracker
        How far both marbles are, in steps.
    walking : VGroup
        Trails, marbles and readouts.
    laws : VGroup
        A step as a formula, over each cut.
    shown : list
        The curves and their headings.
    """

    def __init__(self, cuts: Sequence[Cut], path: Path, factors: Sequence[float]) -> None:
        self.cuts, self.step = list(cuts), ValueTracker(0)
        marbles = [Marble(cut.view, path, self.step) for cut in cuts]
        trails = [Trail(marble, line=False) for marble in marbles]
        readouts = [CoordinateReadout(*pair) for pair in zip(cuts, marbles, strict=True)]
        self.walking = VGroup(*readouts, *trails, *marbles)
        self.laws = VGroup(
            *(
                cut.slot.place(rule(step_law(name, sign, factor), LABEL), 1, 1)
                for cut, name, sign, factor in zip(cuts, "xy", "-+", factors, strict=True)
            )
        )
        self.shown = [part for cut in cuts for part in (cut.view, cut.heading)]
        super().__init__(*self.shown, self.laws, self.walking)

    def make_room(self, others: Sequence[Cut]) -> list[Any]:
        """Return the animations after which other cuts, one below the other, can become these."""
        first, goal = others[0], self.cuts[0]
        aside = (goal.heading.get_left() - first.heading.get_left())[0] * RIGHT
        moved: list[Any] = [part.animate for part in (first.view, first.heading)]
        return [one.shift(aside) for one in moved]

    def come_from(self, others: Sequence[Cut]) -> list[Animation]:
        """Return the animations in which other cuts become these."""
        return [
            ReplacementTransform(old, new)
            for other, cut in zip(others, self.cuts, strict=True)
            for old, new in ((other.view, cut.view), (other.heading, cut.heading))
        ]


class CoordinateReadout(Readout):
    """A coordinate of a marble on a cut of x² − y²; the sign says whether its digits are all.

    Parameters
    ----------
    cut
        Along x or along y; it stands in the air over a bowl, or on the ground of a hill.
    marble
        Its path is one of gradient descent.
    """

    def __init__(self, cut: Cut, marble: Marble) -> None:
        self.marble, self.axis = marble, cut.view.axis
        value = following(marble, lambda path, n: float(path.points[n, self.axis]))
        relation, name = "{{ approx : sign }}", "xy"[self.axis]
        super().__init__(f"{name}_n", value, decimals=3, relation=relation)
        (self.sign,) = self.symbol.select("sign").family_members_with_points()
        (equals,) = Formula("=", LABEL).family_members_with_points()
        self.outlines: dict[Sign, Vector] = {
            "approx": self.sign.points - middle_of(self.sign.points),
            "=": equals.points - middle_of(equals.points),
        }
        self.shown: Sign = "approx"
        cut.view.frame.slot.place(self, 0.5, (0.85, 0.15)[self.axis])
        self.show_the_sign()
        self.add_updater(lambda readout: readout.show_the_sign())

    @property
    def exact(self) -> Fraction:
        """The coordinate that is shown, without rounding."""
        path, n = self.marble.path, whole_step(self.marble)
        rate, start = (Fraction(repr(float(x))) for x in (path.rates[0], path.points[0, self.axis]))
        return start * (1 + (-2, 2)[self.axis] * rate) ** n

    def show_the_sign(self) -> None:
        """Show the sign that is true."""
        true = sign_between(self.exact, self.digits.spelled())
        if true != self.shown:
            self.sign.points = self.outlines[true] + middle_of(self.sign.points)
            self.shown = true


def step_law(name: str, sign: str, factor: float) -> str:
    """Return, as Typst mathematics, what a step on a saddle does to a coordinate."""
    share, shown = f"(1 {sign} 2 {{{{ alpha : rate }}}})", f"{factor:.3g}"
    relation = "=" if math.isclose(float(shown), factor, rel_tol=1e-12) else "approx"
    return f"{name}_(n+1) = {share} thin {name}_n {relation} {shown} thin {name}_n"


def two_wedges(
    slot: Slot, factors: Sequence[float]
) -> tuple[FactorRuler, VGroup, list[ValueTracker]]:
    """Return a factor ruler, two wedges on it with their numbers, and their trackers, at 1.

    Parameters
    ----------
    slot
        Where the ruler stands.
    factors
        Of x, below 1, and of y, above 1.
    """
    end = max(RULER_ENDS, max(factors) + BEYOND)
    ruler = FactorRuler(slot, ends=(-end, end))
    trackers, wedges = [ValueTracker(1), ValueTracker(1)], VGroup()
    for tracker, factor, name, side in zip(trackers, factors, "xy", (LEFT, RIGHT), strict=True):
        wedge = ruler.marker(tracker, "gradient_descent")
        decimals = len(f"{factor:.4g}".partition(".")[2])
        number = Readout(
            name, tracker.get_value, size=TICK, relation=":", decimals=decimals, signed=False
        )
        wedges.add(wedge, _beside(number, wedge, side))
    return ruler, wedges, trackers


def _beside(number: Readout, wedge: VGroup, side: Vector) -> Readout:
    """Keep a number on one side of a wedge, above the bar, and return it."""
    number.add_updater(
        lambda text: text.next_to(wedge, side, NAME_GAP).align_to(wedge, DOWN).shift(RISE * UP)
    )
    return number.update()


def escape_laws(slot: Slot, nearest: int, growth: float, steps: int) -> VGroup:
    """Set how a distance grows on a saddle, and the steps that follow from it.

    Parameters
    ----------
    slot
        They stand in its lower left corner.
    nearest
        The start is ``10**-nearest`` from the ridge.
    growth
        Factor of a step.
    steps
        What they come to.
    """
    factor = "1 + 2 {{ alpha : rate }}"
    return laws(
        slot,
        f"abs(y_n) = abs(y_0) ({factor})^n",
        f"n = ceil(log(1 slash abs(y_0)) slash log({factor}))",
        f"ceil(log 10^{nearest} slash log {growth:.4g}) = {steps}",
    )


def noise_words(slot: Slot, noise: float) -> tuple[Lettering, Formula, Lettering]:
    """Set what noise is, in words; the step with it; and the signs for both.

    Parameters
    ----------
    slot
        They stand in its lower left corner.
    noise
        Its standard deviation.
    """
    idea = label("$xi_n$: random, new at each step,\\ two in three between $-1$ and $1$")
    law = rule("y_(n+1) = y_n + {{ alpha : rate }} (2 y_n - sigma xi_n)", LABEL)
    signs = label(f"$xi_n tilde cal(N)(0, 1), quad sigma = {noise:g}$")
    column = VGroup(idea, law, signs).arrange(DOWN, buff=LEADING, aligned_edge=LEFT)
    slot.place(column, 0, 0)
    return idea, law, signs
