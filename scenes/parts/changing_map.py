"""A map whose ground changes into another one: every contour moves, and none is there twice."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker

from scenes.kit.landscape.ground import MAP_SAMPLES, ContourMap
from scenes.kit.types import FloatArray


class ChangingMap(ContourMap):
    """The map between two maps of one frame, with as many levels.

    In between, a place is as high among the levels as the two maps have it, in proportion.

    Parameters
    ----------
    one, other
        The maps at the beginning and at the end.

    Attributes
    ----------
    share : ValueTracker
        How far it is on the way, from 0 to 1.
    """

    follows = ("landscape", "frame", "one", "other", "share")

    def __init__(self, one: ContourMap, other: ContourMap) -> None:
        assert len(one.levels) == len(other.levels), "both maps must have as many levels"
        self.one, self.other, self.share = one, other, ValueTracker(0)
        super().__init__(one.landscape, one.frame, np.arange(len(one.levels), dtype=float))
        sides = (np.linspace(*side, MAP_SAMPLES) for side in (one.frame.x, one.frame.y))
        points = np.stack(np.meshgrid(*sides), axis=-1)
        self.ranks = [_ranks(ground, points) for ground in (one, other)]
        self.refresh()
        self.add_updater(lambda ground: ground.refresh())

    def refresh(self) -> None:
        """Draw the contours of now."""
        share = self.share.get_value()
        if not self.shows(share):
            one, other = self.ranks
            self.draw((1 - share) * one + share * other)
            self.drew(share)


def _ranks(ground: ContourMap, points: FloatArray) -> FloatArray:
    """Return how many levels of a map are below points, and the share of the way to the next."""
    levels = ground.levels
    first, last = levels[1] - levels[0], levels[-1] - levels[-2]
    padded = np.concatenate([[levels[0] - first], levels, [levels[-1] + last]])
    return np.asarray(np.interp(ground.landscape.value(points), padded, np.arange(len(padded)) - 1))
