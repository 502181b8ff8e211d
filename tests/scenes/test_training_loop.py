"""What training_loop claims, computed again."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import HIMMELBLAU
from scenes.catalog import by_name
from scenes.kit.story.scene import Plot
from scenes.parts.moons_training import (
    CHANCE,
    DESCENT,
    LEVEL,
    LONGEST,
    POINTS,
    TRIES,
    moons_network,
)
from scenes.parts.network_diagram import NetworkDiagram
from scenes.parts.training_flow import FORWARD, ROUND
from scenes.training_loop import NETWORK, TWO, TrainingLoop, TrainingLoopParams, ticks
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

ALL = [
    TrainingLoopParams(),
    *(
        TrainingLoopParams(learning_rate=rate, noise=noise, seed=seed)
        for rate, noise, seed in itertools.product((0.4, 0.6), (0.08, 0.1), (0, 1, 4, 6))
    ),
]
every_setting = pytest.mark.parametrize("params", ALL, ids=str, scope="module")


def numbers(params: TrainingLoopParams) -> Plot:
    return TrainingLoop.plot(params)


def test_the_numbers_of_the_lecture() -> None:
    facts = numbers(TrainingLoopParams()).facts
    said = [f"{facts[name]:.2f}" for name in ("first", "blind")]
    assert said == ["0.81", "2.17"]
    assert facts["goes"] == "rises"
    assert [facts[name] for name in ("dials", "steps", "wrong", "right")] == [30, 554, 39, 80]


@every_setting
def test_every_caption_is_true_at_any_setting(params: TrainingLoopParams) -> None:
    facts, paths = numbers(params).facts, numbers(params).paths
    hill = moons_network(params.noise, params.seed)
    chance, descent = paths[CHANCE], paths[DESCENT]
    assert facts["dials"] == chance.dim == descent.dim
    assert [facts["first"], facts["blind"]] == hill.value(chance.points[[0, -1]]).tolist()
    assert facts["goes"] == ("rises" if facts["blind"] > facts["first"] else "falls")
    assert facts["tries"] == chance.steps == TRIES
    assert facts["steps"] == descent.steps < LONGEST
    assert np.linalg.norm(hill.gradient(descent.points[-1])) < facts["level"] == LEVEL
    for name, point, right in (("wrong", 0, False), ("right", -1, True)):
        classes = hill.predict(descent.points[point]) >= 0.5
        assert facts[name] == int(((classes == (hill.data.targets == 1)) == right).sum())
    assert too_long(TrainingLoop, params) == []


@every_setting
def test_chance_never_comes_as_low_as_slopes_do(params: TrainingLoopParams) -> None:
    paths = numbers(params).paths
    assert paths[CHANCE].values.min() > 10 * paths[DESCENT].values[-1]


def test_as_many_steps_with_slopes_come_lower_than_any_turn_by_chance() -> None:
    paths = numbers(TrainingLoopParams()).paths
    assert paths[DESCENT].values[TRIES] < 0.5 * paths[CHANCE].values.min()


@every_setting
def test_the_boundary_is_nearly_straight_first_and_bends_later(params: TrainingLoopParams) -> None:
    """While the loss lies on its shelf, hardly a point more is right; then nearly all are."""
    descent = numbers(params).paths[DESCENT]
    hill = moons_network(params.noise, params.seed)
    right = hill.accuracy(descent.points) * POINTS
    assert right[-1] == POINTS
    assert right[20] < 0.97 * POINTS


def test_the_two_dials_are_the_marbles_coordinates() -> None:
    path = numbers(TrainingLoopParams()).paths[TWO]
    assert path.dim == 2
    assert path.values[-1] < path.values[0]
    np.testing.assert_allclose(path.values, HIMMELBLAU.value(path.points))


@functools.cache
def walked() -> tuple[Walk, list[dict[str, Any]]]:
    """Walk through the scene; note what is shown in each frame in which the network is."""
    seen: list[dict[str, Any]] = []

    def look(walk: Walk) -> None:
        scene: Any = walk.scene
        if not hasattr(scene, "dials"):
            return
        assert scene._open is not None
        seen.append(
            {
                "beat": scene._open[0].name,
                "dials": np.array(scene.dials.values()),
                "plane": np.array(scene.plane.setting()),
                "drawn": widths_and_colours(scene.diagram),
                "should": widths_and_colours(
                    NetworkDiagram(NETWORK, scene.hill, scene.dials.values)
                ),
                "lit": scene.pulse.lit if hasattr(scene, "pulse") else "",
                "step": scene.setting.step.get_value(),
                "loss": scene.setting.loss(),
                "charted": scene.setting.path
                if getattr(scene, "shown", 0) in scene.mobjects
                else None,
            }
        )

    walk = walk_through(by_name()["training_loop"], "dark", look, with_ends=False)
    return walk, seen


def widths_and_colours(diagram: NetworkDiagram) -> list[Any]:
    lines = [(line.get_stroke_width(), line.get_stroke_color()) for line in diagram.lines]
    return [*lines, *(disc.get_fill_color() for disc in diagram.discs)]


def test_the_chart_of_chance_is_gone_before_the_dials_turn_back() -> None:
    _, seen = walked()
    chance = numbers(TrainingLoopParams()).paths[CHANCE].points[-1]
    back = [frame for frame in seen if frame["beat"] == "go_round_once"]
    charts = [frame for frame in back if frame["charted"] is not None]
    old = [frame for frame in charts if np.array_equal(frame["charted"].points[-1], chance)]
    assert old and len(charts) > len(old)
    for frame in old:
        np.testing.assert_array_equal(frame["dials"], chance)


def test_the_network_drawn_is_always_that_of_the_dials() -> None:
    """In every frame its lines and discs are those of a diagram made of the dials' numbers."""
    _, seen = walked()
    training = [frame for frame in seen if frame["beat"] != "count_the_dials"]
    for frame in training:
        assert frame["drawn"] == frame["should"]
    bent = [frame["drawn"] for frame in seen if frame["beat"] == "bend_the_boundary"]
    assert sum(a != b for a, b in itertools.pairwise(bent)) > 0.8 * len(bent), "it moves with them"


def test_the_plane_is_always_that_of_the_dials() -> None:
    _, seen = walked()
    assert len(seen) > 150
    for frame in seen:
        np.testing.assert_array_equal(frame["dials"], frame["plane"])


def test_the_light_goes_forward_alone_by_chance_and_all_round_with_slopes() -> None:
    _, seen = walked()
    by_beat = {
        beat: {frame["lit"] for frame in frames}
        for beat, frames in itertools.groupby(seen, lambda frame: frame["beat"])
    }
    assert by_beat["measure_the_loss"] - {""} == set(FORWARD)
    assert by_beat["turn_by_chance"] == set(FORWARD)
    assert by_beat["go_round_once"] >= set(ROUND)
    assert by_beat["stop"] == {"dials", *FORWARD, "converged"}


def test_dials_turn_between_iterates_and_the_loss_is_that_of_the_last_one() -> None:
    walk, seen = walked()
    path = walk.scene.paths[DESCENT]
    training = [frame for frame in seen if frame["beat"] in ("bend_the_boundary", "stop")]
    for frame in training:
        n = int(frame["step"] + 1e-6)
        assert frame["loss"] == path.values[n]
    assert training[-1]["step"] == path.steps
    np.testing.assert_array_equal(training[-1]["dials"], path.points[-1])


def test_no_box_lights_up_more_than_three_times_a_second() -> None:
    _, seen = walked()
    laps = len([1 for a, b in itertools.pairwise(seen) if a["lit"] != "dials" == b["lit"]])
    seconds = len(seen) / 5
    assert laps < 3 * seconds


@pytest.mark.parametrize("steps", [TRIES, 300, 554, 1000, 1900, 3000])
def test_two_to_four_numbers_stand_below_the_chart(steps: int) -> None:
    assert 2 <= len(ticks(steps)) <= 4
    assert ticks(steps)[-1] <= steps


def test_the_loop_is_the_bending() -> None:
    (loop,) = [beat.name for beat in TrainingLoop.beats() if beat.loop]
    assert loop == "bend_the_boundary"


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0.3), ("learning_rate", 0.7), ("noise", 0.2), ("seed", 7), ("beta", 1)],
)
def test_what_makes_no_sense_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError):
        TrainingLoopParams.model_validate({name: value})
