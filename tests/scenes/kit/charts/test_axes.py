"""The map from data to the screen, and the axes that tell it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.kit.charts.axes import (
    TICK_LENGTH,
    Axes,
    Frame,
    Interval,
    decades,
    equal_frame,
    power_of_ten,
)
from scenes.kit.text.text import TICK, Formula
from scenes.kit.theme import color
from tests.scenes.kit.samples import (
    PROPERTY,
    SLOT,
    coordinates,
    corners,
    floats,
    in_data,
    intervals,
    shares,
    slots,
)

pairs = st.tuples(coordinates, coordinates)
logs = intervals(-3, 3).map(lambda ends: (10 ** ends[0], 10 ** ends[1]))


@PROPERTY
@given(slots(), intervals(), intervals(), pairs, pairs, shares)
def test_the_map_is_affine(slot, x, y, one, other, share) -> None:
    frame = Frame(slot, x, y)
    here, there = frame.at(*one), frame.at(*other)
    between = [a + share * (b - a) for a, b in zip(one, other, strict=True)]
    np.testing.assert_allclose(frame.at(*between), here + share * (there - here), atol=1e-6)


@PROPERTY
@given(slots(), intervals(), intervals(), shares, shares)
def test_the_window_fills_the_slot(slot, x, y, across, up) -> None:
    frame = Frame(slot, x, y)
    data = (x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0]))
    np.testing.assert_allclose(frame.at(*data), slot.point(across, up), atol=1e-9)


@PROPERTY
@given(slots(), intervals(), intervals(), st.lists(pairs, min_size=1, max_size=4))
def test_the_map_can_be_undone(slot, x, y, data) -> None:
    frame = Frame(slot, x, y)
    points = frame.at(*np.transpose(data))
    np.testing.assert_allclose(in_data(frame, points), data, atol=1e-6)


@PROPERTY
@given(slots(), logs, shares, shares, floats(1.01, 100))
def test_on_a_log_axis_equal_factors_are_equally_high(slot, y, one, other, factor) -> None:
    frame = Frame(slot, (0, 1), y, log_y=True)
    low, high = np.log(y)
    starts = np.exp([low + share * (high - low) for share in (one, other)])
    rises = frame.at(0, factor * starts)[:, 1] - frame.at(0, starts)[:, 1]
    assert rises[0] == pytest.approx(rises[1], abs=1e-6)
    assert rises[0] == pytest.approx(np.log(factor) / (high - low) * slot.height)
    np.testing.assert_allclose(frame.at([0, 1], y)[[0, 1], [0, 1]], slot.point(0, 1)[:2])


@PROPERTY
@given(logs, st.floats(0, 1e-300))
def test_what_has_no_logarithm_is_far_below_a_log_window(y, value) -> None:
    low, here = Frame(SLOT, (0, 1), y, log_y=True).at(0, [y[0], value])[:, 1]
    assert np.isfinite(here)
    assert here < low - SLOT.height / 10


def test_any_shape_of_data_is_mapped_with_its_shape() -> None:
    frame = Frame(SLOT, (0, 1), (0, 1))
    assert frame.at(0.5, 0.5).shape == (3,)
    assert frame.at(np.zeros((4, 2)), 1.0).shape == (4, 2, 3)
    assert (frame.at(np.zeros((4, 2)), 1.0)[..., 1] == SLOT.top).all()


@PROPERTY
@given(slots(), st.lists(pairs, min_size=1, max_size=6))
def test_contains_tells_what_lies_in_the_slot(slot, points) -> None:
    frame = Frame(slot, (0, 1), (0, 1))
    expected = [slot.left <= x <= slot.right and slot.bottom <= y <= slot.top for x, y in points]
    assert frame.contains(np.pad(points, ((0, 0), (0, 1)))).tolist() == expected


def test_the_edge_belongs_to_the_slot() -> None:
    frame = Frame(SLOT, (0, 1), (0, 1))
    edge = frame.at([0, 1, 0.5, 0.3], [0.5, 1, 0, 1])
    assert frame.contains(edge).all()
    assert not frame.contains(edge + np.array([1e-6, 1e-6, 0]))[1:2].any()


@PROPERTY
@given(slots(), intervals(), intervals())
def test_an_equal_frame_has_one_scale_and_shows_all_that_was_asked(slot, x, y) -> None:
    frame = equal_frame(slot, x, y)
    scales = [
        length / (high - low)
        for length, (low, high) in ((slot.width, frame.x), (slot.height, frame.y))
    ]
    assert scales[0] == pytest.approx(scales[1])
    for asked, shown in ((x, frame.x), (y, frame.y)):
        slack = 1e-9 * (asked[1] - asked[0])
        assert shown[0] <= asked[0] + slack
        assert asked[1] <= shown[1] + slack
        assert sum(shown) == pytest.approx(sum(asked), abs=1e-6)
    shares_used = [
        (asked[1] - asked[0]) / (shown[1] - shown[0])
        for asked, shown in ((x, frame.x), (y, frame.y))
    ]
    assert max(shares_used) == pytest.approx(1)  # no more than it must


@pytest.mark.parametrize(
    ("interval", "every", "expected"),
    [
        ((0.5, 100), 1, [1, 10, 100]),
        ((1e-3, 10), 2, [1e-3, 1e-1, 10]),
        ((0.11, 0.99), 1, []),
        ((1e-4, 1e-4), 1, [1e-4]),
    ],
)
def test_decades_are_the_powers_of_ten_inside(
    interval: Interval, every: int, expected: list[float]
) -> None:
    assert decades(interval, every) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-2, "10^(-2)"), (1.0, "1"), (10.0, "10"), (100.0, "10^(2)"), (1e-12, "10^(-12)")],
)
def test_ticks_of_a_log_axis_are_powers_of_ten(value: float, text: str) -> None:
    assert power_of_ten(value) == text


@pytest.mark.parametrize("value", [0.05, 0.5, 3.0, 50.0, 316.0])
def test_a_tick_between_two_powers_of_ten_keeps_its_own_number(value: float) -> None:
    assert float(power_of_ten(value)) == value


def axes_on(log_y: bool = False) -> Axes:
    frame = Frame(SLOT.inset(left=1, bottom=1, right=1, top=1), (-2, 4), (1, 100), log_y)
    return Axes(frame, (-1, 2), (1, 10, 100), x_name="x", y_name="y", cross=(0, 10))


@pytest.mark.parametrize("log_y", [False, True])
def test_axes_cross_where_they_are_told(log_y: bool) -> None:
    axes = axes_on(log_y)
    frame = axes.frame
    np.testing.assert_allclose(axes.x_axis.get_start(), frame.at(-2, 10))
    np.testing.assert_allclose(axes.x_axis.get_end(), frame.at(4, 10))
    np.testing.assert_allclose(axes.y_axis.get_start(), frame.at(0, 1))
    np.testing.assert_allclose(axes.y_axis.get_end(), frame.at(0, 100))


def test_axes_cross_at_the_lower_left_when_not_told() -> None:
    axes = Axes(Frame(SLOT, (3, 4), (5, 6)))
    np.testing.assert_allclose(axes.x_axis.get_start(), SLOT.point(0, 0))
    np.testing.assert_allclose(axes.y_axis.get_start(), SLOT.point(0, 0))


@pytest.mark.parametrize("log_y", [False, True])
def test_ticks_stand_at_their_values_with_their_numbers_beside(log_y: bool) -> None:
    axes = axes_on(log_y)
    ticks = axes.ticks.get_subpaths()
    at = [axes.frame.at(x, 10) for x in (-1, 2)] + [axes.frame.at(0, y) for y in (1, 10, 100)]
    spelled = ["-1", "2", "1", "10", "10^(2)" if log_y else "100"]
    assert [number.text for number in axes.numbers] == spelled
    for tick, place, number in zip(ticks, at, axes.numbers, strict=True):
        np.testing.assert_allclose(tick[0], place)
        assert np.linalg.norm(tick[-1] - place) == pytest.approx(TICK_LENGTH)
        low, high = corners(number)
        below = tick[-1][1] < place[1]
        if below:
            assert high[1] < tick[-1][1]
            assert (low[0] + high[0]) / 2 == pytest.approx(place[0], abs=0.01)
        else:
            assert high[0] < tick[-1][0]
            assert (low[1] + high[1]) / 2 == pytest.approx(place[1], abs=0.01)


def test_names_stand_at_the_ends_of_their_axes() -> None:
    axes = axes_on()
    x_name, y_name = axes.names
    assert corners(x_name)[0, 0] > axes.x_axis.get_end()[0]
    assert corners(y_name)[0, 1] > axes.y_axis.get_end()[1]


def test_nothing_on_the_axes_overlaps() -> None:
    axes = axes_on()
    boxes = [corners(text) for text in (*axes.numbers, *axes.names)]
    for (low, high), (other_low, other_high) in itertools.combinations(boxes, 2):
        assert (np.minimum(high, other_high) < np.maximum(low, other_low)).any()


def test_axes_are_faint_and_small() -> None:
    axes = axes_on()
    assert axes.x_axis.get_color() == color("faint")
    assert axes.numbers[1].height == pytest.approx(Formula("2", size=TICK).height)
    colors = {part.get_fill_color() for part in axes.numbers.family_members_with_points()}
    assert colors == {color("faint")}
