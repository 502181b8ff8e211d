"""What the race claims, computed again step by step: orders, best rates, winners."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import BEALE, RATES, Path, descend, random_starts
from scenes.kit.story.scene import Plot
from scenes.optimizer_race import (
    COUNTS,
    ELSEWHERE,
    GOAL,
    MINIMUM,
    MOST,
    MOST_ELSEWHERE,
    NAMES,
    ORDINALS,
    RACING,
    SAME,
    SEEN,
    STARTS,
    TUNED,
    OptimizerRace,
    OptimizerRaceParams,
    at_best_rates,
    at_one_rate,
    best_rates,
    opening,
    table_elsewhere,
    wins,
)
from scenes.parts.race_tunings import SEED
from tests.scenes.captions import too_long

CORNERS = [
    OptimizerRaceParams(learning_rate=rate, start_x=x, start_y=y)
    for rate, x, y in ((0.005, 0.8, 1.0), (0.008, 1.2, 0.8), (0.01, 0.8, 0.8), (0.01, 1.2, 1.0))
] + [OptimizerRaceParams()]
every_corner = pytest.mark.parametrize("params", CORNERS, ids=str, scope="module")
DEFAULT = OptimizerRaceParams()


def numbers(params: OptimizerRaceParams) -> Plot:
    """Return the scene's numbers, computed once for all tests in this process."""
    return OptimizerRace.plot(params)


def arrival(path: Path) -> int | None:
    """Return the step from which a path stays within the goal, counted one by one."""
    outside = np.flatnonzero(np.hypot(*(path.points - MINIMUM).T) > GOAL)
    last = int(outside[-1])
    return None if last == path.steps else last + 1


def ranks(steps: dict[str, int | None]) -> list[str]:
    """Return the names from the first to the last."""
    return [NAMES[role] for role in sorted(steps, key=lambda r: steps[r] or MOST + 1)]


def test_the_default_race_is_the_one_that_the_course_knows() -> None:
    same, tuned = dict(at_one_rate(DEFAULT)), dict(at_best_rates(DEFAULT))
    assert ranks(same) == ["momentum", "Nesterov", "RMSProp", "vanilla", "Adam", "AdaGrad"]
    assert list(same.values()) == [1196, 110, 147, None, 346, 1553]
    assert ranks(tuned) == ["momentum", "Nesterov", "Adam", "AdaGrad", "RMSProp", "vanilla"]
    assert list(tuned.values()) == [597, 97, 105, 246, 346, 106]


@pytest.mark.parametrize("params", CORNERS[-2:], ids=str)
def test_each_arrives_when_the_board_says(params: OptimizerRaceParams) -> None:
    start, best = (params.start_x, params.start_y), best_rates(params)
    for race, steps in ((SAME, at_one_rate(params)), (TUNED, at_best_rates(params))):
        for role, optimizer in RACING.items():
            rate = params.learning_rate if race == SAME else best[role]
            whole = descend(BEALE, replace(optimizer, learning_rate=rate), start, MOST)
            assert arrival(whole) == steps[role], (race, role)
            shown = numbers(params).paths[f"{NAMES[role]}, {race}"]
            np.testing.assert_array_equal(shown.points, whole.points[: shown.steps + 1])
            assert shown.steps == steps[role] or steps[role] is None


def test_no_rate_of_the_grid_is_better_than_the_best() -> None:
    best, least = best_rates(DEFAULT), at_best_rates(DEFAULT)
    for role, optimizer in RACING.items():
        place = RATES.index(best[role])
        for rate in RATES[max(place - 2, 0) : place + 3]:
            path = descend(BEALE, replace(optimizer, learning_rate=rate), (1.0, 1.0), 1000)
            there = arrival(path) if np.isfinite(path.points).all() else None
            assert there is None or there >= (least[role] or 0), role


@every_corner
def test_the_order_changes_and_the_captions_say_how(params: OptimizerRaceParams) -> None:
    same, tuned = dict(at_one_rate(params)), dict(at_best_rates(params))
    facts = numbers(params).facts
    assert ranks(same) != ranks(tuned)
    assert same["adagrad"] is None, "AdaGrad is the only one that does not arrive"
    assert [role for role in same if same[role] is None] == ["adagrad"]
    assert None not in tuned.values()
    assert facts["first"] == opening(ranks(same)[0])
    assert facts["first_steps"] == min(n for n in same.values() if n is not None)
    assert facts["adam_steps"] == same["adam"]
    assert facts["winner_steps"] == min(n for n in tuned.values() if n is not None)
    assert facts["all_there"] == max(n for n in tuned.values() if n is not None)
    adam, grad = (ORDINALS.index(str(facts[f"{name}_after"])) for name in ("adam", "adagrad"))
    assert (ranks(tuned)[adam], ranks(tuned)[grad]) == ("Adam", "AdaGrad")
    assert ranks(same)[ORDINALS.index(str(facts["adam_before"]))] == "Adam"
    assert adam < ORDINALS.index(str(facts["adam_before"])), "tuning helps Adam here"
    assert grad < len(RACING) - 1


@every_corner
def test_the_best_rates_lie_apart(params: OptimizerRaceParams) -> None:
    best, facts = best_rates(params), numbers(params).facts
    assert (facts["lowest"], facts["highest"]) == (min(best.values()), max(best.values()))
    assert min(best.values()) < max(best.values())


@every_corner
def test_all_that_race_stay_in_the_window(params: OptimizerRaceParams) -> None:
    low, high = np.array([SEEN.x, SEEN.y]).T
    for name, path in numbers(params).paths.items():
        assert ((low < path.points) & (path.points < high)).all(), name


def test_the_table_is_what_each_start_walks() -> None:
    table = table_elsewhere()
    assert table.landscapes == tuple(landscape.name for landscape in ELSEWHERE)
    for landscape in ELSEWHERE[1:4:2]:
        for column, optimizer in enumerate(RACING.values()):
            cell = table.cells[landscape.name, optimizer.name]
            starts = random_starts(landscape, STARTS, SEED)
            path = descend(landscape, cell.tuned, starts, MOST_ELSEWHERE)
            (minimum,) = landscape.minima
            near = np.linalg.norm(path.points - minimum, axis=-1) <= GOAL
            counts = [np.flatnonzero(~one)[-1] + 1 if one[-1] else np.inf for one in near.T]
            row = table.steps[table.landscapes.index(landscape.name)]
            assert sorted(counts)[STARTS // 2] == row[column], (landscape.name, optimizer.name)


def test_no_optimizer_wins_every_row_and_none_more_than_adam() -> None:
    won, facts = wins(), numbers(DEFAULT).facts
    assert max(won.values()) < len(ELSEWHERE)
    assert won["adam"] == max(won.values()) == COUNTS.index(str(facts["adam_wins"]))
    assert sum(count > 0 for count in won.values()) == COUNTS.index(str(facts["winners"]))
    assert won == {
        "gradient_descent": 1,
        "momentum": 0,
        "nesterov": 1,
        "adagrad": 2,
        "rmsprop": 0,
        "adam": 2,
    }


def test_all_have_the_same_starts_and_the_same_grid() -> None:
    table = table_elsewhere()
    for cell in table.cells.values():
        assert cell.rates.tolist() == list(RATES)
        assert cell.steps.shape == (len(RATES), STARTS)
        assert (cell.allowed, cell.tolerance) == (MOST_ELSEWHERE, GOAL)


@every_corner
def test_captions_fit_into_two_lines(params: OptimizerRaceParams) -> None:
    assert too_long(OptimizerRace, params) == []


def test_one_beat_is_the_loop() -> None:
    assert [b.name for b in OptimizerRace.beats() if b.loop] == ["race_at_the_best_rates"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"learning_rate": 0.004},
        {"learning_rate": 0.011},
        {"start_x": 0.7},
        {"start_x": 1.3},
        {"start_y": 0.7},
        {"start_y": 1.1},
        {"momentum": 0.9},
    ],
    ids=str,
)
def test_wrong_parameters_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        OptimizerRaceParams.model_validate(wrong)
