"""How a surface bends about a level point: arrows both ways along each axis, and a word on each."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import FadeOut, LaggedStart, VGroup
from numpy.typing import ArrayLike

from scenes.kit.lettering import label
from scenes.kit.pacing import STEADY
from scenes.kit.surface.labels import SurfaceLabel
from scenes.kit.surface.props import appear, vanish
from scenes.kit.surface.signs import SurfaceArrow
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.types import FloatArray, Vector

LAG = 0.4
"""Share of an arrow's growth after which the next one starts."""

LABEL_GAP = 0.15
"""Between a word and the place that it stands beside, in scene units."""


class Bends:
    """Arrows along the axes of a surface from one of its points, and a word for each axis.

    Parameters
    ----------
    stage
        The surface.
    point
        Where the arrows start, a data point ``(2,)``.
    reach
        How far they go along x and along y, in data units, to both sides.

    Attributes
    ----------
    arrows : list of SurfaceArrow
        Two along x, then two along y; away until they grow.
    words : VGroup
        What :meth:`named` has put beside them.
    """

    def __init__(self, stage: LandscapeStage, point: ArrayLike, reach: tuple[float, float]) -> None:
        self.stage, self.words = stage, VGroup()
        start = np.asarray(point, float)
        tips = [
            side * r * axis for r, axis in zip(reach, np.eye(2), strict=True) for side in (1, -1)
        ]
        self.arrows = [
            SurfaceArrow(stage, partial(_ends, start, start + tip), "ink") for tip in tips
        ]
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


def _ends(start: FloatArray, tip: FloatArray) -> tuple[FloatArray, FloatArray]:
    return start, tip
