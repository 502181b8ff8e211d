"""Numbers that sit still: in their spelling and on the screen."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import DOWN, LEFT, ValueTracker, VGroup, VMobject

from scenes.kit.text.readout import (
    DIGITS,
    FIGURE_SPACE,
    MINUS,
    SIGN_SPACE,
    SIGNS,
    Digits,
    Readout,
    column,
    glyph_table,
    spell,
)
from scenes.kit.text.text import LABEL, TICK, Formula
from scenes.kit.theme import color
from tests.scenes.kit.samples import PROPERTY, corners, floats

WHOLE = 3
within_columns = floats(-999, 999)
decimals = st.integers(0, 6)

EVERY = DIGITS + "".join(SIGNS)

OVERSHOOT = 0.04
"""Share of its height by which a round digit may reach below the baseline or above a flat one."""

texts = st.text(st.sampled_from(EVERY + FIGURE_SPACE + SIGN_SPACE), max_size=8)


def read_back(text: str) -> float:
    return float(text.strip().replace(MINUS, "-").replace("∞", "inf"))


def width(text: str) -> float:
    return glyph_table(LABEL).width(text)


@PROPERTY
@given(within_columns, decimals)
def test_a_spelling_says_the_rounded_value(value: float, places: int) -> None:
    assert read_back(spell(value, places, WHOLE)) == float(f"{value:.{places}f}")


@PROPERTY
@given(within_columns, within_columns, decimals)
def test_all_spellings_are_equally_wide_in_their_columns(a: float, b: float, places: int) -> None:
    assert width(spell(a, places, WHOLE)) == pytest.approx(width(spell(b, places, WHOLE)))
    plain = [spell(abs(value), places, WHOLE, signed=False) for value in (a, b)]
    assert width(plain[0]) == pytest.approx(width(plain[1]))


@PROPERTY
@given(within_columns, decimals)
def test_the_point_has_a_fixed_place(value: float, places: int) -> None:
    before, point, after = spell(value, places, WHOLE).partition(".")
    assert bool(point) == (places > 0)
    assert len(after) == places
    assert width(before) == pytest.approx(width(MINUS + "0" * WHOLE))


@PROPERTY
@given(within_columns, decimals)
def test_a_minus_stands_before_what_is_below_zero_and_nowhere_else(
    value: float, places: int
) -> None:
    for number in (value, np.float64(value)):
        text = spell(number, places, WHOLE)
        below = number < 0 and any(digit in text for digit in "123456789")
        assert (MINUS in text) == below


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.004, SIGN_SPACE + "0.00"),  # it is zero in these digits, and zero has no sign
        (-0.0, SIGN_SPACE + "0.00"),
        (-0.005, MINUS + "0.01"),
        (np.float64(-0.005), MINUS + "0.01"),  # NumPy rounds this to zero, the format does not
        (-0.995, MINUS + "0.99"),
        (12.5, SIGN_SPACE + "12.50"),
        (math.inf, SIGN_SPACE + "∞"),
        (-math.inf, MINUS + "∞"),
    ],
)
def test_spellings_at_the_edges(value: float, text: str) -> None:
    assert spell(value, 2) == text


def test_columns_that_are_not_needed_stay_empty() -> None:
    assert spell(-2.0, 1, whole=3) == FIGURE_SPACE * 2 + MINUS + "2.0"
    assert spell(2.0, 1, whole=3, signed=False) == FIGURE_SPACE * 2 + "2.0"
    assert spell(1234.0, 0, whole=3, signed=False) == "1234"


def test_an_unsigned_number_below_zero_still_shows_its_sign() -> None:
    assert spell(-2.0, 1, signed=False) == MINUS + "2.0"


class Shown:
    """A value to show, and how often it was asked for."""

    def __init__(self, value: float) -> None:
        self.value, self.asked = value, 0

    def __call__(self) -> float:
        self.asked += 1
        return self.value


def expected(digits: Digits, anchor: np.ndarray, scale: float) -> np.ndarray:
    return anchor + scale * digits.table.outline(digits.shown)


@PROPERTY
@given(
    st.lists(within_columns, min_size=2, max_size=5),
    decimals,
    st.tuples(floats(-5, 5), floats(-3, 3)),
    floats(0.2, 4),
)
def test_digits_keep_their_anchor_and_scale_whatever_they_show(
    values: list[float], places: int, move: tuple[float, float], scale: float
) -> None:
    shown = Shown(values[0])
    digits = Digits(shown, places, WHOLE)
    anchor = np.array([*move, 0.0])
    digits.scale(scale, about_point=np.zeros(3)).shift(anchor)
    for value in values:
        shown.value = value
        digits.update()
        assert read_back(digits.shown) == float(f"{value:.{places}f}")
        np.testing.assert_allclose(digits.points, expected(digits, anchor, scale), atol=1e-9)


@pytest.mark.parametrize("value", [*range(10), -1, -7, math.inf, -math.inf, 11, 71])
def test_a_single_glyph_says_where_it_stands(value: float) -> None:
    # some outlines end where they start, which tells nothing about their scale
    shown = Shown(value)
    digits = Digits(shown, decimals=0).scale(0.5, about_point=np.zeros(3)).shift([2, 1, 0])
    for other in (7, value, 1, value):
        shown.value = other
        digits.update()
        np.testing.assert_allclose(
            digits.points, expected(digits, np.array([2, 1, 0]), 0.5), atol=1e-9
        )


def test_each_digit_stays_in_its_own_column() -> None:
    shown = Shown(11.111)
    digits = Digits(shown, decimals=3, whole=2)
    for value in (11.111, -11.888, 71.747, 0.0):
        shown.value = value
        digits.update()
        right = digits.table.width(spell(value, 3, 2))
        last = digits.table.outlines[digits.shown[-1]] + (right - digits.table.advance, 0, 0)
        np.testing.assert_allclose(digits.points[-len(last) :], last, atol=1e-12)


def test_the_value_is_asked_for_once_a_frame_and_set_only_when_it_changes() -> None:
    shown = Shown(1.0)
    digits = Digits(shown)
    shown.asked, before = 0, digits.points
    digits.update()
    assert shown.asked == 1
    assert digits.points is before
    shown.value = 1.004  # the same in two decimals
    digits.update()
    assert digits.points is before
    shown.value = 1.006
    digits.update()
    assert digits.shown.strip() == "1.01"


def test_anchored_at_puts_the_pen_there() -> None:
    digits = Digits(lambda: 1.0)
    point = np.array([1.0, 2.0, 0.0])
    assert digits.anchored_at(point) is digits
    np.testing.assert_allclose(digits.points, expected(digits, point, 1), atol=1e-12)


def test_digits_have_their_role_and_size() -> None:
    digits = Digits(lambda: 1.0, role="adam", size=TICK)
    assert digits.get_fill_color() == color("adam")
    assert digits.get_stroke_width() == 0
    assert digits.height == pytest.approx(glyph_table(TICK).height, rel=0.05)


def test_a_copy_of_digits_is_a_picture_of_the_moment() -> None:
    tracker = ValueTracker(1)
    digits = Digits(tracker.get_value)
    picture = copy.deepcopy(digits)
    assert picture.table is digits.table
    tracker.set_value(2)
    VGroup(digits, picture).update()
    assert digits.shown.strip() == "2.00"
    assert picture.shown.strip() == "1.00"


def test_a_readout_says_symbol_equals_number() -> None:
    readout = Readout("x", lambda: -1.5, role="momentum")
    glyphs = readout.symbol.glyphs()
    assert len(glyphs) == 2  # the symbol and the equals sign, the sample digit is gone
    equals = VMobject().set_points(glyphs[-1])
    np.testing.assert_allclose(readout.equals, equals.get_center())
    assert readout.symbol.get_fill_color() == color("momentum")
    assert readout.digits.get_fill_color() == color("momentum")
    assert readout.digits.get_left()[0] > equals.get_right()[0]
    assert readout.digits.spelled() == MINUS + "1.50"


def test_a_readout_stands_on_the_baseline_of_its_symbol() -> None:
    readout = Readout("x", lambda: 7.0)
    symbol = readout.symbol.glyphs()[0]
    assert corners(readout.digits)[0, 1] == pytest.approx(symbol[:, 1].min(), abs=0.03)


def test_the_relation_of_a_readout_can_be_another() -> None:
    exact, rounded = Readout("x", lambda: 1.0), Readout("x", lambda: 1.0, relation="approx")
    assert exact.symbol.glyphs()[-1].shape != rounded.symbol.glyphs()[-1].shape


def test_readouts_in_a_column_share_their_equals_signs_and_digits() -> None:
    readouts = [
        Readout("x", lambda: 1.0, whole=2),
        Readout("f(x)", lambda: -22.0, whole=2),
        Readout("abs(x)", lambda: 3.25, whole=2),
    ]
    first = readouts[0].equals
    stacked = column(*readouts, pitch=0.7)
    assert list(stacked) == readouts
    for row, readout in enumerate(readouts):
        np.testing.assert_allclose(readout.equals, first + 0.7 * row * DOWN)
    rights = [readout.digits.get_right()[0] for readout in readouts]
    assert rights == pytest.approx([rights[0]] * 3, abs=0.03)


def test_a_readout_can_be_moved_as_a_whole_while_it_counts() -> None:
    tracker = ValueTracker(1)
    readout = Readout("x", tracker.get_value)
    gap = readout.digits.points[0, 0] - readout.equals[0]
    readout.shift(3 * LEFT)
    tracker.set_value(1.25)
    readout.update()
    assert readout.digits.points[0, 0] - readout.equals[0] == pytest.approx(gap)


def test_digits_are_tabular() -> None:
    table = glyph_table(LABEL)
    assert {table.width(digit) for digit in DIGITS + FIGURE_SPACE} == {table.advance}
    assert table.width("07") == 2 * table.advance


def test_every_sign_has_the_same_column() -> None:
    table = glyph_table(LABEL)
    assert table.width(MINUS) == table.width("+") == table.width(SIGN_SPACE)
    assert table.width(".") < table.width("0") < table.width(MINUS)


@PROPERTY
@given(texts, texts)
def test_texts_are_set_one_after_the_other(first: str, second: str) -> None:
    table = glyph_table(LABEL)
    assert table.width(first + second) == pytest.approx(table.width(first) + table.width(second))
    moved = table.outline(second) + (table.width(first), 0, 0)
    np.testing.assert_allclose(
        table.outline(first + second), np.concatenate([table.outline(first), moved]), atol=1e-12
    )


@pytest.mark.parametrize("digit", DIGITS)
def test_digits_stand_on_the_baseline_within_their_columns(digit: str) -> None:
    table = glyph_table(LABEL)
    x, y = table.outlines[digit][:, :2].T
    assert y.min() == pytest.approx(0, abs=OVERSHOOT * table.height)
    assert y.max() == pytest.approx(table.height, abs=OVERSHOOT * table.height)
    assert 0 < x.min() < x.max() < table.advance


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_stand_in_the_middle_of_their_columns(sign: str) -> None:
    table = glyph_table(LABEL)
    x = table.outlines[sign][:, 0]
    assert (x.min() + x.max()) / 2 == pytest.approx(table.width(sign) / 2, abs=1e-6)
    assert 0 <= x.min() < x.max() <= table.width(sign)


def test_a_minus_keeps_clear_of_what_follows_it() -> None:
    table = glyph_table(LABEL)
    end = table.outlines[MINUS][:, 0].max()
    for other in (*DIGITS, "∞"):
        start = table.width(MINUS) + table.outlines[other][:, 0].min()
        assert start - end > 0.02, other


def test_a_number_looks_as_typst_sets_it() -> None:
    number = "1234568907"  # the font leaves more room behind a 7, which no column does
    outline = glyph_table(LABEL).outline(number)
    typst = np.concatenate(Formula(number, size=LABEL).glyphs())
    np.testing.assert_allclose(outline - outline[0], typst - typst[0], atol=2e-3)


def test_no_two_characters_look_alike() -> None:
    table = glyph_table(LABEL)
    shapes = {table.outlines[c].round(6).tobytes() for c in EVERY}
    assert len(shapes) == len(EVERY)


def test_spaces_leave_no_outline() -> None:
    assert glyph_table(LABEL).outline(FIGURE_SPACE + SIGN_SPACE).shape == (0, 3)


def test_outlines_grow_with_the_size() -> None:
    small, large = glyph_table(20), glyph_table(40)
    assert large.advance == pytest.approx(2 * small.advance, rel=1e-3)
    assert large.height == pytest.approx(2 * small.height, rel=1e-3)
    np.testing.assert_allclose(large.outline("−1.5"), 2 * small.outline("−1.5"), atol=2e-3)


def test_a_table_is_set_once() -> None:
    assert glyph_table(LABEL) is glyph_table(LABEL)


def test_a_character_without_an_outline_is_refused() -> None:
    with pytest.raises(KeyError, match="x"):
        glyph_table(LABEL).outline("1x")
