"""The camera: it orbits the landscape, and is the one map from the world to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import ValueTracker, smooth, squish_rate_func
from numpy.typing import ArrayLike

from scenes.kit.layout import Slot
from scenes.kit.story.timing import glide
from scenes.kit.types import FloatArray, Vector

AZIMUTH, ELEVATION = -60.0, 32.0
TOP_VIEW, SIDE_VIEW = (-90.0, 90.0), (-90.0, 0.0)
"""Azimuth and elevation from which x runs to the right, and y or z upwards."""

DISTANCE = 7.0
NEAR = 0.05
"""World units in front of the eye where the picture starts."""

WIDTH_SHOWN, HEIGHT_SHOWN = 2.95, 2.7
"""World units that fit across and up a slot at zoom 1: a square seen from its corner."""


@dataclass(frozen=True)
class View:
    """Where the eye is and what it looks at, in numbers: a picture of an :class:`OrbitCamera`.

    Parameters
    ----------
    eye
        In the world, ``(3,)``.
    right, up, ahead
        Unit vectors of the screen in the world, ``(3,)``.
    center
        Where `ahead` meets the screen, in scene units, ``(3,)``.
    focal
        Scene units on the screen for a world unit across at distance 1.
    """

    eye: Vector
    right: Vector
    up: Vector
    ahead: Vector
    center: Vector
    focal: float

    def depth(self, points: ArrayLike) -> FloatArray:
        """Return how far ahead of the eye world points ``(..., 3)`` lie, shape ``(...)``."""
        return np.asarray((np.asarray(points, float) - self.eye) @ self.ahead)

    def project(self, points: ArrayLike) -> Vector:
        """Return where world points ``(..., 3)`` are on the screen, same shape, in scene units.

        A point that is not in front of the eye is put as if it were at the near plane.
        """
        offset = np.asarray(points, float) - self.eye
        scale = self.focal / np.maximum(offset @ self.ahead, NEAR)
        across, rise = offset @ self.right * scale, offset @ self.up * scale
        spots = np.zeros(offset.shape)
        spots[..., 0], spots[..., 1] = across, rise
        return spots + self.center


class OrbitCamera:
    """Looks at a focus from an azimuth and an elevation; every number of it is a tracker.

    Parameters
    ----------
    azimuth, elevation
        Direction from the focus to the eye, in degrees: anticlockwise from the x axis, and up.
    zoom
        1 shows a square landscape whole from every side.
    focus
        World point in the middle of the slot, ``(3,)``.
    distance
        From the focus to the eye in world units; nearer is a stronger perspective.
    """

    def __init__(
        self,
        azimuth: float = AZIMUTH,
        elevation: float = ELEVATION,
        zoom: float = 1.0,
        focus: ArrayLike = (0.0, 0.0, 0.0),
        distance: float = DISTANCE,
    ) -> None:
        self.azimuth, self.elevation = ValueTracker(azimuth), ValueTracker(elevation)
        self.zoom, self.distance = ValueTracker(zoom), ValueTracker(distance)
        self.focus = tuple(ValueTracker(float(part)) for part in np.asarray(focus, float))
        self._seen: tuple[object, View] | None = None

    @property
    def trackers(self) -> tuple[ValueTracker, ...]:
        """All that decides the view."""
        return (self.azimuth, self.elevation, self.zoom, self.distance, *self.focus)

    def numbers(self) -> tuple[float, ...]:
        """Return everything that decides the view, to tell whether it has changed."""
        return tuple(tracker.get_value() for tracker in self.trackers)

    def frame(self, corners: ArrayLike, slot: Slot, sway: float = 0) -> OrbitCamera:
        """Set zoom and the height of the focus so that all `corners` just fit, and return self.

        Parameters
        ----------
        corners
            World points ``(n, 3)``.
        slot
            What they shall fit in.
        sway
            Degrees that the camera may turn to either side without losing one of them.
        """
        there = self.azimuth.get_value()
        for _ in range(4):
            spots = np.concatenate(
                [self._turned(there + d, corners, slot) for d in (-sway, 0, sway)]
            )
            self.azimuth.set_value(there)
            low, high = spots.min(axis=0), spots.max(axis=0)
            view = self.view(slot)
            upright = view.focal / self.distance.get_value() * max(float(view.up[2]), 0.1)
            focus = self.focus[2]
            focus.set_value(focus.get_value() + float(low[1] + high[1]) / 2 / upright)
            across, tall = 2 * np.abs(spots[:, 0]).max(), float((high - low)[1])
            room = max(tall / slot.height, float(across) / slot.width, 1e-9)
            self.zoom.set_value(self.zoom.get_value() / room)
        return self

    def aim(self, at: ArrayLike, spot: Vector, slot: Slot) -> OrbitCamera:
        """Move the focus so that a world point ``(3,)`` is at a spot ``(3,)``, and return self."""
        view = self.view(slot)
        across, up, _ = (spot - slot.center) * self.distance.get_value() / view.focal
        focus = np.asarray(at, float) - across * view.right - up * view.up
        for tracker, part in zip(self.focus, focus, strict=True):
            tracker.set_value(float(part))
        return self

    def _turned(self, azimuth: float, corners: ArrayLike, slot: Slot) -> Vector:
        self.azimuth.set_value(azimuth)
        return self.view(slot).project(corners) - slot.center

    def view(self, slot: Slot) -> View:
        """Return the present view for a picture in `slot`.

        Raises
        ------
        ValueError
            If zoom or distance is not above 0, or a number is not finite.
        """
        numbers = self.numbers()
        if self._seen is None or self._seen[0] != (numbers, slot):  # many ask in one frame
            self._seen = (numbers, slot), self._view(numbers, slot)
        return self._seen[1]

    @staticmethod
    def _view(numbers: tuple[float, ...], slot: Slot) -> View:
        azimuth, elevation, zoom, distance, *focus = numbers
        if not np.isfinite(numbers).all() or zoom <= 0 or distance <= 0:
            raise ValueError(
                f"a camera needs finite numbers, and zoom and distance above 0; got azimuth "
                f"{azimuth}, elevation {elevation}, zoom {zoom}, distance {distance}, focus {focus}"
            )
        (s, c), (se, ce) = _sine_cosine(azimuth), _sine_cosine(elevation)
        back = np.array([ce * c, ce * s, se])
        right = np.array([-s, c, 0.0])
        return View(
            eye=np.array(focus) + distance * back,
            right=right,
            up=np.cross(back, right),
            ahead=-back,
            center=slot.center,
            focal=distance * zoom * unit_of(slot),
        )


def unit_of(slot: Slot) -> float:
    """Return how many scene units a world unit at the focus takes in a slot at zoom 1."""
    return min(slot.width / WIDTH_SHOWN, slot.height / HEIGHT_SHOWN)


def fly(camera: OrbitCamera, to: OrbitCamera, seconds: float, whole: bool = True) -> list[Any]:
    """Return the animations that take one camera to where another one is.

    It zooms in late and out early, so that what both show whole is whole on the way; or all the
    way, if that need not be.
    """
    closer = to.zoom.get_value() > camera.zoom.get_value()
    late = squish_rate_func(smooth, *((0.55, 1) if closer else (0, 0.45))) if whole else smooth
    return [
        glide(tracker, value, seconds, late if tracker is camera.zoom else smooth)
        for tracker, value in zip(camera.trackers, to.numbers(), strict=True)
    ]


def _sine_cosine(degrees: float) -> tuple[float, float]:
    angle = np.deg2rad(degrees)
    return float(np.sin(angle)), float(np.cos(angle))
