"""The theme as light: ramps by height, and the colours of things, in linear numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.kit import theme
from scenes.kit.types import FloatArray

RAMP = 512
"""Entries of the ramp: more than the eye or a byte can tell apart."""

PLACES = 2048
"""Entries of the table of nearest contours."""


def linear(rgb: FloatArray) -> FloatArray:
    """Return linear light of sRGB colours with channels in 0–1, same shape (IEC 61966-2-1)."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def encoded(role: str) -> FloatArray:
    """Return the sRGB channels ``(3,)`` of a role in the active theme."""
    return np.asarray(theme.color(role).to_rgb(), float)


def ramp() -> NDArray[np.float32]:
    """Return the linear colours of the ground from its lowest to its highest, ``(RAMP, 3)``."""
    stops = np.array([color.to_rgb() for color in theme.active().hill()])
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
