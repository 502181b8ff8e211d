"""The loop of training as a flow chart, the light that goes round in it, and its clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Arrow, Circle, RoundedRectangle, ValueTracker, VGroup, smooth

from scenes.kit import theme
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Lettering, label
from scenes.kit.theme import color
from scenes.kit.types import Vector

FORWARD = "dials", "model", "prediction", "compare", "loss"
ROUND = (*FORWARD, "converged", "slopes", "update")
"""The boxes in the order in which the light goes round; then it starts again."""

TOP = "dials", "model", "prediction", "compare", "answer"
BOTTOM = "update", "slopes", "converged", "loss"
"""The boxes of the two rows, from left to right."""

TEXTS = {
    "dials": "dials $theta$",
    "model": "model",
    "prediction": "prediction",
    "compare": "compare",
    "answer": "right answer",
    "loss": "loss $L$",
    "converged": "converged?",
    "slopes": "slopes $nabla L$",
    "update": "update",
}

BOX, GAP = 0.64, 0.52
"""Heights of a box and of the gap between the rows, in scene units."""

SPACE = 0.6
"""Width of the gap between two boxes, in scene units."""

FRAME_WIDTH, LIT_WIDTH, ARROW_WIDTH = 2.5, 6.0, 4.0
LIT = 0.75
"""Height on the ground's scale of the colour of the box that is lit."""

CORNER, SPARK = 0.14, 0.1
FOOT = 0.11
"""From the line that letters stand on up to the middle of their box, in scene units."""

LINGERS = 0.55
"""Share of the time from box to box for which the light stays in a box, and does not travel."""

MOST_LAPS, LONG_LAP = 20, 40
"""Laps of a whole training, and the steps that a long one stands for, or a multiple of them."""


class TrainingFlow(VGroup):
    """Boxes in two rows: forward at the top, from left to right, and backward below.

    Its parts are added to a scene in this order: `frames` and `arrows`, a `Pulse`, `texts`.

    Parameters
    ----------
    slot
        Where it stands, hanging from the top.
    """

    def __init__(self, slot: Slot) -> None:
        width = (slot.width - (len(TOP) - 1) * SPACE) / len(TOP)
        self.boxes = {}
        for row, names in enumerate((TOP, BOTTOM)):
            top = slot.top - row * (BOX + GAP)
            for column, name in enumerate(names):
                left = slot.left + column * (width + SPACE)
                self.boxes[name] = Slot(left, top - BOX, left + width, top)
        free = self.boxes["answer"]
        self.corner = Slot(free.left, free.bottom - BOX - GAP, free.right, free.bottom - GAP)
        """Where no box stands: below the right answer."""
        self.frames = {name: self._frame(box) for name, box in self.boxes.items()}
        self.texts = {name: self._text(name, text) for name, text in TEXTS.items()}
        pairs = [*zip(ROUND, (*ROUND[1:], ROUND[0]), strict=True), ("answer", "compare")]
        self.arrows = {pair: self._arrow(*pair) for pair in pairs}
        self.no = label("no", size=TICK)
        middle = (self.boxes["slopes"].right + self.boxes["converged"].left) / 2
        self.no.move_to((middle, self.boxes["slopes"].top + 0.12, 0))
        super().__init__(*self.frames.values(), *self.arrows.values(), *self.texts.values())

    def _text(self, name: str, text: str) -> Lettering:
        """Return words in the middle of a box, on the same line as those in its neighbours."""
        words, middle = label(text), self.boxes[name].center
        base = np.median([glyph[:, 1].min() for glyph in words.glyphs()])
        words.shift(middle - (words.get_center()[0], base + FOOT, 0))
        return words

    @staticmethod
    def _frame(box: Slot) -> RoundedRectangle:
        frame = RoundedRectangle(CORNER, width=box.width, height=box.height).move_to(box.center)
        frame.set_fill(color("paper"), 1)
        return frame.set_stroke(color("faint"), FRAME_WIDTH)

    def ends(self, one: str, other: str) -> tuple[Vector, Vector]:
        """Return where the way from one box to a neighbour starts and ends."""
        here, there = self.boxes[one], self.boxes[other]
        across, up = np.sign(np.round((there.center - here.center)[:2], 6))
        return here.point((1 + across) / 2, (1 + up) / 2), there.point(
            (1 - across) / 2, (1 - up) / 2
        )

    def _arrow(self, one: str, other: str) -> Arrow:
        start, end = self.ends(one, other)
        arrow = Arrow(start, end, buff=0.07, stroke_width=ARROW_WIDTH, tip_length=0.16)
        return arrow.set_color(color("faint"))

    def part(self, *names: str) -> VGroup:
        """Return boxes with their texts, and the arrows that join them to those that came before.

        Boxes come in the order of `TEXTS`.
        """
        pieces = [piece for name in names for piece in (self.frames[name], self.texts[name])]
        return VGroup(*pieces, *self.ways(*names))

    def ways(self, *names: str) -> list[Arrow]:
        """Return the arrows between boxes of which the later one is among these."""
        come = list(TEXTS)
        return [way for pair, way in self.arrows.items() if max(pair, key=come.index) in names]

    def answered(self) -> Lettering:
        """Return what the box that asks whether it has converged says at the end."""
        return self._text("converged", "yes: stop")


class Pulse(Following, VGroup):
    """The light: one box at a time, then a spark on the way to the next.

    Parameters
    ----------
    flow
        The chart.
    lap
        The tracker that counts laps: at 0.5 the light is half way round.
    order
        The boxes that it goes to; `ROUND`, or `FORWARD` alone.
    """

    follows = ("flow", "lap")

    def __init__(self, flow: TrainingFlow, lap: ValueTracker, order: Sequence[str] = ROUND) -> None:
        self.flow, self.lap, self.order = flow, lap, tuple(order)
        self.frame = flow.frames[self.order[0]].copy()
        self.frame.set_fill(theme.active().level(LIT)).set_stroke(color("ink"), LIT_WIDTH)
        self.spark = Circle(SPARK, color=color("ink"), fill_opacity=1, stroke_width=0)
        super().__init__(self.frame, self.spark)
        self.refresh()
        self.add_updater(lambda pulse: pulse.refresh())

    @property
    def lit(self) -> str:
        """The box that is lit now."""
        return self.order[int(self._at)]

    @property
    def _at(self) -> float:
        lap = self.lap.get_value()
        return min(lap % 1 + 1e-9, 1 - 1e-9) * len(self.order)

    def refresh(self) -> None:
        """Light the box that it is in, and show the spark where it is on its way."""
        at = self._at
        if self.shows(at):
            return
        here = self.order[int(at)]
        there = self.order[(int(at) + 1) % len(self.order)]
        self.frame.points = self.flow.frames[here].points.copy()
        travelled = (at % 1 - LINGERS) / (1 - LINGERS)
        on_its_way = travelled > 0 and (here, there) in self.flow.arrows
        start, end = self.flow.ends(here, there) if on_its_way else (np.zeros(3), np.zeros(3))
        self.spark.move_to(start + smooth(max(0.0, travelled)) * (end - start))
        self.spark.set_fill(opacity=float(on_its_way))
        self.drew(at)


class StepOfLap(ValueTracker):
    """The step that the light's lap stands for; a lap may stand for many steps.

    The dials turn at the end of a lap that is one step, and all the time in a longer one.

    Parameters
    ----------
    lap
        The tracker of laps.
    edges
        The step at which each lap begins, and that at which the last one ends.
    turning
        Between which shares of a lap of one step the dials turn.
    """

    def __init__(
        self, lap: ValueTracker, edges: Sequence[int], turning: tuple[float, float]
    ) -> None:
        self.lap, self.edges, self.turning = lap, tuple(edges), turning
        super().__init__()

    def get_value(self) -> float:
        """Return the step now, which need not be whole."""
        lap = min(float(self.lap.get_value()), len(self.edges) - 1.0)
        first = min(int(lap), len(self.edges) - 2)
        begins, ends = self.edges[first : first + 2]
        share = lap - first
        if ends - begins == 1:
            low, high = self.turning
            share = float(smooth(min(max((share - low) / (high - low), 0.0), 1.0)))
        return begins + share * (ends - begins)

    def shown_after(self, share: float) -> float:
        """Return how far something is shown, 0 to 1, that a lap brings at `share` of it.

        It goes while the dials turn. In a lap of many steps it is there all the time.
        """
        if self.steps_a_lap() > 1:
            return 1.0
        now, (low, high) = self.lap.get_value() % 1, self.turning
        comes = (now - share) / ((1 - share) / 6)
        goes = (high - now) / (high - low)
        return float(smooth(min(max(min(comes, goes), 0.0), 1.0)))

    def steps_a_lap(self) -> float:
        """Return how many steps the present lap stands for."""
        first = min(int(self.lap.get_value() + 1e-9), len(self.edges) - 2)
        return float(self.edges[first + 1] - self.edges[first])

    def __deepcopy__(self, memo: dict[int, Any]) -> StepOfLap:
        return self


def lap_edges(steps: int) -> list[int]:
    """Return the step at which each lap begins and the last ends, at `steps`.

    The first two laps are one step each; each lap then is twice as many, until they are so many
    that `MOST_LAPS` are enough.
    """
    most = LONG_LAP
    while len(edges := _edges(steps, most)) > MOST_LAPS + 1:
        most += LONG_LAP
    return edges


def _edges(steps: int, most: int) -> list[int]:
    edges = [0, 1]
    while edges[-1] < steps:
        edges.append(min(edges[-1] + min(edges[-1], most), steps))
    return edges
