"""Rows of the table of labs fit their scenes and landscapes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gdcore import ROSENBROCK, GradientDescent, descend, random_starts, theory
from pipeline.scene_loading import load
from pipeline.site.labs import LABS, filmed_rates, known_landscape, lab_data
from scenes.catalog import by_name
from scenes.network_landscape import RATE, NetworkLandscapeParams, hill_of, plot

SEVERAL = [(name, lab) for name, labs in LABS.items() for lab in labs]
each_lab = pytest.mark.parametrize(
    ("name", "lab"), SEVERAL, ids=[f"{name} {lab.landscape.name}" for name, lab in SEVERAL]
)


def test_every_scene_of_the_course_has_a_lab() -> None:
    assert set(LABS) == set(by_name())


@each_lab
def test_a_lab_takes_all_that_the_film_takes(name: str, lab: Any) -> None:
    data = lab_data(name, lab, load(by_name()[name]).params_type())
    json.dumps(data, allow_nan=False)
    for control in data["controls"]:
        assert control["low"] <= control["value"] <= control["high"], control
        assert control["step"] > 0
        for film in control["films"]:
            assert control["low"] <= film["high"] <= control["high"], control
            assert control["low"] - control["step"] <= film["low"], control


@each_lab
def test_a_lab_shows_at_first_what_the_film_shows(name: str, lab: Any) -> None:
    model = load(by_name()[name]).params_type()
    controls = {each["key"]: each for each in lab_data(name, lab, model)["controls"]}
    rates = filmed_rates(lab)
    for parameter in (*rates[:1], lab.momentum):
        if isinstance(parameter, str) and parameter:
            key = "alpha" if parameter in rates else "beta"
            assert controls[key]["value"] == getattr(model(), parameter)


def test_the_cut_through_a_network_is_nearly_the_film_s() -> None:
    [lab] = LABS["network_landscape"]
    params = NetworkLandscapeParams()
    cut = hill_of(params.seed, params.directions)[2].cut
    places = np.stack(np.meshgrid(*(np.linspace(*side, 100) for side in cut.exact.window)), axis=-1)
    away = np.abs(lab.landscape.value(places) - cut.exact.value(places))
    assert away.max() < 1e-3  # the last digit that is shown of a loss
    assert np.abs(lab.landscape.gradient(lab.landscape.minima)).max() < 1e-8
    assert lab.rates == RATE
    assert lab.recorded
    first = lab.recorded().cast.points[0]
    assert lab.start == pytest.approx(first, abs=0.005)


def test_gradient_descent_goes_down_everywhere_below_what_the_steepest_wall_allows() -> None:
    [lab] = LABS["network_landscape"]
    data = lab_data("network_landscape", lab, NetworkLandscapeParams)
    minimum = np.linalg.eigvalsh(lab.landscape.hessian(lab.landscape.minima[0])).max()
    everywhere = data["steepest"]
    starts = random_starts(lab.landscape, 10_000, 0)
    curvatures = np.linalg.eigvalsh(lab.landscape.hessian(starts)).max(axis=1)
    assert 10 * minimum < 0.5 * everywhere < curvatures.max() < 1.01 * everywhere
    few = starts[np.argsort(curvatures)[-100:]]
    limit = theory.largest_stable_rate(everywhere)
    losses = descend(lab.landscape, GradientDescent(limit), few, 60).values
    assert (np.diff(losses, axis=0) <= 0).all()
    assert data["curvatures"] is None
    for number in (minimum, 2 / minimum, everywhere, 2 / everywhere):
        assert f"λ = {number:.2g}" in data["theory"]


@each_lab
def test_theory_says_a_number_or_why_it_has_none(name: str, lab: Any) -> None:
    data = lab_data(name, lab, load(by_name()[name]).params_type())
    assert (data["curvatures"] is None) == data["theory"].startswith("Theory knows no")
    if "no minimum" in data["theory"]:
        assert not len(lab.landscape.minima)
    if "0 at the minimum" in data["theory"]:
        assert not np.linalg.eigvalsh(lab.landscape.hessian(lab.landscape.minima)).any()


def test_a_recorded_training_is_told_as_in_its_film() -> None:
    [lab] = LABS["network_landscape"]
    params = NetworkLandscapeParams()
    assert lab.recorded
    told = lab.recorded().data()
    facts: Any = plot(params).facts
    assert told["parameters"] == facts["dials"]
    assert {len(told[key]) for key in ("points", "losses", "below")} == {facts["steps"] + 1}
    assert (told["losses"][0], told["below"][0]) == pytest.approx(
        (facts["first"], facts["below"]), abs=1e-5
    )
    assert told["losses"][-1] == told["below"][-1]  # the plane goes through its end


def test_a_landscape_that_no_page_can_make_is_refused() -> None:
    other = replace(ROSENBROCK, name="another valley")
    with pytest.raises(ValueError, match="another valley is no landscape of gdcore, not quadratic"):
        known_landscape(other)
