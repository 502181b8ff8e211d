"""Escape from a saddle on a log scale: distances against steps, each until it reaches an edge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, ValueTracker, VGroup
from numpy.typing import ArrayLike, NDArray

from scenes.kit.charts.axes import Axes, Frame, decades
from scenes.kit.charts.series import Series, drop_line, edge_line
from scenes.kit.layout import Slot
from scenes.kit.text.text import label, laws, on_plate

ROOM = {"left": 0.95, "bottom": 0.6, "right": 0.35, "top": 0.6}
"""Scene units around the chart for the numbers and names of its axes."""

HEADROOM = 5.0
"""How far the window reaches above the edge, as a factor."""

SPARE_STEPS = 4
LOW = 0.75
"""How far below the edge words about the slope stand, as a share of the climb."""


class EscapeChart(VGroup):
    """Lines that climb to a dashed edge, and drops from where they meet it to the step axis.

    Parameters
    ----------
    slot
        Where the chart stands, with its numbers and names.
    quantities
        One series for each line, shape ``(steps + 1,)``, above 0.
    edge
        Height at which a line ends, in data units.
    lowest
        Lower end of the window, in data units.
    name
        Typst mathematics of the quantity at step n.
    at_least
        Steps that the window shows at least.
    """

    def __init__(
        self,
        slot: Slot,
        quantities: Sequence[ArrayLike],
        edge: float,
        lowest: float,
        name: str,
        at_least: int = 0,
    ) -> None:
        self.step, self.edge = ValueTracker(0), edge
        lines = [until(edge, quantity) for quantity in quantities]
        self.arrivals = [len(line) - 1 for line in lines]
        width = max(*self.arrivals, at_least) + SPARE_STEPS
        self.frame = Frame(slot.inset(**ROOM), (0, width), (lowest, HEADROOM * edge), log_y=True)
        ticks = (0, *sorted(set(self.arrivals)))
        self.axes = Axes(self.frame, ticks, decades(self.frame.y), "n", name)
        self.edge_line = edge_line(self.frame, edge, f"${name} = {edge:g}$")
        self.drops = VGroup(*(drop_line(self.frame, n, edge) for n in self.arrivals))
        self.series = [Series(self.frame, line, self.step) for line in lines]
        super().__init__(self.axes, self.edge_line, self.drops, *self.series)

    def name_of_slope(self, words: str) -> VGroup:
        """Return words about how fast all climb (Typst markup), beside the longest line."""
        beside = self.frame.at(self.arrivals[-1], self.frame.y[0] ** LOW * self.edge ** (1 - LOW))
        return on_plate(label(words)).next_to(beside, LEFT)

    def another(self, quantity: ArrayLike) -> Series:
        """Return one more line, with dots, that follows a clock of its own."""
        return Series(self.frame, until(self.edge, quantity), ValueTracker(0), dots=True)


def until(edge: float, quantity: ArrayLike) -> NDArray[np.float64]:
    """Return a series up to the first step at which it is at least `edge`."""
    values = np.asarray(quantity, float)
    reached = values >= edge
    return values[: int(np.argmax(reached)) + 1] if reached.any() else values


def step_laws(slot: Slot, shrink: float, growth: float) -> VGroup:
    """Set what a step on a saddle does to x, which leads in, and to y, which leads out.

    Parameters
    ----------
    slot
        They stand in its lower left corner.
    shrink, growth
        Factors of a step.
    """
    law = "{0}_(n+1) = (1 {1} 2 {{{{ alpha : rate }}}}) thin {0}_n = {2:.4g} thin {0}_n"
    return laws(slot, law.format("x", "-", shrink), law.format("y", "+", growth))


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
        f"n = ceil(ln(1 slash abs(y_0)) slash ln({factor}))",
        f"ceil(ln 10^{nearest} slash ln {growth:.4g}) = {steps}",
    )


def noise_laws(slot: Slot, noise: float) -> VGroup:
    """Set the step off a saddle's ridge with noise on its slope, and what the noise is.

    Parameters
    ----------
    slot
        They stand in its lower left corner.
    noise
        Its standard deviation.
    """
    return laws(
        slot,
        "y_(n+1) = y_n + {{ alpha : rate }} (2 y_n - sigma xi_n)",
        f"sigma = {noise:g}, quad xi_n tilde cal(N)(0, 1)",
    )
