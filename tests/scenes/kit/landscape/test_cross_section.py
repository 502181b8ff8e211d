"""Cuts: a line across the map and the curve that the ground makes along it."""

from __future__ import annotations

import numpy as np
import pytest

from gdcore import BOUNDED_SADDLE
from scenes.kit.charts.axes import equal_frame
from scenes.kit.landscape.cross_section import Cut
from scenes.kit.landscape.ground import ContourMap
from scenes.kit.layout import Slot
from tests.scenes.kit.samples import SLOT, in_data, inside

SIDE = Slot(3.5, -2, 6.4, 2)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_cut_is_seen_on_the_map_and_from_the_side(axis: int) -> None:
    ground = ContourMap(BOUNDED_SADDLE, equal_frame(SLOT, *BOUNDED_SADDLE.window))
    cut = Cut(ground, axis, [0.0, 0.0], (-1.2, 1.2), SIDE, "along the cut")
    ends = in_data(ground.frame, np.array([cut.line.get_start(), cut.line.get_end()]))
    expected = np.zeros((2, 2))
    expected[:, axis] = (-1.2, 1.2)
    np.testing.assert_allclose(ends, expected, atol=1e-6)
    x, height = in_data(cut.view.frame, cut.view.curve.points[::4]).T
    points = np.zeros((len(x), 2))
    points[:, axis] = x
    np.testing.assert_allclose(height, BOUNDED_SADDLE.value(points), atol=1e-6)
    assert x.min() == pytest.approx(-1.2, abs=0.02)
    assert x.max() == pytest.approx(1.2, abs=0.02)
    assert inside(SIDE, cut.view, tolerance=0.01)
    assert cut.view.get_top()[1] < cut.heading.get_bottom()[1] + 0.1
