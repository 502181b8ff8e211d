"""Dots: many points of one kind as one mobject, told apart by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Callable

from manim import ValueTracker, VMobject

from gdcore import Path
from scenes.kit.charts.axes import UNIT_CIRCLE
from scenes.kit.following import Following
from scenes.kit.landscape.ground import run_mark
from scenes.kit.landscape.marbles import point_at
from scenes.kit.theme import SHAPES, color
from scenes.kit.types import FloatArray, Vector

RADIUS = 0.1
RIM = 1.5
"""Width of the line of paper around each, so that neighbours are told apart."""

SMALL = 0.048
"""Radius of a dot of many runs; without a line around, which would hide all where many overlap."""


class Dots(Following, VMobject):
    """Dots at places that may move, come and go, all in one colour and one shape.

    Parameters
    ----------
    spots
        Returns where they are now on the screen, ``(n, 3)``, for any n; called once a frame.
    role
        Colour role; it also tells the shape, by the theme's ``SHAPES``, and is round without one.
    radius
        In scene units, of a disc; other shapes are about as large, as for `run_mark`.
    """

    follows = ("spots",)

    def __init__(
        self, spots: Callable[[], Vector], role: str = "ink", radius: float = RADIUS
    ) -> None:
        super().__init__(
            fill_color=color(role), fill_opacity=1, stroke_color=color("paper"), stroke_width=RIM
        )
        self.spots, self.role = spots, role
        self.form = run_mark(role, radius).points if role in SHAPES else radius * UNIT_CIRCLE
        self.refresh()
        self.add_updater(lambda dots: dots.refresh())

    def refresh(self) -> None:
        """Stand where they are now."""
        spots = self.spots()
        if self.shows(spots):
            return
        self.points = (spots[:, None, :] + self.form[None]).reshape(-1, 3)
        self.drew(spots)


class RunDots(Dots):
    """A dot for each of many runs, on the straight line of its step.

    Parameters
    ----------
    spot
        Returns where points ``(runs, dim)`` are on the screen, ``(n, 3)``; often ``ground.spot``.
    path
        A batch ``(runs,)``.
    step
        The tracker that tells how far all of them are.
    role
        Colour role, which tells the shape as well.
    """

    def __init__(
        self, spot: Callable[[FloatArray], Vector], path: Path, step: ValueTracker, role: str
    ) -> None:
        super().__init__(lambda: spot(point_at(path, step.get_value())), role, SMALL)
        self.set_stroke(width=0)
