"""What momentum_versus_vanilla claims, computed again."""

import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import RAVINE, GradientDescent, HeavyBall, Path, descend, theory
from scenes.kit.charts.axes import Frame
from scenes.kit.charts.series import DASH, GAP, cut_into_dashes
from scenes.momentum_versus_vanilla import (
    CURVED_ACROSS,
    CURVED_ALONG,
    HALF,
    HOPS,
    LIMIT,
    MAP,
    MOMENTA,
    NEAR,
    PUSHED,
    SHOWN,
    WINDOW,
    MomentumVersusVanilla,
    MomentumVersusVanillaParams,
    arrivals,
)
from tests.scenes.captions import too_long

DEFAULTS = MomentumVersusVanillaParams()
CORNERS = [DEFAULTS] + [
    MomentumVersusVanillaParams(
        learning_rate=rate,
        momentum=beta,
        high_momentum=high,
        rescue_rate=bold,
        start_x=x,
        start_y=y,
    )
    for (rate, beta), (bold, high), (x, y) in itertools.product(
        itertools.product((0.06, 0.072), (0.65, 0.7, 0.8)),
        ((0.085, 0.9), (0.095, 0.94)),
        ((-10.5, 1.0), (-8.0, 0.6)),
    )
]
"""Settings at the edges of what is allowed, and the defaults."""

corners = pytest.mark.parametrize("params", CORNERS, scope="module")


numbers_at = MomentumVersusVanilla.plot


def settles(path: Path) -> int:
    """Return the arrival, computed without the path's own methods."""
    outside = np.flatnonzero(np.linalg.norm(path.points, axis=1) > NEAR)
    assert outside[-1] < path.steps, "it does not arrive"
    return int(outside[-1]) + 1


def test_the_numbers_of_the_lecture() -> None:
    facts = numbers_at(DEFAULTS).facts
    assert (CURVED_ALONG, CURVED_ACROSS, facts["ratio"]) == (1, 25, 25)
    assert pytest.approx(0.08) == LIMIT
    rounded = {"along": 0.93, "across": -0.75, "across_size": 0.75, "root": 0.837, "gain": 3.333}
    assert {name: round(float(facts[name]), 3) for name in rounded} == rounded
    assert (facts["slow"], facts["fast"], facts["late"]) == (96, 35, 131)
    assert (facts["best"], facts["best_steps"]) == (0.55, 28)
    assert (facts["leaves"], facts["saved"]) == (7, 39)


def test_across_momentum_is_worse_step_by_step() -> None:
    paths = numbers_at(DEFAULTS).paths
    vanilla, momentum = (np.abs(paths[name].points[[5, 7, 10, 12], 1]) for name in list(paths)[:2])
    assert vanilla.round(3).tolist() == [0.237, 0.133, 0.056, 0.032]
    assert momentum.round(3).tolist() == [0.412, 0.303, 0.118, 0.074]


@corners
def test_vanillas_directions_shrink_by_their_own_factors(
    params: MomentumVersusVanillaParams,
) -> None:
    numbers = numbers_at(params)
    points = numbers.paths["vanilla"].points[: SHOWN + 1]
    for axis, name in enumerate(("along", "across")):
        np.testing.assert_allclose(points[1:, axis] / points[:-1, axis], numbers.facts[name])
    assert -1 < float(numbers.facts["across"]) < 0 < float(numbers.facts["along"]) < 1
    assert float(numbers.facts["across_size"]) < float(numbers.facts["along"]), "along is slowest"


@corners
def test_momentum_shrinks_both_by_the_root_of_beta(params: MomentumVersusVanillaParams) -> None:
    numbers = numbers_at(params)
    path, root = numbers.paths["momentum"], np.sqrt(params.momentum)
    assert numbers.facts["root"] == pytest.approx(root)
    for x, curvature in zip(path.points.T, (CURVED_ALONG, CURVED_ACROSS), strict=True):
        matrix = theory.heavy_ball_matrix(params.learning_rate, curvature, params.momentum)
        np.testing.assert_allclose(np.abs(np.linalg.eigvals(matrix)), root)
        height = theory.heavy_ball_envelope(
            float(x[0]), params.learning_rate, curvature, params.momentum
        )
        share = np.abs(x[:60]) / (height * root ** np.arange(60))
        assert share.max() <= 1 + 1e-9
        assert share[30:].max() > 0.7, "it keeps to its envelope"


@corners
def test_along_momentum_is_better_and_across_worse(params: MomentumVersusVanillaParams) -> None:
    facts = numbers_at(params).facts
    assert f"{facts['along']:.2f}" > f"{facts['root']:.2f}" > f"{facts['across_size']:.2f}"


@corners
def test_the_slowest_direction_decides_so_momentum_arrives_first(
    params: MomentumVersusVanillaParams,
) -> None:
    numbers = numbers_at(params)
    paths, facts = numbers.paths, numbers.facts
    assert facts["slow"] == settles(paths["vanilla"])
    assert facts["fast"] == settles(paths["momentum"])
    assert 0 < int(facts["fast"]) < int(facts["slow"]) < int(facts["late"])
    alone = [np.flatnonzero(np.abs(x) > NEAR)[-1] for x in paths["vanilla"].points.T]
    assert alone[0] > alone[1], "vanilla waits for the floor"


@corners
def test_a_steady_push_ends_at_the_speed_limit(params: MomentumVersusVanillaParams) -> None:
    optimizer, x = HeavyBall(1.0, params.momentum), np.zeros(1)
    state, speeds = optimizer.init(x), [0.0]
    for _ in range(PUSHED):
        before, (x, state) = x, optimizer.step(x, np.ones(1), state)
        speeds.append(float((before - x)[0]))
    np.testing.assert_allclose(theory.momentum_speed(params.momentum, range(PUSHED + 1)), speeds)
    gain = float(numbers_at(params).facts["gain"])
    assert gain == pytest.approx(1 / (1 - params.momentum))
    assert 0.93 * gain < speeds[-1] < gain, "the last bar is near the line, and below it"


@corners
def test_beyond_its_limit_vanilla_is_lost_and_momentum_arrives(
    params: MomentumVersusVanillaParams,
) -> None:
    numbers = numbers_at(params)
    lost, saved = (numbers.paths[name] for name in list(numbers.paths)[2:])
    limit = theory.largest_stable_rate(CURVED_ACROSS, "momentum", params.momentum)
    assert LIMIT < params.rescue_rate < limit
    assert (np.abs(lost.points[1:40, 1]) > np.abs(lost.points[:39, 1])).all()
    leaves = int(numbers.facts["leaves"])
    assert (np.abs(lost.points[:leaves, 1]) <= HALF).all()
    assert lost.points[leaves, 1] > HALF, "it leaves upwards"
    assert numbers.facts["saved"] == settles(saved)
    assert leaves < int(numbers.facts["saved"])
    assert theory.multiplier(params.rescue_rate, CURVED_ACROSS) > -1.5, "it is on the ruler"


@corners
def test_all_that_runs_stays_on_the_map(params: MomentumVersusVanillaParams) -> None:
    paths = numbers_at(params).paths
    frame = Frame(MAP, *WINDOW)
    for name in ("vanilla", "momentum", "momentum beyond it"):
        assert frame.contains(frame.at(*paths[name].points.T)).all(), name


@corners
def test_same_start_and_same_rate(params: MomentumVersusVanillaParams) -> None:
    paths = list(numbers_at(params).paths.values())
    for one, other in (paths[:2], paths[2:]):
        np.testing.assert_array_equal(one.points[0], other.points[0])
        assert one.learning_rate == other.learning_rate


@pytest.mark.parametrize("params", CORNERS[::5])
def test_the_last_chart_is_what_each_momentum_needs_alone(
    params: MomentumVersusVanillaParams,
) -> None:
    facts, sweep = numbers_at(params).facts, arrivals(params)
    start = params.start_x, params.start_y
    assert set(MOMENTA.round(2)) <= set(sweep)
    for beta, steps in sweep.items():
        alone = descend(RAVINE, HeavyBall(params.learning_rate, beta), start, 600)
        assert steps == settles(alone), beta
    assert sweep[0.0] == facts["slow"]
    assert sweep[params.momentum] == facts["fast"]
    assert sweep[params.high_momentum] == facts["late"]
    assert facts["best_steps"] == min(sweep.values()) == sweep[float(facts["best"])]
    assert min(sweep.values()) > 12, "all fits the chart"
    assert max(sweep.values()) < 400, "all fits the chart"


def test_the_best_momentum_is_near_the_one_that_theory_gives() -> None:
    def slowest(beta: float) -> float:
        return max(
            theory.spectral_radius(DEFAULTS.learning_rate, curvature, "momentum", beta)
            for curvature in (CURVED_ALONG, CURVED_ACROSS)
        )

    asymptotic = min(MOMENTA, key=lambda beta: slowest(float(beta)))
    assert numbers_at(DEFAULTS).facts["best"] == pytest.approx(asymptotic)


def test_losses_at_step_30() -> None:
    paths = numbers_at(DEFAULTS).paths
    assert paths["vanilla"].values[30] == pytest.approx(0.643, abs=5e-4)
    assert paths["momentum"].values[30] == pytest.approx(0.0015, abs=5e-5)


@corners
def test_vanilla_hops_from_wall_to_wall(params: MomentumVersusVanillaParams) -> None:
    path = descend(
        RAVINE, GradientDescent(params.learning_rate), (params.start_x, params.start_y), HOPS
    )
    y = path.points[:, 1]
    assert (y[1:] * y[:-1] < 0).all()


def test_nothing_says_that_opposites_cancel() -> None:
    captions = " ".join(beat.caption for beat in MomentumVersusVanilla.beats())
    assert "cancel" not in captions
    assert "worse" in captions


@corners
def test_captions_fit_two_lines(params: MomentumVersusVanillaParams) -> None:
    assert too_long(MomentumVersusVanilla, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0.08),
        ("learning_rate", 0.05),
        ("momentum", 0.9),
        ("momentum", 0.5),
        ("high_momentum", 0.8),
        ("rescue_rate", 0.08),
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
