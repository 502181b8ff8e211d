"""A momentum step: what is kept and what is new, and what each direction makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    AnimationGroup,
    FadeIn,
    GrowFromEdge,
    LaggedStart,
    Rectangle,
    ValueTracker,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from gdcore import Path, theory
from scenes.kit.charts.axes import Frame, Interval, decades
from scenes.kit.charts.series import DashedLine, Series, edge_line
from scenes.kit.charts.small import HEADING_LINE, SmallChart
from scenes.kit.following import Following
from scenes.kit.landscape.arrows import Pointer
from scenes.kit.landscape.ground import Ground
from scenes.kit.landscape.marbles import point_at
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, label, on_plate, rule
from scenes.kit.theme import color
from scenes.kit.types import Vector

KEPT_WIDTH = 0.035
STEP_WIDTH = 0.09
"""Widths of shafts, in scene units: what is kept is thin, the step that it makes is thick."""

WORD_GAP = 0.2
"""From an arrow to its word, in scene units."""

ENVELOPE_WIDTH = 2.5

BAR, BAR_PITCH, DIRECTION_PITCH = 0.32, 0.42, 1.15
"""Height of a bar, from one to the next of a direction, and from direction to direction."""

BARS_BELOW = 0.3
"""From the line of the heading to the first bar, in scene units."""

BAR_GAP, NUMBER_WIDTH = 0.22, 0.75

BAR_HALF = 0.36
"""Half the width of a bar, in pushes."""

KEEPS = 0.55
"""Share of a push in which the last bar moves on and shrinks; then the new part grows."""


def steps_of(path: Path) -> NDArray[np.float64]:
    """Return how far each step of `path` goes, shape ``(steps, dim)``, in data units."""
    return np.diff(path.points, axis=0)


class Pushes(VGroup):
    """Three arrows, tail to tip: the new push −α∇L, the kept −αβv, and their sum, the step.

    Parameters
    ----------
    ground
        Where they act: they start where the step does.
    path
        A path of the heavy ball, with a constant learning rate.
    step
        Whose arrows are shown: between two whole steps, they turn from one's into the other's.
    """

    def __init__(self, ground: Ground, path: Path, step: ValueTracker) -> None:
        steps = steps_of(path)
        slopes = -path.learning_rate * path.gradients[:-1]
        corners = np.stack([0 * steps, slopes, steps], axis=1)

        def spot(corner: int) -> Vector:
            now = step.get_value()
            return ground.spot(point_at(path, now) + between(corners[:, corner], now))

        super().__init__(
            Pointer(lambda: (spot(0), spot(1)), "slope"),
            Pointer(lambda: (spot(1), spot(2)), "momentum", KEPT_WIDTH),
            Pointer(lambda: (spot(0), spot(2)), "momentum", STEP_WIDTH),
        )
        self.spot = spot

    def named(self) -> VGroup:
        """Return a word for each arrow, beside it as it is now: the push, what is kept, the sum."""
        start, corner, tip = map(self.spot, range(3))
        push, kept, step = (
            on_plate(label(word, role))
            for word, role in (("push", "slope"), ("kept", "momentum"), ("step", "momentum"))
        )
        push.next_to((start + corner) / 2, LEFT, buff=WORD_GAP)
        kept.next_to(between(np.array([corner, tip]), 0.2), RIGHT, buff=WORD_GAP)
        step.next_to(tip, RIGHT, buff=WORD_GAP)
        return VGroup(push, kept, step)


class DirectionCharts(VGroup):
    """Distances from a minimum along two eigenvectors of the Hessian, in charts of one log scale.

    Parameters
    ----------
    slots
        Where the charts stand.
    names
        Their headings, Typst markup.
    last
        The last step that they show.
    distances
        The window upwards, ``(low, high)``.
    """

    def __init__(
        self, slots: Sequence[Slot], names: Sequence[str], last: int, distances: Interval
    ) -> None:
        ticks = decades(distances, every=2)
        charts = [
            LogChart(slot, name, (0, last), distances, (0, last), ticks, None, "n")
            for slot, name in zip(slots, names, strict=True)
        ]
        self.frames = [chart.frame for chart in charts]
        super().__init__(*charts)

    def lines(self, path: Path, step: ValueTracker, role: str) -> VGroup:
        """Return the distances of a path in both charts; they come with `step`.

        A line ends where it leaves the window for good.
        """
        return VGroup(
            *(
                Series(frame, until_below(distances, frame), step, role, dots=True)
                for frame, distances in zip(self.frames, np.abs(path.points.T), strict=True)
            )
        )

    def envelopes(self, heights: Sequence[float], factor: float, role: str) -> VGroup:
        """Return in each chart the dashed line that starts at a height and shrinks by a factor."""
        return VGroup(
            *(
                DashedLine(
                    frame.at(0, height),
                    frame.at(frame.x[1], height * factor ** frame.x[1]),
                    color=color(role),
                    stroke_width=ENVELOPE_WIDTH,
                )
                for frame, height in zip(self.frames, heights, strict=True)
            )
        )


class LogChart(SmallChart):
    """A small chart whose heights are on a log scale; no number stands at the top of its axis."""

    log_y = True
    heading_room = 0.45


def until_below(distances: NDArray[np.float64], frame: Frame) -> NDArray[np.float64]:
    """Return distances up to the last one in the window of `frame`, two at least."""
    (_, last), (low, _) = frame.x, frame.y
    shown = distances[: int(last) + 1]
    return shown[: max(int(np.flatnonzero(shown >= low)[-1]) + 1, 2)]


class FactorBars(VGroup):
    """What one step leaves of a distance, as bars: a row for each direction.

    Parameters
    ----------
    slot
        Where they stand, under their heading.
    heading
        Typst markup, on one line with the headings of small charts.
    names
        Of the directions, Typst markup.
    """

    def __init__(self, slot: Slot, heading: str, names: Sequence[str]) -> None:
        self.slot = slot
        head = label(heading, "faint")
        foot = slot.point(0, 1) - np.array([0, HEADING_LINE, 0])
        head.shift(foot - head.glyphs()[0].min(axis=0))
        words = VGroup(*(label(name, size=TICK) for name in names))
        self.left = slot.left + words.width + BAR_GAP
        self.unit = slot.right - NUMBER_WIDTH - self.left
        self.rows = [
            slot.top - HEADING_LINE - BARS_BELOW - row * DIRECTION_PITCH
            for row in range(len(names))
        ]
        for word, top in zip(words, self.rows, strict=True):
            word.move_to(np.array([slot.left, top - BAR_PITCH / 2 - BAR / 2, 0]), LEFT)
        super().__init__(head, words)

    def bars(self, factors: Sequence[float], role: str, place: int) -> VGroup:
        """Return a bar for each direction, as long as its factor, and the number at its end.

        Parameters
        ----------
        factors
            Absolute values, at most 1.
        role
            Colour role, the optimizer's.
        place
            0 for the upper bars, 1 for the lower ones.
        """
        bars = VGroup()
        for factor, row in zip(factors, self.rows, strict=True):
            top = row - place * BAR_PITCH
            bar = Rectangle(width=factor * self.unit, height=BAR, stroke_width=0)
            bar.set_fill(color(role), opacity=1)
            bar.move_to(np.array([self.left, top - BAR / 2, 0]), LEFT)
            number = label(f"{factor:.2f}", role, TICK).next_to(bar, RIGHT, buff=BAR_GAP / 2)
            bars.add(VGroup(bar, number))
        return bars

    @staticmethod
    def grown(bars: VGroup) -> LaggedStart:
        """Return the animation in which bars grow from the left, one after the other."""
        grows = [AnimationGroup(GrowFromEdge(bar, LEFT), FadeIn(number)) for bar, number in bars]
        return LaggedStart(*grows, lag_ratio=0.4)


class SteadyPush(SmallChart):
    """How velocity grows under equal pushes: each bar is β times the last one, and a push.

    Parameters
    ----------
    slot
        Where it stands.
    beta
        The share of the velocity that is kept.
    pushes
        How many there are.
    """

    def __init__(self, slot: Slot, heading: str, beta: float, pushes: int) -> None:
        self.gain = theory.momentum_gain(beta)
        ticks = [float(n) for n in range(1, int(self.gain) + 1)]
        super().__init__(
            slot,
            heading,
            (0.3, pushes + 0.7),
            (0, 1.18 * self.gain),
            (1, pushes),
            ticks[:3],
            None,
            "n",
        )
        self.beta, self.pushes = beta, pushes

    def limit(self, words: str) -> VGroup:
        """Return the dashed line that the bars approach, with words (Typst markup) on it."""
        return edge_line(self.frame, self.gain, words)

    def bars(self, pushed: ValueTracker) -> PushBars:
        """Return the bars; `pushed` tells how many pushes there were."""
        return PushBars(
            self.frame, theory.momentum_speed(self.beta, np.arange(self.pushes + 1)), pushed
        )


class PushBars(Following, VGroup):
    """Bars of velocities: what was kept of the last one, and the new push on top of it.

    While a push is under way, a copy of the last bar moves on and shrinks to the share that is
    kept; then the push comes.

    Parameters
    ----------
    frame
        Pushes across, the velocity upwards.
    speeds
        After 0, 1, 2, … pushes of size 1.
    pushed
        How many there were.
    """

    follows = ("frame", "pushed", "speeds")

    def __init__(self, frame: Frame, speeds: NDArray[np.float64], pushed: ValueTracker) -> None:
        self.frame, self.speeds, self.pushed = frame, speeds, pushed
        self.kept, self.new = (
            VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
            for role in ("momentum", "slope")
        )
        super().__init__(self.kept, self.new)
        self.refresh()
        self.add_updater(lambda bars: bars.refresh())

    def refresh(self) -> None:
        """Draw the bars so far, and the one that is coming."""
        now = min(self.pushed.get_value(), len(self.speeds) - 1)
        if self.shows(now):
            return
        kept, new = [], []
        for n in range(1, int(np.ceil(now)) + 1):
            before, rest = self.speeds[n - 1], self.speeds[n] - 1
            share = min(now - n + 1, 1.0)
            moved, grown = min(share / KEEPS, 1.0), max(share - KEEPS, 0) / (1 - KEEPS)
            top = before + moved * (rest - before)
            kept.append(self.box(n - 1 + moved, 0, top))
            new.append(self.box(n, rest, rest + grown))
        for part, boxes in ((self.kept, kept), (self.new, new)):
            part.clear_points()
            for corners in boxes:
                part.start_new_path(corners[0])
                part.add_points_as_corners(corners[1:])
        self.drew(now)

    def box(self, middle: float, low: float, high: float) -> Vector:
        """Return the closed corners ``(5, 3)`` of a bar."""
        left, right = middle - BAR_HALF, middle + BAR_HALF
        return self.frame.at([left, right, right, left, left], [low, low, high, high, low])


def momentum_rules(slot: Slot, beta: float, rate: float) -> VGroup:
    """Set a step of momentum and its two numbers at the left edge of a slot.

    Parameters
    ----------
    slot
        Where they stand.
    beta, rate
        The share of the velocity that is kept, and the learning rate.
    """
    sources = (
        "{{ v : velocity }} arrow.l {{ beta v : kept }} + {{ nabla L : slope }}",
        "theta arrow.l theta - {{ alpha : rate }} {{ v : velocity }}",
        f"{{{{ beta = {beta:g} : kept }}}} quad {{{{ alpha = {rate:g} : rate }}}}",
    )
    return slot.stack(*(slot.shrink(rule(source)) for source in sources), up=0.6)


def between(rows: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return the row of `rows` at `step`, mixed from the two next to it; at last, the last."""
    step = min(step, len(rows) - 1)
    n = min(int(step), len(rows) - 2)
    return np.asarray(rows[n] + (step - n) * (rows[n + 1] - rows[n]))
