"""Tone mapping: from linear light through haze to bytes."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenes.kit.surface.kernels.jit import inlined
from scenes.kit.surface.kernels.structs import Air, Light

single: Any = np.float32
"""A number of which the processor handles twice as many at once; to a type checker, any number."""

ZERO, ONE = single(0), single(1)

WRAP = 0.3
"""How far sunlight reaches round onto slopes that face away, as a share."""

TRACE = single(0.045)
"""Share of its colour that a place keeps at night beyond the lantern's reach."""

SLOWER = single(1 / 3)
"""How much slower than the lantern's light that share fades, by the distance squared."""

MOST_FADING = single(8)
"""Where less than a byte can tell is left of either."""

ENCODED = 4096
"""Entries of the table from light to sRGB."""


_PART = single(1 / 32)
_HALF, _THIRD, _FOURTH, _FIFTH = single(1 / 2), single(1 / 3), single(1 / 4), single(1 / 5)

_light = np.linspace(0, 1, ENCODED)
SRGB = np.where(
    _light <= 0.0031308, 12.92 * _light, 1.055 * _light ** (1 / 2.4) - 0.055
).astype(np.float32)  # fmt: skip
"""sRGB by linear light (IEC 61966-2-1)."""


@inlined
def encode(light: float) -> float:
    """Return the sRGB channel, 0 to 1, of linear light; more than 1 is white."""
    channel: float = SRGB[int(min(max(light, 0.0), 1.0) * (ENCODED - 1))]
    return channel


@inlined
def lit(
    light: Light, nx: float, ny: float, nz: float, vx: float, vy: float, vz: float
) -> tuple[float, float]:
    """Return what a place with normal n throws back in all directions, and in the eye's, v."""
    facing = nx * light.x + ny * light.y + nz * light.z
    sun = light.sun * max(0.0, (facing + WRAP) / (1 + WRAP))
    dome = light.sky * (0.7 + 0.3 * nz)
    across = vx * light.x + vy * light.y + vz * light.z
    mirrored = 2 * facing * (nx * vx + ny * vy + nz * vz) - across
    return sun + dome, max(mirrored, 0.0)


@inlined
def fading(far: float) -> float:
    """Return ``exp(-far)`` of what is not negative, to five digits and no less than at 8.

    Nothing is called and nothing branches, so that the compiler can vectorise it: five terms of
    the series for a small part of the way, to that power.
    """
    t = min(far, MOST_FADING) * _PART
    left = ONE - t * _FOURTH * (ONE - t * _FIFTH)
    left = ONE - t * (ONE - t * _HALF * (ONE - t * _THIRD * left))
    left = left * left
    left = left * left
    left = left * left
    left = left * left
    whole: float = left * left
    return whole


@inlined
def thickness(air: Air, depth: float, x: float, y: float, z: float) -> float:
    """Return the share of the air's colour over a place: of the fog, and of the night.

    The night takes what is far from the lantern into the paper, but for a trace nearby.
    """
    share = (depth - air.fog_near) / (air.fog_far - air.fog_near)
    fog, dark = air.fog * min(max(share, ZERO), ONE), ZERO
    if air.night > ZERO:
        dx, dy, dz = x - air.x, y - air.y, z - air.z
        far = (dx * dx + dy * dy + dz * dz) / (air.reach * air.reach)
        left = fading(far * SLOWER)
        dark = air.night * (ONE - TRACE * left) * (ONE - left * left * left)
    thick: float = ONE - (ONE - fog) * (ONE - dark)
    return thick
