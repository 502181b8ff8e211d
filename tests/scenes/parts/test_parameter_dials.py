"""Dials show their numbers, and arcs the way against their slopes."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit.layout import Slot
from scenes.parts.parameter_dials import (
    HAND,
    LEAST,
    MOST,
    REACH,
    STEEPEST,
    ParameterDials,
    grid_in,
    turned,
)

VALUES = np.array([-40.0, -1.0, 0.0, 0.5, 3.0])
SPOTS = grid_in(Slot(0, 0, 3, 2), len(VALUES), 3)


def hands_of(dials: ParameterDials) -> np.ndarray:
    return np.asarray(dials.hands.points.reshape(-1, 4, 3))


def test_a_hand_turns_further_the_larger_its_number_and_never_all_round() -> None:
    angles = turned(np.array([-1e9, *VALUES, 1e9]))
    assert (np.diff(angles) > 0).all()
    assert angles[3] == 0
    assert angles[0] == pytest.approx(-REACH)
    assert np.pi > REACH


def test_hands_point_from_the_middle_clockwise_from_the_top() -> None:
    hands = hands_of(ParameterDials(lambda: VALUES, lambda: SPOTS, lambda: 0.4))
    np.testing.assert_allclose(hands[:, 0], SPOTS)
    way = (hands[:, -1] - SPOTS) / (0.4 * HAND)
    np.testing.assert_allclose(np.arctan2(way[:, 0], way[:, 1]), turned(VALUES))


def test_the_hands_follow_their_numbers() -> None:
    now = VALUES.copy()
    dials = ParameterDials(lambda: now, lambda: SPOTS, lambda: 0.4)
    before = hands_of(dials).copy()
    dials.update()
    np.testing.assert_array_equal(hands_of(dials), before)
    now[0] = 2
    dials.update()
    assert (hands_of(dials)[0] != before[0]).any()
    np.testing.assert_array_equal(hands_of(dials)[1:], before[1:])


def test_an_arc_begins_at_the_hand_and_goes_against_the_slope() -> None:
    slopes = np.array([0.2, -0.05, 0.0, 0.1, -0.2])
    dials = ParameterDials(lambda: VALUES, lambda: SPOTS, lambda: 0.4, lambda: slopes, steepest=0.2)
    arcs = dials.arcs_of(slopes)
    assert np.sign(arcs).tolist() == [-1, 1, 0, -1, 1]
    assert np.abs(arcs).max() == pytest.approx(STEEPEST)
    assert abs(arcs[1]) == pytest.approx(STEEPEST / 2)
    drawn = dials.arcs.points.reshape(np.count_nonzero(slopes), -1, 3)
    seen = slopes != 0
    for ends, sign in ((drawn[:, 0], 0), (drawn[:, -1], 1)):
        way = ends - SPOTS[seen]
        angle = np.arctan2(way[:, 0], way[:, 1])
        expected = turned(VALUES)[seen] + sign * arcs[seen]
        np.testing.assert_allclose(np.cos(angle - expected), 1)


def test_no_arc_goes_round_and_tiny_ones_are_not_drawn() -> None:
    dials = ParameterDials(lambda: VALUES, lambda: SPOTS, lambda: 0.4, lambda: 1e-6 * np.ones(5))
    assert len(dials.arcs.points) == 0
    assert LEAST < MOST < np.pi
    assert np.abs(dials.arcs_of(np.array([1e9]))).item() == MOST


def test_a_grid_fills_row_by_row_from_the_top() -> None:
    assert SPOTS[0].tolist() == [0.5, 1.5, 0]
    assert SPOTS[2].tolist() == [2.5, 1.5, 0]
    assert SPOTS[3].tolist() == [0.5, 0.5, 0]
