"""Where things stand on a ground that rises from a flat map to its full relief."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker
from numpy.typing import ArrayLike

from scenes.kit.surface.terrain import Terrain
from scenes.kit.types import FloatArray

_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
AROUND = np.concatenate(
    [r * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1) for r in np.linspace(0.1, 1, 10)]
)
"""Places in a unit disc at which the ground below a ball is looked at, ``(n, 2)``."""


class Footing:
    """What a stage says of its ground.

    Attributes
    ----------
    terrain : Terrain
        The ground at its full relief.
    standing : ValueTracker
        Share of the relief that stands up.
    """

    terrain: Terrain
    standing: ValueTracker

    def world(self, points: ArrayLike) -> FloatArray:
        """Return where data points ``(..., 2)`` lie on the ground, shape ``(..., 3)``."""
        return self.terrain.world(points) * (1, 1, self.standing.get_value())

    def normal(self, points: ArrayLike) -> FloatArray:
        """Return the unit normals of the ground at data points ``(..., 2)``, ``(..., 3)``."""
        slopes = self.standing.get_value() * self.terrain.slopes(points)
        normal = np.concatenate([-slopes, np.ones((*slopes.shape[:-1], 1))], axis=-1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))

    def resting(self, points: ArrayLike, radius: float) -> FloatArray:
        """Return the middles ``(..., 3)`` of balls that rest on the ground at data points.

        A ball touches the ground at its point; in a hollow too narrow for that it is held up by
        what it touches first, so that nothing of it sinks in.
        """
        base, normal = self.world(points), self.normal(points)
        flat = base[..., None, :2] + radius * AROUND
        flat = np.clip(flat, -self.terrain.half, self.terrain.half)
        ground = self.standing.get_value() * self.terrain.height_at(flat)
        offset = np.concatenate([flat, ground[..., None]], axis=-1) - base[..., None, :]
        along = (offset * normal[..., None, :]).sum(axis=-1)
        room = along**2 - (offset**2).sum(axis=-1) + radius**2
        out = np.where(room > 0, along + np.sqrt(np.maximum(room, 0)), radius)
        return np.asarray(base + np.maximum(out.max(axis=-1), radius)[..., None] * normal)
