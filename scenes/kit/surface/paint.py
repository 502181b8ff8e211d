"""The theme as light: ramps by height, and the colours of things, in linear numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.kit import theme
from scenes.kit.types import FloatArray

RAMP = 512
"""Entries of the ramp: more than the eye or a byte can tell apart."""

PLACES = 512
"""Entries of the table that tells how many contours lie below a height."""


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


def places(levels: FloatArray, height: float) -> NDArray[np.float32]:
    """Return, for heights from 0 to `height`, the fractional index of the nearest contour."""
    if len(levels) == 0:
        return np.zeros(2, np.float32)
    heights = np.linspace(0, max(height, 1e-9), PLACES)
    if len(levels) == 1:
        return np.zeros(PLACES, np.float32)
    index = np.arange(len(levels), dtype=float)
    return np.asarray(np.interp(heights, levels, index), np.float32)
