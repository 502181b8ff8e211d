"""Numerals: nothing that is not 0 is shown as 0, whatever the format."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.kit.text.numerals import SUPERSCRIPTS, Numeral, equal_to, numerals, scientific, typst
from scenes.kit.text.readout import spell

PLAIN = {small: sign for sign, small in SUPERSCRIPTS.items()}


@pytest.mark.parametrize(
    ("value", "spec", "words", "mathematics"),
    [
        (0.0189, ".4f", "0.0189", "0.0189"),
        (5.6e-10, ".4f", "5.6 × 10⁻¹⁰", "5.6 times 10^(-10)"),
        (-5.6e-10, ".4f", "-5.6 × 10⁻¹⁰", "-5.6 times 10^(-10)"),
        (2e-5, "g", "2 × 10⁻⁵", "2 times 10^(-5)"),
        (2e-5, ".3g", "2 × 10⁻⁵", "2 times 10^(-5)"),
        (0.0, ".4f", "0.0000", "0.0000"),
        (0.8, ".3g", "0.8", "0.8"),
        (25.0, "g", "25", "25"),
        (1e21, "g", "1 × 10²¹", "1 times 10^(21)"),
        (math.inf, ".2f", "inf", "inf"),
    ],
)
def test_words_and_formulas(value: float, spec: str, words: str, mathematics: str) -> None:
    assert format(Numeral(value), spec) == words
    assert typst(value, spec) == mathematics


def test_a_product_has_parentheses_where_it_is_a_factor() -> None:
    assert typst(2e-5, ".3g", factor=True) == "(2 times 10^(-5))"
    assert typst(0.8, ".3g", factor=True) == "0.8"


@given(st.floats(-1e300, 1e300), st.sampled_from([".2f", ".4f", "g", ".3g"]))
def test_what_is_shown_is_the_number(value: float, spec: str) -> None:
    text = format(Numeral(value), spec)
    mantissa, times, power = text.partition(" × 10")
    exponent = "".join(PLAIN[character] for character in power)
    shown = float(f"{mantissa}e{exponent}" if times else mantissa)
    assert (shown != 0) == (value != 0)
    assert shown == pytest.approx(value, rel=0.05, abs=0.006 if spec.endswith("f") else 0)


def test_facts_that_are_no_floats_stay_as_they_are() -> None:
    facts = numerals({"rate": 0.1, "steps": 3, "name": "walk"})
    assert "{rate:g} {steps} {name}".format_map(facts) == "0.1 3 walk"


def test_a_readout_keeps_its_digits_where_it_is_told_to() -> None:
    assert spell(6.0e-16, 4, signed=False, exact=True) == "6.0×10⁻¹⁶"
    assert spell(6.0e-16, 4, signed=False) == "0.0000"
    assert spell(0.0, 4, signed=False, exact=True) == "0.0000"
    assert spell(-6.0e-16, 4, exact=True) == "−6.0×10⁻¹⁶"
    assert scientific(0.0295, ".4f") is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.9, "= 0.9"), (0.878774, "approx 0.879"), (0.0269, "= 0.0269")]
)
def test_digits_that_are_not_all_do_not_stand_behind_an_equals_sign(
    value: float, text: str
) -> None:
    assert equal_to(value) == text
