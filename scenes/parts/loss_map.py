"""What moves with the loss of a line when x is scaled: where x is 0, and the factors."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import ValueTracker, VMobject

from gdcore import theory
from scenes.kit.charts.points import PointCloud
from scenes.kit.charts.series import DROP_WIDTH, dashes_along
from scenes.kit.following import Following
from scenes.kit.landscape.loss_map import LossMap
from scenes.kit.theme import color


class ZeroLine(Following, VMobject):
    """A dashed line in a chart where x, as it is scaled now, is 0: a line's intercept lies on it.

    Parameters
    ----------
    cloud
        The points in the chart.
    losses
        The map, which knows the scale.
    """

    follows = ("cloud", "losses")

    def __init__(self, cloud: PointCloud, losses: LossMap) -> None:
        self.cloud, self.losses = cloud, losses
        super().__init__(color=color("faint"), stroke_width=DROP_WIDTH)
        self.refresh()
        self.add_updater(lambda line: line.refresh())

    def refresh(self) -> None:
        """Stand where x is 0 now."""
        frame = self.cloud.frame
        (zero,) = self.losses.scaling.undo(np.zeros(1))
        self.points = dashes_along(frame.at([zero, zero], frame.y))


class WayFactor(ValueTracker):
    """The factor 1 - αλ of one eigendirection, at the present α and scale of x.

    Parameters
    ----------
    losses
        The map, which knows the curvatures.
    way
        0 for the flat direction, 1 for the steep one.
    rate
        The tracker of α.
    """

    def __init__(self, losses: LossMap, way: int, rate: ValueTracker) -> None:
        self.losses, self.way, self.rate = losses, way, rate
        super().__init__()

    def get_value(self) -> float:
        curvature = self.losses.curvatures[self.way]
        return float(theory.multiplier(self.rate.get_value(), curvature))

    def __deepcopy__(self, memo: dict[int, Any]) -> WayFactor:
        return self
