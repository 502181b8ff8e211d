"""Grids of learning rates count what single descents count, and name the best of them."""

from dataclasses import replace

import numpy as np
import pytest

from gdcore import (
    BEALE,
    BOUNDED_SADDLE,
    HIMMELBLAU,
    PARABOLA,
    RATES,
    RAVINE,
    SADDLE,
    TURNED_RAVINE,
    AdaGrad,
    Adam,
    GradientDescent,
    HeavyBall,
    Nesterov,
    NesterovLookAhead,
    NoisyGradientDescent,
    RMSProp,
    Tuning,
    descend,
    race_table,
    theory,
    tune,
)

KINDS = [GradientDescent, HeavyBall, Nesterov, NesterovLookAhead, AdaGrad, RMSProp, Adam]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_steps_are_those_of_single_descents(kind):
    starts, rates = [(1.0, 1.0), (0.5, -0.5)], (0.001, 0.01, 0.1, 5.0)
    found = tune(BEALE, kind(1.0), starts, 400, rates=rates, target=(3, 0.5))
    expected = [
        [
            descend(BEALE, replace(found.optimizer, learning_rate=rate), start, 400).settles_within(
                0.01, (3, 0.5)
            )
            for start in starts
        ]
        for rate in rates
    ]
    assert found.steps.tolist() == [[-1 if n is None else n for n in row] for row in expected]


def test_on_the_parabola_the_best_rate_is_one_half():
    found = tune(PARABOLA, GradientDescent(1.0), 5 * np.ones(1), 100, tolerance=1e-3 - 1e-12)
    assert found.best_rate == 0.5
    assert found.best_steps == 1
    assert found.tuned == GradientDescent(0.5)
    for rate, (steps,) in zip(found.rates, found.steps, strict=True):
        theirs = theory.steps_to_reach(1e-3, 5, rate, 2)
        assert steps == (theirs if theirs is not None and theirs <= 100 else -1)


def test_a_start_at_the_goal_takes_no_step():
    assert tune(PARABOLA, GradientDescent(1.0), [[0.0]], 5, rates=(0.1,)).steps.tolist() == [[0]]


def test_any_minimum_will_do_unless_one_is_named():
    starts = HIMMELBLAU.minima + 0.1
    assert (tune(HIMMELBLAU, GradientDescent(1.0), starts, 100, rates=(0.01,)).steps > 0).all()
    one = tune(HIMMELBLAU, GradientDescent(1.0), starts, 100, rates=(0.01,), target=(3, 2))
    assert one.arrived.tolist() == [1]


def test_more_arrivals_count_more_than_fewer_steps():
    steps = np.array([[5, -1, -1], [90, 80, -1], [70, 99, -1], [-1, -1, -1]])
    found = Tuning("ravine", Adam(1.0), np.array([4.0, 3.0, 2.0, 1.0]), steps, 100, 0.01)
    assert found.arrived.tolist() == [1, 2, 2, 0]
    assert found.median_steps.tolist() == [np.inf, 90, 99, np.inf]
    assert (found.best, found.best_rate, found.best_steps) == (1, 3.0, 90)


def test_of_equals_the_smallest_rate_is_best():
    found = Tuning("ravine", Adam(1.0), np.array([0.2, 0.1]), np.array([[7], [7]]), 100, 0.01)
    assert found.best_rate == 0.1


def test_who_never_arrives_has_no_best_rate():
    found = tune(RAVINE, GradientDescent(1.0), (-10, 1), 50, rates=(0.5, 1e300))
    assert found.best is found.best_rate is found.best_steps is None
    with pytest.raises(ValueError, match="optimizer must arrive at some rate to be tuned"):
        _ = found.tuned


def test_the_grid_can_be_printed():
    assert RATES[0] == 1e-4
    assert RATES[-1] == 5
    assert [f"{rate:g}" for rate in RATES[6:12]] == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5"]


def test_turning_the_ravine_takes_adagrads_advantage():
    turn = np.sqrt(0.5) * np.array([[1, -1], [1, 1]])
    entries = [(RAVINE, [(-10, 1)]), (TURNED_RAVINE, [turn @ (-10, 1)])]
    table = race_table(entries, [GradientDescent(1.0), HeavyBall(1.0), AdaGrad(1.0)], 400)
    straight, turned = table.steps
    assert straight[:2] == turned[:2]
    assert straight[2] < 20
    assert turned[2] > 100
    assert table.winners("ravine") == ("AdaGrad",)
    assert table.winners("turned ravine") == ("momentum",)
    assert table.cells["ravine", "AdaGrad"].best_rate == 5


def test_ties_and_rows_without_a_winner():
    rates = (0.1, 0.5)
    table = race_table(
        [(PARABOLA, [[5.0]]), (BEALE, [(1, 1)])],
        [GradientDescent(1.0), HeavyBall(1.0, 0.0)],
        3,
        rates=rates,
    )
    assert table.winners("parabola") == ("gradient descent", "momentum")
    assert table.steps == ((1, 1), (None, None))
    assert table.winners("Beale") == ()
    with pytest.raises(ValueError, match="landscape must be one of parabola, Beale, got 'hill'"):
        table.winners("hill")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            lambda: tune(RAVINE, Adam(1.0), (1, 1), 5, rates=(0.1, 0)),
            "rates must be greater than 0, got 0",
        ),
        (lambda: tune(RAVINE, Adam(1.0), (1, 1), 0), "steps must be a whole number"),
        (lambda: tune(RAVINE, Adam(1.0), 1.0, 5), "points on ravine must have a last axis"),
        (
            lambda: tune(SADDLE, Adam(1.0), (1, 1), 5),
            "target must be given on saddle, which names no minima",
        ),
        (lambda: tune(BOUNDED_SADDLE, NoisyGradientDescent(0.1), (1, 1), 5), "rng must be"),
        (
            lambda: race_table([(RAVINE, (1, 1))], [Adam(1.0), Adam(0.5)], 5),
            "optimizers must have names that differ, got Adam, Adam",
        ),
    ],
)
def test_bad_questions_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()
