"""How a descent ended, told from hand-made paths and from real ones."""

import numpy as np
import pytest

from gdcore import (
    BEALE,
    DOUBLE_WELL,
    MONKEY_SADDLE,
    PARABOLA,
    PLATEAU,
    RAVINE,
    ROSENBROCK,
    SADDLE,
    SIX_HUMP_CAMEL,
    Adam,
    GradientDescent,
    HeavyBall,
    Outcome,
    RMSProp,
    descend,
)
from gdcore.outcome import classify


def outcome_of(landscape, points, overflowed=False, stopped=False):
    points = np.array(points, float).reshape(-1, landscape.dim)
    values = landscape.value(points)
    return classify(
        landscape,
        points,
        values,
        start_values=values[0],
        overflowed=np.array(overflowed),
        stopped=np.array(stopped),
    ).item()


counts = np.arange(21)


@pytest.mark.parametrize(
    ("points", "outcome"),
    [
        (5 * 0.5**counts, Outcome.CONVERGED),
        (5 * (-0.5) ** counts, Outcome.CONVERGED),
        (5 * 0.9**counts, Outcome.MOVING),
        (5 * (-0.9) ** counts, Outcome.MOVING),
        (5 * (-0.99) ** counts, Outcome.MOVING),
        (5 * (-1.0) ** counts, Outcome.OSCILLATING),
        (1e-3 * (-1.0) ** counts, Outcome.OSCILLATING),
        (5 * (-1.0) ** counts[:4], Outcome.OSCILLATING),
        (np.sin(counts * np.pi / 3), Outcome.OSCILLATING),
        (5 * (-1.01) ** counts, Outcome.DIVERGED),
        (5 * 1.5**counts, Outcome.DIVERGED),
        (5 * 1.5 ** counts[:4], Outcome.DIVERGED),
        (5 * 1.5 ** counts[:3], Outcome.MOVING),
        # Five steps that grow after a turn.
        (np.append([6.5, 5.1], 5 * 1.5 ** counts[:6]), Outcome.DIVERGED),
        # Four are not enough.
        (np.append([6.5, 5.1], 5 * 1.5 ** counts[:5]), Outcome.MOVING),
        (np.zeros(21), Outcome.CONVERGED),
        (np.full(21, 2.0), Outcome.STALLED),
        (2 - 1e-9 * counts, Outcome.STALLED),
        # Passing through the minimum is not settling at it.
        (0.3 - 0.015 * counts, Outcome.MOVING),
        # Falling past it and up the other side, slower and slower, is not diverging.
        (-1 + 2 * np.sqrt(counts / 20), Outcome.MOVING),
    ],
)
def test_rules_on_the_parabola(points, outcome):
    assert outcome_of(PARABOLA, points) is outcome


def test_overflow_beats_every_other_rule():
    assert outcome_of(PARABOLA, np.zeros(21), overflowed=True) is Outcome.DIVERGED


@pytest.mark.parametrize(
    ("landscape", "point", "outcome"),
    [
        (SADDLE, (0, 0), Outcome.STALLED),
        (MONKEY_SADDLE, (0, 0), Outcome.STALLED),
        (DOUBLE_WELL, (-1.30083957,), Outcome.CONVERGED),
        (DOUBLE_WELL, (0.16993844,), Outcome.STALLED),
        (PLATEAU, (7, 0), Outcome.STALLED),
        (PLATEAU, (0, 0), Outcome.CONVERGED),
        (BEALE, (0, 1), Outcome.STALLED),
        (SIX_HUMP_CAMEL, (-1.6071047529, -0.5686514549), Outcome.CONVERGED),
    ],
)
def test_resting_points(landscape, point, outcome):
    assert outcome_of(landscape, [point] * 10) is outcome


@pytest.mark.parametrize(
    ("point", "outcome"),
    [((1e-3, 0), Outcome.STALLED), ((1, 1), Outcome.MOVING)],
)
def test_a_path_stopped_on_purpose_is_asked_only_where_it_is(point, outcome):
    assert outcome_of(SADDLE, [point] * 10, stopped=True) is outcome


@pytest.mark.parametrize(
    ("landscape", "optimizer", "start", "steps", "outcome"),
    [
        (PARABOLA, GradientDescent(0.1), 5, 25, Outcome.MOVING),
        (PARABOLA, GradientDescent(0.1), 5, 60, Outcome.CONVERGED),
        (PARABOLA, GradientDescent(0.999), 5, 20, Outcome.MOVING),
        (PARABOLA, GradientDescent(1.0), 5, 8, Outcome.OSCILLATING),
        (PARABOLA, GradientDescent(1.1), 5, 20, Outcome.DIVERGED),
        (PARABOLA, GradientDescent(1e-8), 5, 20, Outcome.STALLED),
        (PARABOLA, RMSProp(0.01), 1, 1000, Outcome.OSCILLATING),
        (PARABOLA, HeavyBall(0.1), 5, 30, Outcome.MOVING),
        (PARABOLA, HeavyBall(0.1), 5, 300, Outcome.CONVERGED),
        (PARABOLA, Adam(0.1), 5, 600, Outcome.CONVERGED),
        (RAVINE, GradientDescent(0.08), (-10, 1), 400, Outcome.OSCILLATING),
        (RAVINE, GradientDescent(0.081), (-10, 1), 400, Outcome.DIVERGED),
        (ROSENBROCK, GradientDescent(0.001), (-1.2, 1), 500, Outcome.MOVING),
        (SADDLE, GradientDescent(0.1), (2, 0), 40, Outcome.STALLED),
        (SADDLE, GradientDescent(0.1), (2, 1e-2), 30, Outcome.MOVING),
        (SADDLE, GradientDescent(0.1), (2, 1e-2), 9000, Outcome.DIVERGED),
        (DOUBLE_WELL, GradientDescent(0.22), 0.5, 400, Outcome.OSCILLATING),
        (DOUBLE_WELL, GradientDescent(0.18), -1, 400, Outcome.OSCILLATING),
    ],
)
def test_real_paths(landscape, optimizer, start, steps, outcome):
    assert descend(landscape, optimizer, start, steps).outcome is outcome


def test_sentences_fit_in_a_caption():
    for outcome in Outcome:
        assert 20 < len(outcome.sentence) <= 80
        assert outcome.sentence.endswith(".")
        assert Outcome(outcome.value) is outcome
    assert [outcome.value for outcome in Outcome] == [
        "converged",
        "still moving",
        "stalled",
        "oscillating",
        "diverged",
    ]
