"""Walks that follow the learning rate, and lanes that end where theory says."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import theory
from scenes.kit.layout import Slot
from scenes.parts.nesterov_limits import (
    KINDS,
    OFF_THE_FLOOR,
    RATES,
    WALKED,
    RateRow,
    frame_in,
    walk_at,
)

CURVATURE, BETA, START = 25.0, 0.9, -10.0
SLOTS = Slot(-6, 0, -5, 1.3), Slot(-4.5, 0, 2, 1.3), Slot(2.5, 0, 6.5, 1.3)


def row_at(role: str, rate: float) -> tuple[RateRow, ValueTracker]:
    """Return a row after its walk, and the tracker of its rate."""
    tracker = ValueTracker(rate)
    row = RateRow(SLOTS, role, BETA, START, tracker, ValueTracker(WALKED), named=True)
    return row, tracker


@pytest.mark.parametrize("role", KINDS)
def test_a_marble_follows_the_rate_and_is_gone_above_the_limit(role: str) -> None:
    row, rate = row_at(role, 0.03)
    for share in (0.8, 0.95):
        rate.set_value(share * row.limit)
        row.moving.update()
        expected = walk_at(role, share * row.limit, BETA, START).points
        np.testing.assert_allclose(row.marble.path.points, expected)
        assert row.marble.solidity == 1
        assert not row.marble.has_left
        assert len(row.moving[1].points) == 0, "no arrows"
    rate.set_value(1.1 * row.limit)
    row.moving.update()
    assert row.marble.has_left
    assert row.marble.solidity == 0
    rate.set_value(0.8 * row.limit)
    row.moving.update()
    assert row.marble.solidity == 1, "what is shown depends on the rate alone"
    assert len(row.moving[1].points) == 0


@pytest.mark.parametrize("role", KINDS)
def test_arrows_stand_at_the_edges_between_the_last_iterate_inside_and_the_first_outside(
    role: str,
) -> None:
    limit = row_at(role, 0.03)[0].limit
    row, _ = row_at(role, 1.06 * limit + 0.005)
    row.moving.update()
    frame, arrows, points = row.ground.frame, row.moving[1], row.marble.path.points
    assert (np.abs(points[:-1, 1]) < frame.y[1]).all()
    assert abs(points[-1, 1]) > frame.y[1]
    assert arrows.get_top()[1] == pytest.approx(frame.slot.top)
    assert arrows.get_bottom()[1] == pytest.approx(frame.slot.bottom)
    ends = sorted(frame.at(points[-2:, 0], 0)[:, 0])
    assert ends[0] <= arrows.get_x() <= ends[1]


@pytest.mark.parametrize("role", KINDS)
def test_a_lane_is_filled_up_to_the_limit_and_its_wedge_is_at_the_rate(role: str) -> None:
    row, rate = row_at(role, 0.03)
    limit = theory.largest_stable_rate(CURVATURE, KINDS[role].method, BETA)
    assert row.limit == pytest.approx(limit)
    bar, number = row.lane.bar, row.lane[-1]
    at = bar.left + (limit - RATES[0]) / (RATES[1] - RATES[0]) * bar.width
    assert row.lane.zones[0][0].get_right()[0] == pytest.approx(at)
    assert number.get_x() == pytest.approx(at)
    assert number.text == f"{limit:.3g}"
    rate.set_value(limit)
    row.wedge.update()
    assert row.wedge.tip[0] == pytest.approx(at)


@pytest.mark.parametrize("role", KINDS)
def test_the_growth_is_that_of_theory(role: str) -> None:
    row, rate = row_at(role, 0.03)
    rate.set_value(0.16)
    row.growth.update()
    expected = theory.spectral_radius(0.16, CURVATURE, KINDS[role].method, BETA)
    digits = row.growth[1][1]
    assert digits.shown == f"{expected:.1f}"


def test_a_map_has_one_scale_and_the_floor_in_its_middle() -> None:
    frame = frame_in(SLOTS[1])
    assert frame.scale[0] == pytest.approx(frame.scale[1])
    assert frame.at(0, 0)[1] == pytest.approx(SLOTS[1].center[1])
    assert 0.05 * frame.y[1] > OFF_THE_FLOOR, "it starts as good as on the floor"
