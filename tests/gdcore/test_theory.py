"""Closed forms agree with what the optimizers really do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expi

from gdcore import (
    PLATEAU,
    SADDLE,
    Cosine,
    GaussianNoise,
    GradientDescent,
    HeavyBall,
    StepDecay,
    descend,
    quadratic_bowl,
    theory,
)

rates = st.floats(1e-3, 3)
curvatures = st.floats(1e-2, 50)


@pytest.mark.parametrize(
    ("rate", "regime"),
    [
        (0.49, theory.Regime.MONOTONE),
        (0.5, theory.Regime.ONE_STEP),
        (0.51, theory.Regime.ZIGZAG),
        (0.99, theory.Regime.ZIGZAG),
        (1.0, theory.Regime.BOUNCE),
        (1.01, theory.Regime.DIVERGE),
    ],
)
def test_regime_on_the_parabola(rate, regime):
    assert theory.regime(rate, 2) is regime


@pytest.mark.parametrize("curvature", [0.1, 0.3, 7, 10, 49])
def test_regime_is_not_fooled_by_rounding(curvature):
    assert theory.regime(1 / curvature, curvature) is theory.Regime.ONE_STEP
    assert theory.regime(2 / curvature, curvature) is theory.Regime.BOUNCE


@given(rate=rates, curvature=curvatures)
def test_regime_follows_the_multiplier(rate, curvature):
    factor = float(theory.multiplier(rate, curvature))
    found = theory.regime(rate, curvature)
    if abs(factor) > 1e-9 and abs(abs(factor) - 1) > 1e-9:
        expected = (
            theory.Regime.DIVERGE
            if abs(factor) > 1
            else theory.Regime.MONOTONE
            if factor > 0
            else theory.Regime.ZIGZAG
        )
        assert found is expected


def test_regime_sentences_fit_in_a_caption():
    for regime in theory.Regime:
        assert 20 < len(regime.sentence) <= 80
        assert theory.Regime(regime.value) is regime


def test_closed_forms_take_arrays():
    factors = theory.multiplier(np.linspace(0, 1, 5), 2)
    assert factors.tolist() == [1, 0.5, 0, -0.5, -1]
    iterates = theory.quadratic_iterate([[1], [2]], 0.25, 2, np.arange(3))
    assert iterates.tolist() == [[1, 0.5, 0.25], [2, 1, 0.5]]


@settings(max_examples=100)
@given(
    rate=st.floats(0.01, 0.99),
    curvature=st.just(2.0),
    start=st.floats(0.1, 100),
    tolerance=st.floats(1e-6, 0.05),
)
def test_steps_to_reach_is_the_first_step_inside(rate, curvature, start, tolerance):
    n = theory.steps_to_reach(tolerance, start, rate, curvature)
    factor = abs(float(theory.multiplier(rate, curvature)))
    assert start * factor**n < tolerance
    assert start * factor ** (n - 1) >= tolerance


@pytest.mark.parametrize(
    ("tolerance", "start", "rate", "steps"),
    [(1, 0.5, 0.1, 0), (1e-3, 5, 0.5, 1), (1e-3, 5, 1.0, None), (1e-3, -5, 1.1, None)],
)
def test_steps_to_reach_at_the_edges(tolerance, start, rate, steps):
    assert theory.steps_to_reach(tolerance, start, rate, 2) == steps


@pytest.mark.parametrize("steps", [1, 5, 40])
@pytest.mark.parametrize("curvature", [0.5, 2.0])
def test_rate_interval_ends_where_the_tolerance_is_just_met(steps, curvature):
    low, high = theory.rate_interval(1e-2, steps, 5, curvature)
    bowl = quadratic_bowl((curvature,))
    for edge, inward in ((low, 1), (high, -1)):
        for side, expected in ((1e-6, True), (-1e-6, False)):
            end = descend(bowl, GradientDescent(edge + inward * side), 5, steps).points[-1, 0]
            assert bool(abs(end) <= 1e-2) is expected
    assert low + high == pytest.approx(2 / curvature)


@given(mu=st.floats(0.01, 10), kappa=st.floats(1.01, 1000))
def test_optimal_rate_makes_both_ends_equally_slow(mu, kappa):
    steep = mu * kappa
    rate = theory.optimal_rate(mu, steep)
    assert theory.contraction(mu, steep) == pytest.approx(1 - rate * mu, abs=1e-9)
    assert theory.contraction(mu, steep) == pytest.approx(rate * steep - 1, abs=1e-9)
    assert theory.condition_number(mu, steep) == pytest.approx(kappa)


@pytest.mark.parametrize(("mu", "steep"), [(1, 25), (0.2, 4), (2, 2)])
def test_optimal_momentum_is_the_best_there_is(mu, steep):
    alpha, beta = theory.optimal_momentum(mu, steep)

    def slowest(rate, momentum):
        return max(theory.spectral_radius(rate, c, "momentum", momentum) for c in (mu, steep))

    # At the optimum two eigenvalues meet, so rounding shows at the root of its size.
    best = slowest(alpha, beta)
    assert best == pytest.approx(np.sqrt(beta), abs=1e-6)
    for rate in np.linspace(0.5, 1.5, 21) * alpha:
        for momentum in np.linspace(0, 0.95, 21):
            assert slowest(rate, momentum) >= best - 1e-6


@pytest.mark.parametrize("method", ["gradient descent", "momentum", "Nesterov momentum"])
@pytest.mark.parametrize("momentum", [0.1, 0.9])
@pytest.mark.parametrize("curvature", [1.0, 25.0])
def test_radius_is_one_at_the_largest_stable_rate(method, momentum, curvature):
    limit = theory.largest_stable_rate(curvature, method, momentum)
    radius = [
        theory.spectral_radius(share * limit, curvature, method, momentum)
        for share in (0.99, 1.0, 1.01)
    ]
    assert radius[0] < 1
    assert radius[1] == pytest.approx(1)
    assert radius[2] > 1


def test_radius_of_gradient_descent_is_its_multiplier():
    assert theory.spectral_radius(0.3, 5, "gradient descent") == pytest.approx(0.5)


def test_momentum_gain_is_the_speed_on_a_steady_slope():
    optimizer, slope = HeavyBall(0.1, 0.9), np.ones(1)
    x, state = np.zeros(1), optimizer.init(np.zeros(1))
    for _ in range(300):
        before = x
        x, state = optimizer.step(x, slope, state)
    assert (before - x)[0] == pytest.approx(0.1 * theory.momentum_gain(0.9))


def test_momentum_speed_is_what_equal_pushes_make_of_it():
    optimizer, x = HeavyBall(0.1, 0.7), np.zeros(1)
    state, speeds = optimizer.init(x), [0.0]
    for _ in range(12):
        before = x
        x, state = optimizer.step(x, np.ones(1), state)
        speeds.append(float((before - x)[0]) / 0.1)
    np.testing.assert_allclose(theory.momentum_speed(0.7, np.arange(13)), speeds)
    assert theory.momentum_speed(0.7, 200) == pytest.approx(theory.momentum_gain(0.7))


@settings(max_examples=50, deadline=None)
@given(rate=st.floats(0.06, 0.12), curvature=st.sampled_from([1.0, 25.0]), x0=st.floats(0.1, 10))
@pytest.mark.parametrize("momentum", [0.65, 0.7, 0.8])
def test_heavy_ball_oscillates_below_its_envelope_for_ever(rate, curvature, x0, momentum):
    height = theory.heavy_ball_envelope(x0, rate, curvature, momentum)
    matrix = theory.heavy_ball_matrix(rate, curvature, momentum)
    iterates = theory.quadratic_momentum_iterate(x0, matrix, 400)
    share = np.abs(iterates) / (
        height * theory.spectral_radius(rate, curvature, "momentum", momentum) ** np.arange(401)
    )
    assert share.max() <= 1 + 1e-6
    assert share[200:].max() > 0.7, "it keeps to its envelope; 1 / sqrt(2) for a period of 4"


@settings(max_examples=50, deadline=None)
@given(
    offset=st.floats(1e-8, 0.9),
    rate=st.floats(0.02, 1),
    steepness=st.floats(0.5, 5),
    momentum=st.floats(0, 0.95),
)
def test_saddle_escape_is_what_heavy_ball_does(offset, rate, steepness, momentum):
    y, v, steps = offset, 0.0, 0
    while y < 1 - 1e-12:
        v = momentum * v - steepness * y
        y, steps = y - rate * v, steps + 1
    assert theory.saddle_iterate(offset, rate, steps, -steepness, momentum) == pytest.approx(y)
    found = theory.saddle_escape_steps(offset, rate, -steepness, momentum)
    assert found == steps or abs(y - 1) < 1e-9


def test_saddle_escape_at_the_edges():
    assert theory.saddle_escape_steps(0, 0.1) is None
    assert theory.saddle_escape_steps(2, 0.1) == 0
    assert theory.saddle_escape_steps(-1e-3, 0.1) == 38
    assert theory.saddle_escape_steps(1e-3, 0.1, edge=10) == 51


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: theory.regime(0, 2), "rate must be greater than 0, got 0"),
        (lambda: theory.regime(0.1, -2), "curvature must be greater than 0, got -2"),
        (lambda: theory.multiplier(float("nan"), 2), "rate must hold finite numbers only"),
        (lambda: theory.quadratic_iterate(5, 0.1, 2, -1), "n must be 0 or greater, got -1"),
        (lambda: theory.mirror_rate(0.1, 0), "curvature must be greater than 0, got 0"),
        (lambda: theory.steps_to_reach(0, 5, 0.1, 2), "tolerance must be greater than 0, got 0"),
        (lambda: theory.rate_interval(6, 5, 5, 2), "tolerance must be less than the distance"),
        (lambda: theory.rate_interval(0.1, 0, 5, 2), "steps must be a whole number"),
        (lambda: theory.optimal_rate(5, 1), "L must be at least mu, 5, got 1"),
        (lambda: theory.contraction(0, 1), "mu must be greater than 0, got 0"),
        (lambda: theory.optimal_momentum(1, -1), "L must be greater than 0, got -1"),
        (lambda: theory.momentum_gain(1), "momentum must be at least 0 and below 1, got 1"),
        (lambda: theory.momentum_speed(0.5, -1), "n must be 0 or greater, got -1"),
        (lambda: theory.heavy_ball_envelope(1, 0.07, 1, 0.5), "rate must leave the eigenvalues"),
        (lambda: theory.heavy_ball_envelope(1, 0.07, 1, 0), "rate must leave the eigenvalues"),
        (
            lambda: theory.largest_stable_rate(1, "Adam"),
            "method must be one of gradient descent, momentum, Nesterov momentum, got 'Adam'",
        ),
        (lambda: theory.largest_stable_rate(1, "momentum", 1), "momentum must be at least 0"),
        (lambda: theory.spectral_radius(0.1, 1, "Adam"), "method must be one of .* got 'Adam'"),
        (lambda: theory.saddle_escape_steps(0.1, 0.1, 2), "curvature must be below 0 at a saddle"),
        (
            lambda: theory.saddle_escape_steps(0.1, 0.1, edge=0),
            "edge must be greater than 0, got 0",
        ),
        (lambda: theory.saddle_iterate(0.1, 0.1, -1), "n must be a whole number of at least 0"),
    ],
)
def test_bad_questions_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()


@pytest.mark.parametrize(("rate", "curvature"), [(0.05, 1.0), (0.5, 1.0), (1.5, 1.0), (0.1, 7.0)])
def test_noise_floor_is_where_a_cloud_settles(rate, curvature):
    cloud = descend(
        quadratic_bowl((curvature,)),
        GradientDescent(rate),
        np.zeros((20_000, 1)),
        200,
        keep="last",
        estimator=GaussianNoise(0.7),
        rng=5,
    )
    floor = theory.noise_floor(rate, curvature, 0.7**2)
    # the variance of 20 000 normal numbers is known to 1 %
    assert cloud.points.var() == pytest.approx(floor, rel=0.04)
    later = theory.noise_variance(10_000, rate, curvature, 0.7**2, start=9.0)
    assert later == pytest.approx(floor)


@given(rate=rates, curvature=curvatures, variance=st.floats(0, 100))
def test_noise_floor_repeats_itself(rate, curvature, variance):
    if rate * curvature < 1.999:
        floor = theory.noise_floor(rate, curvature, variance)
        after = (1 - rate * curvature) ** 2 * floor + rate**2 * variance
        assert after == pytest.approx(floor, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("curvature", [3.0, 0.0, -2.0, 20.0])
def test_noise_variance_is_that_of_a_cloud(curvature):
    value = theory.noise_variance(np.arange(26), 0.1, curvature, 0.25, start=0.01)
    expected = [0.01]
    for _ in range(25):
        expected.append((1 - 0.1 * curvature) ** 2 * expected[-1] + 0.01 * 0.25)
    np.testing.assert_allclose(value, expected, rtol=1e-9)


@pytest.mark.parametrize("schedule", [Cosine(0.3, 40, 0.01), StepDecay(0.3, 0.5, 10)])
def test_noise_variances_are_those_of_a_cloud_under_a_schedule(schedule):
    cloud = descend(
        quadratic_bowl((2.0, 2.0)),
        GradientDescent(schedule),
        np.zeros((10_000, 2)),
        40,
        estimator=GaussianNoise(0.7),
        rng=3,
    )
    expected = theory.noise_variances(schedule(np.arange(40)), 2, 0.7**2)
    np.testing.assert_allclose((cloud.points**2).mean(axis=(1, 2)), expected, rtol=0.05)


def test_noise_variances_at_one_rate_are_the_closed_form():
    found = theory.noise_variances(np.full(25, 0.1), 3.0, 0.25, start=0.01)
    expected = theory.noise_variance(np.arange(26), 0.1, 3.0, 0.25, start=0.01)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_noise_frees_a_path_from_the_ridge():
    steps = theory.noise_escape_steps(1.0, 0.1, -2, 0.01)
    cloud = descend(
        SADDLE,
        GradientDescent(0.1),
        np.zeros((10_000, 2)),
        steps,
        estimator=GaussianNoise(0.1),
        rng=2,
    )
    spread = cloud.points[..., 1].std(axis=1)
    expected = np.sqrt(theory.noise_variance(np.arange(steps + 1), 0.1, -2, 0.01))
    np.testing.assert_allclose(spread, expected, rtol=0.03)
    assert theory.noise_variance(steps, 0.1, -2, 0.01) >= 1
    assert theory.noise_variance(steps - 1, 0.1, -2, 0.01) < 1
    assert theory.noise_escape_steps(1.0, 0.1, -2, 0.0) is None
    assert theory.noise_escape_steps(0.01, 0.1, -2, 0.01) == 1


@pytest.mark.parametrize("rotation", [0.0, 0.6])
def test_noise_covariance_is_that_of_a_cloud(rotation):
    bowl = quadratic_bowl((1.0, 8.0), rotation=rotation)
    hessian = bowl.hessian(np.zeros(2))
    root = np.array([[0.5, 0.0], [0.3, 0.2]])
    expected = theory.noise_covariance(0.15, hessian, root @ root.T)
    rng, x = np.random.default_rng(0), np.zeros((40_000, 2))
    for _ in range(60):
        x = x - 0.15 * (bowl.gradient(x) + rng.standard_normal(x.shape) @ root.T)
    np.testing.assert_allclose(np.cov(x.T), expected, rtol=0.04, atol=2e-4)
    step = np.eye(2) - 0.15 * hessian
    again = step @ expected @ step + 0.15**2 * root @ root.T
    np.testing.assert_allclose(again, expected, rtol=1e-12)


def test_noise_covariance_of_one_coordinate_is_the_noise_floor():
    matrix = theory.noise_covariance(0.1, [[3.0]], [[0.5]])
    assert matrix.item() == pytest.approx(theory.noise_floor(0.1, 3.0, 0.5))


@pytest.mark.parametrize(("rate", "tolerance"), [(0.5, 0.05), (0.1, 0.025), (0.01, 0.003)])
def test_plateau_steps_get_truer_as_steps_get_finer(rate, tolerance):
    path = descend(PLATEAU, GradientDescent(rate), (3.5, 1), int(80 / rate))
    taken = path.first_step(path.distances((0, 0)) < 0.1)
    found = theory.plateau_steps(float(np.hypot(3.5, 1)), 0.1, rate)
    assert found == pytest.approx(taken, rel=tolerance)


@given(near=st.floats(0.01, 3), far=st.floats(3.01, 8))
def test_plateau_steps_are_the_exponential_integral(near, far):
    expected = (expi(far**2 / 2) - expi(near**2 / 2)) / 2 / 0.1
    assert theory.plateau_steps(far, near, 0.1) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("point", [(3.5, 1.0), (1.0, 0.0), (0.0, 0.0)])
def test_plateau_slope_is_the_length_of_the_gradient(point):
    slope = np.linalg.norm(PLATEAU.gradient(np.array(point)))
    assert theory.plateau_slope(float(np.hypot(*point))) == pytest.approx(slope, abs=1e-15)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: theory.noise_floor(2.0, 1, 1), r"rate must be below 2 / curvature = 2 to settle"),
        (lambda: theory.noise_floor(0.1, 1, -1), "variance must be 0 or greater, got -1"),
        (lambda: theory.noise_variance(-1, 0.1, 1, 1), "n must be 0 or greater, got -1"),
        (lambda: theory.noise_variances([0.1, -0.1], 1, 1), "rates must be a row of numbers of 0"),
        (lambda: theory.noise_escape_steps(1, 0.1, 2, 1), "curvature must be below 0 at a saddle"),
        (
            lambda: theory.noise_covariance(0.1, [[1, 0]], [[1]]),
            r"hessian and noise must be square and of one shape, got \(1, 2\) and \(1, 1\)",
        ),
        (
            lambda: theory.noise_covariance(0.1, [[-1.0]], [[1.0]]),
            "hessian's smallest eigenvalue must be greater than 0, got -1",
        ),
        (lambda: theory.plateau_steps(1, 2, 0.1), "start must be greater than end, 2, got 1"),
        (lambda: theory.plateau_slope(-1), "distance must be 0 or greater, got -1"),
    ],
)
def test_bad_questions_on_noise_and_plateaus_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()
