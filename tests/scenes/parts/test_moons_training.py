"""The trainings of the small network: from one start, by chance and against the gradient."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gdcore.arrays import length
from scenes.parts.moons_training import (
    CHANCE,
    DESCENT,
    LEVEL,
    LONGEST,
    POINTS,
    TRIES,
    TURN,
    moons,
    moons_network,
    trainings,
)

SETTINGS = [(0.1, 3, 0.5), *itertools.product((0.08, 0.1), (0, 6), (0.4, 0.6))]


def test_the_network_has_thirty_dials() -> None:
    hill = moons_network(0.1, 3)
    assert hill.dim == 2 * 3 + 3 + 3 * 4 + 4 + 4 * 1 + 1 == 30
    assert len(hill.data) == POINTS
    np.testing.assert_allclose(moons(0.1, 3).inputs.std(axis=0), 1)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_both_start_at_the_same_setting_and_take_the_steps_they_say(
    setting: tuple[float, int, float],
) -> None:
    noise, seed, rate = setting
    hill, paths = moons_network(noise, seed), trainings(noise, seed, rate)
    chance, descent = paths[CHANCE], paths[DESCENT]
    np.testing.assert_array_equal(chance.points[0], descent.points[0])
    np.testing.assert_allclose(
        descent.points[1:], descent.points[:-1] - rate * hill.gradient(descent.points[:-1])
    )
    np.testing.assert_allclose(length(np.diff(chance.points, axis=0)), TURN)
    assert chance.steps == TRIES


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_training_ends_where_the_gradient_is_short_for_the_first_time(
    setting: tuple[float, int, float],
) -> None:
    descent = trainings(*setting)[DESCENT]
    slopes = length(descent.gradients)
    assert descent.steps < LONGEST
    assert slopes[-1] < LEVEL
    assert (slopes[:-1] >= LEVEL).all()


def test_what_is_kept_is_what_is_computed() -> None:
    anew = trainings.__wrapped__(0.1, 3, 0.5)  # type: ignore[attr-defined]
    trainings(0.1, 3, 0.5)
    kept = trainings(0.1, 3, 0.5)
    for name, path in anew.items():
        np.testing.assert_array_equal(kept[name].points, path.points)
        np.testing.assert_array_equal(kept[name].values, path.values)
