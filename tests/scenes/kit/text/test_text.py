"""Type: set at its size, in its role's colour, on a plate where it must be."""

from __future__ import annotations

import numpy as np
import pytest
from manim import BackgroundRectangle, ManimColor, Mobject

from scenes.kit import theme
from scenes.kit.layout import FRAME_HEIGHT
from scenes.kit.text.text import (
    BODY,
    FORMULA,
    LABEL,
    TICK,
    TITLE,
    Formula,
    Lettering,
    label,
    on_plate,
    title,
)
from tests.scenes.kit.samples import corners

GIF_HEIGHT = 270
"""Pixels of a picture that is 480 wide."""

LEAST_DIGIT = 5.5
"""Pixels that a digit must be high to be told from another."""


def colors_of(mobject: Mobject) -> set[ManimColor]:
    return {glyph.get_fill_color() for glyph in mobject.family_members_with_points()}


def test_the_type_scale_descends_to_what_still_reads_in_a_small_gif() -> None:
    scale = [TITLE, FORMULA, BODY, LABEL, TICK]
    assert scale == sorted(scale, reverse=True)
    assert Formula("0", size=TICK).height / FRAME_HEIGHT * GIF_HEIGHT >= LEAST_DIGIT


@pytest.mark.parametrize("kind", [Lettering, Formula])
def test_type_is_as_large_as_it_is_told(kind: type[Lettering] | type[Formula]) -> None:
    small, large = kind("x", size=20), kind("x", size=60)
    assert large.height == pytest.approx(3 * small.height, rel=1e-3)


@pytest.mark.parametrize("kind", [Lettering, Formula])
def test_type_has_the_colour_of_its_role(kind: type[Lettering] | type[Formula]) -> None:
    assert colors_of(kind("x = 1")) == {theme.color("ink")}
    assert colors_of(kind("x = 1", role="momentum")) == {theme.color("momentum")}
    theme.activate(theme.LIGHT)
    assert colors_of(kind("x = 1", role="momentum")) == {ManimColor(theme.LIGHT.momentum)}


def test_type_remembers_what_it_says() -> None:
    assert Lettering("two words").text == "two words"
    assert Formula("x^2").text == "x^2"


def test_formulas_and_words_are_set_in_different_fonts() -> None:
    upright, italic = Lettering("x", size=LABEL), Formula("x", size=LABEL)
    assert len(upright.glyphs()) == len(italic.glyphs()) == 1
    assert upright.glyphs()[0].shape != italic.glyphs()[0].shape


def test_words_take_mathematics_and_bold_in_between() -> None:
    assert len(Lettering("a $x^2$ b").glyphs()) == 4
    assert Lettering("*step*").width > Lettering("step").width


def test_named_parts_of_a_formula_have_roles_of_their_own() -> None:
    roles = {"rate": "step", "slope": "slope"}
    formula = Formula("x - {{ alpha : rate }} {{ f'(x) : slope }}", roles=roles)
    rate, slope = formula.select("rate"), formula.select("slope")
    assert colors_of(rate) == {theme.color("step")}
    assert colors_of(slope) == {theme.color("slope")}
    parts = {id(glyph) for part in (rate, slope) for glyph in part.get_family()}
    rest = [g for g in formula.family_members_with_points() if id(g) not in parts]
    assert rest == [formula]  # x and the minus
    assert {glyph.get_fill_color() for glyph in rest} == {theme.color("ink")}


def test_a_title_is_the_boldest_and_largest() -> None:
    assert title("Steps").height > Lettering("Steps").height
    assert title("Steps").width > Lettering("Steps", size=TITLE).width


def test_a_label_is_small_and_takes_a_role() -> None:
    text = label("here", role="adam")
    assert text.height == pytest.approx(Lettering("here", size=LABEL).height)
    assert colors_of(text) == {theme.color("adam")}


def test_a_plate_of_paper_lies_behind_the_whole_text() -> None:
    text = label("here")
    plated = on_plate(text, buff=0.2)
    plate, top = plated.submobjects
    assert top is text
    assert isinstance(plate, BackgroundRectangle)
    assert plate.get_fill_color() == theme.color("paper")
    assert 0.8 <= plate.get_fill_opacity() <= 1
    assert plate.get_stroke_width() == 0
    np.testing.assert_allclose(corners(plate), corners(text) + [[-0.2], [0.2]], atol=1e-6)
