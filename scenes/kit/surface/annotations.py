"""Annotations of a surface: arrows, tangent planes, curvature arrows and labels that follow it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import UP, FadeOut, LaggedStart, VGroup, VMobject
from numpy.typing import ArrayLike

from scenes.kit.following import Following
from scenes.kit.story.timing import STEADY
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.props import NO_MESH, Mesh, Plane, Prop, appear, join, tube, vanish
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.text.text import label, on_plate
from scenes.kit.types import FloatArray, Vector

ARROW_RADIUS = 0.014
PLANE_HALF = 0.28
PLANE_OPACITY = 0.4
PLANE_LIFT = 0.006
HEAD_LENGTH, HEAD_RADIUS = 6.5, 2.6
"""Of an arrow's head, in radii of its shaft."""


LAG = 0.4
"""Share of an arrow's growth after which the next one starts."""

LABEL_GAP = 0.15
"""Between a word and the place that it stands beside, in scene units."""


class SurfaceArrow(Prop):
    """An arrow along the ground from one data point to another; it grows as it appears.

    Parameters
    ----------
    stage
        Where it is drawn.
    ends
        Returns start and tip in data units, each ``(2,)``; called once a frame.
    radius
        Of the shaft, in world units.
    """

    def __init__(
        self,
        stage: LandscapeStage,
        ends: Callable[[], tuple[ArrayLike, ArrayLike]],
        role: str = "step",
        radius: float = ARROW_RADIUS,
    ) -> None:
        super().__init__(stage, role)
        self.ends, self.radius = ends, radius

    def state(self) -> Hashable:
        ends = [tuple(np.asarray(end, float).tolist()) for end in self.ends()]
        standing, presence = self.stage.standing.get_value(), self.presence.get_value()
        return (self.stage, *ends, standing, presence, self.radius)

    def mesh(self) -> Mesh:
        start, tip = (np.asarray(end, float) for end in self.ends())
        presence = self.presence.get_value()
        if presence <= 0 or np.allclose(start, tip):
            return NO_MESH
        shares = np.linspace(0, presence, 48)[:, None]
        points = start + shares * (tip - start)
        line = self.stage.world(points)
        walked = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        radius = min(self.radius, walked[-1] / HEAD_LENGTH)
        neck = walked[-1] - HEAD_LENGTH * radius * 0.999
        split = np.array([np.interp(neck, walked, points[:, k]) for k in range(2)])
        shaft = np.concatenate([points[walked < neck], split[None]])
        along = np.array([0.0, *np.linspace(0.002, 1, 8)])  # the first ring closes the back
        head = split + along[:, None] * (points[-1] - split)
        narrowing = HEAD_RADIUS * radius * np.array([0.0, *np.linspace(1, 0.01, 8)])
        return join(
            _along_ground(self.stage, shaft, radius),
            _along_ground(self.stage, head, narrowing, 1.5 * radius, HEAD_RADIUS / HEAD_LENGTH),
        )


class TangentPlane(Prop):
    """The plane that touches the ground at a marble: what the gradient knows of it.

    Parameters
    ----------
    marble
        Where it touches.
    half
        Half its side, in world units.
    """

    def __init__(
        self, marble: SurfaceMarble, role: str = "slope", half: float = PLANE_HALF
    ) -> None:
        super().__init__(marble.stage, role)
        self.marble, self.half = marble, half

    def state(self) -> Hashable:
        return (self.marble.state(), self.presence.get_value(), self.half)

    def planes(self) -> list[Plane]:
        presence = self.presence.get_value()
        if presence <= 0:
            return []
        point = self.marble.point
        normal = self.stage.normal(point)
        one = np.array([normal[2], 0.0, -normal[0]])
        one /= np.linalg.norm(one)
        middle = self.stage.world(point) + PLANE_LIFT * normal
        other = np.cross(normal, one)
        return [Plane(middle, one, other, self.half * presence, PLANE_OPACITY * presence)]


def _along_ground(
    stage: LandscapeStage,
    points: FloatArray,
    radius: float | FloatArray,
    lift: float | None = None,
    lean: float = 0.0,
) -> Mesh:
    """Return a tube over data points ``(n, 2)`` that rests on the ground."""
    above = stage.normal(points)
    raised = (float(np.max(radius)) if lift is None else lift) * above
    radii = np.broadcast_to(np.asarray(radius, float), (len(points),))
    return tube(stage.world(points) + raised, above, radii, np.full(len(points), lean))


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
        words: VMobject,
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


class Bends:
    """Arrows along a surface, such as up and down from a level point, and words for its axes.

    Parameters
    ----------
    stage
        The surface.
    ways
        Start and tip of each arrow, data points ``(2,)``, in the order in which they grow.
    radius
        Of the shafts, in world units.

    Attributes
    ----------
    arrows : list of SurfaceArrow
        Away until they grow.
    words : VGroup
        What :meth:`named` has put beside them.
    """

    def __init__(
        self,
        stage: LandscapeStage,
        ways: Sequence[tuple[ArrayLike, ArrayLike]],
        radius: float = ARROW_RADIUS,
    ) -> None:
        self.stage, self.words = stage, VGroup()
        self.arrows = [SurfaceArrow(stage, partial(_both, *way), "ink", radius) for way in ways]
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
