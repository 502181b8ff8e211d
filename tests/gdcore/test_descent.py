"""descend: batches, overflow, noise, stopping, and what it refuses."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    BEALE,
    DOUBLE_WELL,
    LANDSCAPES,
    PARABOLA,
    PLATEAU,
    RAVINE,
    ROSENBROCK,
    SADDLE,
    TWO_WELLS,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    Cosine,
    GradientDescent,
    HeavyBall,
    Nesterov,
    NesterovLookAhead,
    NoisyGradientDescent,
    Outcome,
    RMSProp,
    UncorrectedAdam,
    descend,
    quadratic_bowl,
)

NAN = float("nan")
STARTS = np.random.default_rng(5).uniform(-2, 2, (3, 4, 2))
DETERMINISTIC = [
    GradientDescent(0.02),
    HeavyBall(0.02),
    Nesterov(0.02),
    NesterovLookAhead(0.02),
    AdaGrad(0.1),
    RMSProp(0.02),
    Adadelta(),
    Adam(0.1),
    AdamW(0.1),
    UncorrectedAdam(0.1),
    HeavyBall(Cosine(0.05, 60)),
]


def test_row_zero_is_the_start_and_every_row_is_looked_up():
    path = descend(RAVINE, HeavyBall(0.02), (-10, 1), 30)
    assert path.points.shape == path.gradients.shape == (31, 2)
    assert path.points[0].tolist() == [-10, 1]
    np.testing.assert_array_equal(path.values, RAVINE.value(path.points))
    np.testing.assert_array_equal(path.gradients, RAVINE.gradient(path.points))
    assert path.rates.tolist() == [0.02] * 30
    moved = path.points[:-1] - 0.02 * path.states["velocity"][1:]
    np.testing.assert_allclose(path.points[1:], moved, rtol=1e-14)


@pytest.mark.parametrize("start", [5, 5.0, [5], np.array([5])])
def test_one_dimension_takes_a_bare_number(start):
    assert descend(PARABOLA, GradientDescent(0.1), start, 1).points.tolist() == [[5], [4]]


@pytest.mark.parametrize("optimizer", DETERMINISTIC, ids=lambda one: one.name)
@pytest.mark.parametrize("landscape", [RAVINE, TWO_WELLS, BEALE], ids=lambda one: one.name)
def test_a_batch_equals_its_members_run_alone(landscape, optimizer):
    together = descend(landscape, optimizer, STARTS, 60)
    assert together.batch_shape == (3, 4)
    for index in np.ndindex(3, 4):
        alone = descend(landscape, optimizer, STARTS[index], 60)
        member = together.select(index)
        np.testing.assert_allclose(member.points, alone.points, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(member.values, alone.values, rtol=1e-11, atol=1e-14)
        assert member.outcome is alone.outcome
        assert member.stopped_at == alone.stopped_at


@pytest.mark.parametrize("kind", [HeavyBall, Nesterov], ids=lambda one: one.name)
@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 0.99), min_size=1, max_size=6), st.floats(0.001, 0.05))
def test_momenta_of_a_batch_equal_each_run_alone(kind, momenta, rate):
    bowl = quadratic_bowl((0.25, 25.0), rotation=0.4)
    together = descend(bowl, kind(rate, tuple(momenta)), [(-10, 1)] * len(momenta), 200)
    for n, momentum in enumerate(momenta):
        alone, member = descend(bowl, kind(rate, momentum), (-10, 1), 200), together.select(n)
        np.testing.assert_allclose(member.points, alone.points, rtol=1e-12, atol=1e-12)
        velocities = (path.states["velocity"] for path in (member, alone))
        np.testing.assert_allclose(*velocities, rtol=1e-12, atol=1e-10)
        assert member.outcome is alone.outcome


@pytest.mark.parametrize("starts", [(1, 1), [(1, 1)], [[(1, 1), (2, 2)]]])
def test_momenta_of_a_batch_must_be_one_for_each_start(starts):
    with pytest.raises(ValueError, match="momentum must be one number, or one for each start"):
        descend(RAVINE, HeavyBall(0.02, (0.5, 0.9)), starts, 3)


def test_members_that_overflow_do_not_disturb_the_others():
    starts = [(-1.2, 1.0), (50.0, -50.0), (1.0, 1.0)]
    path = descend(ROSENBROCK, GradientDescent(0.001), starts, 50)
    calm = descend(ROSENBROCK, GradientDescent(0.001), starts[0], 50)
    np.testing.assert_allclose(path.select(0).points, calm.points, rtol=1e-13)
    assert path.select(1).outcome is Outcome.DIVERGED
    assert path.select(2).outcome is Outcome.CONVERGED


@pytest.mark.parametrize(
    ("landscape", "optimizer", "start"),
    [
        (PARABOLA, GradientDescent(1.1), 5),
        (PARABOLA, GradientDescent(1e200), 5),
        (DOUBLE_WELL, GradientDescent(1.0), 5),
        (DOUBLE_WELL, Adam(1e80), 5),
        (SADDLE, HeavyBall(0.1), (2, 1e-3)),
        (ROSENBROCK, Nesterov(0.1), (-1.2, 1)),
        (BEALE, HeavyBall(0.5), (4, 4)),
        (BEALE, AdaGrad(1e60), (4, 4)),
        (ROSENBROCK, RMSProp(1e100), (4, 4)),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_overflow_is_an_outcome_and_not_a_warning(landscape, optimizer, start):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(landscape, optimizer, start, 5000)
    assert path.outcome is Outcome.DIVERGED
    for array in (path.points, path.values, path.gradients, *path.states.values()):
        assert np.isfinite(array).all()
    held = path.stopped_at
    assert 0 <= held < 5000
    assert (path.points[held:] == path.points[held]).all()


def test_a_start_that_overflows_at_once_is_held_there():
    path = descend(PARABOLA, GradientDescent(1e300), 1e10, 3)
    assert path.stopped_at == 0
    assert path.points[:, 0].tolist() == [1e10] * 4


@pytest.mark.parametrize("landscape", LANDSCAPES.values(), ids=LANDSCAPES.keys())
@pytest.mark.parametrize("optimizer", DETERMINISTIC, ids=lambda one: one.name)
def test_no_warnings_anywhere(landscape, optimizer):
    low, high = np.array(landscape.window).T
    starts = np.random.default_rng(7).uniform(low, high, (20, landscape.dim))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(landscape, optimizer, starts, 200)
    assert np.isfinite(path.points).all()


def test_one_coordinate_that_overflows_is_enough():
    # The square of the gradient in y does not fit in a float, that in x does.
    path = descend(quadratic_bowl((1, 1e170)), RMSProp(0.1), (1, 1), 3)
    assert path.outcome is Outcome.DIVERGED
    assert path.stopped_at == 0


def test_until_holds_the_first_point_that_satisfies_it():
    path = descend(PARABOLA, GradientDescent(0.1), 5, 25, until=lambda x: x[..., 0] < 3)
    assert path.stopped_at == 3
    assert path.points[:5, 0] == pytest.approx([5, 4, 3.2, 2.56, 2.56])
    assert (path.points[3:] == path.points[3]).all()
    assert (path.values[3:] == path.values[3]).all()
    assert path.outcome is Outcome.MOVING


def test_until_in_a_batch_stops_each_start_alone():
    path = descend(
        PARABOLA, GradientDescent(0.1), [[5], [2], [-9]], 4, until=lambda x: x[..., 0] < 3
    )
    assert path.stops.tolist() == [3, 0, 0]
    assert path.points[-1, :, 0] == pytest.approx([2.56, 2, -9])


def test_until_at_a_minimum_has_converged():
    near = descend(PARABOLA, GradientDescent(0.1), 5, 99, until=lambda x: abs(x[..., 0]) < 1e-3)
    assert near.stopped_at == 39
    assert near.outcome is Outcome.CONVERGED


def test_a_path_never_stopped_says_so():
    path = descend(PARABOLA, GradientDescent(0.1), 5, 5, until=lambda x: x[..., 0] > 99)
    assert path.stopped_at is None


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_keep_last_is_the_end_of_keep_all(steps):
    everything = descend(TWO_WELLS, HeavyBall(0.02), STARTS, steps)
    last = descend(TWO_WELLS, HeavyBall(0.02), STARTS, steps, keep="last")
    assert last.points.shape == (1, 3, 4, 2)
    assert last.steps == steps
    np.testing.assert_array_equal(last.points[-1], everything.points[-1])
    np.testing.assert_array_equal(last.states["velocity"][-1], everything.states["velocity"][-1])
    np.testing.assert_array_equal(last.outcomes, everything.outcomes)


def test_noise_is_reproducible():
    optimizer = NoisyGradientDescent(0.05, noise=2.0)
    paths = [
        descend(RAVINE, optimizer, (-10, 1), 40, rng=rng)
        for rng in (7, np.random.default_rng(7), 8)
    ]
    np.testing.assert_array_equal(paths[0].points, paths[1].points)
    assert not np.allclose(paths[0].points, paths[2].points)


def test_noise_has_the_size_asked_for():
    path = descend(PLATEAU, NoisyGradientDescent(1e-6, noise=0.5), np.zeros((5000, 2)), 2, rng=1)
    noise = path.states["noisy_gradient"][1] - path.gradients[0]
    assert noise.mean() == pytest.approx(0, abs=0.02)
    assert noise.std() == pytest.approx(0.5, rel=0.03)


def test_without_noise_it_is_gradient_descent():
    quiet = descend(RAVINE, NoisyGradientDescent(0.05, noise=0), (-10, 1), 40, rng=1)
    plain = descend(RAVINE, GradientDescent(0.05), (-10, 1), 40)
    np.testing.assert_array_equal(quiet.points, plain.points)


def test_optimizers_without_noise_leave_the_generator_alone():
    rng = np.random.default_rng(1)
    descend(RAVINE, GradientDescent(0.05), (-10, 1), 5, rng=rng)
    assert rng.random() == np.random.default_rng(1).random()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": (1.0,)}, r"start must have a last axis of length 2 on ravine, got shape \(1,\)"),
        ({"start": 1.0}, r"start must have a last axis of length 2 on ravine, got shape \(\)"),
        ({"start": (NAN, 1)}, "start must hold finite numbers only, got nan"),
        ({"start": ("a", 1)}, "start must be an array of numbers"),
        ({"start": np.zeros((0, 2))}, r"start must hold at least one point, got shape \(0, 2\)"),
        ({"start": (1e200, 0)}, "start must lie where ravine is finite"),
        ({"steps": 0}, "steps must be a whole number of at least 1, got 0"),
        ({"steps": 2.5}, "steps must be a whole number of at least 1, got 2.5"),
        ({"keep": "some"}, 'keep must be "all" or "last", got \'some\''),
        (
            {"optimizer": NoisyGradientDescent(0.1)},
            "rng must be a numpy.random.Generator or a seed",
        ),
        ({"until": lambda x: x > 1}, r"until must return one truth value .* got shape \(2,\)"),
    ],
)
def test_bad_arguments_are_refused(changes, message):
    arguments = {
        "landscape": RAVINE,
        "optimizer": GradientDescent(0.01),
        "start": (-10, 1),
        "steps": 5,
    } | changes
    with pytest.raises(ValueError, match=message):
        descend(**arguments)
