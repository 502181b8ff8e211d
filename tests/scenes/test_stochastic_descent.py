"""What stochastic_descent claims, computed again."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from manim import ValueTracker
from pydantic import ValidationError

from gdcore import BOUNDED_SADDLE, SHARP_AND_FLAT, theory
from scenes.catalog import by_name
from scenes.kit.landscape.dots import RunDots
from scenes.parts.minibatches import Arrows, WorkClock, batches, pulls, spread
from scenes.stochastic_descent import (
    AWAY,
    BARRIER,
    FAR,
    FEW,
    ONE,
    RIDGE_NOISE,
    RIDGE_RATE,
    RIDGE_STEPS,
    RUNS,
    WELL_STEPS,
    StochasticDescent,
    StochasticDescentParams,
    freed,
    moved,
    story,
)
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

CORNERS = [
    StochasticDescentParams(
        points=points, noise=noise, batch=batch, learning_rate=rate, runs=runs, seed=seed
    )
    for (points, noise, batch), (rate, runs, seed) in zip(
        itertools.product((36, 48), (1, 1.3), (6, 9)),
        itertools.product((0.09, 0.11), (200, 400), (0, 49)),
        strict=True,
    )
]
SEEDS = [StochasticDescentParams(seed=seed) for seed in range(0, 50, 3)]
ALL = [StochasticDescentParams(), *CORNERS, *SEEDS]
every_setting = pytest.mark.parametrize("params", ALL, ids=str, scope="module")


def rows_of(params: StochasticDescentParams) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows (z, 1) of the points, `(n, 2)`, and their y, computed by hand."""
    data = story(params).data
    x = data.inputs[:, 0]
    return np.column_stack([(x - x.mean()) / x.std(), np.ones(len(x))]), data.targets


def pushes_at(params: StochasticDescentParams, point: np.ndarray) -> np.ndarray:
    """Return the gradient of each point's squared miss, `(n, 2)`, computed by hand."""
    rows, y = rows_of(params)
    return 2 * (rows @ point - y)[:, None] * rows


def test_the_numbers_of_the_lecture() -> None:
    facts = StochasticDescent.plot(StochasticDescentParams()).facts
    assert [facts[f"{name}_cost"] for name in ("all", "few", "one")] == [240, 48, 9]
    assert f"{facts['few_off']:.0f} {facts['one_off']:.0f}" == "34 107"
    assert f"{facts['few_d']:.2f} {facts['one_d']:.2f}" == "0.20 0.62"
    assert f"{facts['few_settled']:.2f} {facts['one_settled']:.2f}" == "0.08 0.21"
    assert [facts[name] for name in ("freed", "left", "entered")] == [189, 85, 28]


@every_setting
def test_the_mean_of_all_arrows_is_the_gradient_and_at_the_answer_it_is_0(
    params: StochasticDescentParams,
) -> None:
    model = story(params).model
    (best,) = model.minima
    rows, y = rows_of(params)
    np.testing.assert_allclose(best, np.linalg.lstsq(rows, y, rcond=None)[0])
    for point in (np.zeros(2), best):
        each = pushes_at(params, point)
        np.testing.assert_allclose(model.gradients_of_each(point), each)
        np.testing.assert_allclose(each.mean(axis=0), model.gradient(point), atol=1e-12)
    single = np.linalg.norm(pushes_at(params, best), axis=1)
    np.testing.assert_allclose(pushes_at(params, best).mean(axis=0), 0, atol=1e-12)
    assert single.min() > 1e-4, "no single one is 0"
    angles = np.sort(np.arctan2(*pushes_at(params, best).T))
    gaps = np.diff([*angles, angles[0] + 2 * np.pi])
    assert gaps.max() < np.pi, "they pull to all sides"


def test_a_guess_is_as_far_off_as_theory_says() -> None:
    params = StochasticDescentParams()
    model, each = story(params).model, pushes_at(params, np.zeros(2))
    whole = each.mean(axis=0)
    rng = np.random.default_rng(5)
    for size in (1, params.batch, params.points):
        drawn = [rng.choice(params.points, size, replace=False) for _ in range(20_000)]
        off = np.array([each[some].mean(axis=0) - whole for some in drawn])
        measured = math.sqrt((off**2).sum(axis=1).mean()) / np.linalg.norm(whole)
        assert spread(model, np.zeros(2), size) == pytest.approx(measured, rel=0.02, abs=1e-12)
    chosen = batches(params.points, params.batch, 50, seed=1)
    assert chosen.shape == (50, params.batch)
    assert all(len(set(row)) == params.batch for row in chosen.tolist())


@every_setting
def test_a_guess_of_a_few_is_nearer_than_one_of_one(params: StochasticDescentParams) -> None:
    facts = StochasticDescent.plot(params).facts
    assert 2 * float(facts["few_off"]) < float(facts["one_off"])


@every_setting
def test_small_batches_come_near_at_a_lower_price(params: StochasticDescentParams) -> None:
    shown, model = StochasticDescent.plot(params), story(params).model
    least = float(model.value(model.minima[0]))
    for name, size in (("all", params.points), ("few", params.batch), ("one", 1)):
        excess = shown.paths[name].values - least
        steps = int(shown.facts[f"{name}_cost"]) // size
        assert steps * size == shown.facts[f"{name}_cost"]
        assert excess[steps] <= 0.1 * excess[0] < excess[:steps].min()
        assert shown.paths[name].steps * size >= 25 * params.points
    costs = [int(shown.facts[f"{name}_cost"]) for name in ("one", "few", "all")]
    assert costs == sorted(set(costs))


@every_setting
def test_in_the_end_only_all_points_go_on_down(params: StochasticDescentParams) -> None:
    shown, model = StochasticDescent.plot(params), story(params).model
    least = float(model.value(model.minima[0]))
    late = {
        name: path.values[path.steps // 2 :] - least
        for name, path in shown.paths.items()
        if name in ("all", "few", "one")
    }
    assert (np.diff(shown.paths["all"].values) < 0).all()
    assert late["all"][-1] < np.median(late["few"]) < np.median(late["one"])
    rates = set(shown.paths["all"].rates) | set(shown.paths["one"].rates)
    assert rates == {params.learning_rate}, "the same for all"


@every_setting
def test_the_clouds_are_as_wide_as_theory_says(params: StochasticDescentParams) -> None:
    told, facts = story(params), StochasticDescent.plot(params).facts
    for role, name in ((FEW, "few_d"), (ONE, "one_d")):
        cloud = told.clouds[role]
        assert facts[name] == cloud.expected
        settled = cloud.measured[30:]
        # the square of a distance is at most as uncertain as it is large; 60 steps mix well
        assert settled.mean() == pytest.approx(cloud.expected, rel=4.5 / 2 / math.sqrt(params.runs))
    ratio = float(facts["one_d"]) / float(facts["few_d"])
    assert ratio == pytest.approx(math.sqrt(params.batch), rel=0.15), "nearly"


@every_setting
def test_a_falling_alpha_settles_where_a_constant_one_hovers(
    params: StochasticDescentParams,
) -> None:
    """The same runs go on: α falls as said, and each cloud comes to less than half its width."""
    told, facts = story(params), StochasticDescent.plot(params).facts
    for role, name, size in ((FEW, "few", params.batch), (ONE, "one", 1)):
        before, after = told.clouds[role], told.settled[role]
        np.testing.assert_array_equal(after.path.points[0], before.path.points[-1])
        apart = after.path.points[-1] - told.model.minima[0]
        width = math.sqrt((apart**2).sum(axis=1).mean())
        assert facts[f"{name}_settled"] == pytest.approx(width)
        assert width < 0.5 * float(facts[f"{name}_d"]), size
        rates = after.path.rates
        assert rates[0] == params.learning_rate
        assert rates[-1] == pytest.approx(facts["last_rate"])
        assert (np.diff(rates) <= 0).all()
    assert facts["last_rate"] == pytest.approx(params.learning_rate / 16)


def test_the_width_goes_nearly_with_the_root_of_alpha() -> None:
    low, high = (
        StochasticDescent.plot(StochasticDescentParams(learning_rate=rate)).facts
        for rate in (0.09, 0.11)
    )
    for name in ("few_d", "one_d"):
        ratio = float(high[name]) / float(low[name])
        assert ratio == pytest.approx(math.sqrt(11 / 9), rel=0.05), name


@every_setting
def test_noise_frees_from_the_ridge_and_without_it_nothing_does(
    params: StochasticDescentParams,
) -> None:
    shown, runs = StochasticDescent.plot(params), story(params).experiments["ridge"]
    assert (shown.paths["on the ridge"].points[:, 1] == 0).all()
    assert BOUNDED_SADDLE.gradient([0.7, 0.0])[1] == 0, "the ridge has no way off"
    away = [freed(runs, n) for n in range(RIDGE_STEPS + 1)]
    assert away[0] == 0
    assert away[-1] == shown.facts["freed"] == (np.abs(runs.points[-1, :, 1]) > AWAY).sum()
    assert int(shown.facts["freed"]) > 0.8 * RUNS
    expected = theory.noise_escape_steps(AWAY, RIDGE_RATE, -1, RIDGE_NOISE**2)
    assert expected is not None
    assert expected < RIDGE_STEPS


@every_setting
def test_more_leave_the_sharp_well_than_the_flat_one_as_deep(
    params: StochasticDescentParams,
) -> None:
    facts, told = StochasticDescent.plot(params).facts, story(params)
    np.testing.assert_allclose(SHARP_AND_FLAT.value(SHARP_AND_FLAT.minima), 0, atol=1e-15)
    for name, fact, sign in (("sharp", "left", 1), ("flat", "entered", -1)):
        path = told.experiments[name]
        assert path.points.shape == (WELL_STEPS + 1, RUNS, 1)
        out = int((sign * (path.points[-1, :, 0] - BARRIER) > 0).sum())
        assert facts[fact] == out == moved(path)
        assert moved(path, 0) == 0
    assert int(facts["left"]) > 1.3 * int(facts["entered"])


@every_setting
def test_the_marbles_and_the_answer_are_on_the_map(params: StochasticDescentParams) -> None:
    (best,) = story(params).model.minima
    for number, (low, high) in zip(best[::-1], FAR, strict=True):
        assert low + 1 < number < high - 0.8


@every_setting
def test_captions_fit_two_lines(params: StochasticDescentParams) -> None:
    assert too_long(StochasticDescent, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("points", 10), ("noise", 0), ("batch", 1), ("learning_rate", 0.5), ("seed", 50)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        StochasticDescentParams.model_validate({name: value})


def test_a_step_costs_as_many_gradients_as_it_has_points() -> None:
    work = ValueTracker(0)
    clock, later = WorkClock(work, 8), WorkClock(work, 8, first=1)
    assert work.get_value() == 0, "a clock that is made leaves the work as it is"
    for gradients, steps in ((0, 0), (8, 1), (12, 1.5), (80, 10)):
        work.set_value(gradients)
        assert clock.get_value() == steps
        assert later.get_value() == max(steps - 1, 0)
    clock.set_value(3)
    assert work.get_value() == 24


def test_arrows_are_steps_of_single_points_and_of_batches() -> None:
    params = StochasticDescentParams()
    seen = {"singles": 0, "guesses": 0, "dots": 0}

    def look(walk: Walk) -> None:
        scene: Any = walk.scene
        shown = [part for top in scene.mobjects for part in top.get_family()]
        for part in shown:
            if isinstance(part, RunDots):
                seen["dots"] += 1
            if not isinstance(part, Arrows) or not hasattr(scene, "singles"):
                continue
            rate, spot = params.learning_rate, scene.ground.spot
            if part is scene.singles and scene.grown.get_value() == params.points:
                start, tips = pulls(story(params).model, scene.ground, np.zeros(2), rate)
                each = pushes_at(params, np.zeros(2))
                np.testing.assert_allclose(part.ends()[1], spot(-rate * each), atol=1e-9)
                np.testing.assert_allclose(part.ends()[1], tips)
                np.testing.assert_allclose(part.ends()[0][0], start)
                seen["singles"] += 1
            if hasattr(scene, "guess") and part is scene.guess:
                n, grown = scene.phase()
                mean = pushes_at(params, np.zeros(2))[scene.batches[n]].mean(axis=0)
                start = spot(np.zeros(2))
                tip = start + grown * (spot(-rate * mean) - start)
                np.testing.assert_allclose(part.ends()[1][0], tip, atol=1e-9)
                seen["guesses"] += 1

    walk_through(by_name()["stochastic_descent"], "dark", look, with_ends=False)
    assert min(seen.values()) > 10, seen
