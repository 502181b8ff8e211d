"""What learning_rate_regimes claims, computed again."""

import itertools
from typing import Any

import numpy as np
import pytest
from manim import ValueTracker
from pydantic import ValidationError

from gdcore import PARABOLA, RAVINE, GradientDescent, Outcome, Path, descend, theory
from gdcore.landscapes import quadratic_bowl
from scenes.kit.charts.axes import Frame
from scenes.kit.charts.ruler import FactorRuler, RateMarker, RateScale
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.layout import BODY
from scenes.kit.races.race import RateRace
from scenes.kit.text.text import Formula
from scenes.learning_rate_regimes import (
    BEST,
    CURVATURE,
    ENDS,
    FLAT,
    LIMIT,
    LONGEST,
    RULE,
    SAME,
    STEEP,
    SWEPT,
    VIEW,
    LearningRateRegimes,
    LearningRateRegimesParams,
    plot,
)
from scenes.parts.rate_panels import BendingTrail, LeavingMarble, Panel, side_by_side
from tests.scenes.captions import too_long
from tests.scenes.test_walk import SMALLEST

CORNERS = [
    LearningRateRegimesParams(start=start, slow_rate=slow, bold_rate=0.7, tolerance=tolerance)
    for start, slow, tolerance in itertools.product((2, 6), (0.08, 0.15), (1e-4, 1e-2))
]
PARAMETERS = [
    LearningRateRegimesParams(),
    LearningRateRegimesParams(wild_rate=1.05, steps=16, slow_rate=0.125),
    LearningRateRegimesParams(wild_rate=1.2, steps=8, bold_rate=0.65, tolerance=0.002),
    *CORNERS,
]
every_params = pytest.mark.parametrize("params", PARAMETERS, scope="module")


def walk_of(params: LearningRateRegimesParams, rate: float, steps: int = 120) -> Path:
    return descend(PARABOLA, GradientDescent(rate), params.start, steps)


def first_step_within(params: LearningRateRegimesParams, rate: float) -> int | None:
    path = walk_of(params, rate)
    return path.first_step_for_good(path.distances(0) < params.tolerance)


def test_the_line_of_rates_is_that_of_the_lecture() -> None:
    assert (BEST, LIMIT, LONGEST) == (0.5, 1.0, 1.2)
    assert [theory.multiplier(a, CURVATURE) for a in (0, BEST, LIMIT)] == [1, 0, -1]
    assert theory.multiplier(LONGEST, CURVATURE) == pytest.approx(-1.4)


@pytest.mark.parametrize("rate", np.linspace(0.01, LONGEST, 60))
def test_a_step_takes_x_to_one_minus_two_alpha_times_x(rate: float) -> None:
    path = walk_of(LearningRateRegimesParams(), rate, 1)
    assert path.points[1, 0] == pytest.approx((1 - 2 * rate) * path.points[0, 0], abs=1e-12)


def test_where_one_step_lands() -> None:
    params = LearningRateRegimesParams()
    here = params.start**2
    assert walk_of(params, BEST, 1).points[1, 0] == 0
    at_limit = walk_of(params, LIMIT, 1)
    assert at_limit.points[1, 0] == -params.start
    assert at_limit.values[1] == here
    for rate in np.linspace(BEST, LIMIT, 30)[1:-1]:
        longer = walk_of(params, rate, 1)
        assert longer.points[1, 0] < 0
        assert longer.values[1] < here
    for rate in np.linspace(LIMIT, LONGEST, 20)[1:]:
        assert walk_of(params, rate, 1).values[1] > here


@every_params
def test_five_rates_five_ways_to_go(params: LearningRateRegimesParams) -> None:
    numbers = plot(params)
    assert numbers.facts["ways"] == "diverges, bounces, zigzags, lands or creeps in"
    five = list(numbers.paths.values())[:5]
    assert [path.learning_rate for path in five] == sorted(path.learning_rate for path in five)
    slow, best, zigzag, limit, wild = (path.points[:, 0] for path in five)
    assert (slow > 0).all()
    assert (np.diff(slow) < 0).all()
    assert (best[1:] == 0).all()
    assert (np.sign(zigzag[1:]) == -np.sign(zigzag[:-1])).all()
    assert (np.diff(np.abs(zigzag)) < 0).all()
    assert (limit == params.start * (-1.0) ** np.arange(params.steps + 1)).all()
    assert (np.diff(np.abs(wild)) > 0).all()
    assert all(path.steps == params.steps for path in five)


def test_only_above_one_does_it_diverge() -> None:
    params = LearningRateRegimesParams()
    assert walk_of(params, LIMIT).outcome is Outcome.OSCILLATING
    assert walk_of(params, 0.99, 1000).outcome is Outcome.CONVERGED
    assert walk_of(params, 1.01).outcome is Outcome.DIVERGED


@every_params
def test_the_wild_marble_leaves_what_is_seen(params: LearningRateRegimesParams) -> None:
    x = np.abs(list(plot(params).paths.values())[4].points[:, 0])
    leaves = int(np.argmax(x > VIEW * params.start))
    assert 2 <= leaves <= params.steps
    assert x[-1] > x[leaves]


def test_the_folklore_in_numbers() -> None:
    params = LearningRateRegimesParams()
    assert {rate: first_step_within(params, rate) for rate in (0.1, 0.3, 0.6, 0.9)} == {
        0.1: 39, 0.3: 10, 0.6: 6, 0.9: 39,
    }  # fmt: skip
    facts = plot(params).facts
    assert (facts["slow_steps"], facts["bold_steps"], facts["mirror"]) == (39, 6, 0.9)


@every_params
def test_the_bold_rate_beats_the_slow_one(params: LearningRateRegimesParams) -> None:
    numbers = plot(params)
    facts = numbers.facts
    assert facts["bold_steps"] == first_step_within(params, params.bold_rate)
    assert facts["slow_steps"] == first_step_within(params, params.slow_rate)
    assert facts["bold_steps"] < facts["slow_steps"]
    racers = list(numbers.paths.values())[-2:]
    assert [path.learning_rate for path in racers] == [params.slow_rate, params.bold_rate]


def test_each_line_of_the_race_ends_where_it_arrives() -> None:
    params = LearningRateRegimesParams()
    numbers = plot(params)
    racers = list(numbers.paths.values())[-2:]
    race = RateRace(BODY, racers, params.tolerance, ValueTracker(0))
    assert race.needed == [numbers.facts["slow_steps"], numbers.facts["bold_steps"]]
    lines: list[Any] = list(race.lines)
    for line, needed in zip(lines, race.needed, strict=True):
        assert len(line.values) == needed + 1
        assert line.values[-1] < params.tolerance <= line.values[-2]


@every_params
def test_mirrored_rates_take_the_same_steps(params: LearningRateRegimesParams) -> None:
    for rate in (params.slow_rate, params.bold_rate):
        mirror = theory.mirror_rate(rate, CURVATURE)
        assert mirror == pytest.approx(1 - rate)
        assert first_step_within(params, mirror) == first_step_within(params, rate)


@pytest.mark.parametrize("rate", np.linspace(0.02, 0.98, 25))
def test_alpha_and_one_minus_alpha_shrink_x_alike(rate: float) -> None:
    params = LearningRateRegimesParams()
    one, other = (np.abs(walk_of(params, a, 40).points[:, 0]) for a in (rate, 1 - rate))
    np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.5, 0.85, 1.0, 1.1])
def test_the_bending_trail_is_the_walk_at_its_rate(rate: float) -> None:
    params = LearningRateRegimesParams()
    reach = 1e3  # so wide that nothing is cut
    ground = CurveLandscape(PARABOLA, Frame(BODY, (-reach, reach), (0, reach**2)))
    trail = BendingTrail(
        ground, lambda: theory.quadratic_iterate(params.start, rate, CURVATURE, SWEPT)[:, None]
    )
    spots = ground.spot(walk_of(params, rate, len(SWEPT) - 1).points)
    dots = trail.dots.points.reshape(len(SWEPT), -1, 3)
    np.testing.assert_allclose((dots.min(axis=1) + dots.max(axis=1)) / 2, spots, atol=1e-3)
    for spot in spots[:-1]:  # a dash begins at each iterate, or ends there
        assert np.linalg.norm(trail.line.points - spot, axis=1).min() < 0.08


def test_between_two_iterates_a_marble_jumps_and_its_number_waits() -> None:
    # it used to slide through the valley: at 3.4 with a readout of -5.00
    panel = panel_of(LearningRateRegimesParams(), LIMIT)
    for step in np.linspace(0.05, 0.95, 19):
        panel.marble.step.set_value(1 + step)
        panel.update()
        x, up = panel.ground.frame.data_at(panel.marble.disc.get_center())
        assert up > x**2, "above the curve"
        assert panel.number.digits.shown.strip() == "−5.00"
    panel.marble.step.set_value(2)
    panel.update()
    assert panel.number.digits.shown.strip() == "5.00"


def test_what_has_left_the_panel_leaves_an_arrow_with_its_value() -> None:
    params = LearningRateRegimesParams()
    panel, path = panel_of(params, params.wild_rate), walk_of(params, params.wild_rate, 14)
    arrow, number = panel.departure.arrow, panel.departure.number
    for step in range(15):
        panel.marble.step.set_value(step)
        panel.update()
        gone = step >= panel.marble.leaves
        assert arrow.get_fill_opacity() == number.get_fill_opacity() == gone
        x = float(path.points[step, 0])
        assert number.shown.strip().replace("−", "-") == f"{x:.1f}"
        side = arrow.get_x() - panel.ground.get_x()
        assert np.sign(side) == np.sign(x)
        tip = arrow.points[11] - arrow.points[0]
        assert tip[1] > 0 < tip[0] * x, "it points up and out"
    panel.marble.step.set_value(5)
    panel.update()
    assert number.shown == "−12.4"


def panel_of(params: LearningRateRegimesParams, rate: float) -> Panel:
    reach = VIEW * params.start
    window = ((-reach, reach), (0.0, reach**2))
    walks = [walk_of(params, rate, 14)] * 5
    return side_by_side(BODY, PARABOLA, window, walks, ValueTracker(0))[0]


@every_params
def test_panels_stand_in_the_order_of_their_wedges(params: LearningRateRegimesParams) -> None:
    five = list(plot(params).paths.values())[:5]
    factors = [float(theory.multiplier(path.learning_rate, CURVATURE)) for path in five]
    assert factors == sorted(factors, reverse=True)
    assert ENDS[0] < factors[-1] < factors[0] < ENDS[1]


def test_one_half_and_one_are_the_two_limits_of_curvature_two() -> None:
    slopes = PARABOLA.gradient(np.array([[-1.0], [0.0], [1.0], [2.0]]))[:, 0]
    assert (np.diff(slopes) == CURVATURE).all()
    assert PARABOLA.hessian(np.array([3.0])) == CURVATURE
    assert (BEST, LIMIT) == (1 / CURVATURE, 2 / CURVATURE)


def test_the_limits_are_those_of_each_curvature_and_of_the_ravine() -> None:
    facts = plot(LearningRateRegimesParams()).facts
    assert (facts["flat_limit"], facts["steep_limit"]) == (2, 0.08)
    assert np.linalg.eigvalsh(RAVINE.hessian(np.zeros(2))).max() == STEEP
    for curvature in (FLAT, STEEP):
        limit = theory.largest_stable_rate(curvature)
        bowl = quadratic_bowl([curvature])
        below, above = (
            descend(bowl, GradientDescent(share * limit), 1.0, 2000).outcome
            for share in (0.99, 1.01)
        )
        assert (below, above) == (Outcome.CONVERGED, Outcome.DIVERGED)


@pytest.mark.parametrize("curvature", [FLAT, CURVATURE, 7.0, STEEP])
def test_zones_stay_while_the_rates_slide(curvature: float) -> None:
    ruler, tracker = FactorRuler(RULE, symbol="", ends=ENDS), ValueTracker(CURVATURE)
    scale = RateScale(ruler, tracker)
    zones = [part.points.copy() for part in ruler.family_members_with_points()]
    tracker.set_value(curvature)
    scale.update()
    for factor, rate in ((1, 0), (0, 1 / curvature), (-1, 2 / curvature)):
        np.testing.assert_allclose(scale.at(rate), ruler.at(factor, 1))
    for part, before in zip(ruler.family_members_with_points(), zones, strict=True):
        np.testing.assert_array_equal(part.points, before)


def test_the_same_rate_goes_from_shrinking_to_leaving_as_the_curve_bends() -> None:
    assert theory.multiplier(SAME, FLAT) == pytest.approx(0.9)
    assert theory.multiplier(SAME, STEEP) == pytest.approx(ENDS[0]), "the ruler's very end"
    scale = RateScale(FactorRuler(RULE, symbol="", ends=ENDS), ValueTracker(STEEP))
    marker = RateMarker(scale, ValueTracker(SAME))
    np.testing.assert_allclose(marker.tip, scale.ruler.at(ENDS[0], 1), atol=1e-9)


def test_a_marble_that_has_left_stays_away_until_the_story_goes_back() -> None:
    params, step = LearningRateRegimesParams(), ValueTracker(0)
    reach = VIEW * params.start
    ground = CurveLandscape(PARABOLA, Frame(BODY, (-reach, reach), (0, reach**2)))
    path = walk_of(params, params.wild_rate, 10)
    marble = LeavingMarble(ground, path, step)

    def opacity_at(n: float) -> float:
        step.set_value(n)
        marble.refresh()
        return float(marble.disc.get_fill_opacity())

    crossing = marble.leaves + 0.5
    assert marble.leaves == 3
    assert ground.frame.contains(ground.spot(path.points[3:5].mean(axis=0)))
    assert opacity_at(2) == 1
    assert opacity_at(3) == opacity_at(crossing) == opacity_at(10) == 0
    assert opacity_at(1) == 1


def test_a_copied_panel_shares_no_mobject_with_the_original() -> None:
    # a fade turns its copy transparent; what the copy shared would vanish with it
    params = LearningRateRegimesParams()
    reach = VIEW * params.start
    window = ((-reach, reach), (0.0, reach**2))
    walks = [walk_of(params, params.slow_rate, 3)]
    panel = side_by_side(BODY, PARABOLA, window, walks, ValueTracker(0))[0]
    shared = set(map(id, panel.get_family())) & set(map(id, panel.copy().get_family()))
    assert not shared


@every_params
def test_captions_fit_two_lines(params: LearningRateRegimesParams) -> None:
    assert too_long(LearningRateRegimes, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", 0),
        ("start", -5),
        ("slow_rate", 0.3),
        ("bold_rate", 0.5),
        ("bold_rate", 0.95),
        ("wild_rate", 1.0),
        ("wild_rate", 1.3),
        ("steps", 3),
        ("tolerance", 0),
        ("speed", 1),
    ],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        LearningRateRegimesParams(**{name: value})


def test_a_goal_of_many_digits_can_be_read() -> None:
    params = LearningRateRegimesParams(tolerance=0.009423370796043558)
    racers = [walk_of(params, rate) for rate in (params.slow_rate, params.bold_rate)]
    race = RateRace(BODY, racers, params.tolerance, ValueTracker(0))
    [level] = [part for part in race.submobjects if isinstance(part, Formula)]
    assert level.text == "0.00942"
    assert level.font_size >= SMALLEST
