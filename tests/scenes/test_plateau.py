"""What plateau claims, computed again."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import PARABOLA, PLATEAU, theory
from scenes.catalog import by_name
from scenes.kit.charts.series import SERIES_WIDTH
from scenes.kit.story.scene import Plot
from scenes.parts.plateau_losses import LOSSES, StepBar
from scenes.parts.plateau_profile import StepFactor
from scenes.plateau import FLAT, GOAL, LEFT_CHART, SPARE, Plateau, PlateauParams, arrival
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

CORNERS = [
    PlateauParams(start=start, learning_rate=rate, times=times, momentum=momentum)
    for start, rate, times, momentum in itertools.product(
        (3.2, 3.7), (0.05, 0.2), (2, 5), (0.5, 0.9)
    )
]
ALL = [PlateauParams(), *CORNERS]

every_setting = pytest.mark.parametrize("params", ALL, ids=str, scope="module")
POINTS_A_UNIT = 100
"""Of a stroke's width, for a scene unit (manim)."""


def numbers(params: PlateauParams) -> Plot:
    return Plateau.plot(params)


def test_the_numbers_of_the_lecture() -> None:
    facts = numbers(PlateauParams()).facts
    found = [facts[name] for name in ("vanilla", "larger", "heavy", "nesterov")]
    assert found == [732, 148, 144, 121]
    assert f"{facts['slope']:.4f}" == "0.0048"
    assert f"{facts['less']:.0f}" == "126"
    assert f"{facts['moved']:.2f}" == "0.05"


@every_setting
def test_the_start_is_where_the_ground_is_nearly_level(params: PlateauParams) -> None:
    facts = numbers(params).facts
    path = numbers(params).paths["vanilla"]
    assert facts["slope"] == pytest.approx(np.linalg.norm(PLATEAU.gradient(path.points[0])))
    assert float(facts["slope"]) < 0.02
    steepest = theory.plateau_slope(1)
    assert all(
        theory.plateau_slope(r) < steepest for r in np.linspace(0, 4.3, 44) if abs(r - 1) > 0.01
    )
    assert float(facts["less"]) == pytest.approx(steepest / float(facts["slope"]))


@every_setting
def test_the_profile_along_the_ray_has_the_same_run(params: PlateauParams) -> None:
    paths = numbers(params).paths
    along, whole = paths["along the ray"], paths["vanilla"]
    np.testing.assert_allclose(along.points[:, 0], whole.distances((0, 0)), atol=1e-9)
    np.testing.assert_allclose(along.values, whole.values, atol=1e-12)


@every_setting
def test_it_hardly_moves_then_falls_in(params: PlateauParams) -> None:
    facts, path = numbers(params).facts, numbers(params).paths["vanilla"]
    early, falls = int(facts["early"]), int(facts["falls"])
    assert early < int(facts["asked"]) < falls < int(facts["vanilla"]) <= path.steps
    moved = float(np.linalg.norm(path.points[early] - path.points[0]))
    assert facts["moved"] == moved
    assert moved < 0.1 * path.distances((0, 0))[0]


@every_setting
def test_a_step_multiplies_the_slope_by_about_one_minus_alpha_lambda(params: PlateauParams) -> None:
    path, factor = numbers(params).paths["vanilla"], float(numbers(params).facts["factor"])
    slopes = np.linalg.norm(path.gradients, axis=1)
    assert factor > 1, "out here the curvature is below 0"
    assert slopes[1] / slopes[0] == pytest.approx(factor, abs=2e-4)
    least = np.linalg.eigvalsh(PLATEAU.hessian(path.points[0]))[0]
    assert factor == pytest.approx(1 - params.learning_rate * least)


@every_setting
def test_by_their_losses_the_two_cannot_be_told_apart_until_one_drops(
    params: PlateauParams,
) -> None:
    paths, asked = numbers(params).paths, int(numbers(params).facts["asked"])
    one, other = paths["along the ray"].values, paths["in a minimum"].values
    thick = SERIES_WIDTH / POINTS_A_UNIT * np.ptp(LOSSES) / LEFT_CHART.height
    assert 1.5 * thick > FLAT
    assert np.abs(one - other)[:asked].max() < 1.5 * thick
    assert one[-1] < -0.99
    assert np.abs(other).max() < FLAT


@every_setting
def test_their_curvatures_tell_them_apart(params: PlateauParams) -> None:
    facts, path = numbers(params).facts, numbers(params).paths["vanilla"]
    least = np.linalg.eigvalsh(PLATEAU.hessian(path.points[int(facts["asked"])]))[0]
    assert facts["bend"] == pytest.approx(least)
    assert float(facts["bend"]) < 0 < float(facts["other"])
    assert facts["other"] == PARABOLA.hessian(np.zeros(1)).item()


@every_setting
def test_longer_steps_and_momentum_take_fewer_and_theory_says_how_many(
    params: PlateauParams,
) -> None:
    facts, paths = numbers(params).facts, numbers(params).paths
    names = {
        "vanilla": "vanilla",
        "larger": "larger α",
        "heavy": "momentum",
        "nesterov": "Nesterov",
    }
    for fact, name in names.items():
        assert facts[fact] == arrival(paths[name]) > 0, name
        assert paths[name].distances((0, 0))[int(facts[fact]) :].max() < GOAL
    fewer = [int(facts[name]) for name in ("larger", "heavy", "nesterov")]
    assert max(fewer) < int(facts["vanilla"])
    time, rate = float(facts["time"]), params.learning_rate
    for name, each in (("vanilla", rate), ("larger", params.times * rate)):
        assert time / each == pytest.approx(int(facts[name]), rel=0.07)
    assert paths["vanilla"].steps >= SPARE * time / rate
    assert facts["gain"] == pytest.approx(1 / (1 - params.momentum))
    # never more than the steady push allows
    assert int(facts["vanilla"]) / int(facts["heavy"]) < float(facts["gain"])


@every_setting
def test_captions_fit_two_lines(params: PlateauParams) -> None:
    assert too_long(Plateau, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("start", 3), ("start", 4), ("learning_rate", 0), ("learning_rate", 0.3), ("times", 1)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        PlateauParams.model_validate({name: value})


class Seen:
    """What one walk through the scene has shown."""

    def __init__(self) -> None:
        self.factors = list[float]()
        self.bars = dict[int, set[float]]()

    def look(self, walk: Walk) -> None:
        for top in walk.scene.mobjects:
            for part in top.get_family():
                if isinstance(part, StepBar):
                    self.bars.setdefault(part.arrival, set()).add(part.steps())
                value = getattr(part, "value", None)
                if isinstance(value, StepFactor):
                    self.factors.append(value.get_value())


@functools.cache
def seen() -> Seen:
    notes = Seen()
    walk_through(by_name()["plateau"], "dark", notes.look, with_ends=False)
    return notes


def test_the_factor_goes_from_a_hair_above_1_over_its_highest_to_that_of_the_well() -> None:
    factors = seen().factors
    assert f"{factors[0]:.4f}" == "1.0016"
    assert max(factors) > 1.02
    assert factors[-1] == pytest.approx(0.9, abs=1e-4)


def test_each_bar_stops_at_its_arrival() -> None:
    assert {arrival: max(steps) for arrival, steps in seen().bars.items()} == {
        n: n for n in (732, 148, 144, 121)
    }
