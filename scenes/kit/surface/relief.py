"""Relief: from losses to heights, and where tall walls are cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scenes.kit.types import FloatArray

KNEE = 0.75
"""Share of the height above which a landscape with a `high` of its own bends towards level."""

STEEPNESS = 100.0
"""How many times steeper a log relief is at its bottom than at its top."""

Scale = Literal["linear", "root", "log"]


@dataclass(frozen=True)
class Relief:
    """How a landscape is to stand: an increasing map from losses to heights.

    Because it increases, a contour of the heights is a contour of the losses.

    Parameters
    ----------
    height
        From the lowest to the highest ground, in world units; the longer side of the window
        measures 2.
    low, high
        Losses at the bottom and at the top; the extremes in the window when left out. What is
        higher than `high` is bent smoothly below the top, so that tall walls (and infinities)
        become a rim instead of a spike.
    scale
        ``"linear"``; ``"root"`` and ``"log"`` spread the bottom of landscapes with tall walls.
    aspect
        How deep the window is in the world for its width; when left out, x and y have one scale.

    Raises
    ------
    ValueError
        If `height` is negative, `aspect` is not above 0, or `low` is not below `high`.
    """

    height: float = 0.8
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    aspect: float | None = None

    def __post_init__(self) -> None:
        if not (self.height >= 0 and np.isfinite(self.height)):
            raise ValueError(f"height must be 0 or more and finite, got {self.height!r}.")
        if self.aspect is not None and not (self.aspect > 0 and np.isfinite(self.aspect)):
            raise ValueError(f"aspect must be above 0 and finite, got {self.aspect!r}.")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"low must be below high, got {self.low!r} and {self.high!r}.")

    def fitted(self, values: FloatArray) -> FittedRelief:
        """Return the map itself for a landscape with `values` in its window, any shape."""
        low = float(np.min(values)) if self.low is None else self.low
        high = float(np.max(values)) if self.high is None else self.high
        return FittedRelief(self.height, low, high, self.scale, bent=self.high is not None)


@dataclass(frozen=True)
class FittedRelief:
    """A relief that knows the losses at its bottom and at its top; see :class:`Relief`.

    Parameters
    ----------
    height, low, high, scale
        As for :class:`Relief`.
    bent
        Whether there is more landscape above `high`.
    """

    height: float
    low: float
    high: float
    scale: Scale
    bent: bool

    def share(self, losses: ArrayLike) -> FloatArray:
        """Return how high losses lie, same shape: 0 at `low`, 1 at the top; 0 where all is flat."""
        values = np.asarray(losses, float)
        if self.high <= self.low:
            return np.where(np.isfinite(values), 0.0, values)
        with np.errstate(invalid="ignore"):  # infinities are for the terrain to refuse
            share = np.asarray((values - self.low) / (self.high - self.low))
        if self.scale == "root":
            share = np.sqrt(np.maximum(share, 0))
        elif self.scale == "log":
            share = np.log1p(STEEPNESS * np.maximum(share, 0)) / np.log1p(STEEPNESS)
        if not self.bent:
            return share
        beyond = np.maximum(share - KNEE, 0) / (1 - KNEE)
        return np.minimum(share, KNEE) + (1 - KNEE) * (1 - np.exp(-beyond))

    def heights(self, losses: ArrayLike) -> FloatArray:
        """Return the heights of losses, same shape, in world units."""
        return self.height * self.share(losses)
