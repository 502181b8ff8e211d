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
    descend,
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


def test_an_estimator_needs_a_generator_and_a_size():
    with pytest.raises(ValueError, match=r"rng must be a numpy\.random\.Generator .* Gaus"):
        descend(RAVINE, GradientDescent(0.02), (-10, 1), 5, estimator=GaussianNoise(1.0))
    with pytest.raises(ValueError, match="deviation must be 0 or greater, got -1"):
        GaussianNoise(-1)
