"""What stands on a surface: marbles, their trails, arrows and tangent planes.

A prop is not a mobject: the stage draws it among the hills. What changes about it is a tracker;
``appear`` and ``vanish`` are the animations that bring it and take it away.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, NamedTuple

from manim import ValueTracker, smooth

from scenes.kit.surface.mesh import NO_MESH, Mesh
from scenes.kit.types import Vector
from scenes.kit.walk import glide

if TYPE_CHECKING:
    from scenes.kit.surface.stage import LandscapeStage

BULGE = 0.04

Ball = tuple[float, float, float, float]
"""Middle and radius, in world units."""


class Plane(NamedTuple):
    """A square in the world: its middle, two unit axes, half its side, and its opacity."""

    middle: Vector
    one: Vector
    other: Vector
    half: float
    opacity: float


class Prop:
    """Something on a surface; `presence` is 0 when it is away and 1 when it is there."""

    def __init__(self, stage: LandscapeStage, role: str) -> None:
        self.stage, self.role = stage, role
        self.presence = ValueTracker(1)

    @property
    def bulge(self) -> float:
        """What its size is multiplied by: a little more than what was put on the stage before.

        Two trails that share a way would else fight for every pixel of it.
        """
        props = self.stage.props
        return 1 + BULGE * (props.index(self) if self in props else 0)

    def state(self) -> Hashable | None:
        """Return all that decides how it is drawn; None if that is not known beforehand.

        A prop that is not known to be as it was is made anew in every frame. A subclass that is
        drawn from more than its parent needs a state of its own, else it counts as not known.
        """
        return None

    def balls(self) -> list[Ball]:
        """Return the balls that it is made of."""
        return []

    def casts_shade(self) -> bool:
        """Tell whether its balls are large enough to throw shade on the ground."""
        return False

    def mesh(self) -> Mesh:
        """Return the triangles that it is made of."""
        return NO_MESH

    def planes(self) -> list[Plane]:
        """Return the sheets that it is made of, through which the ground is seen."""
        return []


def appear(prop: Prop, seconds: float) -> Any:
    """Return the animation that brings a prop; put it on the stage with presence 0 first."""
    return glide(prop.presence, 1, seconds, smooth)


def vanish(prop: Prop, seconds: float) -> Any:
    """Return the animation that takes a prop away."""
    return glide(prop.presence, 0, seconds, smooth)
