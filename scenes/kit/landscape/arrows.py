"""Arrows for steps and gradients, and the tangent for the slope underfoot."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import RIGHT, UP, ValueTracker, VMobject, smooth

from scenes.kit.following import Following
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, whole_step
from scenes.kit.theme import color
from scenes.kit.types import Vector

TANGENT_WIDTH = 4.5
TANGENT_LENGTH = 2.2

SHAFT = 0.08

LEAVES = 0.5
"""Share of a step after which the arrow slides on to the next iterate."""


class Pointer(Following, VMobject):
    """A solid arrow between two moving ends, as one outline.

    Parameters
    ----------
    ends
        Returns start and tip on the screen, each ``(3,)``; called once a frame.
    width
        Of the shaft, in scene units.
    """

    follows = ("ends",)

    def __init__(
        self, ends: Callable[[], tuple[Vector, Vector]], role: str = "step", width: float = 0.07
    ) -> None:
        super().__init__(fill_color=color(role), fill_opacity=1, stroke_width=0)
        self.ends, self.width_of_shaft = ends, width
        self.refresh()
        self.add_updater(lambda pointer: pointer.refresh())

    def refresh(self) -> None:
        """Point from the present start to the present tip."""
        start, tip = self.ends()
        if self.shows(start, tip):
            return
        outline = arrow_outline(start, tip, self.width_of_shaft)
        if len(outline) == 0:
            self.clear_points()
        else:
            self.set_points_as_corners(outline)
        self.drew(start, tip)


def arrow_outline(start: Vector, tip: Vector, width: float) -> Vector:
    """Return the closed outline ``(8, 3)`` of an arrow; ``(0, 3)`` where it has no length.

    The head is three shafts wide, and shrinks with an arrow too short to carry it.
    """
    along = tip - start
    length = float(np.linalg.norm(along))
    if length < 1e-6:
        return np.zeros((0, 3))
    along = along / length
    across = np.array([-along[1], along[0], 0.0])
    head = min(3.4 * width, 0.6 * length)
    half_shaft, half_head = width / 2 * min(1, head / (2 * width)), head * 0.5
    neck = tip - head * along
    return np.array(
        [
            start + half_shaft * across,
            neck + half_shaft * across,
            neck + half_head * across,
            tip,
            neck - half_head * across,
            neck - half_shaft * across,
            start - half_shaft * across,
            start + half_shaft * across,
        ]
    )


class Tangent(Following, VMobject):
    """The slope underfoot: a straight piece that touches the curve where the marble stands.

    While the marble jumps, the tangent stays where it stood last.

    Parameters
    ----------
    marble
        Stands on a :class:`CurveLandscape`.
    length
        In scene units.
    """

    follows = ("marble",)

    def __init__(self, marble: Marble, length: float = TANGENT_LENGTH, role: str = "slope") -> None:
        super().__init__(color=color(role), stroke_width=TANGENT_WIDTH)
        self.marble, self.length = marble, length
        self.refresh()
        self.add_updater(lambda tangent: tangent.refresh())

    def refresh(self) -> None:
        """Touch the curve at the marble's present point."""
        ground = self.marble.ground
        assert isinstance(ground, CurveLandscape), "a tangent needs a curve to touch"
        along = np.array([1.0, ground.slope(self.marble.point), 0.0])
        half = self.length / 2 * along / np.linalg.norm(along)
        spot = ground.spot(self.marble.point)
        self.set_points_as_corners([spot - half, spot + half])


class SlopeArrow(Pointer):
    """An arrow along the tangent at the last iterate: across, it is as long as `share` times ∇L.

    With a share of 1 it is the gradient, with -1 it points downhill, and with minus the learning
    rate it is the step: its tip is above or below the next iterate.

    Parameters
    ----------
    marble
        Stands on a :class:`CurveLandscape`.
    share
        The tracker of what the gradient is multiplied by.
    """

    def __init__(self, marble: Marble, share: ValueTracker, role: str = "slope") -> None:
        ground, path = marble.ground, marble.path
        assert isinstance(ground, CurveLandscape), "a slope needs a curve"

        def ends_at(n: int) -> Vector:
            point, gradient = path.points[n], float(path.gradients[n, 0])
            start = ground.spot(point)
            across = gradient * ground.frame.scale[0] * ground.magnification(point)
            run = across * (RIGHT + ground.slope(point) * UP)
            return np.array([start, start + share.get_value() * run])

        def ends() -> tuple[Vector, Vector]:
            n = whole_step(marble)
            late = (marble.step.get_value() - n - LEAVES) / (1 - LEAVES)
            on = smooth(min(max(late, 0.0), 1.0))
            here = ends_at(n)
            if on > 0:  # most of the time it stays, and the next ends are not asked for
                here = (1 - on) * here + on * ends_at(min(n + 1, path.steps))
            start, tip = here
            return start, tip

        super().__init__(ends, role, SHAFT)
