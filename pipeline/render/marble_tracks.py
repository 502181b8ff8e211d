"""Marble tracks: where each marble is in each frame, and when it stands at an iterate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from manim import ValueTracker

from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import middle_of
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.theme import color

if TYPE_CHECKING:
    from manim import Camera, Scene

    from gdcore import Path
    from scenes.kit.types import Vector

SOLID = 0.99
"""Opacity from which a marble is there: it fades in and out."""

FREE = 0.99
"""How freely a ball must be seen, from 0 behind a hill to 1."""


NEAR = 0.25
"""Pixels from an iterate within which a marble stands at it."""


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

    def is_bare(self) -> bool:
        """Tell whether its middle is drawn: a hiker's point of contact may not be."""

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
        return self.marble.solidity >= SOLID

    def is_bare(self) -> bool:
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
        self._rested: tuple[object, Vector] | None = None

    def is_there(self) -> bool:
        stage, marble = self.marble.stage, self.marble
        solid = min(stage.opacity, marble.presence.get_value()) >= SOLID
        return bool(solid and marble.balls() and stage.visible(marble.center) >= FREE)

    def is_bare(self) -> bool:
        return True

    def middle(self) -> Vector:
        return self.marble.stage.project(self.marble.center)

    def spot(self, n: int) -> Vector:
        stage = self.marble.stage
        key = n, stage.standing.get_value(), self.marble.radius
        if self._rested is None or self._rested[0] != key:
            self._rested = key, stage.resting(self.path.points[n], self.marble.radius)
        return stage.project(self._rested[1])

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


class Place(NamedTuple):
    """Where a marble is in a frame: its middle and radius on the screen, and a ball's depth."""

    x: float
    y: float
    radius: float
    depth: float | None

    @classmethod
    def of(cls, marble: Seen) -> Place:
        """Return where a marble is now."""
        x, y = marble.middle()[:2].tolist()
        depth = None
        if isinstance(marble, Ball):
            depth = float(marble.marble.stage.view.depth(marble.marble.center))
        return cls(x, y, marble.radius(), depth)

    def hides(self, other: Place, later: bool) -> bool:
        """Tell whether it hides the middle of another, drawn before it if `later`."""
        if self.depth is not None and other.depth is not None:
            later = self.depth < other.depth
        return later and math.hypot(self.x - other.x, self.y - other.y) < self.radius


def paint_of(seen: Seen) -> str:
    """Return the colour of a marble, ``#RRGGBB``; a ball is that colour in white light."""
    shown = seen.marble.disc.get_fill_color() if isinstance(seen, Disc) else color(seen.role)
    return str(shown.to_hex()).upper()


@dataclass
class Visit:
    """A marble at iterate `n`, from frame `start` up to `end`."""

    n: int
    start: int
    end: int
    pixel: tuple[float, float]
    exact: bool
    covered: bool = False


@dataclass
class Track:
    """All that was seen of one marble on one path."""

    marble: Seen
    path: Path
    color: str
    radius: float
    visits: list[Visit] = field(default_factory=list)
    seen_at: int = -1
    step: float = math.nan


class MarbleWatch:
    """Notes where marbles are; reading a few numbers of each costs next to nothing.

    Parameters
    ----------
    camera
        Tells how scene units become pixels.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._marbles: list[Seen] = []
        self._tracks: dict[tuple[int, int], Track] = {}

    @property
    def tracks(self) -> list[Track]:
        """What was seen, marble by marble, in the order of their appearance."""
        return [track for track in self._tracks.values() if track.visits]

    def gather(self, scene: Scene) -> None:
        """Find the marbles that take part in what is about to be played."""
        self._marbles = list(marbles_of(scene))

    def cut(self) -> None:
        """Forget where marbles were in the frame before: what comes next does not follow on it."""
        for track in self._tracks.values():
            track.seen_at = -1

    def look(self, frame: int, repeat: int) -> None:
        """Note where each marble is in `frame`, which is shown `repeat` times."""
        seen = [marble for marble in self._marbles if marble.is_there()]
        places = [Place.of(marble) for marble in seen] if len(seen) > 1 else []
        for index, marble in enumerate(seen):
            track = self._track(marble)
            known = len(track.visits)
            self._note(track, frame, frame + repeat)
            if not marble.is_bare() or any(
                number != index and place.hides(places[index], later=number > index)
                for number, place in enumerate(places)
            ):
                for visit in track.visits[min(known, len(track.visits) - 1) :]:
                    visit.covered = True

    def _track(self, marble: Seen) -> Track:
        key = (marble.identity, id(marble.path))
        if key not in self._tracks:
            radius = marble.radius() * self._scale
            self._tracks[key] = Track(marble, marble.path, paint_of(marble), radius)
        return self._tracks[key]

    def _note(self, track: Track, start: int, end: int) -> None:
        marble, steps = track.marble, track.path.steps
        step = min(max(marble.step.get_value(), 0.0), float(steps))
        nearest = round(step)
        away = marble.middle() - marble.spot(nearest)
        stands = float(np.abs(away[:2]).max()) * self._scale < NEAR
        if track.seen_at == start:  # it was there in the frame before
            for n in range(math.floor(track.step) + 1, math.ceil(step)):
                if not (stands and n == nearest):
                    self._pass(track, n, start)
        if stands:
            self._stand(track, nearest, start, end)
        track.seen_at, track.step = end, step

    def _pass(self, track: Track, n: int, at: int) -> None:
        last = track.visits[-1] if track.visits else None
        if last is None or last.n != n or last.end < at:
            track.visits.append(Visit(n, at, at + 1, self._pixel(track, n), False))

    def _stand(self, track: Track, n: int, start: int, end: int) -> None:
        last, pixel = track.visits[-1] if track.visits else None, self._pixel(track, n)
        goes_on = last is not None and last.n == n and last.end == start and last.exact
        # where the eye moves, a marble that stands is elsewhere in the picture
        if last is not None and goes_on and math.dist(last.pixel, pixel) < NEAR:
            last.end = end
        else:
            track.visits.append(Visit(n, start, end, pixel, True))

    def _pixel(self, track: Track, n: int) -> tuple[float, float]:
        """Return where an iterate is in the picture, in pixels from its upper left corner."""
        x, y = track.marble.spot(n)[:2]
        camera = self._camera
        return (
            float((x + camera.frame_width / 2) * self._scale),
            float((camera.frame_height / 2 - y) * self._scale),
        )

    @property
    def _scale(self) -> float:
        return float(self._camera.pixel_height / self._camera.frame_height)
