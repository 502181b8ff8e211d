"""The numbers of an array as marbles on one curve, and which line of a loop moves them now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import DOWN, UP, FadeIn, ValueTracker, VGroup, smooth

from gdcore import Landscape, Path
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.arrows import Tangent
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import Slot
from scenes.kit.story.timing import FIRST_STEPS, SLOW_STEP
from scenes.kit.text.text import LABEL, Formula
from scenes.kit.types import Vector
from scenes.parts.code_card import Levels

TOUCHES, BREADTH = 1.2, 9.0
"""Length of a tangent, in scene units, and its width: more than the curve's that it lies along."""

MOVES_AFTER, LANDS_AFTER, BLEND = 0.05, 0.85, 0.15
"""Shares of a step after which the marble leaves and nearly lands, and over which light changes."""

ROUNDING = 1e-6
"""Share of a step that is none, but the last digits of a sum."""

FAST = 0.14
"""Seconds of a step that shows nothing new."""


def brisk(n: int) -> float:
    """Return seconds for step `n` of a walk: three slow ones, then as fast as can be followed."""
    return SLOW_STEP if n < FIRST_STEPS else FAST


def running(step: ValueTracker, last: int, prints: bool = True) -> Levels:
    """Return how much each line of a loop runs while `step` goes from 0 to `last`.

    In the first steps the line of the slope and that of the step take turns. Later they are lit
    together, since they would flicker. At the end the line that prints is lit, or all are, where
    no line `prints`.
    """

    def level(part: str) -> float:
        n = min(int(step.get_value()), last - 1)
        share = step.get_value() - n
        moves, lands = _ramp(share - MOVES_AFTER), _ramp(share - LANDS_AFTER)
        over = lands if n == last - 1 else 0.0
        turns, turns_again = n < FIRST_STEPS, n + 1 < FIRST_STEPS
        levels = {
            "loop": 1.0 - over,
            "slope": max(1 - moves, lands) - over if turns else 1.0 - over,
            "step": (moves if turns else 1.0) - (lands if turns_again else over),
            "print": over,
        }
        levels["clear"] = levels["step"]
        return max(levels.get(part, 0.0), 0.0 if prints else over)

    return level


def _ramp(share: float) -> float:
    return float(smooth(min(max(share / BLEND, 0.0), 1.0)))


def window(slot: Slot, reach: float, foot: float) -> Frame:
    """Return the window of x² in which the curve leaves `slot` in its upper corners.

    Parameters
    ----------
    slot
        The picture, the ground below the curve included.
    reach
        Half its width, in data units.
    foot
        Height of the minimum, in scene units.
    """
    buried = reach**2 * (foot - slot.bottom) / (slot.top - foot)
    return Frame(slot, (-reach, reach), (-buried, reach**2))


class MovedGround(CurveLandscape):
    """A curve whose picture goes from one place to another; what stands on it goes with it.

    Parameters
    ----------
    landscape
        As for `CurveLandscape`.
    here, there
        Its windows where `moved` is 0 and 1.
    moved
        The tracker.
    """

    follows = ("landscape", "moved")

    def __init__(
        self, landscape: Landscape, here: Frame, there: Frame, moved: ValueTracker
    ) -> None:
        self.here, self.there, self.moved = here, there, moved
        super().__init__(landscape, here)
        self.add_updater(lambda ground: ground.refresh())

    def refresh(self) -> None:
        """Be where the tracker says."""
        share = self.moved.get_value()
        if self.shows(share):
            return
        ends = (np.array(_numbers(frame)) for frame in (self.here, self.there))
        here, there = ends
        left, bottom, right, top, low, high = ((1 - share) * here + share * there).tolist()
        self.frame = Frame(Slot(left, bottom, right, top), self.here.x, (low, high))
        points = self.samples()
        self.curve.set_points_as_corners(points)
        self.body.set_points_as_corners(self.outline(points))
        self.drew(share)


def _numbers(frame: Frame) -> tuple[float, ...]:
    slot = frame.slot
    return slot.left, slot.bottom, slot.right, slot.top, *frame.y


class Numbers:
    """The numbers of an array, each a marble with its trail and tangent.

    Parameters
    ----------
    ground
        What they stand on.
    paths
        One for each.
    step
        How far they are.
    """

    def __init__(self, ground: CurveLandscape, paths: Sequence[Path], step: ValueTracker) -> None:
        self.ground = ground
        self.marbles = [Marble(ground, path, step) for path in paths]
        self.trails = [Trail(marble, line=False) for marble in self.marbles]
        self.tangents = [Tangent(marble, TOUCHES) for marble in self.marbles]
        for tangent in self.tangents:
            tangent.set_stroke(width=BREADTH)

    def leave_new_trails(self) -> None:
        """Forget the arcs of jumps that were drawn where the ground has stood before."""
        self.trails = [Trail(marble, line=False) for marble in self.marbles]

    def values(self, count: int) -> list[Callable[[], float]]:
        """Return functions that read the first `count` numbers, where the marbles last stood."""
        return [following(marble, _value) for marble in self.marbles[:count]]

    def drop(self, *which: int) -> list[FadeIn]:
        """Return the animations that drop some of the marbles on the curve."""
        return [FadeIn(self.marbles[n], shift=0.8 * DOWN) for n in which]

    def slopes(self) -> VGroup:
        """Return each slope as a number above its marble, on the inner side of the curve."""
        names = VGroup()
        for marble in self.marbles:
            slope = float(marble.path.gradients[0, 0])
            inwards = -np.sign(marble.spot[0] - self.ground.frame.at(0, 0)[0])
            name = Formula(f"{slope:.3g}", size=LABEL, role="slope")
            names.add(name.next_to(marble, inwards * np.array([1.0, 0, 0]) + 0.3 * UP, buff=0.3))
        return names


def counter(step: ValueTracker, last: int) -> Callable[[], float]:
    """Return a function that tells what Python's ``for step in range(last)`` counts now."""
    return lambda: float(min(int(step.get_value() + ROUNDING), last - 1))


def _value(path: Path, n: int) -> float:
    return float(path.points[n, 0])


def jumping(ground: CurveLandscape, path: Path, step: ValueTracker) -> Callable[[], Vector]:
    """Return where many walkers of one batch are now on the screen, ``(n, 3)``, in their jumps.

    Parameters
    ----------
    ground
        What they walk on.
    path
        Of a batch of one-dimensional starts: points ``(steps + 1, n, 1)``.
    step
        How far they are.
    """

    def spots() -> Vector:
        n = min(int(step.get_value()), path.steps - 1)
        share = step.get_value() - n
        here, there = path.points[n], path.points[n + 1]
        return np.array([ground.between(*ends, share) for ends in zip(here, there, strict=True)])

    return spots
