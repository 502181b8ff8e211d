"""Data sets are made from a seed, and standardised data finds its way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore import (
    Dataset,
    Scaling,
    least_squares,
    noisy_line,
    spiral,
    standardised,
    two_moons,
)

MAKERS = [noisy_line, two_moons, spiral]
every_maker = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
numbers = st.floats(-50, 50)


@every_maker
def test_a_seed_makes_the_same_data_again(make):
    one, again, other = make(40, 7), make(40, np.random.default_rng(7)), make(40, 8)
    np.testing.assert_array_equal(one.inputs, again.inputs)
    np.testing.assert_array_equal(one.targets, again.targets)
    assert not np.array_equal(one.inputs, other.inputs)
    assert len(one) == 40
    assert one.inputs.shape == (40, one.features)
    with pytest.raises(ValueError, match="read-only"):
        one.inputs[0] = 0


def test_points_about_the_line():
    data = noisy_line(20_000, 1, slope=-3, intercept=2, noise=0.5, span=(1, 3))
    x, off = data.inputs[:, 0], data.targets - (-3 * data.inputs[:, 0] + 2)
    assert (x >= 1).all()
    assert (x <= 3).all()
    assert off.mean() == pytest.approx(0, abs=0.02)
    assert off.std() == pytest.approx(0.5, rel=0.02)
    spaced = noisy_line(5, 1, span=(1, 5), even=True)
    np.testing.assert_allclose(spaced.inputs[:, 0], [1, 2, 3, 4, 5])
    exact = noisy_line(5, 1, noise=0)
    np.testing.assert_allclose(exact.targets, 2 * exact.inputs[:, 0] + 1)


def test_moons_without_noise_are_half_circles():
    data = two_moons(400, 3, noise=0)
    upper, lower = (data.inputs[data.targets == label] for label in (0, 1))
    assert len(upper) == len(lower) == 200
    np.testing.assert_allclose(np.linalg.norm(upper, axis=1), 1)
    np.testing.assert_allclose(np.linalg.norm(lower - (1, 0.5), axis=1), 1)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_arms_of_the_spiral_are_half_a_turn_apart():
    data = spiral(600, 3, turns=1.25, noise=0)
    radius = np.linalg.norm(data.inputs, axis=1)
    angle = np.arctan2(data.inputs[:, 1], data.inputs[:, 0])
    off = (angle - 2 * np.pi * 1.25 * radius - np.pi * data.targets) / (2 * np.pi)
    np.testing.assert_allclose(off, off.round(), atol=1e-9)
    assert radius.max() <= 1


@every_maker
def test_standardised_features_have_mean_0_and_deviation_1(make):
    data = make(50, 2)
    scaled, scaling = standardised(data)
    np.testing.assert_allclose(scaled.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.inputs.std(axis=0), 1)
    np.testing.assert_array_equal(scaled.targets, data.targets)
    np.testing.assert_allclose(scaling.undo(scaled.inputs), data.inputs, atol=1e-12)


@given(parameters=st.lists(numbers, min_size=3, max_size=3), seed=st.integers(0, 99))
def test_parameters_in_own_units_predict_the_same(parameters, seed):
    data = two_moons(12, seed)
    scaled, scaling = standardised(data)
    there = least_squares(scaled).predict(parameters)
    own = scaling.parameters_in_own_units(parameters)
    np.testing.assert_allclose(least_squares(data).predict(own), there, rtol=1e-9, atol=1e-9)
    back = scaling.parameters_for_scaled(own)
    np.testing.assert_allclose(back, parameters, rtol=1e-9, atol=1e-9)


def test_a_whole_path_goes_back_to_its_own_units():
    scaling = Scaling([3.0], [2.0])
    path = np.arange(12.0).reshape(3, 2, 2)
    found = scaling.parameters_in_own_units(path)
    np.testing.assert_allclose(found[..., 0], path[..., 0] / 2)
    np.testing.assert_allclose(found[..., 1], path[..., 1] - path[..., 0] / 2 * 3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: two_moons(1, 0), "count must be a whole number of at least 2, got 1"),
        (lambda: noisy_line(0, 0), "count must be a whole number of at least 1, got 0"),
        (lambda: noisy_line(5, 0, noise=-1), "noise must be 0 or greater, got -1"),
        (lambda: noisy_line(5, 0, span=(2, 1)), r"span must be \(low, high\) with low < high"),
        (lambda: spiral(5, 0, turns=0), "turns must be greater than 0, got 0"),
        (lambda: Dataset("d", [1.0, 2.0], [1.0, 2.0]), "inputs and targets must have shapes"),
        (lambda: Dataset("d", [[1.0]], [1.0, 2.0]), "inputs and targets must have shapes"),
        (lambda: Dataset("d", [[np.nan]], [1.0]), "inputs must hold finite numbers only, got nan"),
        (
            lambda: Dataset("d", [[1.0]], [2.0]).must_be_classes(),
            r"targets must be 0 or 1 to be classes, got 2\.0",
        ),
        (
            lambda: standardised(Dataset("d", [[1.0], [1.0]], [0.0, 1.0])),
            "deviation must be greater than 0, got 0",
        ),
        (lambda: Scaling([1.0], [1.0, 2.0]), "mean and deviation must both have shape"),
        (
            lambda: Scaling([1.0], [1.0]).parameters_in_own_units([1.0]),
            "parameters must have a last axis of length 2",
        ),
    ],
)
def test_bad_data_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
