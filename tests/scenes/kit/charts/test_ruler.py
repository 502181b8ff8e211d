"""Rulers: every value at its place, the marker above it, both quantities as numbers."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from scenes.kit.charts.ruler import Ruler, RulerMarker
from scenes.kit.layout import Slot
from scenes.kit.theme import active
from tests.scenes.kit.samples import PROPERTY, corners, floats

BAR, HEADS = Slot(-3, -1, 5, 1), Slot(-6, -1, -3.2, 1)
NUMBERED = (0.0, 0.5, 1.0, 1.25)


def factor(rate: float) -> float:
    return 1 - 2 * rate


def ruler_at(value: float) -> Ruler:
    tracker = ValueTracker(value)
    return Ruler(BAR, HEADS, NUMBERED, tracker, factor, ("alpha", "1 - 2 alpha"), ticks=(0.25,))


@PROPERTY
@given(floats(0, 1.25), floats(0, 1))
def test_a_value_is_at_its_share_of_the_bar(value: float, up: float) -> None:
    ruler = the_ruler()
    np.testing.assert_allclose(ruler.at(value, up), ruler.bar.point(value / 1.25, up))
    assert (ruler.bar.left, ruler.bar.right) == (BAR.left, BAR.right)


@functools.cache
def the_ruler() -> Ruler:
    return ruler_at(0)


def test_numbers_stand_at_their_values_and_their_images_below() -> None:
    ruler = ruler_at(0)
    assert [text.text for text in ruler.upper] == ["0", "0.5", "1", "1.25"]
    assert [text.text for text in ruler.lower] == ["1", "0", "-1", "-1.5"]
    for value, above, below in zip(NUMBERED, ruler.upper, ruler.lower, strict=True):
        assert above.get_x() == pytest.approx(ruler.at(value)[0], abs=0.01)
        assert below.get_x() == pytest.approx(ruler.at(value)[0], abs=0.01)
        assert corners(above)[0, 1] > ruler.bar.top > ruler.bar.bottom > corners(below)[1, 1]


def test_the_marker_and_the_numbers_follow_the_value() -> None:
    ruler = ruler_at(0)
    readouts = [part for part in ruler if hasattr(part, "digits")]
    for value in (0.25, 1.1, 0.0):
        ruler.marker.value.set_value(value)
        ruler.update()
        tip = ruler.marker.points[0]
        np.testing.assert_allclose(tip, ruler.at(value, 1))
        assert corners(ruler.marker)[0, 1] == pytest.approx(ruler.bar.top)
        shown = [float(r.digits.shown.strip().replace("−", "-")) for r in readouts]
        assert shown == [pytest.approx(value), pytest.approx(factor(value))]


def test_a_copied_marker_stands_still() -> None:
    ruler = ruler_at(0.5)
    picture: RulerMarker = ruler.marker.copy()
    assert picture.ruler is ruler
    ruler.marker.value.set_value(1)
    picture.update()
    np.testing.assert_allclose(picture.points[0], ruler.at(0.5, 1))


@pytest.mark.parametrize("level", [0.5, None])
def test_a_zone_covers_its_stretch_with_its_name_inside(level: float | None) -> None:
    ruler = ruler_at(0)
    fill, name = ruler.zone(0.5, 1.25, "zigzag", level)
    low, high = corners(fill)
    np.testing.assert_allclose(low, ruler.at(0.5, 0)[:2], atol=1e-6)
    np.testing.assert_allclose(high, ruler.at(1.25, 1)[:2], atol=1e-6)
    assert (corners(name)[0] > low).all()
    assert (corners(name)[1] < high + [0, 0.05]).all()
    if level is not None:
        assert fill.get_fill_color() == active().level(level)


def test_a_point_crosses_the_bar_and_has_its_name_above_the_numbers() -> None:
    ruler = ruler_at(0)
    mark, name = ruler.point(0.5, "in one step")
    np.testing.assert_allclose(mark.get_start(), ruler.at(0.5, 0))
    np.testing.assert_allclose(mark.get_end(), ruler.at(0.5, 1))
    assert corners(name)[0, 1] > max(corners(text)[1, 1] for text in ruler.upper)
    assert name.get_x() == pytest.approx(mark.get_x())
