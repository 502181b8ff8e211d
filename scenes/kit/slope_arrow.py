"""The gradient as an arrow along the slope, or the share of it that a step takes."""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, ValueTracker, smooth

from scenes.kit.landscapes import CurveLandscape
from scenes.kit.marbles import Marble, whole_step
from scenes.kit.pointers import Pointer
from scenes.kit.types import Vector

SHAFT = 0.08
LEAVES = 0.5
"""Share of a step after which the arrow slides on to the next iterate."""


class SlopeArrow(Pointer):
    """An arrow along the tangent at the last iterate: across, it is as long as `share` times ∇L.

    With a share of 1 it is the gradient, with -1 it points downhill, and with minus the learning
    rate it is the step: its tip is above or below the next iterate.

    Parameters
    ----------
    marble
        Stands on a :class:`CurveLandscape`.
    share
        The tracker of what the gradient is multiplied by.
    role
        Colour role.
    depth
        How far below the curve it is drawn, in scene units.
    """

    def __init__(
        self, marble: Marble, share: ValueTracker, role: str = "slope", depth: float = 0
    ) -> None:
        ground, path = marble.ground, marble.path
        assert isinstance(ground, CurveLandscape), "a slope needs a curve"

        def ends_at(n: int) -> Vector:
            point, gradient = path.points[n], float(path.gradients[n, 0])
            start = ground.spot(point) + depth * DOWN
            run = ground.frame.at([point[0], point[0] + gradient], 0)
            across = run[1] - run[0]
            return np.array(
                [start, start + share.get_value() * (across + across[0] * ground.slope(point) * UP)]
            )

        def ends() -> tuple[Vector, Vector]:
            n = whole_step(marble)
            late = (marble.step.get_value() - n - LEAVES) / (1 - LEAVES)
            on = smooth(min(max(late, 0.0), 1.0))
            start, tip = (1 - on) * ends_at(n) + on * ends_at(min(n + 1, path.steps))
            return start, tip

        super().__init__(ends, role, SHAFT)
