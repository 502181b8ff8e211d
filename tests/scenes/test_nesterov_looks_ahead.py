"""What nesterov_looks_ahead claims, computed again."""

import functools
import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import RAVINE, HeavyBall, descend, quadratic_bowl, theory
from scenes.nesterov_looks_ahead import (
    CURVED_ACROSS,
    CURVED_ALONG,
    DISTANCES,
    ENLARGED,
    LEAVING,
    NEAR,
    RATES,
    REPEATED,
    SHOWN,
    NesterovLooksAhead,
    NesterovLooksAheadParams,
)
from scenes.nesterov_looks_ahead import plot as computed
from scenes.parts.nesterov_steps import look_aheads
from tests.scenes.captions import too_long

FIELDS = NesterovLooksAheadParams.model_json_schema()["properties"]
CORNERS = [
    NesterovLooksAheadParams.model_validate(dict(zip(FIELDS, values, strict=True)))
    for values in itertools.product(
        *((field["minimum"], field["maximum"]) for field in FIELDS.values())
    )
]
DEFAULTS = NesterovLooksAheadParams()
SETTINGS = [DEFAULTS, *CORNERS]
BEYOND = [
    *((name, field["minimum"] - 0.01) for name, field in FIELDS.items()),
    *((name, field["maximum"] + 0.01) for name, field in FIELDS.items()),
]

plot = functools.cache(computed)


def test_the_numbers_of_the_lecture() -> None:
    facts = plot(DEFAULTS).facts
    assert (facts["late"], facts["early"]) == (132, 100)
    assert [f"{facts[name]:.1f}" for name in ("too_far", "less_far")] == ["3.8", "2.8"]
    assert [f"{facts[name]:.4f}" for name in ("limit", "momentum_limit")] == ["0.0543", "0.1520"]
    assert f"{facts['growth']:.1f}" == "1.8"
    assert facts["factor_along"] == pytest.approx(0.97)
    assert facts["factor_across"] == pytest.approx(0.25)


@pytest.mark.parametrize("params", SETTINGS)
def test_all_start_at_one_point_with_one_rate_and_momentum(
    params: NesterovLooksAheadParams,
) -> None:
    paths = plot(params).paths
    assert len({tuple(path.points[0]) for path in paths.values()}) == 1
    for high in (False, True):
        rates = {path.learning_rate for name, path in paths.items() if ("high" in name) == high}
        assert rates == {params.high_rate if high else params.learning_rate}


@pytest.mark.parametrize("params", SETTINGS)
def test_the_triangle_is_the_step(params: NesterovLooksAheadParams) -> None:
    paths, n = plot(params).paths, ENLARGED
    ball, nesterov = paths["momentum"], paths["Nesterov"]
    np.testing.assert_allclose(ball.points[n], nesterov.points[n], rtol=1e-12)
    start, ahead = nesterov.points[n], look_aheads(nesterov)[n]
    kept = params.momentum * (start - nesterov.points[n - 1])
    np.testing.assert_allclose(ahead, start + kept, atol=1e-12)
    there = -params.learning_rate * RAVINE.gradient(ahead)
    here = -params.learning_rate * RAVINE.gradient(start)
    np.testing.assert_allclose(nesterov.points[n + 1], ahead + there, atol=1e-12)
    np.testing.assert_allclose(ball.points[n + 1], ahead + here, atol=1e-12)
    assert start[1] > 0 > ahead[1], "the kept velocity leads beyond the floor"
    assert here[1] * kept[1] > 0, "the slope here pushes on"
    assert there[1] * kept[1] < 0, "the slope there points back"
    assert abs(nesterov.points[n + 1, 1]) < abs(ball.points[n + 1, 1])


@pytest.mark.parametrize("params", SETTINGS)
def test_the_iterates_of_pytorch_are_the_look_ahead_points(
    params: NesterovLooksAheadParams,
) -> None:
    paths = plot(params).paths
    torch, ours = paths["PyTorch's Nesterov"].points[:-1], paths["Nesterov"]
    np.testing.assert_allclose(torch, look_aheads(ours), atol=1e-9)
    after = torch - params.learning_rate * RAVINE.gradient(torch)
    np.testing.assert_allclose(after, ours.points[1:], atol=1e-9)
    assert np.abs(np.diff(torch[: REPEATED + 1], axis=0)).max() > 0.1, "the discs are seen to move"


@pytest.mark.parametrize("params", SETTINGS)
def test_it_brakes_before_the_turn_and_arrives_first(params: NesterovLooksAheadParams) -> None:
    numbers = plot(params)
    ball, nesterov = (numbers.paths[name].points for name in ("momentum", "Nesterov"))
    less_far, too_far, early, late = (
        float(numbers.facts[name]) for name in ("less_far", "too_far", "early", "late")
    )
    assert 0 < less_far < too_far - 0.4
    assert ball[:, 0].argmax() < SHOWN
    assert nesterov[:, 0].argmax() < SHOWN, "both turn while the chart runs"
    assert np.abs(nesterov[2:, 1]).max() < 0.3 * np.abs(ball[2:, 1]).max()
    assert SHOWN < early < late
    for at, points in ((int(early), nesterov), (int(late), ball)):
        near = np.linalg.norm(points, axis=1) <= NEAR
        assert near[at:].all()
        assert not near[at - 1]


@pytest.mark.parametrize("params", SETTINGS)
@pytest.mark.parametrize("axis", [0, 1])
def test_it_is_momentum_whose_share_is_multiplied_by_the_factor(
    params: NesterovLooksAheadParams, axis: int
) -> None:
    curvature = (CURVED_ALONG, CURVED_ACROSS)[axis]
    rate, beta = params.learning_rate, params.momentum
    numbers = plot(params)
    factor = numbers.facts[("factor_along", "factor_across")[axis]]
    assert isinstance(factor, float)
    assert factor == pytest.approx(1 - rate * curvature)
    line, start = quadratic_bowl((curvature, curvature)), numbers.paths["Nesterov"].points[0]
    braked = descend(line, HeavyBall(rate, beta * factor), start, SHOWN).points
    seen = numbers.paths["Nesterov"].points[: SHOWN + 1]
    np.testing.assert_allclose(braked[:, axis], seen[:, axis], atol=1e-9)


@pytest.mark.parametrize("params", SETTINGS)
def test_the_brake_is_hard_across_and_hardly_felt_along(params: NesterovLooksAheadParams) -> None:
    facts = plot(params).facts
    assert 0 < float(facts["factor_across"]) < 0.4
    assert 0.95 < float(facts["factor_along"]) < 1


@pytest.mark.parametrize("params", SETTINGS)
def test_above_its_limit_nesterov_diverges_where_the_others_converge(
    params: NesterovLooksAheadParams,
) -> None:
    numbers, high, beta = plot(params), params.high_rate, params.momentum
    limit, momentum_limit = float(numbers.facts["limit"]), float(numbers.facts["momentum_limit"])
    assert limit == pytest.approx(2 * (1 + beta) / (CURVED_ACROSS * (1 + 2 * beta)))
    assert momentum_limit == pytest.approx(2 * (1 + beta) / CURVED_ACROSS)
    assert params.learning_rate < limit < high < 2 / CURVED_ACROSS < momentum_limit < RATES[1]
    assert momentum_limit > 2 * limit, "long before"
    distances = {
        name: path.distances((0, 0)) for name, path in numbers.paths.items() if "high" in name
    }
    assert distances["Nesterov, high rate"][LEAVING] > 100 * distances["Nesterov, high rate"][0]
    for name in ("vanilla, high rate", "momentum, high rate"):
        assert distances[name][LEAVING] < distances[name][0]
        assert (distances[name] > DISTANCES[0]).all(), "all of the line fits the chart"
    for curvature in (CURVED_ALONG, CURVED_ACROSS):
        assert theory.spectral_radius(high, curvature, "momentum", beta) < 1
        assert theory.spectral_radius(high, curvature, "gradient descent") < 1
    assert float(numbers.facts["growth"]) > 1


def test_the_growth_is_that_of_the_path() -> None:
    path = plot(DEFAULTS).paths["Nesterov, high rate"].points[:, 1]
    assert abs(path[-1] / path[-2]) == pytest.approx(float(plot(DEFAULTS).facts["growth"]), 1e-3)


@pytest.mark.parametrize("params", [DEFAULTS, CORNERS[0], CORNERS[-1]])
def test_captions_fit_two_lines(params: NesterovLooksAheadParams) -> None:
    assert too_long(NesterovLooksAhead, params) == []


@pytest.mark.parametrize(("name", "value"), [*BEYOND, ("no_such_parameter", 1)])
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        NesterovLooksAheadParams.model_validate({name: value})
