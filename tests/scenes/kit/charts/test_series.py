"""Lines against steps: they grow with the walk and end at its head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import DashedLine, ValueTracker

from scenes.kit.charts.axes import DOT_RADIUS, Frame
from scenes.kit.charts.series import (
    DASH,
    GAP,
    SAMPLE_LENGTH,
    DashedSeries,
    Series,
    cut_into_dashes,
    dot_entry,
    entry,
    series,
)
from scenes.kit.theme import DASHES, color
from tests.scenes.kit.samples import PROPERTY, SLOT, corners, floats, parabola_walk

STEPS = 8
EVEN = Frame(SLOT, (0, STEPS), (0, 30))
LOG = Frame(SLOT, (0, STEPS), (0.1, 30), log_y=True)

DASHED_STEPS = 8
DASHED_LOG = Frame(SLOT, (0, DASHED_STEPS), (0.1, 30), log_y=True)

ways = st.lists(st.tuples(floats(-5, 5), floats(-3, 3)), min_size=2, max_size=8, unique=True).map(
    lambda corners: np.pad(corners, ((0, 0), (0, 1)))
)


def series_on(frame: Frame, step: float = 0, **options: object) -> Series:
    values = parabola_walk(steps=STEPS).values
    return Series(frame, values, ValueTracker(step), **options)  # type: ignore[arg-type]


def anchors(points: np.ndarray) -> np.ndarray:
    return np.concatenate([points[::4], points[-1:]])


@PROPERTY
@given(floats(0, STEPS), st.sampled_from([EVEN, LOG]))
def test_the_line_goes_through_the_values_so_far(step: float, frame: Frame) -> None:
    series = series_on(frame)
    series.step.set_value(step)
    series.update()
    n = int(step + 1e-9)
    passed = frame.at(np.arange(n + 1), series.values[: n + 1])
    line = anchors(series.line.points)
    np.testing.assert_allclose(line[:-1], passed, atol=1e-9)
    np.testing.assert_allclose(line[-1], series.head, atol=1e-9)


@PROPERTY
@given(floats(0, STEPS))
def test_the_head_is_at_the_step_on_the_way_to_the_next_value(step: float) -> None:
    series = series_on(LOG, step)
    assert series.head[0] == pytest.approx(LOG.at(step, 1)[0])
    n = min(int(step), STEPS - 1)
    here, there = series.spot(n)[1], series.spot(n + 1)[1]
    assert series.head[1] == pytest.approx(here + (step - n) * (there - here))


@pytest.mark.parametrize("n", range(STEPS + 1))
def test_at_a_whole_step_the_head_is_the_value(n: int) -> None:
    series = series_on(EVEN, n)
    np.testing.assert_allclose(series.head, EVEN.at(n, series.values[n]))
    np.testing.assert_allclose(series.spot(n), EVEN.at(n, series.values[n]))


def test_beyond_the_last_step_the_line_stays() -> None:
    np.testing.assert_allclose(series_on(EVEN, 99).head, series_on(EVEN, STEPS).head)


def test_one_value_alone_is_a_dot() -> None:
    series = Series(EVEN, [4.0], ValueTracker(0), dots=True)
    np.testing.assert_allclose(series.head, EVEN.at(0, 4))
    np.testing.assert_allclose(corners(series.dots).mean(axis=0), EVEN.at(0, 4)[:2], atol=1e-2)


def test_equal_factors_make_a_straight_line_on_a_log_axis() -> None:
    line = anchors(series_on(LOG, STEPS).line.points)[: STEPS + 1]
    slopes = np.diff(line[:, 1]) / np.diff(line[:, 0])
    np.testing.assert_allclose(slopes, slopes[0])


def test_dots_mark_the_steps_that_were_reached() -> None:
    for step, count in ((0, 1), (2.5, 3), (2.9999999999, 4), (STEPS, STEPS + 1)):
        series = series_on(EVEN, step, dots=True)
        dots = series.dots.points.reshape(count, -1, 3)
        middles = (dots.min(axis=1) + dots.max(axis=1)) / 2
        np.testing.assert_allclose(middles, series.spot(np.arange(count)), atol=DOT_RADIUS / 4)
    assert not series_on(EVEN, STEPS).dots.has_points()


def test_what_falls_below_the_window_runs_along_its_floor_without_dots() -> None:
    narrow = Frame(SLOT, (0, STEPS), (3, 30), log_y=True)
    series = series_on(narrow, STEPS, dots=True)
    low = corners(series.line)[0, 1]
    assert low == pytest.approx(SLOT.bottom)
    reached = int((series.values >= 3).sum())
    assert 1 < reached < STEPS
    dot = len(series_on(EVEN, 0, dots=True).dots.points)
    assert len(series.dots.points) == reached * dot


def test_a_series_has_its_optimizers_colour() -> None:
    series = series_on(EVEN, role="momentum")
    assert series.line.get_stroke_color() == color("momentum")
    assert series.dots.get_fill_color() == color("momentum")


def test_a_copy_shares_its_numbers_and_stands_still() -> None:
    series = series_on(EVEN, 2)
    picture = series.copy()
    assert picture.values is series.values
    assert picture.step is series.step
    series.step.set_value(5)
    picture.update()
    np.testing.assert_allclose(picture.line.points, series.line.points)
    series.update()
    assert len(series.line.points) > len(picture.line.points)


def length(way: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())


@PROPERTY
@given(ways)
def test_dashes_and_gaps_make_up_the_way(way: np.ndarray) -> None:
    dashes = cut_into_dashes(way)
    np.testing.assert_allclose(dashes[0][0], way[0], atol=1e-9)
    for dash in dashes[:-1]:
        assert length(dash) == pytest.approx(DASH)
    covered = (len(dashes) - 1) * (DASH + GAP) + length(dashes[-1])
    assert length(dashes[-1]) <= DASH + 1e-9
    assert covered <= length(way) + 1e-9 <= covered + GAP + 2e-9
    assert sum(len(dash) - 2 for dash in dashes) <= len(way) - 2


@pytest.mark.parametrize("role", [role for role, pattern in DASHES.items() if pattern])
def test_a_pattern_repeats_along_the_way_and_takes_more_columns_with_it(role: str) -> None:
    pattern, end = DASHES[role], 3.0
    way = np.linspace(0, 1, 8)[:, np.newaxis] * [end, 0, 0, 10.0]
    dashes = cut_into_dashes(way, *pattern)
    edges = np.cumsum([0, *(pattern * 80)])
    starts, ends = (edges[first::2][: len(dashes)] for first in (0, 1))
    assert [dash[0, 0] for dash in dashes] == pytest.approx(starts.tolist())
    assert [dash[-1, 0] for dash in dashes] == pytest.approx(np.minimum(ends, end).tolist())
    assert edges[2 * len(dashes)] >= end, "it goes on to the end"
    for dash in dashes:
        np.testing.assert_allclose(dash[:, 3], dash[:, 0] * 10 / end)


def test_a_way_without_length_has_no_dashes() -> None:
    assert cut_into_dashes(np.zeros((3, 3))) == []


def dashed(step: float) -> DashedSeries:
    return DashedSeries(DASHED_LOG, parabola_walk(steps=DASHED_STEPS).values, ValueTracker(step))


@PROPERTY
@given(floats(0.5, DASHED_STEPS), floats(0, 1))
def test_dashes_stay_where_they_are_while_the_line_grows(step: float, share: float) -> None:
    shorter, longer = (dashed(n).line.get_subpaths() for n in (share * step, step))
    for one, other in zip(shorter[:-1], longer, strict=False):
        np.testing.assert_allclose(one, other, atol=1e-9)
    assert len(shorter) <= len(longer)


def test_a_dashed_series_lies_on_the_solid_one() -> None:
    solid = Series(DASHED_LOG, parabola_walk(steps=DASHED_STEPS).values, ValueTracker(DASHED_STEPS))
    ends = dashed(DASHED_STEPS).line.points[::4]
    line = np.concatenate([solid.line.points[::4], solid.line.points[-1:]])
    np.testing.assert_allclose(np.interp(ends[:, 0], line[:, 0], line[:, 1]), ends[:, 1], atol=1e-9)


@pytest.mark.parametrize("is_dashed", [False, True])
def test_a_legend_shows_the_line_as_it_is_drawn(is_dashed: bool) -> None:
    piece, name = entry("momentum", "momentum", is_dashed)
    assert isinstance(piece, DashedLine) == is_dashed
    assert piece.get_stroke_color() == color("momentum")
    assert piece.width == pytest.approx(SAMPLE_LENGTH, abs=GAP)
    assert name.get_left()[0] > piece.get_right()[0]
    assert name.text == "momentum"
    if is_dashed:
        first = piece.get_subpaths()[0]
        assert np.linalg.norm(first[-1] - first[0]) == pytest.approx(DASH, rel=0.3)


def test_a_pattern_gives_the_dashes_of_line_and_legend() -> None:
    n, pattern = ValueTracker(DASHED_STEPS), DASHES["momentum"]
    values = parabola_walk(steps=DASHED_STEPS).values
    piece, _ = entry("momentum", "momentum", pattern)
    for line in (series(DASHED_LOG, values, n, "momentum", pattern).line, piece):
        first, second, *_ = line.get_subpaths()
        along = np.linalg.norm(np.diff(anchors(first), axis=0), axis=1).sum()
        assert along == pytest.approx(pattern[0])
        assert np.linalg.norm(second[0] - first[-1]) == pytest.approx(pattern[1], abs=0.02)


def test_a_line_is_solid_when_nothing_asks_for_dashes() -> None:
    values = parabola_walk(steps=DASHED_STEPS).values
    line = series(DASHED_LOG, values, ValueTracker(DASHED_STEPS), "gradient_descent", ())
    assert not isinstance(line, DashedSeries)


def test_nesterov_is_dashed_in_every_legend() -> None:
    assert isinstance(entry("Nesterov", "nesterov")[0], DashedLine)


def test_a_legend_shows_a_dot_and_what_it_means() -> None:
    dot, text = dot_entry("best", "adam")
    assert dot.get_fill_color() == color("adam")
    assert text.get_left()[0] > dot.get_right()[0]
