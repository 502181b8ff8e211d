"""Two wells in a trough, whose section along the floor is a curve: it is cut open to show it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, AnimationGroup, ValueTracker, VGroup

from gdcore import DOUBLE_WELL_2D, Path
from scenes.kit.charts.axes import Frame, Interval
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import PICTURE, Slot
from scenes.kit.story.timing import glide
from scenes.kit.surface.annotations import SurfaceLabel
from scenes.kit.surface.camera import fly
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.moves import Marbles, look_round
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.text.text import label
from scenes.kit.types import FloatArray

SIDES: Interval = (-1.3, 1.3)
"""Window of y: the trough ends where its sides are high enough to be seen."""

FROM, TOWARDS, OVER_THE_CUT = (-120.0, 40.0), (-100.0, 36.0), (-90.0, 28.0)
"""Azimuth and elevation at first, while the marbles roll, and when the trough is cut open."""

FILL, BALL = 0.97, 0.05
"""Share of the picture that the trough takes, and the marbles' radius in world units."""


APART = 0.9
"""Data units between two starts from which on their names have room above them."""


class CutTrough:
    """A trough with two marbles that is cut open along its floor and becomes a curve.

    Parameters
    ----------
    ground
        The curve, where it is to lie.
    above, along
        Paths of the same starts and steps on the trough and on the curve.
    roles
        Their colour roles.

    Attributes
    ----------
    stage : LandscapeStage
        The trough.
    marbles : Marbles
        On the trough.
    section : SurfaceSection
        The ground where the trough is cut off now.
    discs : list
        Marbles of the curve, at rest on the floor: they stand where those of the trough end.
    """

    def __init__(
        self,
        ground: CurveLandscape,
        above: Sequence[Path],
        along: Sequence[Path],
        roles: Sequence[str],
    ) -> None:
        self.ground, frame = ground, below_the_top(ground)
        self.stage = trough(frame)
        self.section = SurfaceSection(self.stage, ground.landscape, frame)
        self.marbles = Marbles(self.stage, [*zip(above, roles, strict=True)], False, BALL)
        self.discs = [
            Marble(self.section, path, ValueTracker(path.steps), role)
            for path, role in zip(along, roles, strict=True)
        ]

    def look_round(self, seconds: float) -> list[Any]:
        """Return the animations that go slowly round the trough, from the first view."""
        return look_round(self.stage, (FROM, TOWARDS), seconds, fill=FILL)

    def tags(self, words: Sequence[str]) -> VGroup:
        """Return words (Typst markup) above the marbles, outwards where they start side by side."""
        left, right = (float(marble.path.points[0, 0]) for marble in self.marbles.each)
        above = (UP, UP) if right - left > APART else (UP + LEFT, UP + RIGHT)
        sides = zip(words, self.marbles.each, above, strict=True)
        return VGroup(
            *(
                SurfaceLabel(self.stage, label(text), partial(getattr, marble, "center"), side)
                for text, marble, side in sides
            )
        )

    def opened(self) -> VGroup:
        """Return the ground below the trough and the marbles on its floor, where they are now."""
        opened = VGroup(self.section, *self.discs)
        for part in (self.section, *self.discs):
            part.refresh()
        return opened

    def cut_open(self, seconds: float) -> AnimationGroup:
        """Return the animation that cuts away what lies before the floor."""
        over = self.stage.framed(*OVER_THE_CUT, fill=FILL)
        cut = glide(self.stage.front, self.section.y, seconds)
        return AnimationGroup(cut, *fly(self.stage.camera, over, seconds))

    def turn_aside(self, seconds: float) -> AnimationGroup:
        """Return the animation after which the section lies where the curve is to lie."""
        side = self.section.side_view()
        return AnimationGroup(*fly(self.stage.camera, side, seconds, whole=False))

    def hand_over(self) -> None:
        """Let the marbles stand on the curve itself, which lies where the section does."""
        for disc in self.discs:
            disc.ground = self.ground


def trough(frame: Frame, slot: Slot = PICTURE) -> LandscapeStage:
    """Return the trough whose section along the floor is as `frame` has it, here and in the lab."""
    window = frame.x, SIDES
    relief, look = relief_like(frame, DOUBLE_WELL_2D, window), Look(floor=None)
    return LandscapeStage(DOUBLE_WELL_2D, slot, window, relief, look=look)


def below_the_top(ground: CurveLandscape) -> Frame:
    """Return the part of a curve's frame between the places where it leaves it at the top."""
    frame = ground.frame
    low, high = crossings(ground, frame.y[1])
    left, right = (float(frame.at(x, frame.y[1])[0]) for x in (low, high))
    return Frame(Slot(left, frame.slot.bottom, right, frame.slot.top), (low, high), frame.y)


def crossings(ground: CurveLandscape, height: float) -> Interval:
    """Return the first and the last place where a curve is as high as `height`, in data units."""
    x: FloatArray = np.linspace(*ground.frame.x, 20_001)
    (inside,) = np.nonzero(ground.landscape.value(x[:, None]) <= height)
    return float(x[inside[0]]), float(x[inside[-1]])
