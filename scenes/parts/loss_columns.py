"""The losses of many trainings against steps, and at their side how many are how high now."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, ValueTracker, VGroup, VMobject

from gdcore.arrays import FloatArray
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.charts.series import EDGE_WIDTH, DashedLine
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Digits
from scenes.kit.text.text import TICK, Lettering, label, stand_on
from scenes.kit.theme import color
from scenes.kit.types import Vector
from scenes.parts.parameter_dials import polylines

TOP = 0.3
"""The highest loss that is shown: what is stuck after some steps is below it."""

BIN, LOW = 0.01, 0.1
"""Height of a bar, as a loss; and losses below the other are counted."""

ROOM = {"left": 0.8, "bottom": 0.5, "right": 1.75, "top": 1.5}
GAP, COUNTED = 0.12, 1.55
"""Between chart and bars, and the length of a bar in which all trainings are; scene units."""

CURVE_WIDTH, CURVE_OPACITY = 1.6, 0.75
NUMBERED, NUMBER = 0.15, 1.6
"""Between the longest bar and its number, and what the two need, in scene units."""

HEAD, COUNT = 0.35, 0.95
"""From the top of the slot down to where its two lines of text stand, in scene units."""


class LossColumns(Following, VGroup):
    """The loss of each of many trainings up to now, and a histogram of where they are.

    Parameters
    ----------
    slot
        Where it stands, its texts included.
    losses
        ``(records, trainings)``; the first before any step.
    every
        Steps from one record to the next.
    record
        The tracker that tells how far they are, in records.
    name
        Typst markup, what is trained.
    role
        Colour role.

    Attributes
    ----------
    axes, steps_axis, heading, mark, count : VGroup
        What stands around it, to be faded in: the axis of losses, that of steps, the name, the
        line at `LOW`, and how many are below it now.
    """

    follows = ("losses", "record", "spread", "frame")

    def __init__(
        self,
        slot: Slot,
        losses: FloatArray,
        every: int,
        record: ValueTracker,
        name: str,
        role: str,
    ) -> None:
        self.losses, self.record = losses, record
        steps = every * (len(losses) - 1)
        self.frame = Frame(slot.inset(**ROOM), (0, steps), (0, TOP))
        self.spots = self.frame.at(every * np.arange(len(losses))[:, None], losses)
        self.spread = ValueTracker(0)
        """Share of the way of the bars from the side of the chart to its left edge.

        The curves, whose place they take, fade meanwhile.
        """
        self.curves = VMobject(color=color(role), stroke_width=CURVE_WIDTH)
        self.curves.set_stroke(opacity=CURVE_OPACITY)
        self.bars = VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
        self.axes = Axes(self.frame, y_ticks=(0.1, 0.2, 0.3), y_name="L")
        self.steps_axis = Axes(self.frame, range(0, steps + 1, 250), x_name="n")
        self.steps_axis.remove(self.steps_axis.y_axis)
        self.axes.remove(self.axes.x_axis)
        self.axes.names.next_to(self.frame.slot.point(0, 1), UP, buff=0.1)
        # between two numbers: curves and bars are where it would stand otherwise
        two = VGroup(*self.steps_axis.numbers[-2:])
        self.steps_axis.names.move_to(two)
        self.heading = stand_on(label(name, role), slot.point(0, 1) - (0, HEAD, 0))
        self.heading.shift(RIGHT * (slot.left - self.heading.get_left()[0]))
        self.mark = self._mark()
        self.count = self._count(slot)
        super().__init__(self.curves, self.bars)
        self.refresh()
        self.add_updater(lambda columns: columns.refresh())

    @property
    def now(self) -> int:
        """The record that was reached last."""
        return int(min(self.record.get_value() + 1e-6, len(self.losses) - 1))

    def low(self) -> int:
        """Return how many trainings are below `LOW` now."""
        return int((self.losses[self.now] < LOW).sum())

    def histogram(self) -> FloatArray:
        """Return how many trainings are in each bin of the chart now."""
        edges = BIN * np.arange(round(TOP / BIN) + 1)
        return np.asarray(np.histogram(self.losses[self.now], edges)[0], float)

    def refresh(self) -> None:
        """Draw the losses so far, and the bars of the record reached last."""
        at = min(self.record.get_value(), len(self.losses) - 1)
        spread = self.spread.get_value()
        if self.shows(at, spread):
            return
        n = min(int(at), len(self.losses) - 2)
        head = self.spots[n] + (at - n) * (self.spots[n + 1] - self.spots[n])
        self.curves.points = self._shown(np.concatenate([self.spots[: n + 1], head[None]]))
        self.curves.set_stroke(opacity=(1 - spread) * CURVE_OPACITY)
        self.bars.points = polylines(self._bars())
        self.drew(at, spread)

    def _shown(self, ways: Vector) -> Vector:
        """Return the Bézier points of the part of polylines ``(k, n, 3)`` that is in the chart."""
        # training by training, so that what joins is drawn as one line
        ends = np.stack([ways[:-1], ways[1:]], axis=2).swapaxes(0, 1).reshape(-1, 2, 3)
        top = self.frame.slot.top
        ends = ends[ends[..., 1].min(axis=1) < top]
        low, high = ends[..., 1].min(axis=1), ends[..., 1].max(axis=1)
        share = np.where(high > top, (top - low) / np.maximum(high - low, 1e-12), 1.0)
        falls = ends[:, 0, 1] > ends[:, 1, 1]
        along = share[:, None] * (ends[:, 1] - ends[:, 0])
        cut = np.where(
            falls[:, None, None],
            np.stack([ends[:, 1] - along, ends[:, 1]], axis=1),
            np.stack([ends[:, 0], ends[:, 0] + along], axis=1),
        )
        return polylines(cut)

    def _bars(self) -> Vector:
        """Return the corners of the bars, ``(bars, 5, 3)``."""
        counts, spread = self.histogram(), self.spread.get_value()
        full = np.flatnonzero(counts)
        slot, up = self.frame.slot, 0.9 * BIN * self.frame.scale[1]  # neighbours are told apart
        foot = self.frame.at(self.frame.x[1], BIN * full) + (GAP - spread * slot.width) * RIGHT
        all_of_them = COUNTED + spread * (slot.width - NUMBER)
        corners = np.repeat(foot[:, None], 5, axis=1)
        corners[:, 1:3, 0] += all_of_them / self.losses.shape[1] * counts[full, None]
        corners[:, 2:4, 1] += up
        return corners

    def number(self) -> Lettering:
        """Return how many are in the longest bar, at its end."""
        counts = self.histogram()
        longest = self._bars()[np.argmax(counts[counts > 0])]
        words = label(f"{counts.max():.0f} of {self.losses.shape[1]}", size=TICK)
        end = (longest[1] + longest[2]) / 2
        return words.next_to(end, RIGHT, buff=NUMBERED)

    def _mark(self) -> DashedLine:
        right = self.frame.at(self.frame.x[1], LOW) + (GAP + COUNTED) * RIGHT
        ends = self.frame.at(self.frame.x[0], LOW), right
        return DashedLine(*ends, stroke_width=EDGE_WIDTH, color=color("ink"))

    def _count(self, slot: Slot) -> VGroup:
        foot = slot.point(0, 1) - (0, COUNT, 0)
        words: Lettering = stand_on(label(f"below ${LOW:g}$:"), foot)
        words.shift(RIGHT * (slot.left - words.get_left()[0]))
        number = Digits(self.low, decimals=0, whole=2, signed=False)
        number.anchored_at(np.array([words.get_right()[0] + 0.15, foot[1], 0]))
        return VGroup(words, number)
