"""Words at places of a surface: they follow the camera and fade behind hills."""

from __future__ import annotations

from collections.abc import Callable

from manim import UP, VGroup
from numpy.typing import ArrayLike

from scenes.kit.following import Following
from scenes.kit.lettering import Lettering, on_plate
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.types import Vector


class SurfaceLabel(Following, VGroup):
    """Words on a plate beside a place in the world, as opaque as the place is visible.

    Parameters
    ----------
    stage
        Where the place is.
    words
        What stands there.
    place
        Returns the world point ``(3,)``; called once a frame.
    side
        On which side of the place they stand.
    buff
        How far from it, in scene units.
    """

    follows = ("stage", "place")

    def __init__(
        self,
        stage: LandscapeStage,
        words: Lettering,
        place: Callable[[], ArrayLike],
        side: Vector = UP,
        buff: float = 0.35,
    ) -> None:
        self.stage, self.place, self.side, self.buff = stage, place, side, buff
        self.plate, self.words = on_plate(words)
        super().__init__(self.plate, self.words)
        self._plate_opacity = float(self.plate.get_fill_opacity())
        self.refresh()
        self.add_updater(lambda label: label.refresh())

    def refresh(self) -> None:
        """Stand beside the place, and fade as it hides."""
        place = self.place()
        self.next_to(self.stage.project(place), self.side, self.buff)
        seen = self.stage.visible(place)
        self.plate.set_fill(opacity=seen * self._plate_opacity)
        self.words.set_opacity(seen)
