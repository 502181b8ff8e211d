"""Look at the marbles of a scene, frame by frame, and note when they stand at an iterate."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pipeline.seen import Seen, hides, marbles_of, paint_of

if TYPE_CHECKING:
    from manim import Camera, Scene

    from gdcore import Path

NEAR = 0.25
"""Pixels from an iterate within which a marble stands at it."""


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

    def look(self, frame: int, repeat: int) -> None:
        """Note where each marble is in `frame`, which is shown `repeat` times."""
        seen = [marble for marble in self._marbles if marble.is_there()]
        for place, marble in enumerate(seen):
            track = self._track(marble)
            known = len(track.visits)
            self._note(track, frame, frame + repeat)
            if any(
                other is not marble and hides(other, marble, later=number > place)
                for number, other in enumerate(seen)
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
