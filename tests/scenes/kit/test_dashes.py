"""Dashed lines: on the line, at even distances, still while it grows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import DashedLine, ValueTracker

from scenes.kit.charts import Series
from scenes.kit.dashes import (
    DASH,
    GAP,
    SAMPLE_LENGTH,
    DashedSeries,
    cut_into_dashes,
    dot_entry,
    entry,
)
from scenes.kit.stage import Frame
from scenes.kit.theme import color
from tests.scenes.kit.samples import PROPERTY, SLOT, floats, parabola_walk

STEPS = 8
LOG = Frame(SLOT, (0, STEPS), (0.1, 30), log_y=True)
ways = st.lists(st.tuples(floats(-5, 5), floats(-3, 3)), min_size=2, max_size=8, unique=True).map(
    lambda corners: np.pad(corners, ((0, 0), (0, 1)))
)


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


def test_a_way_without_length_has_no_dashes() -> None:
    assert cut_into_dashes(np.zeros((3, 3))) == []


def dashed(step: float) -> DashedSeries:
    return DashedSeries(LOG, parabola_walk(steps=STEPS).values, ValueTracker(step))


@PROPERTY
@given(floats(0.5, STEPS), floats(0, 1))
def test_dashes_stay_where_they_are_while_the_line_grows(step: float, share: float) -> None:
    shorter, longer = (dashed(n).line.get_subpaths() for n in (share * step, step))
    for one, other in zip(shorter[:-1], longer, strict=False):
        np.testing.assert_allclose(one, other, atol=1e-9)
    assert len(shorter) <= len(longer)


def test_a_dashed_series_lies_on_the_solid_one() -> None:
    solid = Series(LOG, parabola_walk(steps=STEPS).values, ValueTracker(STEPS))
    ends = dashed(STEPS).line.points[::4]
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


def test_nesterov_is_dashed_in_every_legend() -> None:
    assert isinstance(entry("Nesterov", "nesterov")[0], DashedLine)


def test_a_legend_shows_a_dot_and_what_it_means() -> None:
    dot, text = dot_entry("best", "adam")
    assert dot.get_fill_color() == color("adam")
    assert text.get_left()[0] > dot.get_right()[0]
