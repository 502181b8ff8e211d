"""What line_fitting claims, computed again."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest
from manim import ValueTracker
from pydantic import ValidationError

from gdcore import GradientDescent, descend, least_squares
from scenes.catalog import by_name
from scenes.kit.charts.points import FittedLine
from scenes.kit.landscape.loss_map import LossMap, StandardGround
from scenes.kit.landscape.marbles import Marble
from scenes.kit.story.scene import Plot
from scenes.line_fitting import (
    EARLY,
    LEVELS,
    MAP,
    NEAR,
    REACH,
    SWINGS,
    WINDOWS,
    LineFitting,
    LineFittingParams,
    data_of,
)
from scenes.parts.loss_map import WayFactor
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

CORNERS = [
    LineFittingParams(points=points, noise=noise, learning_rate=rate, steps=steps, seed=seed)
    for points, noise, rate, steps, seed in itertools.product(
        (5, 12), (0.2, 0.5), (0.008, 0.012), (500, 1000), (0, 99)
    )
]
ALL = [LineFittingParams(), *CORNERS]
every_setting = pytest.mark.parametrize("params", ALL, ids=str, scope="module")


def numbers(params: LineFittingParams) -> Plot:
    return LineFitting.plot(params)


def fact(params: LineFittingParams, name: str) -> float:
    return float(numbers(params).facts[name])


def exact(params: LineFittingParams) -> np.ndarray:
    data = data_of(params)
    return np.asarray(np.polyfit(data.inputs[:, 0], data.targets, 1))


def test_the_numbers_of_the_lecture() -> None:
    facts = {name: f"{fact(LineFittingParams(), name):.3g}" for name in ("flat", "steep")}
    assert facts == {"flat": "0.338", "steep": "23.7"}
    assert f"{fact(LineFittingParams(), 'condition'):.1f}" == "70.0"
    assert f"{fact(LineFittingParams(), 'limit'):.4f}" == "0.0845"
    inputs = data_of(LineFittingParams()).inputs[:, 0]
    np.testing.assert_allclose(inputs, [1, 2, 3, 4, 5])


@every_setting
def test_the_first_loss_is_the_mean_of_the_squares_of_the_heights(
    params: LineFittingParams,
) -> None:
    assert fact(params, "first") == pytest.approx((data_of(params).targets ** 2).mean())


@every_setting
def test_it_falls_then_crawls_and_is_not_exact(params: LineFittingParams) -> None:
    path = numbers(params).paths["small steps"]
    assert path.steps == params.steps
    np.testing.assert_array_equal(path.points[0], [0, 0])
    least = float(least_squares(data_of(params)).value(exact(params)))
    first, then = fact(params, "first"), fact(params, "then")
    assert then == path.values[EARLY]
    assert then - least < 0.16 * (first - least), "a fall"
    way = np.linalg.norm(np.diff(path.points, axis=0), axis=1)
    assert way[EARLY:].max() < 0.05 * way[0], "a crawl"
    gap = abs(path.points[-1, 1] - exact(params)[1])
    assert fact(params, "gap") == pytest.approx(gap, abs=1e-9)
    assert gap > 0.01
    assert fact(params, "slow") > params.steps


@every_setting
def test_to_turn_the_line_is_level_and_to_lift_it_is_steep(params: LineFittingParams) -> None:
    data, best = data_of(params), exact(params)
    loss = least_squares(data)
    (flat, steep), ways = np.linalg.eigh(loss.hessian(best))
    turn, lift = ways.T
    assert (fact(params, "flat"), fact(params, "steep")) == pytest.approx((flat, steep))
    assert fact(params, "condition") == pytest.approx(steep / flat)
    for sign in (-1, 1):
        rises = [loss.value(best + sign * REACH * way) - loss.value(best) for way in (turn, lift)]
        assert rises == pytest.approx([flat * REACH**2 / 2, steep * REACH**2 / 2])
    pivot = fact(params, "pivot")
    assert 1 < pivot < 5, "it turns about a place among the points"
    assert turn @ [pivot, 1] == pytest.approx(0, abs=1e-12)
    lifts = lift[0] * data.inputs[:, 0] + lift[1]
    assert len(set(np.sign(lifts))) == 1, "every point's height changes the same way"


@every_setting
def test_no_alpha_does_better_than_the_best(params: LineFittingParams) -> None:
    flat, steep, limit = (fact(params, name) for name in ("flat", "steep", "limit"))
    assert 1 - limit * steep == pytest.approx(-1)
    kept = [max(abs(1 - rate * flat), abs(1 - rate * steep)) for rate in np.linspace(0, 0.1, 2001)]
    assert fact(params, "kept") == pytest.approx(min(kept), abs=1e-3)
    assert fact(params, "kept") <= min(kept) + 1e-12
    best = fact(params, "best_rate")
    assert params.learning_rate < best < limit
    path = numbers(params).paths["best steps"]
    assert path.steps == SWINGS
    assert path.learning_rate == best
    left = path.distances(exact(params))
    assert left[1] / left[0] <= fact(params, "kept") + 1e-9


@every_setting
def test_the_best_alpha_arrives_sooner_but_not_soon(params: LineFittingParams) -> None:
    loss = least_squares(data_of(params))
    for name, rate in (("slow", params.learning_rate), ("fast", fact(params, "best_rate"))):
        step = int(fact(params, name))
        path = descend(loss, GradientDescent(rate), (0, 0), step)
        assert path.distances(exact(params))[-2:].tolist() == sorted(
            path.distances(exact(params))[-2:], reverse=True
        )
        assert path.distances(exact(params))[-1] <= NEAR < path.distances(exact(params))[-2]
    assert 100 < fact(params, "fast") < fact(params, "slow")


@every_setting
def test_standardised_one_step_lands_and_comes_back_to_own_units(
    params: LineFittingParams,
) -> None:
    data = data_of(params)
    x, y = data.inputs[:, 0], data.targets
    w, c = numbers(params).paths["standardised"].points[-1]
    z = (x - x.mean()) / x.std()
    np.testing.assert_allclose([w, c], np.polyfit(z, y, 1))
    np.testing.assert_allclose([w / x.std(), c - w / x.std() * x.mean()], exact(params))
    assert fact(params, "scaled_slope") == w
    assert (fact(params, "slope"), fact(params, "intercept")) == pytest.approx(exact(params))
    assert f"{w:.2f}" != f"{fact(params, 'slope'):.2f}", "it is not the slope of the scaled data"


@pytest.mark.parametrize("share", [0, 0.3, 0.8, 1])
def test_every_map_on_the_way_is_that_of_the_inputs_as_they_are_scaled(share: float) -> None:
    params = LineFittingParams()
    data, tracker = data_of(params), ValueTracker(share)
    losses = LossMap(data, MAP, WINDOWS, LEVELS, tracker)
    x = data.inputs[:, 0]
    z = (x - share * x.mean()) / x.std() ** share
    point = np.array([0.4, 1.1])  # slope and intercept in own units
    slope, intercept = np.polyfit(z, point[0] * x + point[1], 1)
    np.testing.assert_allclose(losses.frame.data_at(losses.spot(point)), (intercept, slope))
    rows = np.column_stack([z, np.ones(len(z))])
    np.testing.assert_allclose(
        losses.curvatures, np.linalg.eigvalsh(2 * rows.T @ rows / len(z)), rtol=1e-9
    )
    across, up = losses.frame.scale
    assert across == pytest.approx(up), "circles look round"
    for way in range(2):
        factor = WayFactor(losses, way, ValueTracker(0.5)).get_value()
        assert factor == pytest.approx(1 - 0.5 * losses.curvatures[way])
    if share == 1:
        np.testing.assert_allclose(losses.curvatures, 2)


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_a_standardised_marble_is_on_the_map_where_its_line_is(share: float) -> None:
    params = LineFittingParams()
    losses = LossMap(data_of(params), MAP, WINDOWS, LEVELS, ValueTracker(share))
    ground, path = StandardGround(losses), numbers(params).paths["standardised"]
    np.testing.assert_allclose(ground.spot(path.points[1]), losses.spot(exact(params)), atol=1e-9)
    here, there = path.points
    np.testing.assert_allclose(
        ground.between(here, there, 0.25), 0.75 * ground.spot(here) + 0.25 * ground.spot(there)
    )


@every_setting
def test_all_that_is_claimed_lies_in_the_windows(params: LineFittingParams) -> None:
    (own_b, own_m), (c, w) = WINDOWS
    for name in ("small steps", "best steps"):
        m, b = numbers(params).paths[name].points.T
        assert own_m[0] < m.min() < m.max() < own_m[1], name
        assert own_b[0] < b.min() < b.max() < own_b[1], name
    slope, height = numbers(params).paths["standardised"].points[-1]
    assert w[0] < slope < w[1]
    assert c[0] < height < c[1]


@every_setting
def test_captions_fit_two_lines(params: LineFittingParams) -> None:
    assert too_long(LineFitting, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("points", 4),
        ("points", 13),
        ("noise", 0),
        ("learning_rate", 0.02),
        ("steps", 2000),
        ("seed", -1),
    ],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        LineFittingParams.model_validate({name: value})


class Seen:
    """What one walk through the scene has shown."""

    def __init__(self) -> None:
        self.together = 0
        self.faults = set[str]()
        self.factors = set[tuple[float, ...]]()

    def look(self, walk: Walk) -> None:
        scene: Any = walk.scene
        shown = [part for top in scene.mobjects for part in top.get_family()]
        lines = [p for p in shown if isinstance(p, FittedLine) and p is scene.line]
        marbles = [p for p in shown if isinstance(p, Marble) and p is scene.marble]
        for line, marble in itertools.product(lines, marbles):
            self.together += 1
            ground: Any = marble.ground
            where = ground.own_units(marble.point)
            if not np.allclose(line.parameters(), where):
                self.faults.add("the line is not its marble's")
            if len(line.points) and not np.allclose(
                line.points[0], line.cloud.frame.at(x := self.left(line), where[0] * x + where[1])
            ):
                self.faults.add("the line that is drawn lags behind")
        if hasattr(scene, "markers"):
            values = (group[0].value.get_value() for group in scene.markers)
            self.factors.add(tuple(round(value, 3) for value in values))

    @staticmethod
    def left(line: FittedLine) -> float:
        return line.cloud.frame.data_at(line.points[0])[0]


@functools.cache
def seen() -> Seen:
    notes = Seen()
    walk_through(by_name()["line_fitting"], "dark", notes.look, with_ends=False)
    return notes


def test_one_marble_and_two_pictures_move_together() -> None:
    assert seen().together > 50
    assert not seen().faults


def test_the_wedges_go_to_the_limit_to_the_best_alpha_and_to_zero() -> None:
    facts = numbers(LineFittingParams()).facts
    assert (0.763, 0.997) in seen().factors
    assert (-1.0, round(1 - float(facts["limit"]) * float(facts["flat"]), 3)) in seen().factors
    assert (-0.972, 0.972) in seen().factors
    assert (0.833, 0.833) in seen().factors
    assert (0.0, 0.0) in seen().factors
