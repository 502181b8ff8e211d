"""Exercises: their answers are what gdcore says, and the page holds an answer against them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from gdcore import (
    BOUNDED_SADDLE,
    HIMMELBLAU,
    PARABOLA,
    RAVINE,
    SHARP_AND_FLAT,
    GaussianNoise,
    GradientDescent,
    HeavyBall,
    Outcome,
    descend,
    network,
    two_moons,
)
from pipeline.scene_loading import load
from pipeline.site.exercises import EXERCISES, Choice, Exercise, Number, exercises_of
from pipeline.site.labs import LABS, lab_data
from scenes.catalog import by_name
from tests.pipeline.site.browser import Page, asking_nobody, chromium, needs_browser
from tests.pipeline.site.sites import Site


def numbers(exercise: Exercise) -> list[float]:
    return [each.value for each in exercise.asked if isinstance(each, Number)]


def test_every_row_is_a_scene_of_the_course() -> None:
    assert set(EXERCISES) <= set(by_name())


@pytest.mark.parametrize("scene", EXERCISES)
def test_an_answer_is_possible_and_a_hint_is_given(scene: str) -> None:
    for exercise in exercises_of(scene):
        assert exercise.hint and exercise.praise
        for each in exercise.asked:
            if isinstance(each, Choice):
                assert each.right in each.options
                assert len(set(each.options)) == len(each.options) > 1
            else:
                assert np.isfinite(each.value) and each.tolerance >= 0


def test_the_steps_of_the_decay_are_those_of_the_path() -> None:
    first, second = exercises_of("geometric_decay")
    path = descend(PARABOLA, GradientDescent(0.1), 10, 60)
    assert numbers(first) == [path.first_step(np.abs(path.points[:, 0]) < 0.01)]
    for rate, side in zip(numbers(second), (1, -1), strict=True):
        inside = descend(PARABOLA, GradientDescent(rate + side * 1e-6), 5, 25)
        outside = descend(PARABOLA, GradientDescent(rate - side * 1e-6), 5, 25)
        assert abs(inside.points[-1, 0]) < 1e-3 < abs(outside.points[-1, 0])


def test_the_limits_in_the_ravine_are_those_of_the_paths() -> None:
    [exercise] = exercises_of("momentum_versus_vanilla")
    plain, heavy = numbers(exercise)
    for limit, rule in ((plain, GradientDescent), (heavy, lambda rate: HeavyBall(rate, 0.7))):
        below = descend(RAVINE, rule(0.99 * limit), (-10, 1), 2000)
        above = descend(RAVINE, rule(1.01 * limit), (-10, 1), 2000)
        assert (below.outcome, above.outcome) == (Outcome.CONVERGED, Outcome.DIVERGED)


def test_the_minima_that_are_found_are_all_there_are() -> None:
    [exercise] = exercises_of("local_minima")
    assert numbers(exercise) == [1, len(HIMMELBLAU.minima)]


def test_every_scene_with_numbers_of_its_own_asks_something() -> None:
    assert set(EXERCISES) == set(by_name())


def test_the_copies_of_a_minimum_have_its_loss() -> None:
    [_, copies] = exercises_of("network_landscape")
    hill = network(two_moons(12, 1), (3,))
    point = hill.starts(2) + 0.1
    (w, b), (out, last) = ((layer.weights, layer.biases) for layer in hill.layers(point))
    twins = {
        tuple(
            np.concatenate([(s[:, None] * w[p]).ravel(), s * b[p], (out[:, p] * s).ravel(), last])
        )
        for order in itertools.permutations(range(3))
        for signs in itertools.product((1, -1), repeat=3)
        for p, s in [(list(order), np.array(signs))]
    }
    assert numbers(copies) == [len(twins)]
    assert hill.value(np.array(list(twins))) == pytest.approx(float(hill.value(point)))


def test_the_limits_of_both_wells_are_those_of_the_paths() -> None:
    limits = numbers(exercises_of("stochastic_descent")[2])
    for limit, well in zip(limits, SHARP_AND_FLAT.minima, strict=True):
        near = well + 1e-3
        stays = descend(SHARP_AND_FLAT, GradientDescent(0.98 * limit), near, 3000)
        leaves = descend(SHARP_AND_FLAT, GradientDescent(1.02 * limit), near, 3000)
        assert abs(stays.points[-1, 0] - well[0]) < 1e-3 < abs(leaves.points[-1, 0] - well[0])


def test_the_ridge_is_left_when_so_many_runs_say() -> None:
    [steps] = numbers(exercises_of("stochastic_descent")[1])
    starts = np.tile((1.5, 0.0), (4000, 1))
    path = descend(
        BOUNDED_SADDLE,
        GradientDescent(0.1),
        starts,
        int(steps),
        estimator=GaussianNoise(0.5),
        rng=1,
    )
    deviations = path.points[..., 1].std(axis=1)
    assert deviations[int(steps) - 3] < 0.5 < 1.15 * deviations[-1]  # the sides are not yet steep


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site("learning_rate_regimes", tmp_path_factory.mktemp("exercises"))


def answer(page: Page, form: str, *texts: str) -> str:
    """Fill in a form and return what the page says of it."""
    for k, text in enumerate(texts):
        script = (
            "const [form, name, text] = arguments;"
            "for (const field of form.querySelectorAll(`[name=${name}]`))"
            " if (field.type === 'radio') field.checked = field.value === text;"
            " else field.value = text;"
        )
        page.run(script, page.find(form), f"answer-{k}", text)
    page.run("arguments[0].requestSubmit()", page.find(form))
    return page.text(f"{form} .verdict")


@needs_browser
@pytest.mark.xdist_group("site exercises")
def test_right_and_wrong_answers_are_told_apart(driver: Any, site: Site) -> None:
    regimes, why, curvature = exercises_of("learning_rate_regimes")
    with asking_nobody(driver) as page:
        page.open(site.page.as_uri())
        assert answer(page, "#exercise-3", "", "200") == "An answer is missing."
        assert answer(page, "#exercise-3", "60", "200") == curvature.hint
        page.until(lambda: "alpha=1.04" in page.driver.current_url, "the lab does not open")
        assert page.run("return page.labs.get('parabola').state.alpha") == 1.04
        right = [f"{value:.1f}" for value in numbers(curvature)]
        assert answer(page, "#exercise-3", *right).startswith("Right. Between 66.7 and 200")
        assert answer(page, "#exercise-3", "nothing", "200") == "“nothing” is not a number."
        assert answer(page, "#exercise-3", "66,7", "200").startswith("Right.")
        choices = [each.right for each in regimes.asked if isinstance(each, Choice)]
        assert answer(page, "#exercise-1", *choices[::-1]) == regimes.hint
        assert answer(page, "#exercise-1", *choices).startswith("Right.")
        [because] = why.asked
        assert isinstance(because, Choice)
        assert answer(page, "#exercise-2", because.options[0]) == why.hint
        assert answer(page, "#exercise-2", because.right).startswith("Right.")
        page.open(site.page.as_uri())
        assert page.text("#exercise-3 .verdict").startswith("Right, as before.")


@pytest.mark.parametrize("scene", EXERCISES)
def test_a_hint_opens_the_lab_at_what_it_can_show(scene: str) -> None:
    model = load(by_name()[scene]).params_type()
    labs = {lab.landscape.name: lab_data(scene, lab, model) for lab in LABS.get(scene, ())}
    for exercise in exercises_of(scene):
        if exercise.address is None:
            continue
        asked = dict(parse_qsl(exercise.address, strict_parsing=True))
        lab = labs[asked.pop("lab", next(iter(labs)))]
        controls = {each["key"]: each for each in lab["controls"]}
        others = {"rules", "marbles", "schedule"}
        assert set(asked) <= set(controls) | others
        for key in set(asked) - others:
            assert controls[key]["low"] <= float(asked[key]) <= controls[key]["high"], key
