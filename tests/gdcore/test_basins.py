"""Basin maps say what single descents do, and drop settled starts without changing the answer."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    DOUBLE_WELL,
    HIMMELBLAU,
    RAVINE,
    SADDLE,
    SIX_HUMP_CAMEL,
    TWO_WELLS,
    UNDECIDED,
    Adam,
    Cosine,
    GradientDescent,
    HeavyBall,
    Nesterov,
    NesterovLookAhead,
    NoisyGradientDescent,
    RMSProp,
    arrivals,
    basin_counts,
    basin_map,
    basin_of,
    basins_of_starts,
    descend,
    nearest_minimum,
    random_starts,
)

CASES = [
    (HIMMELBLAU, GradientDescent(0.005), 400),
    (HIMMELBLAU, GradientDescent(0.02), 400),  # too large for the corners: they overflow
    (HIMMELBLAU, HeavyBall(0.002), 600),
    (HIMMELBLAU, GradientDescent(Cosine(0.01, 300)), 300),
    (TWO_WELLS, HeavyBall(0.02), 600),
    (TWO_WELLS, Nesterov(0.02), 600),
    (TWO_WELLS, NesterovLookAhead(0.02), 600),
    (SIX_HUMP_CAMEL, Adam(0.05), 900),
    (DOUBLE_WELL, HeavyBall(0.01), 600),
]


every_case = pytest.mark.parametrize(
    "case",
    [pytest.param(n, marks=pytest.mark.xdist_group(f"basins {n}")) for n in range(len(CASES))],
)


@functools.cache
def single_descents(case):
    """Return starts, the first of them a minimum, and the path from each, computed alone."""
    landscape, optimizer, steps = CASES[case]
    low, high = np.array(landscape.window).T
    starts = np.random.default_rng(3).uniform(low, high, (2, 9, landscape.dim))
    starts[0, 0] = landscape.minima[0]
    singly = starts.reshape(-1, landscape.dim)
    return starts, [descend(landscape, optimizer, start, steps) for start in singly]


@every_case
def test_basins_are_those_of_single_descents(case):
    landscape, optimizer, steps = CASES[case]
    starts, paths = single_descents(case)
    found = basins_of_starts(landscape, optimizer, starts, steps)
    assert found.shape == (2, 9)
    alone = [basin_of(landscape, path).item() for path in paths]
    assert found.ravel().tolist() == alone
    assert len(set(alone) - {UNDECIDED}) > 1


@every_case
def test_arrivals_are_those_of_single_descents(case, monkeypatch):
    monkeypatch.setattr("gdcore.basins._LOT", 7)
    landscape, optimizer, steps = CASES[case]
    starts, paths = single_descents(case)
    basins, when = arrivals(landscape, optimizer, starts, steps, radius=0.1)
    assert basins.shape == when.shape == (2, 9)
    assert (basins[0, 0], when[0, 0]) == (0, 0)
    for path, basin, step in zip(paths, basins.flat, when.flat, strict=True):
        near = nearest_minimum(landscape, path.points, 0.1)
        arrived = np.flatnonzero(near != UNDECIDED)
        first = arrived[0] if len(arrived) else -1
        assert (basin, step) == ((near[first], first) if len(arrived) else (-1, -1))


def test_gradient_descent_stays_where_it_arrives():
    starts = random_starts(HIMMELBLAU, 500, 1)
    basins, when = arrivals(HIMMELBLAU, GradientDescent(0.002), starts, 400, radius=0.1)
    np.testing.assert_array_equal(
        basins, basins_of_starts(HIMMELBLAU, GradientDescent(0.002), starts, 800)
    )
    assert (when[basins != UNDECIDED] >= 0).all()


@settings(max_examples=10, deadline=None)
@given(rate=st.floats(0.0005, 0.03), momentum=st.floats(0, 0.97), seed=st.integers(0, 999))
def test_dropping_starts_changes_no_answer(rate, momentum, seed):
    starts = np.random.default_rng(seed).uniform(-5, 5, (60, 2))
    optimizer = HeavyBall(rate, momentum)
    ends = descend(HIMMELBLAU, optimizer, starts, 300, keep="last").points[-1]
    found = basins_of_starts(HIMMELBLAU, optimizer, starts, 300)
    exact, nearly = (nearest_minimum(HIMMELBLAU, ends, radius) for radius in (0.01, 0.03))
    # only at the last steps may one that was dropped still swing out of the radius for a moment
    np.testing.assert_array_equal(found[exact != UNDECIDED], exact[exact != UNDECIDED])
    np.testing.assert_array_equal(found[found != UNDECIDED], nearly[found != UNDECIDED])


def test_many_lots_give_what_one_gives(monkeypatch):
    starts = np.random.default_rng(0).uniform(-5, 5, (500, 2))
    whole = basins_of_starts(HIMMELBLAU, HeavyBall(0.002), starts, 400)
    monkeypatch.setattr("gdcore.basins._LOT", 7)
    np.testing.assert_array_equal(
        basins_of_starts(HIMMELBLAU, HeavyBall(0.002), starts, 400), whole
    )


def test_map_of_himmelblau():
    found = basin_map(HIMMELBLAU, GradientDescent(0.005), 500, columns=40, rows=30)
    assert found.basins.shape == (30, 40)
    assert (found.x[0], found.x[-1], found.y[0], found.y[-1]) == (-5, 5, -5, 5)
    assert found.undecided == 0
    assert found.shares.sum() == pytest.approx(1)
    assert (found.shares > 0.2).all()
    # each minimum lies in its own basin, and a row is a y
    for index, (x, y) in enumerate(HIMMELBLAU.minima):
        row, column = np.abs(found.y - y).argmin(), np.abs(found.x - x).argmin()
        assert found.basins[row, column] == index
    with pytest.raises(ValueError, match="read-only"):
        found.basins[0, 0] = 1


def test_four_hundred_by_four_hundred_starts_leave_nobody_out():
    found = basin_map(HIMMELBLAU, GradientDescent(0.005), 1000)
    assert found.basins.shape == (400, 400)
    assert found.undecided == 0


def test_a_start_on_a_saddle_is_undecided():
    assert basins_of_starts(HIMMELBLAU, GradientDescent(0.005), HIMMELBLAU.saddles[0], 20) == -1
    assert (basins_of_starts(TWO_WELLS, RMSProp(0.1), [(0.5, 0.5)], 300) == UNDECIDED).all()


def test_random_starts_fill_the_window():
    starts = random_starts(HIMMELBLAU, 2000, 0)
    np.testing.assert_array_equal(starts, random_starts(HIMMELBLAU, 2000, np.random.default_rng(0)))
    assert starts.shape == (2000, 2)
    np.testing.assert_allclose(starts.min(axis=0), -5, atol=0.05)
    np.testing.assert_allclose(starts.max(axis=0), 5, atol=0.05)
    assert (random_starts(DOUBLE_WELL, 9, 0, window=((0, 1),)) >= 0).all()


def test_counts_leave_the_undecided_out():
    assert basin_counts([[0, 2], [-1, 2]], 4).tolist() == [1, 0, 2, 0]


def test_nearest_minimum_is_that_within_the_radius():
    points = HIMMELBLAU.minima[[2, 0]] + [(0, 0.009), (0.5, 0)]
    assert nearest_minimum(HIMMELBLAU, points).tolist() == [2, -1]
    assert nearest_minimum(HIMMELBLAU, points, radius=0.6).tolist() == [2, 0]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            lambda: basins_of_starts(SADDLE, GradientDescent(0.1), [(1, 1)], 5),
            "landscape must have minima to be drawn to, saddle has none",
        ),
        (
            lambda: basins_of_starts(RAVINE, GradientDescent(0.1), [(1, 1)], 0),
            "steps must be a whole number of at least 1, got 0",
        ),
        (
            lambda: basins_of_starts(RAVINE, GradientDescent(0.1), [(1, 1)], 5, radius=0),
            "radius must be greater than 0, got 0",
        ),
        (
            lambda: basins_of_starts(RAVINE, NoisyGradientDescent(0.1), [(1, 1)], 5),
            "rng must be",
        ),
        (
            lambda: basin_map(DOUBLE_WELL, GradientDescent(0.1), 5),
            "landscape must have dim 2, double well has 1",
        ),
        (
            lambda: basin_map(RAVINE, GradientDescent(0.1), 5, columns=1),
            "columns must be a whole number of at least 2, got 1",
        ),
        (
            lambda: arrivals(SADDLE, GradientDescent(0.1), [(1, 1)], 5),
            "landscape must have minima to be drawn to, saddle has none",
        ),
        (
            lambda: arrivals(RAVINE, GradientDescent(0.1), [(1, 1)], 5, radius=0),
            "radius must be greater than 0, got 0",
        ),
        (lambda: random_starts(RAVINE, 0, 0), "count must be a whole number of at least 1, got 0"),
        (
            lambda: random_starts(RAVINE, 5, 0, window=((0, 1),)),
            r"window must be 2 pairs \(low, high\), got \(\(0, 1\),\)",
        ),
        (
            lambda: basin_of(RAVINE, descend(SADDLE, GradientDescent(0.1), (1, 1), 2)),
            "path must have run on ravine, got one on saddle",
        ),
    ],
)
def test_bad_questions_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()
