"""The hill of a network, cut along two directions, and places on it that are not of a path."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from gdcore import (
    Landscape,
    Network,
    Path,
    Plane,
    cast_path,
    filter_normalised_plane,
    landscape_from_grid,
    on_plane,
    principal_plane,
)
from gdcore.arrays import FloatArray
from gdcore.landscape import Window
from scenes.kit.surface.marbles import BALL_RADIUS
from scenes.kit.surface.props import Ball, Prop
from scenes.kit.surface.stage import LandscapeStage
from scenes.parts.plane_losses import losses_on_plane

PLACES = 129
"""Places a side at which the loss is computed; between them the ground is a spline."""

REACH = 1.0
"""How far a cut goes along two directions drawn by chance, in lengths of each unit's weights."""

ROOM = 0.3, 0.5
"""Around a path, along its first and second direction, as a share of its size there."""


@dataclass(frozen=True, eq=False)
class Cut:
    """The hill of a network along a plane.

    Parameters
    ----------
    plane
        Where it is cut.
    exact
        The loss on the plane.
    ground
        The same as a spline through `PLACES` by `PLACES` places, which is quick to draw.
    """

    plane: Plane
    exact: Landscape
    ground: Landscape


def cut(hill: Network, plane: Plane, window: Window, name: str) -> Cut:
    """Cut the hill of a network along a plane; `window` is what is looked at."""
    exact = on_plane(hill, plane, window, name=name)
    data, widths = hill.data, hill.sizes[1:-1]
    found = losses_on_plane(
        data.inputs, data.targets, widths, plane.origin, plane.directions, window, PLACES
    )
    ground = landscape_from_grid(
        found["losses"], window, name=name, formula=exact.formula, source=exact.source
    )
    return Cut(plane, exact, ground)


def cut_by_chance(hill: Network, point: FloatArray, seed: int) -> Cut:
    """Cut the hill along two filter-normalised directions through `point`, ``(dim,)``."""
    plane = filter_normalised_plane(hill, point, seed)
    return cut(hill, plane, ((-REACH, REACH),) * 2, "network, cut by chance")


@dataclass(frozen=True, eq=False)
class Shadow:
    """A path, cast on the plane along which it varies most.

    Parameters
    ----------
    cut
        The hill along that plane.
    path
        The shadow, ``(steps + 1, 2)``; its losses are those of the ground below it.
    explained
        Share of the path's variance along the first and the second direction.
    """

    cut: Cut
    path: Path
    explained: tuple[float, float]


def cut_along(hill: Network, path: Path) -> Shadow:
    """Cut the hill along the first two principal directions of a path, and cast it there."""
    found = principal_plane(path)
    low, high = found.spots.min(axis=0), found.spots.max(axis=0)
    room = np.array(ROOM) * (high - low)
    (left, front), (right, back) = (low - room).tolist(), (high + room).tolist()
    along = cut(hill, found.plane, ((left, right), (front, back)), "network, cut along its path")
    shadow = cast_path(path, found.plane, along.exact)
    first, second = found.explained.tolist()
    return Shadow(along, shadow, (first, second))


class Probe(Prop):
    """A ball at any place of the ground: one setting of a network that is looked at.

    Parameters
    ----------
    stage
        Where it is drawn.
    place
        Returns where it is, data point ``(2,)``; called once a frame.
    """

    def __init__(
        self,
        stage: LandscapeStage,
        place: Callable[[], FloatArray],
        role: str = "ink",
        radius: float = BALL_RADIUS,
    ) -> None:
        super().__init__(stage, role)
        self.place, self.radius = place, radius

    @property
    def center(self) -> FloatArray:
        """The middle of the ball in the world, shape ``(3,)``."""
        return self.stage.resting(self.place(), self.radius)

    def state(self) -> Hashable:
        stage = self.stage
        place = tuple(self.place().tolist())
        numbers = (stage.standing.get_value(), self.presence.get_value(), self.radius)
        return (type(self), stage, place, *numbers)

    def balls(self) -> list[Ball]:
        radius = self.radius * self.presence.get_value()
        return [(*self.center.tolist(), radius)] if radius > 0 else []

    def casts_shade(self) -> bool:
        return True


def open_side(stage: LandscapeStage) -> float:
    """Return the azimuth, in degrees, from which no wall of a stage hides what lies behind it.

    It is that towards which the ground falls, on the whole.
    """
    along_x, along_y = stage.terrain.field[..., 1:3].mean(axis=(0, 1)).tolist()
    return float(np.degrees(np.arctan2(-along_y, -along_x)))
