"""The plane fills with what has arrived, and its borders are where the basins change."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import DOUBLE_WELL, HIMMELBLAU, UNDECIDED, GradientDescent, basin_map, basins_of_starts
from scenes.kit.charts.axes import Frame, equal_frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.layout import Slot
from scenes.parts.basin_fill import BasinFill, Plane, coloured_ground, fill_to_the_edges, plane_of

ROLES = ("run_1", "run_2", "run_3", "run_4")
FRAME = equal_frame(Slot(-3, -3, 3, 3), (-5, 5), (-5, 5))


@pytest.fixture(scope="module")
def plane() -> Plane:
    return plane_of(HIMMELBLAU, GradientDescent(0.002), FRAME.x, FRAME.y, 90, 1500)


def area(points: np.ndarray) -> float:
    """Return the area of closed polygons one after the other, holes taken off."""
    starts, ends = points[0::4], points[3::4]
    return abs(float(np.sum(starts[:, 0] * ends[:, 1] - ends[:, 0] * starts[:, 1])) / 2)


def test_the_basins_are_those_of_gdcores_map(plane: Plane) -> None:
    found = basin_map(
        HIMMELBLAU, GradientDescent(0.002), 3000, columns=90, rows=90, window=(FRAME.x, FRAME.y)
    )
    np.testing.assert_array_equal(plane.basins, found.basins)
    assert (plane.basins != UNDECIDED).all()
    assert plane.starts == 8100


def test_what_is_filled_is_the_share_that_has_arrived(plane: Plane) -> None:
    step = ValueTracker(-1)
    fill = BasinFill(plane, FRAME, step, ROLES)
    assert all(len(region.points) == 0 for region in fill.regions)
    for now in (15, 40, plane.longest):
        step.set_value(now)
        fill.update()
        for basin, region in enumerate(fill.regions):
            share = 100 * area(region.points) / 36
            assert share == pytest.approx(plane.share(basin, now), abs=1.0)
    assert sum(plane.share(basin, plane.longest) for basin in range(4)) == pytest.approx(100)


def test_borders_are_within_a_third_of_a_cell_of_where_the_basins_change(plane: Plane) -> None:
    fill = BasinFill(plane, FRAME, ValueTracker(plane.longest), ROLES)
    around = 2 * np.pi * np.arange(8) / 8
    aside = 10 / 89 / 3 * np.stack([np.cos(around), np.sin(around)], axis=-1)
    spots = np.concatenate([line.points[::4] for line in fill.borders()])
    places = np.array([FRAME.data_at(spot) for spot in spots])
    assert len(places) > 200
    inner = places[(np.abs(places) < 4.9).all(axis=1)]  # the grid ends there
    ends = basins_of_starts(HIMMELBLAU, GradientDescent(0.002), inner[:, None] + aside, 3000)
    near = np.array([len(set(found)) > 1 for found in ends])
    assert near.mean() > 0.98, inner[~near]


def test_cells_away_from_borders_belong_to_one_basin(plane: Plane) -> None:
    np.testing.assert_allclose(plane.cover.sum(axis=0), 1)
    whole = (plane.cover == 1).any(axis=0)
    assert 0.9 < whole.mean() < 1
    np.testing.assert_array_equal(plane.cover.argmax(axis=0)[whole], plane.basins[whole])


def test_an_undecided_start_stays_bare() -> None:
    x = y = np.linspace(-5, 5, 21)
    nowhere = np.full((21, 21), UNDECIDED)
    step = ValueTracker(5000)
    fill = BasinFill(Plane(x, y, nowhere, nowhere, np.zeros((1, 21, 21))), FRAME, step, ROLES[:1])
    assert len(fill.regions[0].points) == 0


def test_the_ground_is_coloured_up_to_the_barrier_and_filled_to_the_edges() -> None:
    slot = Slot(-4, -3, 4, 3)
    ground = CurveLandscape(DOUBLE_WELL, Frame(slot, (-2.5, 2.5), (-9, 8)))
    left, right = coloured_ground(ground, [0.17], ROLES[:2])
    edge = ground.frame.at(0.17, 0)[0]
    assert left.get_right()[0] == pytest.approx(edge) == right.get_left()[0]
    assert left.get_left()[0] == pytest.approx(-4)
    assert ground.body.get_left()[0] > -4
    fill_to_the_edges(ground)
    assert ground.body.get_left()[0] == pytest.approx(-4)
    assert ground.body.get_top()[1] <= 3 + 1e-9
