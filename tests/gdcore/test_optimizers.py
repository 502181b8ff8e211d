"""Each optimizer takes the steps that its paper and its closed form say."""

import dataclasses

import numpy as np
import pytest
import typst

from gdcore import (
    BEALE,
    PARABOLA,
    RAVINE,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    Exponential,
    GradientDescent,
    HeavyBall,
    Nesterov,
    NesterovLookAhead,
    NoisyGradientDescent,
    RMSProp,
    UncorrectedAdam,
    descend,
    quadratic_bowl,
    theory,
)

ALL = [
    GradientDescent(0.01),
    NoisyGradientDescent(0.01, noise=0.1),
    HeavyBall(0.01),
    Nesterov(0.01),
    AdaGrad(0.1),
    RMSProp(0.01),
    Adadelta(),
    Adam(0.1),
    AdamW(0.1),
    UncorrectedAdam(0.1),
]
every_optimizer = pytest.mark.parametrize("optimizer", ALL, ids=[one.name for one in ALL])


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("curvature", [0.5, 2.0])
def test_gradient_descent_is_a_power(rate, curvature):
    bowl = quadratic_bowl((curvature,))
    path = descend(bowl, GradientDescent(rate), 5, 40)
    expected = theory.quadratic_iterate(5, rate, curvature, np.arange(41))
    np.testing.assert_allclose(path.points[:, 0], expected, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(
    ("kind", "matrix"),
    [(HeavyBall, theory.heavy_ball_matrix), (Nesterov, theory.nesterov_matrix)],
)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_momentum_is_a_power_of_a_matrix(kind, matrix, momentum):
    path = descend(PARABOLA, kind(0.1, momentum), 5, 60)
    expected = theory.quadratic_momentum_iterate(5, matrix(0.1, 2, momentum), 60)
    np.testing.assert_allclose(path.points[:, 0], expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("kind", [HeavyBall, Nesterov])
def test_without_momentum_it_is_gradient_descent(kind):
    plain = descend(RAVINE, GradientDescent(0.05), (-10, 1), 50)
    np.testing.assert_array_equal(
        descend(RAVINE, kind(0.05, 0.0), (-10, 1), 50).points, plain.points
    )


def test_nesterov_textbook_points_feel_the_slope_ahead():
    alpha, beta = 0.03, 0.9
    path = descend(RAVINE, Nesterov(alpha, beta), (-10, 1), 100)
    x, v, expected = np.array([-10.0, 1.0]), np.zeros(2), [(-10.0, 1.0)]
    for _ in range(100):
        v = beta * v + RAVINE.gradient(x - alpha * beta * v)
        x = x - alpha * v
        expected.append(x)
    found = Nesterov(alpha, beta).textbook_points(path.points, path.states["velocity"])
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("landscape", [RAVINE, BEALE], ids=lambda one: one.name)
def test_look_ahead_points_are_the_iterates_of_torch(landscape):
    start = (-10, 1) if landscape is RAVINE else (1, 1)
    torch = descend(landscape, Nesterov(0.01), start, 120)
    drawn = descend(landscape, NesterovLookAhead(0.01), start, 120)
    ahead = drawn.states["look_ahead"]
    np.testing.assert_array_equal(ahead[0], start)
    # the step to row n + 1 looked at what is torch's row n: one step apart
    np.testing.assert_allclose(ahead[1:], torch.points[:-1], rtol=1e-9, atol=1e-10)
    slopes = drawn.states["look_ahead_gradient"][1:]
    np.testing.assert_allclose(slopes, torch.gradients[:-1], rtol=1e-9, atol=1e-8)
    textbook = Nesterov(0.01).textbook_points(torch.points, torch.states["velocity"])
    np.testing.assert_allclose(drawn.points, textbook, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(
        drawn.points[1:], torch.points[:-1] - 0.01 * torch.gradients[:-1], rtol=1e-9, atol=1e-10
    )


def test_look_ahead_follows_a_schedule():
    schedule, beta = Exponential(0.03, 0.95), 0.8
    path = descend(RAVINE, NesterovLookAhead(schedule, beta), (-10, 1), 60)
    x, v = np.array([-10.0, 1.0]), np.zeros(2)
    for step in range(60):
        alpha = float(schedule(step))
        ahead = x - alpha * beta * v
        v = beta * v + RAVINE.gradient(ahead)
        x = x - alpha * v
        np.testing.assert_allclose(path.states["look_ahead"][step + 1], ahead, rtol=1e-12)
        np.testing.assert_allclose(path.points[step + 1], x, rtol=1e-11, atol=1e-13)


def test_momenta_of_a_batch_look_ahead_each_for_itself():
    both = descend(RAVINE, NesterovLookAhead(0.02, (0.5, 0.9)), [(-10, 1)] * 2, 40)
    for n, momentum in enumerate((0.5, 0.9)):
        alone = descend(RAVINE, NesterovLookAhead(0.02, momentum), (-10, 1), 40)
        np.testing.assert_allclose(both.points[:, n], alone.points, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_what_the_correction_of_adams_start_is_for(scale):
    bowl = quadratic_bowl((scale, 25 * scale))
    corrected = descend(bowl, Adam(0.1), (-10, 1), 1)
    without = descend(bowl, UncorrectedAdam(0.1), (-10, 1), 1)
    np.testing.assert_allclose(np.abs(np.diff(corrected.points, axis=0)), 0.1, rtol=1e-5)
    np.testing.assert_allclose(np.abs(np.diff(without.points, axis=0)), 0.316228, rtol=1e-4)


def test_without_correction_the_first_rates_are_32_times_too_large():
    corrected, without = (
        kind(0.1).coordinate_rates(descend(RAVINE, kind(0.1), (-10, 1), 1))[0]
        for kind in (Adam, UncorrectedAdam)
    )
    np.testing.assert_allclose(corrected, 0.1 / np.array([10, 25]), rtol=1e-8)
    np.testing.assert_allclose(without / corrected, 1 / np.sqrt(0.001), rtol=1e-7)


@every_optimizer
@pytest.mark.parametrize("start", [(-10, 1), [(-10, 1), (2, 1)]], ids=["one", "two"])
def test_coordinate_rates_take_the_step(optimizer, start):
    optimizer = dataclasses.replace(optimizer, learning_rate=Exponential(0.01, 0.9))
    path = descend(RAVINE, optimizer, start, 12, rng=0)
    rates = optimizer.coordinate_rates(path)
    assert rates.shape == path.points[1:].shape
    driver = {
        "momentum": lambda: path.states["velocity"][1:],
        "Nesterov momentum": lambda: path.gradients[:-1] + 0.9 * path.states["velocity"][1:],
        "noisy gradient descent": lambda: path.states["noisy_gradient"][1:],
        "Adam without bias correction": lambda: path.states["first_moment"][1:],
        "Adam": lambda: unbiased(path),
        "AdamW": lambda: unbiased(path) + 0.01 * path.points[:-1] / (rates / bare(path)),
    }.get(optimizer.name, lambda: path.gradients[:-1])()
    np.testing.assert_allclose(np.diff(path.points, axis=0), -rates * driver, rtol=1e-6, atol=1e-12)


def bare(path):
    return path.rates.reshape(-1, *(1,) * (path.points.ndim - 1))


def unbiased(path):
    counts = bare(path) * 0 + np.arange(1, 13).reshape(-1, *(1,) * (path.points.ndim - 1))
    return path.states["first_moment"][1:] / (1 - 0.9**counts)


def test_rates_of_adagrad_only_shrink_and_those_of_rmsprop_breathe():
    shrinking = AdaGrad(0.5).coordinate_rates(descend(RAVINE, AdaGrad(0.5), (-10, 1), 200))
    assert (np.diff(shrinking, axis=0) <= 0).all()
    breathing = np.diff(
        RMSProp(0.1).coordinate_rates(descend(RAVINE, RMSProp(0.1), (-10, 1), 200)), axis=0
    )
    assert (breathing > 0).any()
    assert (breathing < 0).any()


def test_coordinate_rates_need_their_own_whole_path():
    path = descend(RAVINE, Adam(0.1), (-10, 1), 5)
    with pytest.raises(ValueError, match=r"path must be made by RMSProp .* got one by Adam"):
        RMSProp(0.1).coordinate_rates(path)
    end = descend(RAVINE, Adam(0.1), (-10, 1), 5, keep="last")
    with pytest.raises(ValueError, match="with 1 of 6 rows"):
        Adam(0.1).coordinate_rates(end)


def test_textbook_points_need_one_learning_rate():
    optimizer = Nesterov(Exponential(0.1, 0.9))
    with pytest.raises(ValueError, match="learning_rate must be a number for textbook points"):
        optimizer.textbook_points(np.zeros((2, 1)), np.zeros((2, 1)))


@pytest.mark.parametrize(
    ("optimizer", "first_step"),
    [
        # The gradient at 5 is 10; each rule by hand.
        (GradientDescent(0.1), 1.0),
        (HeavyBall(0.1), 1.0),
        (Nesterov(0.1, 0.9), 0.1 * (10 + 0.9 * 10)),
        (AdaGrad(0.1), 0.1),
        (RMSProp(0.1, rho=0.75), 0.1 * 10 / np.sqrt(0.25 * 100)),
        (Adam(0.1), 0.1),
        (AdamW(0.1, weight_decay=0.2), 0.1 * (1 + 0.2 * 5)),
        (Adadelta(), 10 * np.sqrt(1e-6) / np.sqrt(0.1 * 100 + 1e-6)),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_first_step_by_hand(optimizer, first_step):
    path = descend(PARABOLA, optimizer, 5, 1)
    assert 5 - path.points[1, 0] == pytest.approx(first_step, rel=1e-8)


def test_adagrad_steps_shrink_like_one_over_the_root_of_the_count():
    # On a steady slope the divisor is the slope times the root of the count.
    optimizer, slope = AdaGrad(0.5), np.array([3.0])
    x, state = np.zeros(1), optimizer.init(np.zeros(1))
    for _ in range(9):
        before = x
        x, state = optimizer.step(x, slope, state)
    assert (before - x)[0] == pytest.approx(0.5 / np.sqrt(9))


def test_rmsprop_ends_in_a_cycle_of_half_the_learning_rate():
    path = descend(PARABOLA, RMSProp(0.1), 5, 400)
    assert np.abs(path.points[-10:, 0]) == pytest.approx(0.05, rel=1e-4)


def test_adam_takes_steps_of_the_learning_rate_on_a_steady_slope():
    optimizer, slope = Adam(0.1), np.array([7.0])
    x, state = np.zeros(1), optimizer.init(np.zeros(1))
    for count in range(1, 6):
        x, state = optimizer.step(x, slope, state)
        assert x[0] == pytest.approx(-0.1 * count, rel=1e-6)


@every_optimizer
def test_steps_are_pure(optimizer):
    x, gradient = np.array([1.0, -2.0]), np.array([3.0, 0.5])
    state = optimizer.init(x)
    first, _ = optimizer.step(x, gradient, state)
    again, after = optimizer.step(x, gradient, state)
    np.testing.assert_array_equal(first, again)
    assert x.tolist() == [1.0, -2.0]
    assert gradient.tolist() == [3.0, 0.5]
    assert state.step == 0
    assert all((memory == 0).all() for memory in state.memory.values())
    assert after.step == 1
    assert tuple(after.memory) == optimizer.remembers


@every_optimizer
def test_it_goes_downhill_on_the_ravine(optimizer):
    path = descend(RAVINE, optimizer, (-10, 1), 300, rng=0)
    assert path.values[-1] < path.values[0]


@every_optimizer
def test_the_schedule_sets_the_rate_of_each_step(optimizer):
    scheduled = dataclasses.replace(optimizer, learning_rate=Exponential(0.01, 0.9))
    path = descend(RAVINE, scheduled, (-10, 1), 5, rng=0)
    np.testing.assert_allclose(path.rates, 0.01 * 0.9 ** np.arange(5))
    one_by_one = dataclasses.replace(optimizer, learning_rate=0.01)
    first = descend(RAVINE, one_by_one, (-10, 1), 1, rng=0)
    np.testing.assert_array_equal(path.points[1], first.points[1])


@every_optimizer
def test_it_says_its_rule_in_typst(optimizer, tmp_path):
    source = tmp_path / "formula.typ"
    source.write_text("\n\n".join(f"$ {line} $" for line in optimizer.formula))
    assert typst.compile(source, format="svg")


def test_names_are_different():
    assert len({optimizer.name for optimizer in ALL}) == len(ALL)


NAN = float("nan")


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (GradientDescent, {"learning_rate": 0}, "learning_rate must be greater than 0, got 0"),
        (
            GradientDescent,
            {"learning_rate": -0.1},
            "learning_rate must be greater than 0, got -0.1",
        ),
        (Adam, {"learning_rate": NAN}, "learning_rate must be a finite number, got nan"),
        (HeavyBall, {"momentum": 1}, "momentum must be at least 0 and below 1, got 1"),
        (Nesterov, {"momentum": -0.1}, "momentum must be at least 0 and below 1, got -0.1"),
        (HeavyBall, {"momentum": (0.5, 1)}, "momentum must be at least 0 and below 1, got 1"),
        (RMSProp, {"rho": 1.5}, "rho must be at least 0 and below 1, got 1.5"),
        (RMSProp, {"epsilon": 0}, "epsilon must be greater than 0, got 0"),
        (AdaGrad, {"epsilon": -1}, "epsilon must be greater than 0, got -1"),
        (Adam, {"beta1": 1.0}, "beta1 must be at least 0 and below 1, got 1.0"),
        (Adam, {"beta2": NAN}, "beta2 must be a finite number, got nan"),
        (Adam, {"epsilon": 0}, "epsilon must be greater than 0, got 0"),
        (AdamW, {"weight_decay": -1}, "weight_decay must be 0 or greater, got -1"),
        (Adadelta, {"rho": 1}, "rho must be at least 0 and below 1, got 1"),
        (Adadelta, {"epsilon": 0}, "epsilon must be greater than 0, got 0"),
        (NoisyGradientDescent, {"noise": -1}, "noise must be 0 or greater, got -1"),
    ],
)
def test_bad_settings_are_refused(kind, arguments, message):
    with pytest.raises(ValueError, match=message):
        kind(**({"learning_rate": 0.1} | arguments))


def test_a_schedule_may_not_go_below_zero():
    optimizer = GradientDescent(lambda step: 0.1 - step)
    with pytest.raises(ValueError, match=r"learning_rate must be 0 or greater, got -0\.9"):
        descend(PARABOLA, optimizer, 1, 5)
