"""A momentum step as arrows: the push of the slope, and the velocity that was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import ValueTracker, VGroup
from numpy.typing import NDArray

from gdcore import Path
from scenes.kit.charts.axes import Frame
from scenes.kit.charts.series import Series
from scenes.kit.charts.small import SmallChart
from scenes.kit.landscape.arrows import Pointer
from scenes.kit.landscape.ground import Ground
from scenes.kit.landscape.marbles import Marble, point_at
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, label, rule, stand_on
from scenes.kit.types import Vector

KEPT_WIDTH = 0.035
STEP_WIDTH = 0.09
"""Widths of shafts, in scene units: what is kept is thin, the step that it makes is thick."""

HEADROOM = 1.15
"""How far the window reaches above the longest step, as a factor."""

HEADINGS = "step $n$, along", "step $n$, across"

NAMES_LINE = 0.34
"""Where the names of columns stand, in scene units below the chart."""

ARROWS = (("new", "slope"), ("kept", "momentum"), ("step", "momentum"))
"""Name and colour role of each arrow, in the order in which they are chained."""

Place = Callable[[int, Vector, Vector], Vector]


def steps_of(path: Path) -> NDArray[np.float64]:
    """Return how far each step of `path` goes, shape ``(steps, dim)``, in data units."""
    return np.diff(path.points, axis=0)


class Pushes(VGroup):
    """Three arrows, tail to tip: the new push −α∇L, the kept −αβv, and their sum, the step.

    Parameters
    ----------
    path
        A path of the heavy ball, with a constant learning rate.
    step
        Whose arrows are shown: between two whole steps, they turn from one's into the other's.
    place
        Takes the arrow's number (0, 1, 2), the start of the step and how far from there, both
        ``(dim,)`` in data units; returns the point on the screen, ``(3,)``.
    """

    def __init__(self, path: Path, step: ValueTracker, place: Place) -> None:
        steps = steps_of(path)
        slopes = -path.learning_rate * path.gradients[:-1]
        corners = np.stack([0 * steps, slopes, steps], axis=1)

        def spot(arrow: int, corner: int) -> Vector:
            now = step.get_value()
            return place(arrow, point_at(path, now), between(corners[:, corner], now))

        super().__init__(
            Pointer(lambda: (spot(0, 0), spot(0, 1)), ARROWS[0][1]),
            Pointer(lambda: (spot(1, 1), spot(1, 2)), ARROWS[1][1], KEPT_WIDTH),
            Pointer(lambda: (spot(2, 0), spot(2, 2)), ARROWS[2][1], STEP_WIDTH),
        )


def pushes_on(ground: Ground, path: Path, step: ValueTracker) -> Pushes:
    """Return the pushes where they act: chained from where the step starts on `ground`."""
    return Pushes(path, step, lambda _, start, push: ground.spot(start + push))


def push_columns(frame: Frame, path: Path, step: ValueTracker, axis: int) -> VGroup:
    """Return the pushes along one axis side by side in `frame`, their names below it."""
    across = np.linspace(*frame.x, len(ARROWS) + 2)[1:-1]
    pushes = Pushes(path, step, lambda arrow, _, push: frame.at(across[arrow], push[axis]))
    foot = frame.slot.bottom - NAMES_LINE
    names = VGroup(
        *(
            stand_on(label(name, role, TICK), np.array([frame.at(x, 0)[0], foot, 0]))
            for x, (name, role) in zip(across, ARROWS, strict=True)
        )
    )
    return VGroup(pushes, names)


class StepCharts(VGroup):
    """How far each step goes along x and along y, against its number, in two charts.

    Parameters
    ----------
    slots
        Where they stand.
    last
        The last step that they show.
    paths
        Paths that go forward along x and to both sides along y; their steps set the windows.
    """

    def __init__(self, slots: Sequence[Slot], last: int, paths: Sequence[Path]) -> None:
        self.last = last
        steps = np.concatenate([steps_of(path)[: last + 1] for path in paths])
        along, across = HEADROOM * steps[:, 0].max(), float(np.ceil(np.abs(steps[:, 1]).max()))
        n, halves, wholes = (0, last), np.arange(0, along, 0.5), np.arange(-across, across + 1)
        charts = (
            SmallChart(slots[0], HEADINGS[0], n, (0, along), (), halves.tolist()),
            SmallChart(slots[1], HEADINGS[1], n, (-across, across), (), wholes.tolist(), (0, 0)),
        )
        self.frames = [chart.frame for chart in charts]
        super().__init__(*charts)

    def lines(self, path: Path, step: ValueTracker, role: str) -> VGroup:
        """Return the steps of a path in both charts; they come with `step`."""
        steps = steps_of(path)[: self.last + 1]
        return VGroup(
            *(
                Series(frame, steps[:, axis], step, role, dots=True)
                for axis, frame in enumerate(self.frames)
            )
        )

    def pushes(self, path: Path, step: ValueTracker) -> VGroup:
        """Return the pushes that make a step, side by side in both charts."""
        return VGroup(
            *(push_columns(frame, path, step, axis) for axis, frame in enumerate(self.frames))
        )


def momentum_rules(slot: Slot, beta: float, rate: float) -> VGroup:
    """Set a step of momentum and its two numbers at the left edge of a slot, near its top.

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
    return slot.stack(*map(rule, sources), up=0.9)


def velocity_pointer(marble: Marble) -> Pointer:
    """Return an arrow from `marble`, in its colour, that is its next step."""
    steps = steps_of(marble.path)

    def ends() -> tuple[Vector, Vector]:
        ahead = between(steps, marble.step.get_value())
        return marble.spot, marble.ground.spot(marble.point + ahead)

    return Pointer(ends, marble.role, STEP_WIDTH)


def between(rows: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return the row of `rows` at `step`, mixed from the two next to it; at last, the last."""
    step = min(step, len(rows) - 1)
    n = min(int(step), len(rows) - 2)
    return np.asarray(rows[n] + (step - n) * (rows[n + 1] - rows[n]))
