"""A power with n put in: equal where it is, about where it is rounded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from manim import ValueTracker

from gdcore import theory
from scenes.kit.text.numerals import sign_between
from scenes.parts.decay_power import WorkedPower


def power_of(start: str, factor: str, n: ValueTracker) -> WorkedPower:
    rate = (1 - float(factor)) / 2
    return WorkedPower(
        start,
        factor,
        lambda: int(n.get_value()),
        lambda: float(theory.quadratic_iterate(float(start), rate, 2.0, int(n.get_value()))),
    )


@pytest.mark.parametrize(
    ("exact", "shown", "sign"),
    [
        (Fraction(5), "5.0000", "="),
        (Fraction("1.6384"), "1.6384", "="),
        (Fraction("1.31072"), "1.3107", "approx"),
        (Fraction("4e-7"), "4.0×10⁻⁷", "approx"),
    ],
)
def test_what_is_rounded_is_not_equal(exact: Fraction, shown: str, sign: str) -> None:
    assert sign_between(exact, shown) == sign


@pytest.mark.parametrize("factor", ["0.8", "0.5", "0.998", "0.002"])
def test_exponent_sign_and_digits_belong_to_one_n(factor: str) -> None:
    n = ValueTracker(0)
    power = power_of("5", factor, n)
    for step in range(41):
        n.set_value(step)
        power.update()
        assert power.exponent.shown.strip() == str(step)
        shown = power.digits.shown
        equal = "×" not in shown and 5 * Fraction(factor) ** step == Fraction(shown.strip())
        seen = [name for name, sign in power.signs.items() if sign.get_fill_opacity() == 1]
        assert seen == ["=" if equal else "approx"]


def test_the_start_is_exact_and_the_twelfth_step_is_rounded() -> None:
    n = ValueTracker(0)
    power = power_of("5", "0.8", n)
    assert (power.sign, power.digits.shown) == ("=", "5.0000")
    n.set_value(12)
    power.update()
    assert (power.sign, power.digits.shown) == ("approx", "0.3436")


def test_the_exponent_is_raised_and_the_rest_stands_on_one_line() -> None:
    power = power_of("5", "0.8", ValueTracker(25))
    base, exponent = power[0], power.exponent
    assert exponent.get_left()[0] > base.get_right()[0]
    assert exponent.get_bottom()[1] > base.get_center()[1]
    assert power.digits.get_bottom()[1] == pytest.approx(base.get_bottom()[1], abs=0.02)
    for sign in power.signs.values():
        assert exponent.get_right()[0] < sign.get_left()[0]
        assert sign.get_right()[0] < power.digits.get_left()[0]
