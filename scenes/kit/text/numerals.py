"""Numerals: numbers in words, formulas and figures that keep their significant digits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

Sign = Literal["=", "approx"]
"""What stands before digits, in Typst mathematics."""

MINUS = "−"
SUPERSCRIPTS = dict(zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))

LOST = "{:.1e}"
"""How a number is written that other digits would show as 0."""


class Numeral(float):
    """A number that a format shows as ``5.6 × 10⁻¹⁰`` where it would be ``0.0000`` or ``5.6e-10``.

    Formats of zero, and of what keeps its digits, stay as they are.
    """

    def __format__(self, spec: str) -> str:
        parts = scientific(self, spec)
        if parts is None:
            return super().__format__(spec)
        mantissa, exponent = parts
        return f"{mantissa} × 10{raised(exponent)}"


def numerals(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as captions quote them."""
    return {name: Numeral(fact) if type(fact) is float else fact for name, fact in facts.items()}


def scientific(value: float, spec: str) -> tuple[str, int] | None:
    """Return the mantissa and the exponent of what `spec` shows; ``None`` where it needs none."""
    text = format(float(value), spec)
    if value and not any(digit in "123456789" for digit in text) and text[-1:].isdigit():
        text = LOST.format(float(value))  # rounded away
    mantissa, e, exponent = text.partition("e")
    return (mantissa, int(exponent)) if e else None


def raised(exponent: int) -> str:
    """Return an exponent in superscript characters."""
    return "".join(SUPERSCRIPTS[character] for character in str(exponent))


def sign_between(exact: Fraction, shown: str) -> Sign:
    """Return ``=`` where the digits `shown` are all that `exact` has, else ``approx``."""
    whole = "×" not in shown and Fraction(shown.replace(MINUS, "-").strip()) == exact
    return "=" if whole else "approx"


def equal_to(value: float, spec: str = ".3g") -> str:
    """Return Typst mathematics for a sign and the digits of a number: ``approx`` if not all."""
    shown = format(value, spec)
    return f"{sign_between(Fraction(repr(value)), shown)} {shown}"


def typst(value: float, spec: str = "g", factor: bool = False) -> str:
    """Return Typst mathematics for a number.

    Parameters
    ----------
    value
        Any finite number.
    spec
        As for :func:`format`.
    factor
        Whether it is multiplied or raised to a power: a product then has parentheses.
    """
    parts = scientific(value, spec)
    if parts is None:
        return format(float(value), spec)
    mantissa, exponent = parts
    product = f"{mantissa} times 10^({exponent})"
    return f"({product})" if factor else product
