"""Digits as outlines: the same that Typst sets, each as wide as the next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.kit.glyphs import DIGITS, FIGURE_SPACE, MINUS, SIGN_SPACE, SIGNS, glyph_table
from scenes.kit.lettering import LABEL, Formula
from tests.scenes.kit.samples import PROPERTY

EVERY = DIGITS + "".join(SIGNS)
OVERSHOOT = 0.04
"""Share of its height by which a round digit may reach below the baseline or above a flat one."""

texts = st.text(st.sampled_from(EVERY + FIGURE_SPACE + SIGN_SPACE), max_size=8)


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
