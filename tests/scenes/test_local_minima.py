"""What local_minima claims, computed again."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import (
    DOUBLE_WELL,
    HIMMELBLAU,
    SHIFTED_BOWL,
    UNDECIDED,
    GradientDescent,
    HeavyBall,
    arrivals,
    basins_of_starts,
    descend,
)
from scenes.catalog import by_name
from scenes.kit.landscape.dots import Dots
from scenes.kit.landscape.marbles import Marble
from scenes.kit.text.readout import Digits
from scenes.kit.theme import RUNS, SHAPES
from scenes.local_minima import (
    AT_REST,
    AWAY,
    BOWL_RATE,
    FAR_STARTS,
    IN_THE_TROUGH,
    MOST_STEPS,
    LocalMinima,
    LocalMinimaParams,
    barrier,
    plane,
    plot,
)
from scenes.parts.basin_fill import NEARLY, BasinFill
from scenes.parts.many_starts import ManyStarts
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, opacity_of, texts_on, walk_through

FIELDS = LocalMinimaParams.model_json_schema()["properties"]
RATES = np.linspace(FIELDS["learning_rate"]["minimum"], FIELDS["learning_rate"]["maximum"], 5)
BETAS = np.linspace(FIELDS["momentum"]["minimum"], FIELDS["momentum"]["maximum"], 3)
MAP_RATES = FIELDS["map_rate"]["minimum"], 0.002, FIELDS["map_rate"]["maximum"]
BETTER, WORSE = 0, 1
"""The curve's minima: the global one, on the left, and the local one."""


def test_the_barrier_is_the_one_maximum_and_the_left_well_is_the_deeper() -> None:
    top = np.array([barrier()])
    assert DOUBLE_WELL.gradient(top) == pytest.approx(0, abs=1e-9)
    assert DOUBLE_WELL.hessian(top).item() < 0
    assert f"{barrier():.3f}" == "0.170"
    left, right = DOUBLE_WELL.minima[:, 0]
    assert left < barrier() < right
    losses = DOUBLE_WELL.value(DOUBLE_WELL.minima)
    assert [f"{loss:.2f}" for loss in losses] == ["-3.51", "-1.07"]


@pytest.mark.parametrize("rate", [RATES[0], RATES[-1]])
def test_what_starts_left_of_the_barrier_ends_left_and_right_of_it_right(rate: float) -> None:
    starts = np.linspace(-2.5, 2.5, 402)[:, None]
    found = basins_of_starts(DOUBLE_WELL, GradientDescent(float(rate)), starts, 3000)
    np.testing.assert_array_equal(found, np.where(starts[:, 0] < barrier(), BETTER, WORSE))


@pytest.mark.parametrize("changes", [{}, {"left": -2, "right": 2}, {"learning_rate": 0.012}])
def test_two_marbles_have_one_rule_and_two_answers(changes: dict[str, float]) -> None:
    numbers = plot(LocalMinimaParams.model_validate(changes))
    left, right = numbers.paths["left"], numbers.paths["right"]
    assert set(left.rates) == set(right.rates) == {numbers.facts["rate"]}
    assert left.optimizer == right.optimizer
    for name, path in (("left", left), ("right", right)):
        above = numbers.paths[name + IN_THE_TROUGH]
        assert above.points[0].tolist() == [path.points[0, 0], AWAY]
        np.testing.assert_allclose(above.points[-1], [path.points[-1, 0], 0], atol=2 * AT_REST)
    apart = right.points[0, 0] - left.points[0, 0]
    assert numbers.facts["gap"] == pytest.approx(apart)
    assert f"{left.points[-1, 0]:.2f}" == "-1.30"
    assert f"{right.points[-1, 0]:.2f}" == "1.13"


@pytest.mark.parametrize(("rate", "beta"), [*itertools.product(RATES, BETAS)])
def test_momentum_finds_the_better_well_and_leaves_it_and_vanilla_stays(
    rate: float, beta: float
) -> None:
    vanilla, ball = GradientDescent(float(rate)), HeavyBall(float(rate), float(beta))
    assert FAR_STARTS[0] > barrier() > FAR_STARTS[1]
    starts = np.array(FAR_STARTS)[:, None]
    ends = (basins_of_starts(DOUBLE_WELL, one, starts, 3000).tolist() for one in (vanilla, ball))
    assert [*ends] == [[WORSE, BETTER], [BETTER, WORSE]]


def test_the_final_losses_of_the_two_races() -> None:
    paths = plot(LocalMinimaParams()).paths
    losses = {name: f"{path.values[-1]:.2f}" for name, path in paths.items() if " from " in name}
    assert losses == {
        "vanilla from 2": "-1.07",
        "momentum from 2": "-3.51",
        "vanilla from -2.2": "-3.51",
        "momentum from -2.2": "-1.07",
    }


@pytest.mark.parametrize("rate", MAP_RATES)
@pytest.mark.parametrize("seed", [0, 7, 99])
def test_every_random_start_arrives_where_it_ends(rate: float, seed: int) -> None:
    numbers = plot(LocalMinimaParams(map_rate=rate, seed=seed, starts=200))
    for landscape, own_rate in ((HIMMELBLAU, rate), (SHIFTED_BOWL, BOWL_RATE)):
        path, optimizer = numbers.paths[landscape.name], GradientDescent(own_rate)
        starts = path.points[0]
        basins, when = arrivals(landscape, optimizer, starts, MOST_STEPS, NEARLY)
        assert (basins != UNDECIDED).all()
        assert when.max() == path.steps
        later = basins_of_starts(landscape, optimizer, starts, 2 * MOST_STEPS)
        np.testing.assert_array_equal(basins, later)
    np.testing.assert_array_equal(
        numbers.paths[HIMMELBLAU.name].points[0], numbers.paths[SHIFTED_BOWL.name].points[0]
    )
    assert numbers.facts["minima"] == len(HIMMELBLAU.minima) == 4
    assert numbers.facts["starts"] == 200


@pytest.mark.parametrize("rate", MAP_RATES)
def test_the_plane_has_four_basins_and_nothing_else(rate: float) -> None:
    whole = plane(HIMMELBLAU, rate)
    assert set(whole.basins.flat) == {0, 1, 2, 3}
    starts = np.stack(np.meshgrid(whole.x[::15], whole.y[::15]), axis=-1)
    path = descend(HIMMELBLAU, GradientDescent(rate), starts, 2 * MOST_STEPS, keep="last")
    ends = HIMMELBLAU.minima[whole.basins[::15, ::15]]
    np.testing.assert_allclose(path.points[-1], ends, atol=1e-3)


@pytest.mark.parametrize("rate", [*MAP_RATES, 0.0017, 0.0026])
def test_the_percents_of_the_plane_are_whole_and_come_to_a_hundred(rate: float) -> None:
    whole = plane(HIMMELBLAU, rate)
    shown = [
        [whole.percent(n, step) for n in range(4)]
        for step in np.linspace(-1, whole.longest + 1, 60)
    ]
    assert sum(shown[-1]) == 100
    assert shown[0] == [0, 0, 0, 0]
    assert (np.diff(shown, axis=0) >= 0).all()
    for n, percent in enumerate(shown[-1]):
        assert abs(percent - whole.share(n, whole.longest)) < 1


def test_the_bowl_is_convex_and_has_one_answer() -> None:
    assert (np.linalg.eigvalsh(SHIFTED_BOWL.hessian(np.zeros(2))) > 0).all()
    assert SHIFTED_BOWL.minima.tolist() == [[3, -2]]
    assert set(plane(SHIFTED_BOWL, BOWL_RATE).basins.flat) == {0}


@pytest.mark.parametrize("changes", [{}, {"left": -2, "right": 2, "starts": 200}])
def test_captions_fit_two_lines(changes: dict[str, float]) -> None:
    assert too_long(LocalMinima, LocalMinimaParams.model_validate(changes)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("left", 0.2), ("right", 0.1), ("momentum", 0.5), ("map_rate", 0.01), ("starts", 1)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        LocalMinimaParams.model_validate({name: value})


class Seen:
    """What one walk through the scene has shown, frame by frame."""

    def __init__(self) -> None:
        self.roles = set[frozenset[str]]()
        self.shapes = set[str]()
        self.counts = list[int]()
        self.filled = list[float]()
        self.headlines = set[str]()

    def look(self, walk: Walk) -> None:
        parts = [part for top in walk.scene.mobjects for part in top.get_family()]
        seen = {p.role for p in parts if isinstance(p, Marble) and p.disc.get_fill_opacity() > 0}
        self.roles.add(frozenset(seen))
        for part in parts:
            if isinstance(part, ManyStarts) and part.path.landscape == HIMMELBLAU.name:
                kinds = [dots for dots in part.kinds if len(dots.points)]
                self.shapes |= {SHAPES[dots.role] for dots in kinds if isinstance(dots, Dots)}
                self.counts.append(sum(part.count(n) for n in range(4)))
            if isinstance(part, BasinFill) and len(part.regions) == 4:
                step = part.step.get_value()
                self.filled.append(sum(part.plane.share(n, step) for n in range(4)))
        for text, _ in texts_on(walk.scene):
            assert not isinstance(text, Digits) or opacity_of(text) > 0


@functools.cache
def seen() -> Seen:
    """Walk through the scene once for all tests of it in this process."""
    notes = Seen()
    walk_through(by_name()["local_minima"], "dark", notes.look)
    return notes


def test_runs_are_never_on_the_screen_with_optimizers() -> None:
    """Their colours are told apart only within each kind."""
    runs = set(RUNS)
    assert frozenset({"run_1", "run_2"}) in seen().roles
    assert frozenset({"gradient_descent", "momentum"}) in seen().roles
    assert not [roles for roles in seen().roles if roles & runs and roles - runs]


def test_a_hundred_starts_take_four_shapes_and_then_the_plane_fills() -> None:
    assert seen().shapes == {SHAPES[role] for role in RUNS[:4]}
    assert seen().counts[0] == 0
    assert seen().counts[-1] == 100
    assert all(after >= before for before, after in itertools.pairwise(seen().counts))
    assert seen().filled[0] < 1
    assert seen().filled[-1] == pytest.approx(100)
    assert len({round(share) for share in seen().filled}) > 5
