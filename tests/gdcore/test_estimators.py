"""Estimated gradients: any optimizer sees them, and the path remembers what was seen."""

import numpy as np
import pytest

from gdcore import (
    RAVINE,
    Adam,
    GaussianNoise,
    GradientDescent,
    HeavyBall,
    Nesterov,
    NesterovLookAhead,
    RandomDirections,
    descend,
    network,
    two_moons,
)

OPTIMIZERS = [GradientDescent(0.02), HeavyBall(0.02), Nesterov(0.02), Adam(0.1)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: one.name)
def test_noise_of_size_0_changes_nothing(optimizer):
    plain = descend(RAVINE, optimizer, [(-10, 1), (2, 1)], 40)
    quiet = descend(RAVINE, optimizer, [(-10, 1), (2, 1)], 40, estimator=GaussianNoise(0), rng=0)
    np.testing.assert_array_equal(plain.points, quiet.points)
    np.testing.assert_array_equal(quiet.states["seen_gradient"][1:], plain.gradients[:-1])
    assert (quiet.states["seen_gradient"][0] == 0).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: one.name)
def test_a_seed_gives_the_same_path_again(optimizer):
    paths = [
        descend(RAVINE, optimizer, (-10, 1), 40, estimator=GaussianNoise(2.0), rng=rng)
        for rng in (7, np.random.default_rng(7), 8)
    ]
    np.testing.assert_array_equal(paths[0].points, paths[1].points)
    assert not np.allclose(paths[0].points, paths[2].points)


def test_gradients_stay_the_true_ones():
    path = descend(RAVINE, HeavyBall(0.02), (-10, 1), 30, estimator=GaussianNoise(1.0), rng=3)
    np.testing.assert_array_equal(path.gradients, RAVINE.gradient(path.points))
    seen, velocity = path.states["seen_gradient"], path.states["velocity"]
    np.testing.assert_allclose(velocity[1:], 0.9 * velocity[:-1] + seen[1:], rtol=1e-14)


def test_noise_has_the_size_asked_for_and_each_start_its_own():
    path = descend(
        RAVINE, GradientDescent(1e-9), np.zeros((4000, 2)), 2, estimator=GaussianNoise(0.5), rng=1
    )
    noise = path.states["seen_gradient"][1]
    assert noise.mean() == pytest.approx(0, abs=0.02)
    assert noise.std() == pytest.approx(0.5, rel=0.03)


def test_the_gradient_ahead_is_the_one_with_noise():
    path = descend(
        RAVINE, NesterovLookAhead(0.02), (-10, 1), 9, estimator=GaussianNoise(0.3), rng=1
    )
    seen, ahead = path.states["seen_gradient"][1:], path.states["look_ahead"][1:]
    noise = np.random.default_rng(1).standard_normal((9, 2))
    np.testing.assert_allclose(seen, RAVINE.gradient(ahead) + 0.3 * noise, rtol=1e-12)


def test_directions_by_chance_are_of_length_1_and_favour_none():
    path = descend(
        RAVINE, GradientDescent(0.1), np.ones((4000, 2)), 1, estimator=RandomDirections(), rng=4
    )
    seen = path.states["seen_gradient"][1]
    np.testing.assert_allclose(np.linalg.norm(seen, axis=-1), 1)
    np.testing.assert_allclose(seen.mean(axis=0), 0, atol=0.05)
    np.testing.assert_allclose(np.cov(seen.T), np.eye(2) / 2, atol=0.03)
    np.testing.assert_allclose(np.linalg.norm(np.diff(path.points, axis=0), axis=-1), 0.1)


def test_turning_dials_by_chance_does_not_train_a_network():
    model = network(two_moons(60, 0), (8,))
    starts = model.starts(0, (20,))
    by_chance = descend(
        model, GradientDescent(0.3), starts, 100, estimator=RandomDirections(), rng=0
    )
    trained = descend(model, GradientDescent(0.3), starts, 100)
    assert (trained.values[-1] < trained.values[0]).all()
    assert (trained.values[-1] < by_chance.values[-1]).all()


def test_an_estimator_needs_a_generator_and_a_size():
    with pytest.raises(ValueError, match=r"rng must be a numpy\.random\.Generator .* Gaus"):
        descend(RAVINE, GradientDescent(0.02), (-10, 1), 5, estimator=GaussianNoise(1.0))
    with pytest.raises(ValueError, match="deviation must be 0 or greater, got -1"):
        GaussianNoise(-1)
