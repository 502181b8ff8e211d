"""What momentum_versus_vanilla claims, computed again."""

import functools
import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import RAVINE, ROUND_BOWL, GradientDescent, HeavyBall, Path, descend, theory
from scenes.kit.charts.series import DASH, GAP, cut_into_dashes
from scenes.momentum_versus_vanilla import (
    ARRIVALS,
    BOWL_START,
    CURVED_ACROSS,
    CURVED_ALONG,
    FLOORS,
    LONGEST,
    MOMENTA,
    NEAR,
    ROLES,
    SHOWN,
    WINDOW,
    MomentumVersusVanilla,
    MomentumVersusVanillaParams,
    arrivals,
    plot,
)
from scenes.parts.momentum_steps import between, steps_of
from tests.scenes.captions import too_long

RATES, STARTS = (0.06, 0.07, 0.075), ((-10.5, 0.6), (-10.0, 1.0), (-8.0, 0.6))
CORNERS = list(itertools.product(RATES, STARTS))
"""Learning rates and starts at the edges of what is allowed, and the defaults."""

DEFAULTS = MomentumVersusVanillaParams()
OTHERS = MomentumVersusVanillaParams(
    learning_rate=0.06, momentum=0.8, high_momentum=0.94, bowl_rate=0.2, start_x=-8, start_y=0.6
)
FASTEST = MomentumVersusVanillaParams(learning_rate=0.075)


@functools.cache
def run(optimizer: GradientDescent | HeavyBall, start: tuple[float, float]) -> Path:
    return descend(RAVINE, optimizer, start, 300)


def settles(path: Path) -> int:
    step = path.settles_within(NEAR, (0, 0))
    assert step is not None
    return step


def test_the_numbers_of_the_lecture() -> None:
    facts = plot(DEFAULTS).facts
    assert [facts[name] for name in ("slow", "fast", "late")] == [96, 35, 131]
    assert (facts["bowl_fast"], facts["bowl_late"]) == (54, 101)
    assert (CURVED_ALONG, CURVED_ACROSS, facts["ratio"]) == (1, 25, 25)
    assert facts["crossings"] == facts["shown"] == 12
    assert f"{facts['gain']:.1f}" == "2.0"
    sweeps = [arrivals(floor, 0.07, (-10.0, 1.0)) for floor in FLOORS.values()]
    assert [f"{MOMENTA[np.argmin(steps)]:.2f}" for steps in sweeps] == ["0.80", "0.55", "0.25"]


@pytest.mark.parametrize("params", [DEFAULTS, OTHERS, FASTEST])
def test_an_arrival_is_the_step_from_which_a_path_stays_near(
    params: MomentumVersusVanillaParams,
) -> None:
    numbers = plot(params)
    for name, path in zip(ARRIVALS, numbers.paths.values(), strict=True):
        near = np.linalg.norm(path.points, axis=1) <= NEAR
        at = numbers.facts[name]
        assert isinstance(at, int)
        assert at > 0
        assert near[at:].all()
        assert not near[at - 1], name


@pytest.mark.parametrize("params", [DEFAULTS, OTHERS, FASTEST])
def test_on_the_surface_both_stay_in_view_and_momentum_gets_ahead(
    params: MomentumVersusVanillaParams,
) -> None:
    numbers = plot(params)
    vanilla, momentum = (numbers.paths[name].points[: SHOWN + 1] for name in ROLES)
    low, high = np.array(WINDOW).T
    assert ((low <= vanilla) & (vanilla <= high)).all()
    assert ((low <= momentum) & (momentum <= high)).all()
    assert (momentum[2:, 0] > vanilla[2:, 0]).all(), "it runs ahead along the floor"
    assert numbers.facts["crossings"] == SHOWN, "vanilla is on the other wall after each step"


def test_the_losses_that_the_chart_shows() -> None:
    paths = plot(DEFAULTS).paths
    assert paths["vanilla"].values[30] == pytest.approx(0.643, abs=5e-4)
    assert paths["momentum"].values[30] == pytest.approx(0.0015, abs=5e-5)


def test_in_the_bowl_vanilla_is_ahead_by_loss_as_well() -> None:
    paths = plot(DEFAULTS).paths
    below = {
        name: paths[name].first_step_for_good(paths[name].values < 0.0023)
        for name in ("vanilla in a bowl", "momentum in a bowl")
    }
    assert below == {"vanilla in a bowl": 39, "momentum in a bowl": 71}


@pytest.mark.parametrize("params", [DEFAULTS, OTHERS])
def test_all_paths_start_at_one_point_with_one_rate(params: MomentumVersusVanillaParams) -> None:
    paths = plot(params).paths
    for names in (
        ("vanilla", "momentum", "too much momentum"),
        ("vanilla in a bowl", "momentum in a bowl"),
    ):
        assert len({tuple(paths[name].points[0]) for name in names}) == 1
        assert len({paths[name].learning_rate for name in names}) == 1


@pytest.mark.parametrize(("rate", "start"), CORNERS)
def test_vanilla_steps_across_and_crosses_each_time(
    rate: float, start: tuple[float, float]
) -> None:
    path = run(GradientDescent(rate), start)
    y = path.points[:41, 1]
    assert (y[1:] * y[:-1] < 0).all()
    along, across = np.abs(steps_of(path)[0])
    assert across > along


@pytest.mark.parametrize(("rate", "start"), CORNERS)
@pytest.mark.parametrize("beta", [0.5, 0.7, 0.8])
def test_momentum_arrives_first(rate: float, start: tuple[float, float], beta: float) -> None:
    assert settles(run(HeavyBall(rate, beta), start)) < settles(run(GradientDescent(rate), start))


@pytest.mark.parametrize(("rate", "start"), CORNERS)
@pytest.mark.parametrize("beta", [0.9, 0.94])
def test_too_much_momentum_arrives_last(
    rate: float, start: tuple[float, float], beta: float
) -> None:
    path = run(HeavyBall(rate, beta), start)
    assert settles(path) > settles(run(GradientDescent(rate), start))
    assert path.points[:, 0].max() > 1, "it overshoots along the floor"


@pytest.mark.parametrize(("rate", "start"), CORNERS)
@pytest.mark.parametrize("beta", [0.5, 0.7, 0.8])
def test_pushes_add_up_along_and_partly_cancel_across(
    rate: float, start: tuple[float, float], beta: float
) -> None:
    path = run(HeavyBall(rate, beta), start)
    steps, pushes = steps_of(path), -rate * path.gradients[:-1]
    kept = steps - pushes
    np.testing.assert_allclose(kept[1:], beta * steps[:-1], atol=1e-12)
    assert kept[1, 0] * pushes[1, 0] > 0, "along, what is kept and the new push agree"
    assert kept[1, 1] * pushes[1, 1] < 0, "across, they oppose each other"
    assert steps[:, 0].max() > 1.3 * steps[0, 0]
    assert np.abs(steps[1:, 1]).max() < abs(steps[0, 1])


@pytest.mark.parametrize("beta", [0.9, 0.94])
@pytest.mark.parametrize("rate", [0.04, 0.05, 0.1, 0.2])
def test_in_a_round_bowl_vanilla_is_faster(rate: float, beta: float) -> None:
    momentum, vanilla = (
        descend(ROUND_BOWL, optimizer, BOWL_START, 400)
        for optimizer in (HeavyBall(rate, beta), GradientDescent(rate))
    )
    assert settles(momentum) > settles(vanilla)
    assert (vanilla.points > 0).all(), "vanilla does not cross the minimum: there is no zigzag"


@pytest.mark.parametrize("params", [DEFAULTS, OTHERS, FASTEST])
def test_the_flatter_the_floor_the_more_momentum(params: MomentumVersusVanillaParams) -> None:
    start = (params.start_x, params.start_y)
    sweeps = [arrivals(floor, params.learning_rate, start) for floor in FLOORS.values()]
    bests = [MOMENTA[np.argmin(steps)] for steps in sweeps]
    assert list(FLOORS.values()) == sorted(FLOORS.values())
    assert bests[0] > bests[1] > bests[2] > 0
    assert all(5 < steps < 600 for sweep in sweeps for steps in sweep), "all fits the chart"


@pytest.mark.parametrize("floor", FLOORS.values())
def test_the_best_momentum_is_near_the_one_that_theory_gives(floor: float) -> None:
    def slowest(beta: float) -> float:
        return max(
            theory.spectral_radius(DEFAULTS.learning_rate, curvature, "momentum", beta)
            for curvature in (floor, CURVED_ACROSS)
        )

    asymptotic = min(MOMENTA, key=lambda beta: slowest(float(beta)))
    shown = MOMENTA[np.argmin(arrivals(floor, DEFAULTS.learning_rate, (-10.0, 1.0)))]
    assert shown == pytest.approx(asymptotic, abs=0.06)


def test_the_sweep_is_what_each_momentum_needs_alone() -> None:
    steps = arrivals(FLOORS["ravine"], DEFAULTS.learning_rate, (-10.0, 1.0))
    alone = (descend(RAVINE, HeavyBall(0.07, float(b)), (-10, 1), LONGEST) for b in MOMENTA)
    assert list(steps) == [settles(path) for path in alone]


def test_without_momentum_the_sweep_starts_at_vanilla() -> None:
    steps = arrivals(FLOORS["ravine"], DEFAULTS.learning_rate, (-10.0, 1.0))
    assert MOMENTA[0] == 0
    assert steps[0] == plot(DEFAULTS).facts["slow"]


@pytest.mark.parametrize("params", [DEFAULTS, OTHERS])
def test_every_step_shown_fits_its_chart(params: MomentumVersusVanillaParams) -> None:
    for name in ("vanilla", "momentum"):
        assert np.abs(steps_of(plot(params).paths[name])[: SHOWN + 1, 1]).max() < 2


@pytest.mark.parametrize("params", [DEFAULTS, OTHERS])
def test_captions_fit_two_lines(params: MomentumVersusVanillaParams) -> None:
    assert too_long(MomentumVersusVanilla, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0.08),
        ("learning_rate", 0.05),
        ("momentum", 0.9),
        ("high_momentum", 0.8),
        ("bowl_rate", 0.02),
        ("start_x", 0),
        ("start_y", 0),
        ("speed", 1),
    ],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        MomentumVersusVanillaParams(**{name: value})


def test_dashes_lie_on_the_line_at_even_distances() -> None:
    corners = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]])
    dashes = cut_into_dashes(corners)
    lengths = [np.linalg.norm(np.diff(dash, axis=0), axis=1).sum() for dash in dashes]
    np.testing.assert_allclose(lengths[:-1], DASH, atol=1e-12)
    assert len(dashes) == int(np.ceil(2 / (DASH + GAP)))
    for dash in dashes:
        on_first, on_second = np.isclose(dash[:, 1], 0), np.isclose(dash[:, 0], 1)
        assert (on_first | on_second).all()


def test_between_two_rows_is_their_mixture() -> None:
    rows = np.array([[0.0, 2.0], [4.0, 0.0], [8.0, 8.0]])
    np.testing.assert_array_equal(between(rows, 1), rows[1])
    np.testing.assert_array_equal(between(rows, 2), rows[2])
    np.testing.assert_array_equal(between(rows, 0.25), [1.0, 1.5])
