"""What the saddle scene says and shows is so, recomputed from gdcore and by hand."""

import itertools
import math

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import (
    SADDLE,
    GradientDescent,
    NoisyGradientDescent,
    Path,
    descend,
    theory,
)
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.cross_section import CrossSection, cut
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Plot
from scenes.parts.saddle_escape import until
from scenes.saddle_points import (
    DOWNHILL,
    EDGE,
    SaddlePoints,
    SaddlePointsParams,
    departure,
    plot,
)
from tests.scenes.captions import too_long

CORNERS = [
    SaddlePointsParams(learning_rate=rate, nearest_power=power, noise=noise)
    for rate, power, noise in itertools.product((0.05, 0.1, 0.3), (4, 6, 9), (0.001, 0.1))
]
OFFSETS = (1e-1, 1e-3, 1e-6)

every_corner = pytest.mark.parametrize("params", CORNERS, ids=str, scope="module")


def numbers(params: SaddlePointsParams) -> Plot:
    """Return the scene's numbers, computed once for all tests in this process."""
    return SaddlePoints.plot(params)


def fact(params: SaddlePointsParams, name: str) -> int:
    """Return a fact that counts steps."""
    value = numbers(params).facts[name]
    assert isinstance(value, int)
    return value


def rows(params: SaddlePointsParams) -> list[Path]:
    """Return the four walks of the scene, the farthest from the ridge first."""
    return [path for name, path in numbers(params).paths.items() if name.endswith("the ridge")]


def test_the_point_is_level_and_bends_both_ways() -> None:
    facts = numbers(SaddlePointsParams()).facts
    assert (SADDLE.saddles == [[0, 0]]).all()
    assert (SADDLE.gradient(SADDLE.saddles[0]) == 0).all()
    down, up = np.linalg.eigvalsh(SADDLE.hessian(SADDLE.saddles[0]))
    assert (facts["up"], facts["down"]) == (f"+{float(up):g}", f"−{-float(down):g}") == ("+2", "−2")


def test_the_eigenvalues_are_the_greatest_and_the_least_curvature() -> None:
    angles = np.linspace(0, np.pi, 721)
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    h = 1e-3
    around = SADDLE.value(h * ways) + SADDLE.value(-h * ways)
    curvatures = (around - 2 * SADDLE.value(np.zeros(2))) / h**2
    assert curvatures.max() == pytest.approx(2)
    assert curvatures.min() == pytest.approx(-2)
    assert ways[curvatures.argmax()] == pytest.approx((1, 0)), "the first cut is along x"
    assert ways[curvatures.argmin()] == pytest.approx((0, 1), abs=1e-9), "the second along y"


def test_the_ground_is_level_at_one_point_only() -> None:
    around = np.stack(np.meshgrid(np.linspace(-2, 2, 21), np.linspace(-2, 2, 21)), axis=-1)
    level = (SADDLE.gradient(around) == 0).all(axis=-1)
    assert level.sum() == 1
    assert np.allclose(around[level], 0)


@every_corner
def test_each_step_multiplies_x_and_y_by_what_is_said(params: SaddlePointsParams) -> None:
    facts = numbers(params).facts
    assert facts["shrink"] == pytest.approx(1 - 2 * params.learning_rate)
    assert facts["growth"] == pytest.approx(1 + 2 * params.learning_rate)
    factors = np.array([facts["shrink"], facts["growth"]], float)
    for path in rows(params)[:3]:
        ratios = path.points[1:] / path.points[:-1]
        np.testing.assert_allclose(ratios, np.tile(factors, (path.steps, 1)))


def test_the_default_marbles_leave_at_13_38_76_and_never() -> None:
    params = SaddlePointsParams()
    facts, walks = numbers(params).facts, rows(params)
    assert [path.points[0].tolist() for path in walks] == [[2.0, -y] for y in (*OFFSETS, 0.0)]
    assert (facts["first"], facts["second"], facts["third"]) == (13, 38, 76)
    assert (facts["closer"], facts["extra"]) == (1000, 38)
    assert departure(walks[3]) == -1
    again = descend(SADDLE, GradientDescent(0.1), (2.0, 0.0), 2_000, keep="last")
    assert again.points[-1, 1] == 0


@every_corner
def test_the_formula_counts_the_steps(params: SaddlePointsParams) -> None:
    facts = numbers(params).facts
    for power, name in zip(params.powers, ("first", "second", "third"), strict=True):
        quotient = math.log(10**power) / math.log(1 + 2 * params.learning_rate)
        oracle = theory.saddle_escape_steps(10.0**-power, params.learning_rate, edge=EDGE)
        assert facts[name] == math.ceil(quotient) == oracle


@every_corner
def test_of_the_two_on_the_surface_one_ends_at_the_saddle_and_one_rolls_off(
    params: SaddlePointsParams,
) -> None:
    beside, on = rows(params)[1], rows(params)[3]
    hair = numbers(params).facts["hair"]
    assert on.points[0].tolist() == [params.start, 0]
    assert beside.points[0] == pytest.approx((params.start, -float(hair)))
    assert on.learning_rate == beside.learning_rate == params.learning_rate
    end = departure(beside, DOWNHILL) - 1
    assert abs(beside.points[end, 1]) > EDGE
    assert (np.diff(np.abs(beside.points[: end + 1, 1])) > 0).all(), "it only goes away"
    assert np.linalg.norm(beside.points, axis=1).min() < 0.5, "first it comes to the saddle"
    assert np.linalg.norm(on.points[end]) < 0.03, "the other one is at the saddle by then"


@every_corner
def test_one_wedge_is_inside_the_ruler_and_one_beyond_1(params: SaddlePointsParams) -> None:
    facts = numbers(params).facts
    assert 0 < float(facts["shrink"]) < 1 < float(facts["growth"])
    for name, curvature in (("shrink", 2), ("growth", -2)):
        assert facts[name] == pytest.approx(1 - params.learning_rate * curvature)


@pytest.mark.parametrize(("rate", "noise"), [(0.05, 0.001), (0.1, 0.001), (0.3, 0.1)])
def test_once_off_the_ridge_the_fourth_climbs_like_the_others(rate: float, noise: float) -> None:
    for seed in range(100):
        params = SaddlePointsParams(learning_rate=rate, noise=noise, seed=seed)
        path = plot(params).paths["on the ridge, with noise"]
        y = np.abs(path.points[: departure(path) + 1, 1])
        assert y[0] == 0, "it starts on the ridge, and so has no place on a log axis"
        assert (y[1:] > 0).all()
        assert len(y) > 3, "there is something to walk"
        climb = np.log(y[-1] / y[-2])
        assert climb == pytest.approx(np.log(1 + 2 * rate), rel=0.3), seed


def test_the_scene_ends_with_the_noise_and_ranks_no_optimizers() -> None:
    assert [part.name for part in SaddlePoints.beats()][-1] == "free_it_with_noise"
    assert {path.optimizer for path in numbers(SaddlePointsParams()).paths.values()} == {
        "gradient descent",
        "noisy gradient descent",
    }


@every_corner
def test_the_four_on_the_chart_are_told_apart_by_where_they_leave(
    params: SaddlePointsParams,
) -> None:
    leaves = [fact(params, name) for name in ("first", "second", "third")]
    assert np.diff(leaves).min() >= 2


@every_corner
def test_they_leave_one_after_the_other_and_the_last_stays(params: SaddlePointsParams) -> None:
    *leaving, staying = rows(params)
    steps = [departure(path) for path in leaving]
    assert steps == sorted(set(steps))
    assert min(steps) > 0
    assert (staying.points[:, 1] == 0).all()


@every_corner
def test_on_a_log_scale_the_escapes_are_parallel_straight_lines(
    params: SaddlePointsParams,
) -> None:
    for path in rows(params)[:3]:
        climbs = np.diff(np.log(np.abs(path.points[:, 1])))
        np.testing.assert_allclose(climbs, np.log(1 + 2 * params.learning_rate))


def test_noise_frees_the_fourth_at_the_step_that_is_shown() -> None:
    params = SaddlePointsParams()
    noisy = NoisyGradientDescent(params.learning_rate, noise=params.noise)
    again = descend(SADDLE, noisy, (params.start, 0.0), 200, rng=params.seed)
    assert numbers(params).facts["freed"] == departure(again) == 51


def test_the_noise_rule_on_the_screen_is_what_is_computed() -> None:
    params = SaddlePointsParams()
    path = numbers(params).paths["on the ridge, with noise"]
    kicks = path.states["noisy_gradient"][1:, 1] - path.gradients[:-1, 1]
    y = path.points[:, 1]
    np.testing.assert_allclose(y[1:], y[:-1] + params.learning_rate * (2 * y[:-1] - kicks))
    draws = np.random.default_rng(params.seed).standard_normal((path.steps, 2))[:, 1]
    # the kick is a difference of numbers up to 1e3, so it is known to about 1e-12
    np.testing.assert_allclose(kicks, params.noise * draws, atol=1e-12)


@pytest.mark.parametrize(("rate", "noise"), [(0.05, 0.001), (0.1, 0.01), (0.3, 0.1)])
def test_every_seed_frees_the_fourth(rate: float, noise: float) -> None:
    enough = theory.saddle_escape_steps(rate * noise / 1000, rate)
    assert enough is not None
    optimizer = NoisyGradientDescent(rate, noise=noise)
    for seed in range(100):
        path = descend(SADDLE, optimizer, (2.0, 0.0), enough, rng=seed)
        assert 0 < departure(path) <= enough, seed


@pytest.mark.parametrize(
    "wrong",
    [
        {"learning_rate": 0.0},
        {"learning_rate": 0.31},
        {"learning_rate": math.nan},
        {"momentum": 0.9},
        {"start": 2.5},
        {"nearest_power": 3},
        {"nearest_power": 10},
        {"noise": 0.0},
        {"seed": -1},
        {"seed": 100},
        {"rate": 0.1},
    ],
    ids=str,
)
def test_wrong_parameters_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        SaddlePointsParams.model_validate(wrong)


@every_corner
def test_captions_fit_into_two_lines(params: SaddlePointsParams) -> None:
    assert too_long(SaddlePoints, params) == []


def test_one_beat_is_the_loop() -> None:
    assert [part.name for part in SaddlePoints.beats() if part.loop] == ["start_near_the_ridge"]


@pytest.mark.parametrize("axis", [0, 1])
def test_a_cross_section_shows_the_landscape_along_its_axis(axis: int) -> None:
    frame = Frame(BODY, (-2, 2), (-4, 4))
    section = CrossSection(SADDLE, axis, SADDLE.saddles[0], frame)
    sign = (1, -1)[axis]
    point = np.array([1.5, 0.5])
    np.testing.assert_allclose(section.spot(point), frame.at(point[axis], sign * point[axis] ** 2))
    np.testing.assert_allclose(section.spot(point), section.spot(point[[axis]]))
    curve = cut(SADDLE, axis, SADDLE.saddles[0])
    assert curve.gradient(point[[axis]]) == pytest.approx(sign * 2 * point[axis])
    assert curve.hessian(point[[axis]]) == pytest.approx(sign * 2)


def test_an_escape_ends_at_the_first_step_beyond_the_edge() -> None:
    assert until(1.0, [0.1, 0.5, 1.0, 2.0, 0.3]).tolist() == [0.1, 0.5, 1.0]
    assert until(1.0, [0.1, 0.2]).tolist() == [0.1, 0.2]
