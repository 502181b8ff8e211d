"""What adaptive_rates claims, computed again."""

import functools
import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import RAVINE, TURNED_RAVINE, Path, theory
from scenes.adaptive_rates import (
    BETAS,
    BOUNCES,
    BREATHED,
    CURVATURES,
    LATE,
    LOSS_SCALE,
    LOW_SCALE,
    NEAR,
    RACERS,
    ROLLED,
    SCALE,
    STEEPER,
    SUMMED,
    AdaptiveRates,
    AdaptiveRatesParams,
    X,
    optimizers,
)
from scenes.adaptive_rates import plot as computed
from tests.scenes.captions import too_long

FIELDS = AdaptiveRatesParams.model_json_schema()["properties"]
RATES = [name for name in FIELDS if name.endswith("rate")]
ENDS = ("minimum", "maximum")
CORNERS = [
    AdaptiveRatesParams.model_validate(
        {name: FIELDS[name][end] for name in RATES}
        | {"start_x": FIELDS["start_x"][x], "start_y": FIELDS["start_y"][y]}
    )
    for end, x, y in itertools.product(ENDS, ENDS, ENDS)  # no rate matters to another's path
]
DEFAULTS = AdaptiveRatesParams()
SETTINGS = [DEFAULTS, *CORNERS]
BEYOND = [
    *((name, field["minimum"] - 0.01) for name, field in FIELDS.items()),
    *((name, field["maximum"] + 0.01) for name, field in FIELDS.items()),
]
ALONG, ACROSS = CURVATURES

plot = functools.cache(computed)
every_setting = pytest.mark.parametrize(
    "params", SETTINGS, ids=lambda params: str(params)[:90], scope="module"
)


def rates_of(params: AdaptiveRatesParams, name: str) -> np.ndarray:
    """Return the rates of each coordinate at each step of a path of the story, (steps, 2)."""
    optimizer = optimizers(params)[name.split(",", maxsplit=1)[0]]
    return optimizer.coordinate_rates(plot(params).paths[name])


def test_the_numbers_of_the_lecture() -> None:
    facts = plot(DEFAULTS).facts
    assert (facts["straight"], facts["turned"]) == (60, 154)
    assert [f"{facts[name]:.2f}" for name in ("times", "half", "past")] == ["3.16", "0.20", "1.30"]
    assert round(float(facts["too_short"])) == 14


@every_setting
def test_one_rate_is_too_small_along_and_not_too_large_across(params: AdaptiveRatesParams) -> None:
    rate = params.learning_rate
    assert theory.multiplier(1 / ALONG, ALONG) == theory.multiplier(1 / ACROSS, ACROSS) == 0
    assert rate * float(plot(params).facts["too_short"]) == pytest.approx(1 / ALONG)
    assert 1 / ACROSS < rate < 2 / ACROSS


@every_setting
def test_the_rates_of_adagrad_only_shrink(params: AdaptiveRatesParams) -> None:
    for name in ("AdaGrad", "AdaGrad, turned"):
        assert (np.diff(rates_of(params, name), axis=0) <= 0).all()
    rates = rates_of(params, "AdaGrad")[: SUMMED + 1]
    assert (rates[-1] < 0.75 * rates[0]).all(), "it is seen that they shrink"
    gradients = plot(params).paths["AdaGrad"].gradients[: SUMMED + 1]
    summed = params.adagrad_rate / np.sqrt(np.cumsum(gradients**2, axis=0))
    np.testing.assert_allclose(rates, summed, rtol=1e-6)


@every_setting
def test_the_rates_of_rmsprop_breathe(params: AdaptiveRatesParams) -> None:
    across, limit = rates_of(params, "RMSProp")[: BREATHED + 1, 1], 2 / ACROSS
    turns = np.flatnonzero(np.diff(np.sign(np.diff(across))))
    assert len(turns) >= 5, "they grow and shrink again and again"
    assert across.max() > 1.3 * limit, "a step is too long"
    assert across[int(across.argmax()) :].min() < 0.9 * limit
    sizes = np.abs(plot(params).paths["RMSProp"].points[:, 1])
    top = int(across.argmax())
    fading, growing = sizes[1:10], sizes[top - 3 : top + 2]
    assert fading[-1] < 0.1 * fading[0], "slopes fade, and the rate grows"
    assert across[9] > across[1]
    assert growing[-1] > growing[0], "then steps are too long, and slopes grow"
    along = rates_of(params, "RMSProp")[: BREATHED + 1, 0]
    assert along[-1] > 5 * along.min()


@every_setting
def test_rmsprop_bounces_at_the_limit_for_ever(params: AdaptiveRatesParams) -> None:
    late = slice(LATE, LATE + BOUNCES + 1)
    points, rates = plot(params).paths["RMSProp"].points[late], rates_of(params, "RMSProp")[late]
    half = float(plot(params).facts["half"])
    np.testing.assert_allclose(np.abs(points), half, rtol=0.01)
    assert (points[1:] * points[:-1] < 0).all()
    np.testing.assert_allclose(rates, np.broadcast_to([2 / ALONG, 2 / ACROSS], rates.shape), 0.01)
    np.testing.assert_allclose(1 - rates * [ALONG, ACROSS], -1, atol=0.02)


@every_setting
def test_the_first_step_of_adam(params: AdaptiveRatesParams) -> None:
    paths, rate = plot(params).paths, params.adam_rate
    keep, long = BETAS
    times = (1 - keep) / np.sqrt(1 - long)
    assert float(plot(params).facts["times"]) == pytest.approx(times, rel=1e-6)
    steps = {
        name: paths[name].points[1] - paths[name].points[0]
        for name in ("Adam", "uncorrected Adam", "Adam, steeper")
    }
    np.testing.assert_allclose(steps["uncorrected Adam"], [times * rate, -times * rate], rtol=1e-6)
    np.testing.assert_allclose(steps["Adam"], [rate, -rate], rtol=1e-6)
    np.testing.assert_allclose(steps["Adam, steeper"], steps["Adam"], rtol=1e-6)


def test_the_steeper_loss_is_a_multiple() -> None:
    points = np.random.default_rng(1).normal(size=(20, 2))
    np.testing.assert_allclose(STEEPER.value(points), LOSS_SCALE * RAVINE.value(points))


@every_setting
def test_adam_runs_past_the_minimum_and_comes_back(params: AdaptiveRatesParams) -> None:
    x = plot(params).paths["Adam"].points[: ROLLED + 1, 0]
    past = float(plot(params).facts["past"])
    assert past == x.max() > 1
    assert x[-1] < 0.5 * past
    rates = rates_of(params, "Adam")[: ROLLED + 1]
    assert (np.diff(rates, axis=0) > -0.03 * rates[:-1]).all(), "they hardly breathe"


@every_setting
def test_only_adagrad_notices_that_the_ravine_is_turned(params: AdaptiveRatesParams) -> None:
    paths = plot(params).paths

    def needed(path: Path) -> int:
        near = np.linalg.norm(path.points, axis=1) <= NEAR
        return int(np.flatnonzero(~near)[-1]) + 1

    steps = {name: needed(paths[name]) for name in RACERS}
    turned = {name: needed(paths[f"{name}, turned"]) for name in RACERS}
    assert steps["vanilla"] == turned["vanilla"]
    assert steps["momentum"] == turned["momentum"]
    facts = plot(params).facts
    assert (steps["AdaGrad"], turned["AdaGrad"]) == (facts["straight"], facts["turned"])
    assert steps["AdaGrad"] < 80 < steps["vanilla"] < 110 < turned["AdaGrad"], "whatever the rates"
    start = paths["vanilla"].points[0]
    beside = paths["vanilla, turned"].points[0]
    assert TURNED_RAVINE.value(beside) == pytest.approx(float(RAVINE.value(start)))


@every_setting
def test_in_the_turned_ravine_both_coordinates_get_nearly_one_rate(
    params: AdaptiveRatesParams,
) -> None:
    straight, turned = (rates_of(params, name)[3:] for name in ("AdaGrad", "AdaGrad, turned"))
    assert (straight[:, 0] > 1.5 * straight[:, 1]).all()
    assert np.abs(np.log(turned[:, 0] / turned[:, 1])).max() < np.log(1.15)


@every_setting
def test_all_that_is_drawn_fits(params: AdaptiveRatesParams) -> None:
    shown = {
        "vanilla": 10, "AdaGrad": SUMMED, "RMSProp": BREATHED, "Adam": ROLLED,
    }  # fmt: skip
    for name, steps in shown.items():
        rates, points = rates_of(params, name), plot(params).paths[name].points[: steps + 1]
        assert SCALE[0] < rates[: steps + 2].min() <= rates[: steps + 2].max() < SCALE[1]
        assert np.abs(points[:, 1]).max() < 1.25
        assert points[:, 0].min() > X[0] + 0.5
        assert points[:, 0].max() < 1.7, "the laws stand at the right"
    for name in ("AdaGrad", "AdaGrad, turned"):
        rates = rates_of(params, name)
        assert LOW_SCALE[0] < rates[:200].min() < rates.max() < LOW_SCALE[1]


@every_setting
def test_captions_fit_two_lines(params: AdaptiveRatesParams) -> None:
    assert too_long(AdaptiveRates, params) == []


@pytest.mark.parametrize(("name", "value"), [*BEYOND, ("no_such_parameter", 1)])
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        AdaptiveRatesParams.model_validate({name: value})
