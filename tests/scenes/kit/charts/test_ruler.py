"""Rulers: every factor at its place, the rates that make it above, markers at both."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from gdcore import theory
from scenes.kit.charts.ruler import FactorRuler, RateMarker, RateScale
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from tests.scenes.kit.samples import PROPERTY, corners, floats

SLOT = Slot(-4, -2, 6, 0)


@functools.cache
def the_ruler() -> FactorRuler:
    return FactorRuler(SLOT)


def scale_at(curvature: float) -> RateScale:
    return RateScale(FactorRuler(SLOT, symbol=""), ValueTracker(curvature))


def seen(scale: RateScale) -> dict[str, float]:
    """Return the numbers that are fully seen, and where they stand across."""
    return {n.text: float(n.get_x()) for n in scale.formulas if n.get_fill_opacity() > 0.99}


@PROPERTY
@given(floats(-1.5, 1.5), floats(0, 1))
def test_a_factor_is_at_its_share_of_the_bar(factor: float, up: float) -> None:
    ruler = the_ruler()
    np.testing.assert_allclose(ruler.at(factor, up), ruler.bar.point((factor + 1.5) / 3, up))
    assert ruler.bar.left > SLOT.left
    assert ruler.bar.right == SLOT.right


def test_zones_lie_end_to_end_with_their_names_inside() -> None:
    ruler, end = the_ruler(), the_ruler().bar.left
    for zone, words in zip(
        ruler.zones, ("leaves", "changes sides", "shrinks", "leaves"), strict=True
    ):
        fill, name = zone
        low, high = corners(fill)
        assert name.text == words
        assert low[0] == pytest.approx(end, abs=0.02)
        assert (corners(name)[0] > low).all()
        assert (corners(name)[1] < high + [0, 0.05]).all()
        end = high[0]
    assert end == pytest.approx(ruler.bar.right, abs=0.02)


def test_numbers_stand_below_their_factors() -> None:
    for factor, number in zip((-1, 0, 1), the_ruler().numbers, strict=True):
        assert number.text == f"{factor}"
        assert number.get_x() == pytest.approx(the_ruler().at(factor)[0], abs=0.01)
        assert corners(number)[1, 1] < the_ruler().bar.bottom


def test_a_marker_and_its_name_go_with_the_factor() -> None:
    factor = ValueTracker(1)
    marker = the_ruler().marker(factor, "momentum", "held")
    wedge, name = marker
    for value in (-0.5, 0.8):
        factor.set_value(value)
        marker.update()
        np.testing.assert_allclose(wedge.points[0], the_ruler().at(value, 1))
        assert name.get_x() == pytest.approx(the_ruler().at(value)[0])
    assert wedge.get_fill_color() == color("momentum")


def test_a_copied_marker_stands_still() -> None:
    factor = ValueTracker(0.5)
    wedge: Any = the_ruler().marker(factor, "step")[0]
    picture = wedge.copy()
    assert picture.ruler is the_ruler()
    factor.set_value(-1)
    picture.update()
    np.testing.assert_allclose(picture.points[0], the_ruler().at(0.5, 1))


@PROPERTY
@given(floats(0.5, 30), floats(0, 2.5))
def test_a_rate_stands_above_the_factor_that_it_makes(curvature: float, rate: float) -> None:
    scale = one_scale()
    scale.curvature.set_value(curvature)
    factor = float(theory.multiplier(rate, curvature))
    np.testing.assert_allclose(scale.at(rate), scale.ruler.at(factor, 1), atol=1e-9)
    marker = RateMarker(scale, ValueTracker(rate))
    np.testing.assert_allclose(marker.tip, scale.ruler.at(max(factor, -1.5), 1), atol=1e-9)


@functools.cache
def one_scale() -> RateScale:
    return scale_at(2)


@pytest.mark.parametrize(
    ("curvature", "numbers"),
    [
        (1, ["0", "0.5", "1", "1.5", "2", "2.5"]),
        (2, ["0", "0.5", "1"]),
        (25, ["0", "0.1", "0.02", "0.04", "0.06", "0.08"]),
    ],
)
def test_numbers_slide_with_the_curvature(curvature: float, numbers: list[str]) -> None:
    scale = scale_at(2)
    scale.curvature.set_value(curvature)
    scale.update()
    shown = seen(scale)
    assert list(shown) == numbers
    for text, x in shown.items():
        assert x == pytest.approx(scale.at(float(text))[0], abs=0.01)


@PROPERTY
@given(floats(0.8, 30))
def test_numbers_that_are_read_never_touch(curvature: float) -> None:
    scale = one_scale()
    scale.curvature.set_value(curvature)
    scale.update()
    boxes = sorted(
        corners(number)[:, 0].tolist()
        for number in scale.numbers
        if number.get_fill_opacity() >= 0.5
    )
    for (_, end), (begin, _) in itertools.pairwise(boxes):
        assert begin - end > 0.2


def test_a_threshold_crosses_the_bar_under_its_name() -> None:
    scale = scale_at(2)
    mark, name = scale.threshold(-1, "2\\/L")
    np.testing.assert_allclose(mark.get_start(), scale.ruler.at(-1, 0))
    np.testing.assert_allclose(mark.get_end(), scale.ruler.at(-1, 1))
    assert corners(name)[0, 1] > max(corners(number)[1, 1] for number in scale.numbers)
    assert name.get_x() == pytest.approx(mark.get_x())


def test_the_name_of_a_marker_stays_inside_the_slot() -> None:
    ruler, at = FactorRuler(SLOT), ValueTracker(0)
    _, name = ruler.marker(at, "gradient_descent", "a name that is rather long")
    for value in (-1.5, 0.0, 1.5):
        at.set_value(value)
        name.update()
        assert SLOT.left - 1e-6 <= name.get_left()[0]
        assert name.get_right()[0] <= SLOT.right + 1e-6
    at.set_value(0)
    name.update()
    assert name.get_x() == pytest.approx(ruler.at(0)[0])
