"""What network_landscape claims, computed again."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import GradientDescent, descend, network, principal_plane
from gdcore.arrays import length
from scenes.catalog import CATALOG, by_name
from scenes.kit.story.scene import Plot
from scenes.network_landscape import (
    NOISE,
    RATE,
    SHADOW,
    NetworkLandscape,
    NetworkLandscapeParams,
    hill_of,
    losses,
)
from scenes.parts.loss_columns import BIN, LOW, TOP
from scenes.parts.many_trainings import STARTS, STEPS
from scenes.parts.moons_training import DESCENT, LEVEL, moons, moons_network
from scenes.training_loop import TrainingLoopParams
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

SEEDS = range(7)
ALL = [
    NetworkLandscapeParams(),
    *(
        NetworkLandscapeParams(seed=seed, directions=seed, narrow=narrow, wide=wide)
        for seed, (narrow, wide) in itertools.product(SEEDS, ((2, 12), (3, 20)))
    ),
]
every_setting = pytest.mark.parametrize("params", ALL, ids=str, scope="module")


def numbers(params: NetworkLandscapeParams) -> Plot:
    return NetworkLandscape.plot(params)


@functools.cache
def walked() -> Walk:
    return walk_through(by_name()["network_landscape"], "dark", lambda walk: None, with_ends=False)


def test_the_numbers_of_the_lecture() -> None:
    facts = numbers(NetworkLandscapeParams()).facts
    said = [f"{facts[name]:.2f}" for name in ("first", "below", "last")]
    assert said == ["0.81", "0.53", "0.00"]
    assert [f"{facts[name]:.1f}" for name in ("share", "one")] == ["98.9", "97.2"]
    assert [facts[name] for name in ("dials", "steps")] == [30, 554]
    assert [facts[name] for name in ("narrow_low", "wide_low", "starts")] == [28, 60, 60]


def test_it_is_the_network_of_training_loop() -> None:
    before = TrainingLoopParams()
    assert (before.noise, before.learning_rate) == (NOISE, RATE)
    assert before.seed == NetworkLandscapeParams().seed


@every_setting
def test_every_caption_is_true_at_any_setting(params: NetworkLandscapeParams) -> None:
    facts, paths = numbers(params).facts, numbers(params).paths
    path, shadow = paths[DESCENT], paths[SHADOW]
    hill = moons_network(NOISE, params.seed)
    assert facts["dials"] == hill.dim == path.dim
    found = principal_plane(path)
    assert facts["share"] == pytest.approx(100 * found.explained.sum())
    assert facts["one"] == pytest.approx(100 * found.explained[0])
    # "mostly one way", and it did end: the slope is as small as the scene before asks for
    assert found.explained[0] > 0.9
    assert length(hill.gradient(path.points[-1])) < LEVEL
    assert facts["first"] == pytest.approx(float(hill.value(path.points[0])))
    assert facts["below"] == pytest.approx(float(hill.value(found.plane.point(shadow.points[0]))))
    # what is said to differ differs in what is shown
    assert abs(float(facts["first"]) - float(facts["below"])) > 0.01


@every_setting
def test_few_narrow_networks_are_low_and_nearly_all_wide_ones(
    params: NetworkLandscapeParams,
) -> None:
    facts = numbers(params).facts
    for name, units in (("narrow_low", params.narrow), ("wide_low", params.wide)):
        assert facts[name] == (losses(params, units)[-1] < LOW).sum()
    assert int(facts["narrow_low"]) <= 0.6 * STARTS
    assert int(facts["wide_low"]) >= 0.9 * STARTS
    # every bar of the last record is in the chart, and none is cut by the line that counts
    assert losses(params, params.narrow)[-1].max() < TOP
    bins = LOW / BIN
    assert bins == pytest.approx(round(bins))


def test_the_sixty_trainings_are_what_the_scene_says_they_are() -> None:
    params = NetworkLandscapeParams()
    model = network(moons(NOISE, params.seed), (params.wide,))
    assert NetworkLandscape.parameters(params.wide) == model.dim
    start = model.starts(params.seed, (STARTS,))[5]
    path = descend(model, GradientDescent(RATE), start, STEPS, keep="last")
    assert losses(params, params.wide)[-1, 5] == pytest.approx(path.values[-1], rel=1e-9)


def test_every_place_of_the_walk_is_on_the_map_and_it_ends_where_it_began() -> None:
    scene: Any = walked().scene
    _, by_chance, _ = hill_of(3, 5)
    (low, high), _ = by_chance.ground.window
    scene.toured.set_value(0.5)
    assert length(scene.place()) > 0.8 * high
    for share in np.linspace(0, 1, 50):
        scene.toured.set_value(share)
        assert (np.abs(scene.place()) < min(-low, high)).all()
    np.testing.assert_allclose(scene.place(), 0, atol=1e-12)


def test_the_boundary_is_that_of_the_marble() -> None:
    """In the end it is that of the trained network, whose loss the marble is at."""
    scene: Any = walked().scene
    np.testing.assert_array_equal(scene.now(), scene.paths[DESCENT].points[-1])


def test_it_is_the_last_scene_and_asks_nothing_more() -> None:
    assert CATALOG[-1].name == "network_landscape"
    assert not NetworkLandscape.leads_to


@pytest.mark.parametrize("params", ALL[:3], ids=str)
def test_captions_fit(params: NetworkLandscapeParams) -> None:
    assert too_long(NetworkLandscape, params) == []


@pytest.mark.parametrize(
    "wrong", [{"seed": 7}, {"directions": 10}, {"narrow": 4}, {"narrow": 1}, {"wide": 11}]
)
def test_settings_beyond_the_claims_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        NetworkLandscapeParams(**wrong)
