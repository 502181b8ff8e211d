"""What learning_rate_schedules claims, computed again."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import QUARTIC, theory
from scenes.catalog import by_name
from scenes.kit.charts.dial import HAND_SHARE, RateDial
from scenes.kit.landscape.dots import RunDots
from scenes.kit.text.numerals import MINUS
from scenes.learning_rate_schedules import (
    ARRIVED,
    FEWER,
    LAST_SHARE,
    LearningRateSchedules,
    LearningRateSchedulesParams,
    both,
    clouds,
    schedules,
    step_factor,
)
from scenes.parts.noisy_cloud import BOWL, CURVATURE, INSIDE, LEAST, START, TheoryRing
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

CORNERS = [
    LearningRateSchedulesParams(
        learning_rate=rate, noise=noise, marbles=marbles, steps=steps, warm_rate=warm, seed=seed,
        warm_start=start, warmup=warmup,
    )
    for (rate, noise, marbles, steps), (seed, warm, start, warmup) in zip(
        itertools.product((0.22, 0.35), (1.5, 2.5), (200, 400), (140, 200)),
        itertools.product((0, 99), (0.24, 0.26), (3, 3.1), (8, 15)),
        strict=True,
    )
]  # fmt: skip
ALL = [LearningRateSchedulesParams(), *CORNERS]
every_setting = pytest.mark.parametrize("params", ALL, ids=str, scope="module")
SIGMAS = 4.5
"""Sampling errors by which one of a few thousand numbers may be off."""


def test_the_numbers_of_the_lecture() -> None:
    facts = LearningRateSchedules.plot(LearningRateSchedulesParams()).facts
    assert f"{facts['variance']:.2f}, {facts['floor']:.2f}" == "0.57, 1.07"
    assert f"{facts['low_floor']:.2f}, {facts['end']:.2f}" == "0.45, 0.35"
    assert [facts["early"], facts["late"], facts["near"]] == [8, 62, 8]
    assert facts["throw"] == "−1.25"


@every_setting
def test_the_clouds_are_as_wide_as_theory_says_within_the_sampling_error(
    params: LearningRateSchedulesParams,
) -> None:
    for name, runs in clouds(params).items():
        assert (runs.path.points[0] == START).all()
        apart = runs.path.points - runs.middle[:, None]
        # the squared distance of a round normal cloud is exponential: as uncertain as it is large
        square, error = (apart**2).sum(axis=-1).mean(axis=-1), 1 / math.sqrt(params.marbles)
        ratio = square[1:] / (2 * runs.variance[1:])
        assert np.abs(ratio - 1).max() < SIGMAS * error, name
        mean = apart.mean(axis=1)[1:] / np.sqrt(runs.variance[1:, None])
        assert np.abs(mean).max() < SIGMAS * error, name


@every_setting
def test_the_circle_holds_63_percent_within_the_sampling_error(
    params: LearningRateSchedulesParams,
) -> None:
    assert f"{100 * INSIDE:.0f}" == "63"
    error = math.sqrt(INSIDE * (1 - INSIDE) / params.marbles)
    for name, runs in clouds(params).items():
        shares = [runs.inside(n) for n in range(1, params.steps + 1)]
        assert max(abs(share - INSIDE) for share in shares) < SIGMAS * error, name


@every_setting
def test_a_larger_rate_arrives_earlier_and_stays_farther_away(
    params: LearningRateSchedulesParams,
) -> None:
    facts, runs = LearningRateSchedules.plot(params).facts, clouds(params)
    assert CURVATURE == BOWL.hessian(np.zeros(2))[0, 0] == BOWL.hessian(np.zeros(2))[1, 1]
    for key, name, rate in (("floor", "large", 1), ("low_floor", "small", 1 / FEWER)):
        each = rate * params.learning_rate
        variance = each * params.noise**2 / (2 - each)
        assert facts[key] == pytest.approx(math.sqrt(2 * variance))
        assert runs[name].expected[-1] == pytest.approx(float(facts[key]), rel=1e-2)
    assert float(facts["floor"]) > 2 * float(facts["low_floor"])
    assert facts["variance"] == pytest.approx(float(facts["floor"]) ** 2 / 2)
    assert 4 * int(facts["early"]) < int(facts["late"]) < params.steps
    for key, name, floor in (("early", "large", "floor"), ("late", "small", "low_floor")):
        step, expected = int(facts[key]), runs[name].expected
        assert (expected[step:] <= ARRIVED * float(facts[floor])).all()
        assert expected[step - 1] > ARRIVED * float(facts[floor])
    assert facts["factor"] == pytest.approx(1 - params.learning_rate)
    assert facts["small_factor"] == pytest.approx(1 - params.learning_rate / FEWER)


@every_setting
def test_turning_the_rate_down_is_near_as_early_and_ends_nearer(
    params: LearningRateSchedulesParams,
) -> None:
    facts, runs = LearningRateSchedules.plot(params).facts, clouds(params)
    assert int(facts["near"]) <= int(facts["early"]) + 1
    assert facts["end"] == runs["cosine"].expected[-1]
    for name in ("cosine", "step", "exponential"):
        assert runs[name].expected[-1] < 0.9 * float(facts["low_floor"]), name
        assert runs[name].measured[-1] < float(facts["low_floor"]), name
    late = runs["cosine"].measured[int(facts["late"]) :]
    assert late[-1] < 0.75 * late[0], "the cloud contracts"


@every_setting
def test_all_schedules_begin_and_end_at_the_same_rates(params: LearningRateSchedulesParams) -> None:
    for name in ("cosine", "step", "exponential"):
        rates = clouds(params)[name].path.rates
        assert len(rates) == params.steps
        assert rates[0] == params.learning_rate, name
        assert rates[-1] == pytest.approx(LAST_SHARE * params.learning_rate), name
        assert (np.diff(rates) <= 0).all(), name
    assert LearningRateSchedules.plot(params).facts["last"] == pytest.approx(
        LAST_SHARE * params.learning_rate
    )
    steps = clouds(params)["step"].path.rates
    assert len(np.unique(np.round(steps, 12))) == 5
    assert set(schedules(params)) == set(clouds(params))


@every_setting
def test_without_a_warm_up_it_is_thrown_out_and_with_one_it_stays_in(
    params: LearningRateSchedulesParams,
) -> None:
    shown = LearningRateSchedules.plot(params)
    out, warm = (shown.paths[f"{name} on x⁴/4"] for name in ("constant α", "warm-up"))
    start = params.warm_start
    assert shown.facts["throw"] == f"{1 - params.warm_rate * start**2:.2f}".replace("-", MINUS)
    for path in (out, warm):
        for n in range(path.steps):
            here, there = path.points[n : n + 2, 0]
            assert there == pytest.approx(step_factor(path, n) * here)
    assert step_factor(out, 0) < -1
    sizes = np.abs(out.points[:, 0])
    assert (np.diff(sizes) > 0).all()
    assert sizes[2] > 1.5 * sizes[1], "it has left the picture"
    assert np.abs(warm.points[:, 0]).max() == start
    assert abs(warm.points[-1, 0]) < 0.25
    assert warm.rates[0] == shown.facts["first_warm"] < params.warm_rate
    assert (warm.rates[params.warmup :] == params.warm_rate).all()
    assert (np.diff(warm.rates[: params.warmup + 1]) > 0).all()
    curvatures = QUARTIC.hessian(warm.points)[:, 0, 0]
    assert curvatures[params.warmup] < theory.largest_stable_rate(1) / params.warm_rate


@every_setting
def test_the_last_curve_goes_up_first_and_then_down(params: LearningRateSchedulesParams) -> None:
    rates = both(params)
    assert int(rates.argmax()) == params.warmup
    assert rates.max() == pytest.approx(params.learning_rate)
    assert (np.diff(rates[: params.warmup + 1]) > 0).all()
    assert (np.diff(rates[params.warmup :]) < 0).all()


@every_setting
def test_captions_fit_two_lines(params: LearningRateSchedulesParams) -> None:
    assert too_long(LearningRateSchedules, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0.5), ("noise", 0), ("steps", 50), ("warm_rate", 0.2), ("warm_start", 4)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        LearningRateSchedulesParams.model_validate({name: value})


def test_dots_ring_and_hand_are_what_the_step_says() -> None:
    seen = {"dots": 0, "rings": 0, "hands": 0}

    def look(walk: Walk) -> None:
        scene = walk.scene
        if scene.animations and any(type(a).__name__ == "FadeIn" for a in scene.animations):
            return
        for top in scene.mobjects:
            for part in top.get_family():
                if isinstance(part, RunDots):
                    count = len(part.points) // len(part.form)
                    assert count == scene.params.marbles
                    seen["dots"] += 1
                if isinstance(part, TheoryRing) and part.step is scene.step:
                    width = float(np.ptp(part.circle.points[:, 0]))
                    assert width / 2 == pytest.approx(max(part.radius, LEAST), rel=1e-3)
                    seen["rings"] += 1
                if isinstance(part, RateDial):
                    tip = part.at(part.hand.value(), HAND_SHARE)
                    np.testing.assert_allclose(part.hand.pointer.get_end(), tip, atol=1e-9)
                    seen["hands"] += 1

    walk_through(by_name()["learning_rate_schedules"], "dark", look, with_ends=False)
    assert min(seen.values()) > 20, seen
