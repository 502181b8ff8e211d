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


def free_sight(
    terrain: Terrain, standing: float, eye: Vector, at: Vector, front: float = -np.inf
) -> float:
    """Return how freely a place is seen: 1 over open ground, 0 behind a hill, or between.

    Parameters
    ----------
    terrain
        The ground.
    standing
        Share of its relief that stands up.
    eye, at
        Where from, and what; world points ``(3,)``.
    front
        Data y before which there is no ground.
    """
    far = float(np.linalg.norm(eye - at))
    along = (eye - at) / far
    distances = np.linspace(0, min(far, REACH), SIGHTS + 1)[1:]
    sight = at + distances[:, None] * along
    cut = sight[:, 1] < terrain.flat([0, front])[1]
    ground = np.where(cut, -np.inf, standing * terrain.height_at(sight[:, :2]))
    # near its own ground a place needs less room than far from it
    room = (sight[:, 2] - ground) / np.minimum(CLEAR_SIGHT, 0.35 * distances)
    return float(np.clip(np.min(room), 0, 1))
