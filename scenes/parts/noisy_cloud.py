"""Many noisy runs from one start as a cloud, theory's circle, and their distance on a chart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import RIGHT, Circle, ValueTracker, VGroup

from gdcore import GaussianNoise, GradientDescent, Path, Schedule, descend, quadratic_bowl, theory
from gdcore.arrays import FloatArray
from scenes.kit.charts.axes import UNIT_CIRCLE, Axes, Frame, Interval, equal_frame
from scenes.kit.charts.series import Series, series
from scenes.kit.following import Following
from scenes.kit.landscape.ground import ContourMap, minimum_mark
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Lettering, label
from scenes.kit.theme import DASHES, color

CURVATURE = 1.0
BOWL = quadratic_bowl((CURVATURE, CURVATURE), name="round bowl of curvature 1")
START = (-4.8, 1.4)
"""Where all runs start, 5 from the minimum."""

WINDOW, NARROW = ((-6.1, 2.9), (-4.3, 2.4)), ((-5.5, 1.9), (-3.1, 2.3))
"""What is seen of the bowl, at least; the minimum is above the middle, clear of subtitles."""

LEVELS = tuple(0.5 * r**2 for r in np.arange(0.8, 9, 0.8))

INSIDE = float(1 - np.exp(-1))
"""Share of a round normal cloud within its root mean square distance from its middle."""

RING_WIDTH, LEAST = 3.5, 1e-3
"""Of the circle: its line, and its least radius in scene units."""

DISTANCES, TICKS = (0.1, 8.0), (0.2, 0.5, 1, 2, 5)
PITCH = 0.42
"""Between two names at the right of the chart, at least, in scene units."""

ROOM = {"left": 0.75, "bottom": 0.5, "right": 1.55, "top": 0.5}


@dataclass(frozen=True)
class Cloud:
    """A batch of noisy runs, and what theory says of it.

    Parameters
    ----------
    path
        A batch ``(marbles,)`` on `BOWL`, all from `START`.
    middle
        Mean of the runs after each step, in theory, ``(steps + 1, 2)``.
    variance
        Variance of each coordinate, in theory, ``(steps + 1,)``.
    """

    path: Path
    middle: FloatArray
    variance: FloatArray

    @property
    def radius(self) -> FloatArray:
        """Root mean square distance from the middle, in theory, ``(steps + 1,)``."""
        return np.asarray(np.sqrt(2 * self.variance))

    @property
    def expected(self) -> FloatArray:
        """Root mean square distance from the minimum, in theory, ``(steps + 1,)``."""
        return np.asarray(np.sqrt((self.middle**2).sum(axis=-1) + 2 * self.variance))

    @property
    def measured(self) -> FloatArray:
        """Root mean square distance of the runs from the minimum, ``(steps + 1,)``."""
        return np.asarray(np.sqrt((self.path.points**2).sum(axis=-1).mean(axis=-1)))

    def inside(self, n: int) -> float:
        """Return the share of the runs that are inside the circle of theory after step `n`."""
        apart = np.linalg.norm(self.path.points[n] - self.middle[n], axis=-1)
        return float((apart <= self.radius[n] + 1e-9).mean())


def cloud(schedule: Schedule, deviation: float, marbles: int, steps: int, seed: int) -> Cloud:
    """Let many marbles go from one start, each with noise of its own.

    Parameters
    ----------
    schedule
        The learning rate.
    deviation
        Standard deviation of the noise on each coordinate of the gradient.
    marbles, steps, seed
        How many, how far, and where the noise comes from.
    """
    path = descend(
        BOWL,
        GradientDescent(schedule),
        np.tile(START, (marbles, 1)),
        steps,
        estimator=GaussianNoise(deviation),
        rng=seed,
    )
    rates = path.rates
    shrunk = np.concatenate([[1.0], np.cumprod(1 - rates * CURVATURE)])
    variance = theory.noise_variances(rates, CURVATURE, deviation**2)
    return Cloud(path, shrunk[:, None] * START, variance)


class BowlMap(VGroup):
    """The bowl from above, its minimum marked.

    Parameters
    ----------
    slot
        What it fills.
    window
        What must be seen of it, in data units.
    """

    def __init__(self, slot: Slot, window: tuple[Interval, Interval] = WINDOW) -> None:
        self.ground = ContourMap(BOWL, equal_frame(slot, *window), LEVELS)
        super().__init__(self.ground, minimum_mark(self.ground.spot(np.zeros(2))))


def between(values: FloatArray, step: float) -> FloatArray:
    """Return what stands between the rows of `values` at a step that need not be whole."""
    last = len(values) - 1
    n = min(int(max(step, 0.0)), last - 1)
    share = min(step, float(last)) - n
    return np.asarray(values[n] + share * (values[n + 1] - values[n]))


class TheoryRing(Following, VGroup):
    """Theory's circle about the middle of a cloud, as large as its root mean square distance.

    Parameters
    ----------
    ground
        The map that it is on.
    runs
        The cloud.
    step
        The tracker that tells how far all of them are.
    """

    follows = ("ground", "runs", "step")

    def __init__(self, ground: ContourMap, runs: Cloud, step: ValueTracker) -> None:
        self.ground, self.runs, self.step = ground, runs, step
        self.edge = Circle(color=color("paper"), stroke_width=2.2 * RING_WIDTH)
        self.circle = Circle(color=color("ink"), stroke_width=RING_WIDTH)
        super().__init__(self.edge, self.circle)
        self.refresh()
        self.add_updater(lambda ring: ring.refresh())

    @property
    def radius(self) -> float:
        """In scene units, now."""
        across, _ = self.ground.frame.scale
        return float(across * between(self.runs.radius, self.step.get_value()))

    def refresh(self) -> None:
        """Be where theory says, and as large."""
        middle = self.ground.spot(between(self.runs.middle, self.step.get_value()))
        if self.shows(middle, self.radius):
            return
        for circle in (self.edge, self.circle):
            circle.points = middle + max(self.radius, LEAST) * UNIT_CIRCLE
        self.drew(middle, self.radius)


class DistanceChart(VGroup):
    """The root mean square distance from the minimum against steps, on a log scale.

    Parameters
    ----------
    slot
        Where it stands, its numbers and names included.
    steps
        How many it shows.
    """

    def __init__(self, slot: Slot, steps: int) -> None:
        self.frame = Frame(slot.inset(**ROOM), (0, steps), DISTANCES, log_y=True)
        self.axes = Axes(self.frame, range(0, steps + 1, 50), TICKS, "n", '"distance " d')
        super().__init__(self.axes)

    def measured(self, runs: Cloud, step: ValueTracker, role: str) -> Series:
        """Return the line of the runs themselves."""
        return series(self.frame, runs.measured, step, role, DASHES[role])

    def names(self, *lines: tuple[Cloud, str, str]) -> list[Lettering]:
        """Return the names (Typst markup) of lines, in their roles' colours, at their right ends.

        They are to be given from the highest down.
        """
        found: list[Lettering] = []
        for runs, name, role in lines:
            end = self.frame.at(self.frame.x[1], runs.expected[-1])
            if found:
                end[1] = min(end[1], found[-1].get_y() - PITCH)
            found.append(label(name, role, TICK).next_to(end, RIGHT, buff=0.15))
        return found
