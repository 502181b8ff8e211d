"""Loss curves that stay flat and drop, small profiles beneath them, and bars of steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Rectangle, ValueTracker, VGroup, VMobject

from gdcore import Landscape, Path
from scenes.kit import theme
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.charts.series import Series, series
from scenes.kit.following import Following
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, Trail
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Digits
from scenes.kit.text.text import LABEL, LAW, LEADING, TITLE, Formula, Lettering, label
from scenes.kit.theme import color

LOSSES = (-1.08, 0.1)
ROOM = {"left": 0.72, "bottom": 0.55, "right": 0.5, "top": 0.75}
HEADING = 0.3
"""From the top of a chart to the middle of its name, in scene units."""

TICKS_AT_LEAST = 2.4
"""Strides of the ticks that the steps must hold: more numbers of four digits would touch."""

INSET = {"left": 0.45, "bottom": 0.35}
INSET_SHARE, INSET_HEIGHT = 0.52, 0.6
"""Of a chart, for the small picture in it: left of where the loss drops."""

COVER = 0.25
"""Level of the ground whose colour a cover has."""

BAR = 0.34
BAR_GAP = 0.14


class LossChart(VGroup):
    """A loss against steps, its name above, and room for a small picture below the flat part.

    Parameters
    ----------
    slot
        Where it stands, its numbers and names included.
    path
        Whose losses are plotted.
    step
        How far.
    name
        Typst markup.
    """

    def __init__(self, slot: Slot, path: Path, step: ValueTracker, name: str) -> None:
        self.slot, self.step = slot, step
        self.most = ValueTracker(path.steps)
        """Steps that the window shows; ticks must be away while it changes."""
        self.axes = self.axes_now()
        self.series = self.another(path, step, "gradient_descent")
        self.heading = self.head(name)
        self.mystery = covered(self.inset)
        super().__init__(self.axes, self.heading)

    @property
    def frame(self) -> Frame:
        """The present window."""
        return Frame(self.slot.inset(**ROOM), (0, self.most.get_value()), LOSSES)

    def axes_now(self) -> Axes:
        """Return axes with ticks for the present window."""
        return Axes(self.frame, step_ticks(int(self.most.get_value())), (-1, 0), "n", "L")

    def head(self, name: str) -> Lettering:
        """Return a name (Typst markup) over the middle of the chart."""
        words = label(name)
        return words.move_to((self.frame.slot.center[0], self.slot.top - HEADING, 0))

    @property
    def inset(self) -> Slot:
        """Where the small picture stands."""
        box = self.frame.slot
        left, bottom = box.left + INSET["left"], box.bottom + INSET["bottom"]
        width, height = INSET_SHARE * box.width, INSET_HEIGHT * box.height
        return Slot(left, bottom, left + width, bottom + height)

    def picture(self, landscape: Landscape, path: Path, x: tuple[float, float]) -> VGroup:
        """Return the curve on which a marble makes this path, and the marble."""
        heights = landscape.value(np.linspace(*x)[:, None])
        low, high = float(heights.min()), float(heights.max())
        frame = Frame(self.inset, x, (low - 0.25 * (high - low), high + 0.1 * (high - low)))
        ground = CurveLandscape(landscape, frame)
        marble = Marble(ground, path, self.step)
        return VGroup(ground, Trail(marble, line=False, dots=False), marble)

    def another(self, path: Path, step: ValueTracker, role: str, dashed: bool = False) -> Series:
        """Return the losses of another path in this chart, which follow a clock of their own."""
        line = series(self.frame, path.values, _Least(step, self.most), role, dashed)
        return line.add_updater(self._fit, index=0)

    def _fit(self, line: Any) -> None:  # manim types updaters for any mobject
        line.frame = self.frame


class _Least(ValueTracker):
    """The lesser of two trackers: what is beyond the window is not drawn."""

    def __init__(self, one: ValueTracker, other: ValueTracker) -> None:
        self.one, self.other = one, other
        super().__init__()

    def get_value(self) -> float:
        return min(float(self.one.get_value()), float(self.other.get_value()))

    def __deepcopy__(self, memo: dict[int, Any]) -> _Least:
        return self


def covered(slot: Slot) -> VGroup:
    """Return a plate with a question mark, which hides what is not to be seen yet."""
    plate = Rectangle(width=slot.width, height=slot.height, stroke_width=0)
    plate.set_fill(theme.active().level(COVER), 1).move_to(slot.center)
    return VGroup(plate, Lettering("?", size=1.6 * TITLE).move_to(slot.center))


def step_ticks(steps: int) -> list[int]:
    """Return three to six round numbers of steps from 0 on."""
    strides = [base * 10**power for power in range(6) for base in (1, 2, 5)]
    stride = max(stride for stride in strides if stride * TICKS_AT_LEAST <= steps)
    return list(range(0, steps + 1, stride))


class StepBar(Following, VGroup):
    """A bar that is as long as the steps so far, until a run has arrived; its number at the end.

    Parameters
    ----------
    frame
        Steps across.
    name
        What the run is called; stands above the left end of the bar.
    arrival
        Steps that the run takes.
    step
        The tracker of its step.
    """

    follows = ("frame", "step")

    def __init__(
        self, frame: Frame, name: VGroup, arrival: int, step: ValueTracker, role: str
    ) -> None:
        self.frame, self.step, self.arrival = frame, step, arrival
        self.bar = VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
        self.digits = Digits(self.steps, decimals=0, signed=False, size=LABEL)
        super().__init__(self.bar, self.digits, name)
        foot = frame.slot.point(0, 0)
        name.next_to(foot + BAR * UP, UP + RIGHT, buff=BAR_GAP).align_to(foot, LEFT)
        self.refresh()
        self.add_updater(lambda bar: bar.refresh())

    def steps(self) -> float:
        """Return the steps so far, at most until arrival."""
        return float(min(int(self.step.get_value() + 1e-6), self.arrival))

    def refresh(self) -> None:
        """Be as long as the steps so far."""
        left, top = self.frame.slot.point(0, 0), BAR * UP
        right = self.frame.at(self.steps(), self.frame.y[0])
        if self.shows(right):
            return
        self.bar.set_points_as_corners([left, right, right + top, left + top, left])
        self.digits.refresh()
        self.digits.anchored_at(right + BAR_GAP * RIGHT + 0.06 * UP)
        self.drew(right)


def bars(slot: Slot, most: int, *runs: tuple[VGroup, int, ValueTracker, str]) -> list[StepBar]:
    """Return a bar for each run, below each other.

    Parameters
    ----------
    slot
        They fill its height; its width is `most` steps and a number.
    most
        Steps that must fit.
    *runs
        Name, arrival, tracker and colour role of each.
    """
    rows = slot.inset(right=1.0).rows(*(1 for _ in runs), gap=0.25)
    return [
        StepBar(Frame(row, (0, most), (0, 1)), *run) for row, run in zip(rows, runs, strict=True)
    ]


def wait_laws(time: float, rates: Sequence[float]) -> VGroup:
    """Set how many steps a wait takes at any learning rate, and at each of some.

    Parameters
    ----------
    time
        Steps times the learning rate, for small steps.
    rates
        What is put in.
    """
    roles = {"rate": "step"}
    lines = [Formula(f"n approx {time:.3g} slash {{{{ alpha : rate }}}}", LAW, roles=roles)]
    for rate in rates:
        law = f"{time:.3g} slash {{{{ {rate:g} : rate }}}} approx {time / rate:.3g}"
        lines.append(Formula(law, LAW, roles=roles))
    return VGroup(*lines).arrange(DOWN, buff=LEADING, aligned_edge=LEFT)
