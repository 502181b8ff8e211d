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
    ENLARGED,
    MAPS,
    NEAR,
    REPEATED,
    SHOWN,
    STOPS,
    NesterovLooksAhead,
    NesterovLooksAheadParams,
)
from scenes.nesterov_looks_ahead import plot as computed
from scenes.parts.nesterov_limits import KINDS, OFF_THE_FLOOR, RATES, WALKED, frame_in, walk_at
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
    limits = ("limit", "vanilla_limit", "momentum_limit")
    assert [f"{facts[name]:.4f}" for name in limits] == ["0.0543", "0.0800", "0.1520"]
    assert facts["factor_along"] == pytest.approx(0.97)
    assert facts["factor_across"] == pytest.approx(0.25)


@pytest.mark.parametrize("params", SETTINGS)
def test_all_start_at_one_point_with_one_rate_and_momentum(
    params: NesterovLooksAheadParams,
) -> None:
    paths = plot(params).paths
    raced = ("momentum", "Nesterov", "PyTorch's Nesterov")
    assert {tuple(paths[name].points[0]) for name in raced} == {(params.start_x, params.start_y)}
    assert {paths[name].learning_rate for name in raced} == {params.learning_rate}
    turned = [path for name, path in paths.items() if name not in raced]
    assert {tuple(path.points[0]) for path in turned} == {(params.start_x, OFF_THE_FLOOR)}
    assert [path.learning_rate for path in turned] == [
        rate for rate in stops_of(params) for _ in KINDS
    ]


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


def stops_of(params: NesterovLooksAheadParams) -> list[float]:
    """Return the learning rates at which the turn of α stops."""
    return [float(plot(params).facts[f"{name}rate"]) for name in STOPS]


def limits_of(params: NesterovLooksAheadParams) -> list[float]:
    """Return the limits of Nesterov, vanilla and momentum."""
    facts = plot(params).facts
    return [float(facts[name]) for name in ("limit", "vanilla_limit", "momentum_limit")]


def stays(params: NesterovLooksAheadParams, role: str, rate: float) -> bool:
    """Tell whether all of a walk can be seen on its map in the scene."""
    frame = frame_in(MAPS.rows(1, 1, 1, gap=0.2)[0])
    points = walk_at(role, rate, params.momentum, params.start_x).points
    return bool(frame.contains(frame.at(*points.T)).all())


@pytest.mark.parametrize("params", SETTINGS)
def test_limits_are_those_of_the_formulas_and_are_passed_one_at_each_stop(
    params: NesterovLooksAheadParams,
) -> None:
    beta, limits, stops = params.momentum, limits_of(params), stops_of(params)
    two = 2 / CURVED_ACROSS
    expected = [two * (1 + beta) / (1 + 2 * beta), two, two * (1 + beta)]
    np.testing.assert_allclose(limits, expected, rtol=1e-12)
    order = [params.learning_rate, limits[0], stops[0], limits[1], stops[1], limits[2], stops[2]]
    assert order == sorted(order), "α passes one limit before each stop"
    assert order[-1] < RATES[1]
    methods = [kind.method for kind in KINDS.values()]
    for limit, method in zip(limits, methods, strict=True):
        for curvature in (CURVED_ALONG, CURVED_ACROSS):
            assert theory.spectral_radius(0.999 * limit, curvature, method, beta) < 1
        assert theory.spectral_radius(1.001 * limit, CURVED_ACROSS, method, beta) > 1


@pytest.mark.parametrize("params", SETTINGS)
@pytest.mark.parametrize("place", range(len(KINDS)))
def test_each_walk_stays_on_its_map_up_to_its_limit_and_leaves_soon_above(
    params: NesterovLooksAheadParams, place: int
) -> None:
    role, limit = list(KINDS)[place], limits_of(params)[place]
    for rate in np.linspace(params.learning_rate, 0.99 * limit, 12):
        assert stays(params, role, rate), f"{role} at {rate}"
    for rate in np.linspace(1.07 if place < 2 else 1.03, stops_of(params)[2] / limit, 12) * limit:
        assert not stays(params, role, rate), f"{role} at {rate}"


@pytest.mark.parametrize("params", SETTINGS)
def test_at_each_stop_one_more_has_left_and_the_others_come_nearer(
    params: NesterovLooksAheadParams,
) -> None:
    for left, rate in enumerate(stops_of(params), 1):
        for place, role in enumerate(KINDS):
            distances = walk_at(role, rate, params.momentum, params.start_x).distances((0, 0))
            assert stays(params, role, rate) == (place >= left)
            assert (distances[-1] < 0.5 * distances[0]) == (place >= left)


@pytest.mark.parametrize("params", SETTINGS)
def test_the_correction_overshoots_the_floor_where_nesterov_has_left(
    params: NesterovLooksAheadParams,
) -> None:
    path = walk_at("nesterov", params.high_rate, params.momentum, params.start_x)
    ahead, landed = look_aheads(path)[:, 1], path.points[1:, 1]
    assert (ahead * landed < 0).all(), "each lands on the other side of where it has looked"
    early = walk_at("nesterov", params.learning_rate, params.momentum, params.start_x)
    assert (look_aheads(early)[:, 1] * early.points[1:, 1] > 0).all(), "before, none does"


def test_the_growth_is_that_of_the_path() -> None:
    rate, beta = DEFAULTS.high_rate, DEFAULTS.momentum
    y = walk_at("nesterov", rate, beta, DEFAULTS.start_x).points[:, 1]
    growth = theory.spectral_radius(rate, CURVED_ACROSS, "Nesterov momentum", beta)
    assert abs(y[-1] / y[-2]) == pytest.approx(growth, 1e-3)
    assert f"{growth:.1f}" == "1.8"
    assert len(y) == WALKED + 1


@pytest.mark.parametrize("params", [DEFAULTS, CORNERS[0], CORNERS[-1]])
def test_captions_fit_two_lines(params: NesterovLooksAheadParams) -> None:
    assert too_long(NesterovLooksAhead, params) == []


@pytest.mark.parametrize(("name", "value"), [*BEYOND, ("no_such_parameter", 1)])
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        NesterovLooksAheadParams.model_validate({name: value})
