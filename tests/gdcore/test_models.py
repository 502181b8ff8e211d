"""Models are landscapes: their slopes are those of their losses, whatever the data."""

import numpy as np
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import lstsq

from gdcore import (
    RAVINE,
    Adam,
    Dataset,
    GradientDescent,
    HeavyBall,
    MiniBatches,
    Outcome,
    descend,
    least_squares,
    logistic_regression,
    minibatch_covariance,
    network,
    noisy_line,
    theory,
    two_moons,
)

TINY = 1e-30
MOONS = two_moons(24, 5, noise=0.2)
LINE = noisy_line(20, 3)
MODELS = [
    least_squares(LINE),
    least_squares(MOONS),
    logistic_regression(MOONS),
    logistic_regression(MOONS, penalty=0.1),
    network(MOONS, ()),
    network(MOONS, (3,)),
    network(MOONS, (4, 3), penalty=0.2),
    network(MOONS, (5,), activation="ReLU"),
    network(MOONS, (3, 4), activation="ReLU", loss="squared error", penalty=0.1),
    network(LINE, (4,), loss="squared error"),
]


def label(model):
    return f"{model.name} {model.rule}"


every_model = pytest.mark.parametrize("model", MODELS, ids=label)


def slope_by_complex_step(function, x, dim):
    """Return the derivative of an analytic function, exact to rounding (Squire and Trapp, 1998)."""
    return np.stack([function(x + 1j * TINY * axis).imag / TINY for axis in np.eye(dim)], axis=-1)


@every_model
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.floats(0.01, 3))
def test_gradient_and_hessian_are_derivatives(model, seed, size):
    x = size * np.random.default_rng(seed).standard_normal(model.dim)
    gradient = slope_by_complex_step(model.value, x, model.dim)
    hessian = slope_by_complex_step(model.gradient, x, model.dim)
    scale = 1 + np.abs(hessian).max()
    np.testing.assert_allclose(model.gradient(x), gradient, rtol=1e-10, atol=1e-13 * scale)
    np.testing.assert_allclose(model.hessian(x), hessian, rtol=1e-10, atol=1e-12 * scale)


@every_model
def test_gradient_is_what_finite_differences_say(model):
    x, step = 0.5 * np.random.default_rng(4).standard_normal(model.dim), 1e-6
    shifts = step * np.eye(model.dim)
    slopes = (model.value(x + shifts) - model.value(x - shifts)) / (2 * step)
    np.testing.assert_allclose(model.gradient(x), slopes, atol=1e-7)


@every_model
def test_points_may_be_stacked_in_any_shape(model):
    stack = np.random.default_rng(1).standard_normal((2, 3, model.dim))
    for function, extra in ((model.value, 0), (model.gradient, 1), (model.hessian, 2)):
        together = function(stack)
        assert together.shape == (2, 3) + (model.dim,) * extra
        assert together.dtype == np.float64
        np.testing.assert_allclose(together[1, 2], function(stack[1, 2]), rtol=1e-11, atol=1e-14)
    assert model.predict(stack).shape == (2, 3, len(model.data))


@every_model
def test_one_pass_gives_value_and_gradient(model):
    stack = np.random.default_rng(2).standard_normal((4, model.dim))
    value, gradient = model.value_and_gradient(stack)
    np.testing.assert_allclose(value, model.value(stack), rtol=1e-14)
    np.testing.assert_array_equal(gradient, model.gradient(stack))


@every_model
def test_the_mean_over_single_examples_is_the_gradient(model):
    x = np.random.default_rng(6).standard_normal(model.dim)
    each = model.gradients_of_each(x)
    assert each.shape == (len(model.data), model.dim)
    np.testing.assert_allclose(each.mean(axis=0), model.gradient(x), rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(model.gradient_of(x, [3]), each[3], rtol=1e-12, atol=1e-15)
    two = model.gradient_of(np.stack([x, x]), [[0, 1], [5, 3]])
    np.testing.assert_allclose(two[1], (each[5] + each[3]) / 2, rtol=1e-11, atol=1e-14)


@every_model
def test_every_optimizer_goes_down(model):
    starts = 0.3 * np.random.default_rng(3).standard_normal((3, model.dim))
    for optimizer in (GradientDescent(0.01), HeavyBall(0.003), Adam(0.01)):
        path = descend(model, optimizer, starts, 60)
        assert (path.values[-1] < path.values[0]).all()
        alone = descend(model, optimizer, starts[1], 60)
        np.testing.assert_allclose(path.select(1).points, alone.points, rtol=1e-9, atol=1e-12)


@every_model
def test_formula_is_typst(model, tmp_path):
    source = tmp_path / "formula.typ"
    source.write_text(f"$ {model.formula} $")
    assert typst.compile(source, format="svg")


# Least squares


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), features=st.integers(1, 4))
def test_least_squares_answers_as_lstsq_of_scipy(seed, features):
    chance = np.random.default_rng(seed)
    data = Dataset("cloud", chance.standard_normal((12, features)), chance.standard_normal(12))
    model = least_squares(data)
    exact, residual, _, _ = lstsq(np.column_stack([data.inputs, np.ones(12)]), data.targets)
    np.testing.assert_allclose(model.minima[0], exact, rtol=1e-9, atol=1e-11)
    assert model.value(model.minima[0]) == pytest.approx(residual / 12)
    np.testing.assert_allclose(model.gradient(model.minima[0]), 0, atol=1e-12)
    assert model.hessian(np.zeros((2, features + 1))).shape == (2, features + 1, features + 1)


def test_gradient_descent_finds_the_least_squares_answer():
    model = least_squares(LINE)
    curvatures = np.linalg.eigvalsh(model.hessian(np.zeros(2)))
    rate = theory.optimal_rate(*curvatures.tolist())
    path = descend(model, GradientDescent(rate), (0, 0), 2000)
    assert path.outcome is Outcome.CONVERGED
    np.testing.assert_allclose(path.points[-1], model.minima[0], rtol=1e-9)


def test_features_that_depend_on_each_other_have_no_one_answer():
    twice = Dataset("twice", np.outer(np.arange(5.0), (1, 2)), np.arange(5.0))
    assert len(least_squares(twice).minima) == 0


def test_the_window_holds_the_origin_and_the_answer():
    model = least_squares(LINE)
    for (low, high), exact in zip(model.window, model.minima[0], strict=True):
        assert low < min(0, exact) <= max(0, exact) < high
    assert least_squares(LINE, window=((0, 1), (2, 3))).window == ((0, 1), (2, 3))


# Logistic regression


def test_newton_finds_the_minimum_with_a_penalty():
    model = logistic_regression(MOONS, penalty=0.1)
    np.testing.assert_allclose(model.gradient(model.minima[0]), 0, atol=1e-14)
    path = descend(model, GradientDescent(1.0), np.zeros(3), 500)
    assert path.outcome is Outcome.CONVERGED
    np.testing.assert_allclose(path.points[-1], model.minima[0], atol=1e-9)
    assert 0.7 < model.accuracy(model.minima[0]) <= 1


def test_without_a_penalty_parted_classes_have_no_minimum():
    data = Dataset("parted", [[-1.0], [1.0]], [0, 1])
    model = logistic_regression(data)
    assert len(model.minima) == 0
    path = descend(model, GradientDescent(1.0), (0, 0), 2000)
    assert (np.diff(path.points[:, 0]) > 0).all()
    assert path.points[-1, 0] > 3


def test_large_sums_overflow_nothing():
    model = logistic_regression(Dataset("far", [[-1.0], [1.0]], [0, 1]))
    assert model.value([2000.0, 0]) == 0
    assert model.value([-2000.0, 0]) == 2000
    np.testing.assert_array_equal(model.predict([2000.0, 0]), [0, 1])
    np.testing.assert_allclose(model.gradient([-2000.0, 0]), [-1, 0])


def test_accuracy_counts_the_right_classes():
    data = Dataset("four", [[-2.0], [-1.0], [1.0], [2.0]], [0, 1, 1, 1])
    model = logistic_regression(data)
    assert model.accuracy([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]]).tolist() == [0.75, 0.25, 0.75]


# Mini-batches


def test_an_epoch_goes_once_through_all_examples():
    draws = MiniBatches(5).draws(12, (3,), 0)
    epochs = [[next(draws) for _ in range(3)] for _ in range(2)]
    for epoch in epochs:
        assert [batch.shape for batch in epoch] == [(3, 5), (3, 5), (3, 2)]
        np.testing.assert_array_equal(np.sort(np.concatenate(epoch, axis=1)), [range(12)] * 3)
    assert not np.array_equal(epochs[0][0], epochs[1][0])
    assert not np.array_equal(epochs[0][0][0], epochs[0][0][1])
    assert MiniBatches(5).steps(12, epochs=2) == 6
    assert MiniBatches(50).steps(12, epochs=2) == 2


def test_with_replacement_every_batch_is_drawn_anew():
    draws = MiniBatches(5, replacement=True).draws(4, (), 0)
    batches = [next(draws) for _ in range(400)]
    assert {batch.shape for batch in batches} == {(5,)}
    counts = np.bincount(np.concatenate(batches)) / 2000
    np.testing.assert_allclose(counts, 0.25, atol=0.05)


@pytest.mark.parametrize("start", [(0, 0), [(0, 0), (1, 1), (2, -1)]], ids=["one", "three"])
def test_descent_sees_the_gradients_of_the_batches_drawn(start):
    model, batches = least_squares(LINE), MiniBatches(3)
    path = descend(model, HeavyBall(0.005), start, 20, estimator=batches, rng=9)
    draws = batches.draws(len(LINE), path.batch_shape, 9)
    for step in range(20):
        expected = model.gradient_of(path.points[step], next(draws))
        np.testing.assert_allclose(path.states["seen_gradient"][step + 1], expected, rtol=1e-12)
    np.testing.assert_array_equal(path.gradients, model.gradient(path.points))


def test_the_whole_batch_is_the_true_gradient():
    model = network(MOONS, (3,))
    start = model.starts(0)
    whole = descend(model, Adam(0.05), start, 30, estimator=MiniBatches(24), rng=0)
    plain = descend(model, Adam(0.05), start, 30)
    np.testing.assert_allclose(whole.points, plain.points, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("rate", "size"), [(0.03, 1), (0.05, 4), (0.08, 10)])
def test_the_cloud_of_sgd_is_as_large_as_predicted(rate, size):
    model = least_squares(noisy_line(30, 1, span=(-1, 2)))
    starts = np.tile(model.minima[0], (3000, 1))
    path = descend(
        model,
        GradientDescent(rate),
        starts,
        int(12 / rate),
        keep="last",
        estimator=MiniBatches(size, replacement=True),
        rng=3,
    )
    expected = minibatch_covariance(model, rate, size)
    np.testing.assert_allclose(
        np.cov(path.points[-1].T), expected, rtol=0.1, atol=expected.max() / 20
    )


def test_for_small_rates_the_cloud_is_the_noise_covariance():
    model = least_squares(LINE)
    pushes = model.gradients_of_each(model.minima[0])
    noise = pushes.T @ pushes / len(pushes)
    rate = 1e-5
    simple = theory.noise_covariance(rate, model.hessian(np.zeros(2)), noise / 4)
    np.testing.assert_allclose(minibatch_covariance(model, rate, 4), simple, rtol=1e-2)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: MiniBatches(0), "size must be a whole number of at least 1, got 0"),
        (
            lambda: descend(RAVINE, Adam(0.1), (1, 1), 5, estimator=MiniBatches(2), rng=0),
            "landscape must be a Model for mini-batches, got 'ravine'",
        ),
        (
            lambda: least_squares(LINE).gradient_of((0, 0), [20]),
            "examples must be from 0 to 19, got 20 to 20",
        ),
        (
            lambda: least_squares(LINE).gradient_of((0, 0), [0.5]),
            "examples must be whole numbers",
        ),
        (
            lambda: least_squares(LINE).gradients_of_each([(0, 0)]),
            r"point must have shape \(2,\), got \(1, 2\)",
        ),
        (
            lambda: least_squares(LINE).predict((0, 0), [1.0, 2.0]),
            r"inputs must have shape \(n, 1\), got \(2,\)",
        ),
        (lambda: least_squares(LINE).accuracy((0, 0)), "targets must be 0 or 1 to be classes"),
        (lambda: logistic_regression(LINE), "targets must be 0 or 1 to be classes"),
        (lambda: logistic_regression(MOONS, penalty=-1), "penalty must be 0 or greater, got -1"),
        (lambda: network(LINE, (3,)), "targets must be 0 or 1 to be classes"),
        (lambda: network(MOONS, (3, 0)), "widths must be a whole number of at least 1, got 0"),
        (
            lambda: network(MOONS, (3,), activation="relu"),
            "activation must be one of tanh, ReLU, got 'relu'",
        ),
        (
            lambda: network(MOONS, (3,), loss="hinge"),
            "loss must be one of cross-entropy, squared error, got 'hinge'",
        ),
        (lambda: network(MOONS, (3,), penalty=-1), "penalty must be 0 or greater, got -1"),
        (
            lambda: network(MOONS, (3,)).activations(np.zeros(13), [[1.0]]),
            r"inputs must have shape \(n, 2\), got \(1, 1\)",
        ),
        (
            lambda: minibatch_covariance(least_squares(LINE), 5.0, 1),
            "rate must be so small that batches of 1 settle",
        ),
        (
            lambda: minibatch_covariance(logistic_regression(MOONS), 0.1, 1),
            "model must be least squares with one minimum",
        ),
    ],
)
def test_bad_questions_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()


# Networks


def test_forward_pass_by_hand():
    model = network(Dataset("one", [[1.0, 2.0]], [1]), (2,))
    # weights of the two hidden units row by row, their biases; weights of the output, its bias
    point = [0.1, -0.2, 0.3, 0.4, 0.5, -0.6, 2.0, -1.0, 0.25]
    hidden = np.tanh([0.1 - 0.4 + 0.5, 0.3 + 0.8 - 0.6])
    output = 2 * hidden[0] - hidden[1] + 0.25
    first, last = model.layers(point)
    assert first.weights.tolist() == [[0.1, -0.2], [0.3, 0.4]]
    assert (first.biases.tolist(), last.biases.tolist()) == ([0.5, -0.6], [0.25])
    inputs, middle, end = model.activations(point, [[1.0, 2.0]])
    np.testing.assert_array_equal(inputs, [[1, 2]])
    np.testing.assert_allclose(middle, [hidden])
    np.testing.assert_allclose(end, [[output]])
    np.testing.assert_allclose(model.predict(point), [1 / (1 + np.exp(-output))])
    assert model.value(point) == pytest.approx(np.log(1 + np.exp(-output)))
    assert model.sizes == (2, 2, 1)


def test_a_network_without_hidden_layers_is_logistic_regression():
    flat, line = network(MOONS, ()), logistic_regression(MOONS)
    points = np.random.default_rng(0).standard_normal((5, 3))
    np.testing.assert_allclose(flat.value(points), line.value(points))
    np.testing.assert_allclose(flat.gradient(points), line.gradient(points))


@pytest.mark.parametrize("activation", ["tanh", "ReLU"])
def test_starts_have_the_spread_that_their_papers_ask_for(activation):
    model = network(MOONS, (50, 40), activation=activation)
    starts = model.starts(0, (6,))
    assert starts.shape == (6, model.dim)
    np.testing.assert_array_equal(starts, model.starts(np.random.default_rng(0), (6,)))
    for layer, (inputs, outputs) in zip(
        model.layers(starts), ((2, 50), (50, 40), (40, 1)), strict=True
    ):
        assert (layer.biases == 0).all()
        glorot = 2 / (inputs + outputs)
        expected = 2 / inputs if activation == "ReLU" and outputs > 1 else glorot
        assert layer.weights.var() == pytest.approx(expected, rel=0.25)
    assert model.starts(1).shape == (model.dim,)


@pytest.mark.parametrize("activation", ["tanh", "ReLU"])
def test_it_learns_the_moons(activation):
    data = two_moons(100, 0, noise=0.1)
    model = network(data, (8, 8), activation=activation)
    path = descend(model, Adam(0.05), model.starts(1), 300, keep="last")
    assert path.values[-1] < 0.02
    assert model.accuracy(path.points[-1]) == 1


def test_large_models_are_not_asked_for_curvature(monkeypatch):
    model = network(MOONS, (16,))
    assert model.dim > 32
    monkeypatch.setattr("gdcore.outcome._near_and_minimum", pytest.fail)
    path = descend(model, GradientDescent(1e-4), model.starts(0), 30)
    assert path.outcome is Outcome.MOVING
