"""Every start takes the mark of the minimum that its path arrives at, when it arrives."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import HIMMELBLAU, GradientDescent, arrivals, descend, random_starts
from scenes.kit.landscape.ground import ContourMap
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Digits
from scenes.parts.basin_fill import Plane
from scenes.parts.many_starts import BasinTable, ManyStarts
from tests.scenes.parts.test_basin_fill import FRAME, ROLES

STARTS = random_starts(HIMMELBLAU, 30, 3)
OPTIMIZER = GradientDescent(0.002)


@pytest.fixture
def many() -> ManyStarts:
    path = descend(HIMMELBLAU, OPTIMIZER, STARTS, 400)
    found = arrivals(HIMMELBLAU, OPTIMIZER, STARTS, 400, 0.1)
    return ManyStarts(ContourMap(HIMMELBLAU, FRAME), path, *found, ValueTracker(0), ROLES)


def centres(points: np.ndarray, count: int) -> np.ndarray:
    parts = points.reshape(count, -1, 3)
    return np.asarray((parts.min(axis=1) + parts.max(axis=1)) / 2)


@pytest.mark.parametrize("step", [0, 12, 12.5, 40, 400])
def test_each_start_is_marked_when_its_dot_is_near_its_minimum(
    many: ManyStarts, step: float
) -> None:
    many.step.set_value(step)
    many.update()
    paths = many.path.points[: int(step) + 1]
    apart = np.linalg.norm(paths[:, :, None] - HIMMELBLAU.minima, axis=-1)
    near = (apart <= 0.1).any(axis=0)
    assert [many.count(n) for n in range(4)] == near.sum(axis=0).tolist()
    assert len(many.on_their_way()) == (~near.any(axis=1)).sum() == 30 - near.sum()
    for n in range(4):
        np.testing.assert_allclose(many.starts_of(n), many.ground.spot(STARTS[near[:, n]]))


def test_dots_are_at_their_iterates(many: ManyStarts) -> None:
    many.step.set_value(7)
    many.update()
    going = many.path.points[7, ~many.arrived]
    at = centres(many.movers.points, len(going))
    np.testing.assert_allclose(at, many.ground.spot(going), atol=1e-9)


def test_the_table_counts_starts_and_shares(many: ManyStarts) -> None:
    basins, when = np.array([[0, 0, 1], [2, 3, 3]]), np.array([[1, 9, 2], [2, 2, 2]])
    plane = Plane(np.arange(3.0), np.arange(2.0), basins, when, np.zeros((4, 2, 3)))
    clock = ValueTracker(2)
    slot = Slot(0, 0, 4, 5)
    table = BasinTable(slot, HIMMELBLAU.minima, ROLES, many, plane, clock)
    many.step.set_value(400)
    table.update()
    shown = [int(part.shown) for part in table.counts]
    assert shown == [many.count(n) for n in range(4)]
    assert sum(shown) == 30
    shares = [part for part in table.shares if isinstance(part, Digits)]
    # sixths, rounded so that they add up to the five sixths that are filled
    assert [int(part.shown) for part in shares] == [16, 17, 17, 33]
    assert table.shares.get_right()[0] <= slot.right + 0.02
