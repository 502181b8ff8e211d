"""How a surface bends: arrows along it, and a word for each axis."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from manim import FadeOut, LaggedStart, VGroup
from numpy.typing import ArrayLike

from scenes.kit.lettering import label
from scenes.kit.pacing import STEADY
from scenes.kit.surface.labels import SurfaceLabel
from scenes.kit.surface.props import appear, vanish
from scenes.kit.surface.signs import SurfaceArrow
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.types import Vector

LAG = 0.4
"""Share of an arrow's growth after which the next one starts."""

LABEL_GAP = 0.15
"""Between a word and the place that it stands beside, in scene units."""


class Bends:
    """Arrows along a surface, such as up and down from a level point, and words for its axes.

    Parameters
    ----------
    stage
        The surface.
    ways
        Start and tip of each arrow, data points ``(2,)``, in the order in which they grow.

    Attributes
    ----------
    arrows : list of SurfaceArrow
        Away until they grow.
    words : VGroup
        What :meth:`named` has put beside them.
    """

    def __init__(self, stage: LandscapeStage, ways: Sequence[tuple[ArrayLike, ArrayLike]]) -> None:
        self.stage, self.words = stage, VGroup()
        self.arrows = [SurfaceArrow(stage, partial(_both, *way), "ink") for way in ways]
        stage.put(*self.arrows, away=True)

    def named(self, *words: tuple[str, ArrayLike, Vector]) -> VGroup:
        """Return words for the axes, to be faded in.

        Parameters
        ----------
        *words
            For each axis the Typst markup, the data point ``(2,)`` beside which it stands, and
            on which side of it.
        """
        self.words = VGroup(
            *(
                SurfaceLabel(
                    self.stage, label(text), partial(self.stage.world, place), side, LABEL_GAP
                )
                for text, place, side in words
            )
        )
        return self.words

    def grown(self, seconds: float) -> Any:
        """Return the animation in which the arrows grow one after the other."""
        return LaggedStart(
            *(appear(arrow, STEADY) for arrow in self.arrows), lag_ratio=LAG, run_time=seconds
        )

    def withdrawn(self) -> list[Any]:
        """Return the animations that take the arrows and the words away."""
        return [FadeOut(self.words), *(vanish(arrow, STEADY) for arrow in self.arrows)]


def _both(start: ArrayLike, tip: ArrayLike) -> tuple[ArrayLike, ArrayLike]:
    return start, tip
