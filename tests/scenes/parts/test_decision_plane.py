"""The plane is coloured as the network predicts, and rings are where it is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit.charts.axes import UNIT_CIRCLE, Frame
from scenes.kit.layout import Slot
from scenes.parts.decision_plane import COLUMNS, ROLES, ROWS, SURE, DecisionPlane, LabelledPoints
from scenes.parts.moons_training import DESCENT, moons_network, trainings

HILL = moons_network(0.1, 3)
PATH = trainings(0.1, 3, 0.5)[DESCENT]
FRAME = Frame(Slot(0, 0, 5, 5), (-2.5, 2.5), (-2.9, 2.1))


class Dialled:
    """A setting that a test changes."""

    def __init__(self, n: int) -> None:
        self.n = n

    def now(self) -> np.ndarray:
        return np.asarray(PATH.points[self.n])


def plane_at(n: int) -> DecisionPlane:
    return DecisionPlane(HILL, FRAME, lambda: PATH.points[n])


def area(points: np.ndarray) -> float:
    """Return the area that closed chains of straight Béziers enclose, holes taken out."""
    start, end = points[0::4], points[3::4]
    return abs(float((start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]).sum() / 2))


@pytest.mark.parametrize("n", [0, 1, 60, 200, PATH.steps])
def test_the_boundary_is_where_both_classes_are_equally_likely(n: int) -> None:
    plane = plane_at(n)
    spots = plane.boundary.points[::4]
    inputs = np.array([FRAME.data_at(spot) for spot in spots])
    assert len(spots) > 20
    steep = 0.06 if n > 100 else 0.01  # the steeper it is, the more a cell of the grid is off
    np.testing.assert_allclose(HILL.predict(PATH.points[n], inputs), 0.5, atol=steep)


@pytest.mark.parametrize("n", [0, 60, PATH.steps])
def test_each_region_is_as_large_as_the_share_of_inputs_that_are_above_its_level(n: int) -> None:
    plane = plane_at(n)
    fine = np.stack(np.meshgrid(np.linspace(*FRAME.x, 300), np.linspace(*FRAME.y, 300)), -1)
    likely = HILL.predict(PATH.points[n], fine.reshape(-1, 2))
    edges = [*(1 - np.array(SURE[::-1])), 0.5, *SURE]
    assert len(edges) == len(plane.regions)
    for region, edge in zip(plane.regions, edges, strict=True):
        share = area(region.points) / (FRAME.slot.width * FRAME.slot.height)
        assert share == pytest.approx((likely > edge).mean(), abs=0.01)


@pytest.mark.parametrize("n", [0, 1, 60, PATH.steps])
def test_rings_are_around_the_wrong_points(n: int) -> None:
    points = LabelledPoints(plane_at(n))
    wrong = round(80 * (1 - float(HILL.accuracy(PATH.points[n]))))
    assert points.rings.wrong.sum() == wrong
    middles = points.rings.points.reshape(wrong, len(UNIT_CIRCLE), 3)
    middles = (middles.min(axis=1) + middles.max(axis=1)) / 2
    expected = FRAME.at(*HILL.data.inputs[points.rings.wrong].T)
    np.testing.assert_allclose(middles, expected, atol=1e-9)


def test_points_have_the_colour_and_shape_of_their_class() -> None:
    points = LabelledPoints(plane_at(0))
    assert [dots.role for dots in points] == list(ROLES)
    for kind, dots in enumerate(points):
        count = int((HILL.data.targets == kind).sum())
        assert len(dots.points) == count * len(dots.form)


def test_the_plane_follows_its_setting() -> None:
    dialled = Dialled(0)
    plane = DecisionPlane(HILL, FRAME, dialled.now)
    before = plane.boundary.points.copy()
    dialled.n = 60
    plane.update()
    assert plane.boundary.points.shape != before.shape or (plane.boundary.points != before).any()
    assert COLUMNS * ROWS > 5000
