"""What a watcher sees of a marble: where it is, how large, and whether it can be seen at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from manim import ValueTracker

from scenes.kit.layout import middle_of
from scenes.kit.marbles import Marble
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.theme import color

if TYPE_CHECKING:
    from manim import Scene

    from gdcore import Path
    from scenes.kit.types import Vector

SOLID = 0.99
"""Opacity from which a marble is there: it fades in and out."""

FREE = 0.99
"""How freely a ball must be seen, from 0 behind a hill to 1."""


class Seen(Protocol):
    """A marble of either kind."""

    role: str
    step: ValueTracker
    is_ball: bool
    identity: int
    """A number of its own, as long as its scene lives."""

    @property
    def path(self) -> Path:
        """What it follows; it may follow another one later."""

    def is_there(self) -> bool:
        """Tell whether it can be seen now."""

    def middle(self) -> Vector:
        """Return where it is on the screen now, shape ``(3,)``."""

    def spot(self, n: int) -> Vector:
        """Return where iterate `n` is on the screen now, shape ``(3,)``."""

    def radius(self) -> float:
        """Return its present radius in scene units."""


class Disc:
    """A marble on a curve or on a map."""

    is_ball = False

    def __init__(self, marble: Marble) -> None:
        self.marble, self.identity = marble, id(marble)
        self.role, self.step = marble.role, marble.step

    @property
    def path(self) -> Path:
        return self.marble.path

    def is_there(self) -> bool:
        return bool(self.marble.disc.get_fill_opacity() >= SOLID)

    def middle(self) -> Vector:
        return middle_of(self.marble.disc.points)

    def spot(self, n: int) -> Vector:
        return self.marble.ground.spot(self.path.points[n])

    def radius(self) -> float:
        return float(np.ptp(self.marble.disc.points[:, 0]) / 2)


class Ball:
    """A marble on a surface; its middle is above the ground by its radius."""

    is_ball = True

    def __init__(self, marble: SurfaceMarble) -> None:
        self.marble, self.identity = marble, id(marble)
        self.role, self.step, self.path = marble.role, marble.step, marble.path

    def is_there(self) -> bool:
        stage, marble = self.marble.stage, self.marble
        solid = min(stage.opacity, marble.presence.get_value()) >= SOLID
        return bool(solid and marble.balls() and stage.visible(marble.center) >= FREE)

    def middle(self) -> Vector:
        return self.marble.stage.project(self.marble.center)

    def spot(self, n: int) -> Vector:
        at = self.marble.stage.resting(self.path.points[n], self.marble.radius)
        return self.marble.stage.project(at)

    def radius(self) -> float:
        view = self.marble.stage.view
        return float(view.focal * self.marble.radius / view.depth(self.marble.center))


def marbles_of(scene: Scene) -> Iterator[Seen]:
    """Yield the marbles that take part in what a scene shows, those drawn later after others."""
    family: list[Any] = [part for top in scene.mobjects for part in top.get_family()]
    for part in family:
        # a copy that an animation made of a marble follows nothing: it is a picture
        if isinstance(part, Marble) and part.updaters:
            yield Disc(part)
        elif isinstance(part, LandscapeStage):
            yield from (Ball(prop) for prop in part.props if isinstance(prop, SurfaceMarble))


def hides(one: Seen, other: Seen, later: bool) -> bool:
    """Tell whether `one` hides the middle of `other`, which was drawn before it if `later`."""
    if isinstance(one, Ball) and isinstance(other, Ball):
        view = one.marble.stage.view
        later = bool(view.depth(one.marble.center) < view.depth(other.marble.center))
    return later and bool(np.hypot(*(one.middle() - other.middle())[:2]) < one.radius())


def paint_of(seen: Seen) -> str:
    """Return the colour of a marble, ``#RRGGBB``; a ball is that colour in white light."""
    shown = seen.marble.disc.get_fill_color() if isinstance(seen, Disc) else color(seen.role)
    return str(shown.to_hex()).upper()
