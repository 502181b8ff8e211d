"""Marbles that run together on one ground with one clock."""

from __future__ import annotations

from collections.abc import Sequence

from manim import ValueTracker, VGroup

from gdcore import Path
from scenes.kit.landscapes import Ground
from scenes.kit.marbles import MARBLE_RADIUS, Marble, Trail

BEHIND = 1.3
"""Size of a marble that must show below another one at the same place."""


class Runners:
    """Marbles on one ground, and their trails.

    They have different sizes, the first the largest and lowest: where several are in one place,
    all can be seen.

    Parameters
    ----------
    ground
        What they run on.
    runs
        For each, from back to front, its path and its colour role.
    radii
        In scene units, from back to front; each `BEHIND` times the next one when left out.

    Attributes
    ----------
    step : ValueTracker
        How far all of them are, in steps.
    marbles, trails : list
        From back to front.
    shown : VGroup
        The trails, then the marbles.
    """

    def __init__(
        self,
        ground: Ground,
        runs: Sequence[tuple[Path, str]],
        radii: Sequence[float] | None = None,
    ) -> None:
        self.step = ValueTracker(0)
        sizes = [MARBLE_RADIUS * BEHIND**n for n in reversed(range(len(runs)))]
        self.marbles = [
            Marble(ground, path, self.step, role, radius)
            for (path, role), radius in zip(runs, radii or sizes, strict=False)
        ]
        self.trails = [Trail(marble) for marble in self.marbles]
        self.shown = VGroup(*self.trails, *self.marbles)
