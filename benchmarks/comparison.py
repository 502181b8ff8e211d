"""What a benchmark found: the same quantity of our way and of one of manim's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

DECIBEL = "dB"


@dataclass(frozen=True)
class Comparison:
    """One quantity of both sides, once for every round.

    Parameters
    ----------
    benchmark
        Name of the benchmark.
    content
        What both sides show.
    rival
        Which of manim's ways ours is compared with.
    what
        The quantity.
    unit
        Its unit; less is better unless it is decibels.
    ours, theirs
        The values; one where a quantity does not vary.
    """

    benchmark: str
    content: str
    rival: str
    what: str
    unit: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of manim's values divided by that of ours."""
        return median(self.theirs) / median(self.ours)

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest ratio of a single round."""
        ratios = [b / a for a, b in zip(self.ours, self.theirs, strict=True)]
        return min(ratios), max(ratios)

    @property
    def gain(self) -> str:
        """The ratio as it is read; for decibels, which are a logarithm, the difference."""
        if self.unit == DECIBEL:
            return f"{median(self.ours) - median(self.theirs):+.1f} dB"
        return f"{self.ratio:.3g}×"

    @property
    def section(self) -> str:
        """Return what comparisons of the same things have in common."""
        return f"{self.benchmark}: {self.content}, against {self.rival}"

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "benchmark": self.benchmark,
            "content": self.content,
            "rival": self.rival,
            "what": self.what,
            "unit": self.unit,
            "ours": median(self.ours),
            "manim": median(self.theirs),
            "gain": self.gain,
            "rounds": {"ours": self.ours, "manim": self.theirs},
        }


def scaled(values: Iterable[float], factor: float) -> tuple[float, ...]:
    """Return `values` times `factor`, for a change of units."""
    return tuple(factor * value for value in values)
