"""Whether a place is hidden by the ground."""

from __future__ import annotations

import numpy as np

from scenes.kit.surface.terrain import Terrain
from scenes.kit.types import Vector

CLEAR_SIGHT = 0.03
"""World units by which a line of sight must clear the ground to be wholly free."""

SIGHTS = 96
"""Places along a line of sight at which the ground is looked at."""

REACH = 3.0
"""World units along a line of sight beyond which no ground can be in the way."""


def free_sight(terrain: Terrain, standing: float, eye: Vector, at: Vector) -> float:
    """Return how freely a place is seen: 1 over open ground, 0 behind a hill, or between.

    Parameters
    ----------
    terrain
        The ground.
    standing
        Share of its relief that stands up.
    eye, at
        Where from, and what; world points ``(3,)``.
    """
    far = float(np.linalg.norm(eye - at))
    along = (eye - at) / far
    if along[2] < 0:
        return 0.0
    distances = np.linspace(0, min(far, REACH), SIGHTS + 1)[1:]
    sight = at + distances[:, None] * along
    ground = standing * terrain.height_at(sight[:, :2])
    # near its own ground a place needs less room than far from it
    room = (sight[:, 2] - ground) / np.minimum(CLEAR_SIGHT, 0.35 * distances)
    return float(np.clip(np.min(room), 0, 1))
