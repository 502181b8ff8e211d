"""Bars of the distances: their lengths have the ratios of a walk, whatever they are doing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from gdcore import Path
from scenes.kit.charts.axes import Frame
from scenes.kit.layout import BODY, PICTURE
from scenes.parts.decay_bars import GROWS_OVER, DecayBars
from scenes.parts.decay_ground import bowl
from tests.scenes.kit.samples import PROPERTY, corners, parabola_walk, shares

STEPS = 25
SLOT = BODY.inset(left=1.1, bottom=0.55, right=0.4, top=0.6)
ACROSS = -0.5, STEPS + 0.5
FACTORS = 0.002, 0.5, 0.8, 0.998


def walk_by(factor: float) -> Path:
    return parabola_walk((1 - factor) / 2, 5.0, STEPS)


def bars_of(path: Path, step: float = STEPS + GROWS_OVER) -> DecayBars:
    even = Frame(SLOT, ACROSS, (0, 5.2))
    log = Frame(SLOT, ACROSS, (0.5 * float(path.points[-1, 0]), 10), log_y=True)
    return DecayBars(path, bowl(6, -2.2, PICTURE.bottom), even, log, ValueTracker(step))


@PROPERTY
@given(shares)
def test_every_bar_is_the_factor_of_the_one_before_while_they_turn(stood: float) -> None:
    for factor in FACTORS:
        bars = bars_of(walk_by(factor))
        bars.stood.set_value(stood)
        quads = bars.corners()
        lengths = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
        seen = lengths[1:] > 1e-9  # the rest is below the last digit of a screen coordinate
        ratios = lengths[1:][seen] / lengths[:-1][seen]
        np.testing.assert_allclose(ratios, factor, rtol=1e-5)


@pytest.mark.parametrize("factor", FACTORS)
def test_in_the_bowl_a_bar_goes_from_the_axis_to_its_iterate(factor: float) -> None:
    path = walk_by(factor)
    bars = bars_of(path)
    quads = bars.corners()
    axis = bars.bowl.at(0 * path.values, path.values)
    curve = bars.bowl.at(path.points[:, 0], path.values)
    np.testing.assert_allclose((quads[:, 0] + quads[:, 3]) / 2, axis, atol=1e-9)
    np.testing.assert_allclose((quads[:, 1] + quads[:, 2]) / 2, curve, atol=1e-9)


@pytest.mark.parametrize("factor", FACTORS)
def test_a_standing_bar_is_as_high_as_the_chart_says(factor: float) -> None:
    path = walk_by(factor)
    bars = bars_of(path)
    bars.stood.set_value(1)
    quads = bars.corners()
    tops = bars.even.at(np.arange(STEPS + 1), path.points[:, 0])
    np.testing.assert_allclose((quads[:, 1] + quads[:, 2]) / 2, tops, atol=1e-9)
    np.testing.assert_allclose(bars.tops(), tops)


@pytest.mark.parametrize("factor", FACTORS)
def test_bent_to_the_log_scale_the_stairs_are_equally_high(factor: float) -> None:
    bars = bars_of(walk_by(factor))
    for tracker in (bars.stood, bars.joined, bars.bent):
        tracker.set_value(1)
    bars.refresh()
    drops = np.diff(bars.stairs.points[::4, 1])
    falls = drops[np.abs(drops) > 1e-12]
    assert len(falls) == STEPS
    np.testing.assert_allclose(falls, falls[0], rtol=1e-6)
    assert bars.bars.get_fill_opacity() == 0, "a bar has no length on a log scale"


def test_bars_are_gone_before_the_scale_bends() -> None:
    bars = bars_of(walk_by(0.8))
    bars.stood.set_value(1)
    opacities = list[tuple[float, float]]()
    for joined in (0, 0.5, 1):
        bars.joined.set_value(joined)
        bars.refresh()
        opacities.append(
            (float(bars.bars.get_fill_opacity()), float(bars.stairs.get_stroke_opacity()))
        )
    assert opacities == [(1.0, 0.0), (0.5, 1.0), (0.0, 1.0)]


def test_a_bar_comes_after_its_marble_has_landed() -> None:
    bars = bars_of(walk_by(0.8), step=2.9)
    assert (bars.lengths() > 0).tolist() == [True] * 3 + [False] * 23
    bars.step.set_value(3)
    assert bars.lengths()[3] == 0
    bars.step.set_value(3 + GROWS_OVER)
    assert bars.lengths()[3] == pytest.approx(bars.bowl.scale[0] * 2.56)


@PROPERTY
@given(shares)
def test_turning_bars_stay_below_the_headline_and_in_the_frame(stood: float) -> None:
    for factor in FACTORS:
        bars = bars_of(walk_by(factor))
        bars.stood.set_value(stood)
        bars.refresh()
        low, high = corners(bars.bars)
        assert low[0] > PICTURE.left
        assert high[0] < PICTURE.right
        assert high[1] < SLOT.top + 0.1


@pytest.mark.parametrize(("factor", "most"), [(0.998, 1), (0.8, 9), (0.002, 1)])
def test_factors_stand_where_they_have_room(factor: float, most: int) -> None:
    bars = bars_of(walk_by(factor))
    bars.stood.set_value(1)
    labels = bars.factors(f"{factor:g}")
    assert 1 <= len(labels) <= most
    for label, top in zip(labels, bars.tops()[1:], strict=False):
        assert label.get_bottom()[1] > top[1]
