"""Lighting: sun, fog and night, colour ramps by height and materials, in linear light."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from manim import ValueTracker
from numpy.typing import ArrayLike, NDArray

from scenes.kit import theme
from scenes.kit.surface.camera import AZIMUTH, OrbitCamera
from scenes.kit.surface.kernels.structs import Air, Light
from scenes.kit.types import FloatArray

RAMP = 512
"""Entries of the ramp: more than the eye or a byte can tell apart."""

PLACES = 2048
"""Entries of the table of nearest contours."""


SUN_TURN, SUN_ELEVATION = -105.0, 46.0
"""The sun stands at the left of the first view, a little behind the landscape; degrees."""

SUN, SKY, GLOSS = 0.78, 0.42, 0.09
FLAT, BALL = 1.0, 1.05

LINE_WIDTH = 1.5
"""Of a contour, in pixels of a frame 1080 high."""

FULL_HEIGHT = 1080
THINNEST = 1.0
FLOOR_DROP = 0.3
FLOOR_INK = 0.62
LINE_OPACITY = {"dark": 0.50, "light": 0.55}

FOG_FROM, FOG_TO = -0.9, 1.6
"""World units behind the focus at which the fog starts and is thickest."""

LANTERN_REACH = 0.42


def linear(rgb: FloatArray) -> FloatArray:
    """Return linear light of sRGB colours with channels in 0–1, same shape (IEC 61966-2-1)."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def encoded(role: str) -> FloatArray:
    """Return the sRGB channels ``(3,)`` of a role in the active theme."""
    return np.asarray(theme.color(role).to_rgb(), float)


def ramp(paper: float = 0) -> NDArray[np.float32]:
    """Return the linear colours of the ground from its lowest to its highest, ``(RAMP, 3)``.

    The share `paper` of each, as it is seen, is the paper's.
    """
    stops = np.array([color.to_rgb() for color in theme.active().hill()])
    stops += paper * (encoded("paper") - stops)
    at = np.linspace(0, 1, len(stops))
    heights = np.linspace(0, 1, RAMP)
    return linear(
        np.stack([np.interp(heights, at, channel) for channel in stops.T], axis=1)
    ).astype(np.float32)


def nearest_levels(levels: FloatArray, height: float) -> NDArray[np.float32]:
    """Return the contour nearest to each of :data:`PLACES` heights, and its distance to another.

    The heights go from 0 to `height`, ``(PLACES, 2)``. Without contours the nearest is
    infinitely far.
    """
    if len(levels) == 0:
        return np.full((PLACES, 2), np.inf, np.float32)
    heights = np.linspace(0, max(height, 1e-9), PLACES)
    nearest = np.abs(heights[:, None] - levels).argmin(axis=1)
    padded = np.concatenate([[-np.inf], levels, [np.inf]])
    gaps = np.minimum(padded[1:-1] - padded[:-2], padded[2:] - padded[1:-1])
    return np.ascontiguousarray(np.stack([levels, gaps], axis=1)[nearest], np.float32)


class Lit(NamedTuple):
    """A look in numbers, for one frame."""

    light: Light
    air: Air
    floor: float
    floor_ink: float
    dim: float


class Look:
    """Light and air; dim, fog, night and the lantern's reach are trackers.

    Parameters
    ----------
    sun
        Azimuth and elevation of the sun, in degrees, fixed in the world.
    floor
        How far below the lowest ground the floor with its map lies, in world units; None for
        no floor.
    lines
        Opacity of the contours; the theme's when left out.
    """

    def __init__(
        self,
        sun: tuple[float, float] = (AZIMUTH + SUN_TURN, SUN_ELEVATION),
        floor: float | None = FLOOR_DROP,
        lines: float | None = None,
    ) -> None:
        azimuth, elevation = np.deg2rad(sun)
        flat = np.cos(elevation)
        self.sun = (flat * np.cos(azimuth), flat * np.sin(azimuth), np.sin(elevation))
        self.has_floor = floor is not None
        self.floor = ValueTracker(FLOOR_DROP if floor is None else floor)
        self.floor_ink = ValueTracker(FLOOR_INK if self.has_floor else 0)
        self.dim = ValueTracker(0)
        """Share of the way to the colours of a map: the same hues, with paper, and no gleam."""
        self.lines = LINE_OPACITY[theme.active().name] if lines is None else lines
        self.paper = encoded("paper")
        """The colour of fog and night."""
        self.fog, self.night = ValueTracker(0), ValueTracker(0)
        self.reach = ValueTracker(LANTERN_REACH)
        self.lantern: Callable[[], ArrayLike] = lambda: (0.0, 0.0, 0.0)
        """Returns the world point ``(3,)`` of the light of the night; called once a frame."""

    def numbers(self, rows: int, camera: OrbitCamera) -> Lit:
        """Return the present look for a frame with so many rows of pixels."""
        width = max(LINE_WIDTH * rows / FULL_HEIGHT, THINNEST)
        line, paper, dim = encoded("ink"), self.paper, self.dim.get_value()
        gloss = GLOSS * (1 - dim)
        paints = (SUN, SKY, gloss, FLAT, BALL, *line.tolist(), self.lines, width / 2)
        light = Light._make((*self.sun, *paints))
        distance = camera.distance.get_value()
        lantern = np.asarray(self.lantern(), float).tolist()
        fog = (self.fog.get_value(), distance + FOG_FROM, distance + FOG_TO, *paper.tolist())
        reach = max(self.reach.get_value(), 1e-6)
        air = Air._make((*fog, self.night.get_value(), *lantern, reach))
        return Lit(light, air, self.floor.get_value(), self.floor_ink.get_value(), dim)
