"""Formulas as SVG: what a phone cannot hold in one line is set term by term."""

from __future__ import annotations

import re

import pytest

from pipeline.site.formulas import PHONE, formula, wrapping
from pipeline.site.labs import LABS

LAWS = sorted({f"L = {lab.landscape.formula}" for labs in LABS.values() for lab in labs})


def widths(text: str) -> list[float]:
    return [float(width) for width in re.findall(r'style="width: ([\d.]+)em', text)]


@pytest.mark.parametrize("law", LAWS)
def test_no_piece_of_a_law_is_wider_than_a_phone(law: str) -> None:
    pieces = widths(wrapping(law))
    assert max(pieces) <= PHONE
    [whole] = widths(formula(law))
    assert (len(pieces) > 1) == (whole > PHONE)
    if "quad" not in law:  # which is left out where a line may break
        assert sum(pieces) == pytest.approx(whole, abs=0.2 * len(pieces))


def test_terms_in_parentheses_stay_together() -> None:
    beale = wrapping("L = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2")
    assert len(widths(beale)) == 3
