"""Mini-batches of a line's points: their pulls as arrows, their runs as clouds, and their cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from manim import DOWN, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike

from gdcore import (
    Dataset,
    GradientDescent,
    MiniBatches,
    Model,
    Path,
    Schedule,
    descend,
    minibatch_covariance,
)
from gdcore.arrays import IntArray
from scenes.kit.charts.axes import (
    TICK_GAP,
    TICK_LENGTH,
    UNIT_CIRCLE,
    Axes,
    Frame,
    Interval,
    decades,
    equal_frame,
)
from scenes.kit.charts.series import Series, dashes_along
from scenes.kit.following import Following
from scenes.kit.landscape.arrows import arrow_outline
from scenes.kit.landscape.ground import Ground
from scenes.kit.landscape.loss_map import LossMap
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Formula, label
from scenes.kit.theme import DASHES, color
from scenes.kit.types import FloatArray, Vector

CORNERS = 7
"""Sides of an arrow's outline."""

RING_WIDTH = 3.5
ROOM = {"left": 0.85, "bottom": 0.95, "right": 0.35, "top": 0.45}
"""Scene units around the chart of what loss costs, for the numbers and names of its axes."""


class ZoomMap(LossMap):
    """The loss of a line for standardised x, from afar or near the answer.

    Parameters
    ----------
    data
        Examples with one feature, in their own units.
    slot
        Where the map stands, without the numbers of its axes.
    far, near
        Intercepts across and slopes upwards that must be seen from afar and from near.
    levels
        Losses at which the colour changes, ascending.
    zoom
        How near it is, from 0 to 1.
    """

    follows = ("data", "scaled", "zoom")

    def __init__(
        self,
        data: Dataset,
        slot: Slot,
        far: tuple[Interval, Interval],
        near: tuple[Interval, Interval],
        levels: FloatArray,
        zoom: ValueTracker,
    ) -> None:
        self.near, self.zoom = equal_frame(slot, *near), zoom
        super().__init__(data, slot, (far, far), levels, ValueTracker(1))

    @property
    def frame(self) -> Frame:
        """The window now."""
        share = self.zoom.get_value()
        ends = (np.array([frame.x, frame.y]) for frame in (self.standard, self.near))
        far, near = ends
        (left, right), (low, high) = ((1 - share) * far + share * near).tolist()
        return Frame(self.slot, (left, right), (low, high))


class Arrows(Following, VMobject):
    """Many solid arrows as one mobject.

    Parameters
    ----------
    ends
        Returns starts and tips on the screen, each ``(n, 3)``, for any n; called once a frame.
    role
        Colour role.
    width
        Of a shaft, in scene units.
    opacity
        From 0 to 1.
    """

    follows = ("ends",)

    def __init__(
        self,
        ends: Callable[[], tuple[Vector, Vector]],
        role: str = "slope",
        width: float = 0.05,
        opacity: float = 1.0,
    ) -> None:
        self.ends, self.width_of_shaft = ends, width
        super().__init__(fill_color=color(role), fill_opacity=opacity, stroke_width=0)
        self.refresh()
        self.add_updater(lambda arrows: arrows.refresh())

    def refresh(self) -> None:
        """Point from the present starts to the present tips."""
        starts, tips = self.ends()
        if self.shows(starts, tips):
            return
        outlines = [
            outline
            for start, tip in zip(starts, tips, strict=True)
            if len(outline := arrow_outline(start, tip, self.width_of_shaft))
        ]
        corners = np.array(outlines).reshape(-1, CORNERS + 1, 3)
        shares = np.linspace(0, 1, 4)[:, None]
        sides = corners[:, :-1, None] + shares * (corners[:, 1:] - corners[:, :-1])[:, :, None]
        self.points = sides.reshape(-1, 3)
        self.drew(starts, tips)


def pulls(model: Model, ground: Ground, point: FloatArray, reach: float) -> tuple[Vector, Vector]:
    """Return where arrows against the gradient of each example begin and end, on the screen.

    Parameters
    ----------
    model
        The loss.
    ground
        The map that they are on.
    point
        Parameters ``(2,)`` at which all of them begin.
    reach
        What a gradient is multiplied by.

    Returns
    -------
    tuple of Vector
        The start ``(3,)``, and the tips ``(n, 3)``.
    """
    tips = point - reach * model.gradients_of_each(point)
    return ground.spot(point), ground.spot(tips)


def batches(examples: int, size: int, count: int, seed: int) -> IntArray:
    """Return some batches of different examples, drawn independently, ``(count, size)``."""
    draws = MiniBatches(size).draws(examples, (count,), seed)
    return next(draws)


def spread(model: Model, point: FloatArray, size: int) -> float:
    """Return how far the gradient of a batch of different examples is off, of the true one.

    Root mean square over all batches, as a share of the true gradient's length: with C the
    covariance of single gradients, tr C (n - B) / (B (n - 1)) is the mean square.
    """
    each = model.gradients_of_each(point)
    count, whole = len(each), each.mean(axis=0)
    trace = float(((each - whole) ** 2).sum(axis=1).mean())
    square = trace * (count - size) / (size * (count - 1))
    return float(np.sqrt(square) / np.linalg.norm(whole))


@dataclass(frozen=True)
class Hover:
    """Many runs with batches of one size from the exact answer, and what theory says of them.

    Parameters
    ----------
    path
        A batch ``(runs,)``.
    answer
        ``(2,)``.
    covariance
        Of the parameters in the long run, in theory, ``(2, 2)``.
    """

    path: Path
    answer: FloatArray
    covariance: FloatArray

    @property
    def measured(self) -> FloatArray:
        """Root mean square distance of the runs from the answer, ``(steps + 1,)``."""
        apart = self.path.points - self.answer
        return np.asarray(np.sqrt((apart**2).sum(axis=-1).mean(axis=-1)))

    @property
    def expected(self) -> float:
        """The same in the long run, in theory."""
        return float(np.sqrt(np.trace(self.covariance)))


def hover(model: Model, rate: float, size: int, runs: int, steps: int, seed: int) -> Hover:
    """Let many runs begin at the exact answer, each with batches of its own, drawn anew."""
    (answer,) = model.minima
    path = descend(
        model,
        GradientDescent(rate),
        np.tile(answer, (runs, 1)),
        steps,
        estimator=MiniBatches(size, replacement=True),
        rng=seed,
    )
    return Hover(path, answer, minibatch_covariance(model, rate, size))


def settle(
    model: Model, cloud: Hover, schedule: Schedule, size: int, steps: int, seed: int
) -> Hover:
    """Let the runs of a cloud go on from where they are while α follows a schedule.

    The theory of the cloud stays that of its constant α.
    """
    path = descend(
        model,
        GradientDescent(schedule),
        cloud.path.points[-1],
        steps,
        estimator=MiniBatches(size, replacement=True),
        rng=seed,
    )
    return replace(cloud, path=path)


class TheoryEllipse(Following, VGroup):
    """Theory's ellipse of a cloud: its points are √2 standard deviations from the middle.

    Of a round cloud it is the circle at the root mean square distance.

    Parameters
    ----------
    ground
        The map that it is on, with one scale on both axes.
    cloud
        What it is the ellipse of.
    """

    follows = ("ground", "cloud")

    def __init__(self, ground: Ground, cloud: Hover) -> None:
        self.ground, self.cloud = ground, cloud
        self.edge = VMobject(color=color("paper"), stroke_width=2.2 * RING_WIDTH)
        self.line = VMobject(color=color("ink"), stroke_width=RING_WIDTH)
        super().__init__(self.edge, self.line)
        self.refresh()
        self.add_updater(lambda ellipse: ellipse.refresh())

    def refresh(self) -> None:
        """Stand about the answer."""
        root = np.linalg.cholesky(2 * self.cloud.covariance)
        outline = self.ground.spot(self.cloud.answer + UNIT_CIRCLE[:, :2] @ root.T)
        for line in (self.edge, self.line):
            line.points = outline.copy()


class WorkClock(ValueTracker):
    """The steps of a run whose steps take `size` single gradients each.

    Parameters
    ----------
    work
        The tracker of single gradients computed.
    size
        Examples in a batch.
    first
        The step from which they are counted.
    """

    def __init__(self, work: ValueTracker, size: int, first: int = 0) -> None:
        self.work, self.size, self.first = work, size, first
        before = work.get_value()
        super().__init__()  # sets its value
        work.set_value(before)

    def get_value(self) -> float:
        return max(0.0, float(self.work.get_value() / self.size) - self.first)

    def set_value(self, value: float) -> WorkClock:
        """Set the work to what so many steps cost."""
        self.work.set_value((value + self.first) * self.size)
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> WorkClock:
        return self


class CostLine(Series):
    """The loss above its least value from the first step on, against gradients computed.

    Parameters
    ----------
    frame
        The power of ten of the gradients across, the loss up.
    excess
        The loss above its least value at each step, ``(steps + 1,)``.
    clock
        Tells how far the run is.
    role
        Colour role, which tells the dash as well.
    """

    def __init__(self, frame: Frame, excess: FloatArray, clock: WorkClock, role: str) -> None:
        self.powers = np.log10(clock.size * np.arange(1, len(excess)))
        super().__init__(frame, excess[1:], WorkClock(clock.work, clock.size, first=1), role)

    def spot(self, step: ArrayLike) -> Vector:
        """Return where the loss is on the screen some steps after the first, ``(..., 3)``."""
        n = np.asarray(step, int)
        return self.frame.at(self.powers[n], self.values[n])

    def dash(self) -> None:
        """Cut the line into the dashes of its role."""
        if DASHES[self.role]:
            way = np.concatenate([self.line.points[::4], self.line.points[-1:]])
            self.line.points = dashes_along(way, *DASHES[self.role])


class CostChart(VGroup):
    """The loss above its least value against single gradients computed, both on a log scale.

    Parameters
    ----------
    slot
        Where it stands, its numbers and names included.
    work
        How many gradients it shows.
    losses
        The window upwards.
    """

    def __init__(self, slot: Slot, work: int, losses: Interval) -> None:
        inner = slot.inset(**ROOM)
        self.frame = Frame(inner, (0, float(np.log10(work))), losses, log_y=True)
        axes = Axes(self.frame, (), decades(losses), "", "L - L_min")
        numbers = VGroup()
        for power in range(int(self.frame.x[1]) + 1):
            foot = self.frame.at(power, losses[0])
            axes.ticks.start_new_path(foot).add_line_to(foot + TICK_LENGTH * DOWN)
            number = Formula(str(10**power), size=TICK, role="faint")
            numbers.add(number.next_to(foot, DOWN, buff=TICK_GAP))
        words = label("gradients of single points computed", size=TICK, role="faint")
        words.next_to(numbers, DOWN, buff=0.12).set_x(slot.center[0])
        super().__init__(axes, numbers, words)
