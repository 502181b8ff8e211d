"""Type as few mobjects: it looks as manim sets it, and comes apart where letters move."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from manim import Camera, MathTypst, Mobject, Scene, Square, Typst, VGroup, VMobject, tempconfig

from scenes.kit import theme
from scenes.kit.text.mobject import TransformMatchingShapes, Typeset, Write
from scenes.kit.text.text import Formula, Lettering
from scenes.kit.text.typesetting import PREAMBLE
from tests.scenes.kit.samples import corners

PARTS = "x - {{ alpha : rate }} {{ f'({{ x : place }}) : slope }}"
WORDS = [
    "Feel the slope, turn the other way",
    "*Bold* & 0.689 @ % ffi fi fl Qg jp",
    "`mono gj80`",
    "#text(fill: red)[c] and #highlight[dog] over $x^2$",
]
FORMULAS = [
    "hat(x) + tilde(y) + dot(z) + abs(x)",
    "nabla L(theta) arrow.r theta - alpha g",
    "mat(1, 2; 3, 4) + underbrace(a + b, c) + x != y + integral_0^1 x dif x",
]


PAIRS = """
from manim import VGroup
from scenes.kit.text.text import Lettering
from scenes.kit.text.mobject import TransformMatchingShapes
moving = TransformMatchingShapes(Lettering("the morse code"), Lettering("here come dots"))
letters = [part for one in moving.animations for part in one.mobject.family_members_with_points()]
print([round(float(letter.get_center()[0]), 3) for letter in letters])
"""


@pytest.fixture
def canvas(tmp_path: Path) -> Iterator[None]:
    with tempconfig({"pixel_width": 640, "pixel_height": 360, "media_dir": str(tmp_path)}):
        yield


def drawn(mobject: Mobject) -> np.ndarray:
    camera = Camera()
    camera.capture_mobjects([mobject])
    return camera.pixel_array[..., :3].astype(int)


@pytest.mark.usefixtures("canvas")
@pytest.mark.parametrize("source", [*WORDS, *FORMULAS])
def test_it_looks_as_manim_sets_it(source: str) -> None:
    ours: Typeset = Formula(source) if source in FORMULAS else Lettering(source, size=48)
    kind = MathTypst if source in FORMULAS else Typst
    ink = theme.active().color("ink")
    theirs = kind(source, font_size=48, typst_preamble=PREAMBLE, color=ink)
    np.testing.assert_allclose(corners(ours), corners(theirs), atol=1e-9)
    # where two letters share a pixel, what they cover is added up rather than painted over
    assert np.abs(drawn(ours) - drawn(theirs)).max() <= 20
    assert drawn(ours).max() > 150
    assert len(ours.get_family()) < len(theirs.get_family()) / 3 + 4


@pytest.mark.usefixtures("canvas")
def test_a_root_and_its_bar_are_one_and_a_bar_is_as_thick_as_a_minus() -> None:
    minus, fraction = Formula("-").glyphs()[0], Formula("1/2")
    bar = min(fraction.glyphs(), key=lambda glyph: np.ptp(glyph[:, 1]))
    assert np.ptp(bar[:, 1]) == pytest.approx(np.ptp(minus[:, 1]), rel=0.25)
    assert len(Formula("sqrt(x) / 2").get_family()) == 1
    picture = drawn(Formula("sqrt(x)").scale(3)).max(axis=2)
    inside = picture[picture.max(axis=1) > 200]
    assert inside.shape[0] > 10
    # the bar covers the root where they meet: no row of the bar has a hole
    row = picture[np.argmax((picture > 200).sum(axis=1))]
    lit = np.flatnonzero(row > 100)
    assert (np.diff(lit) == 1).all()


def test_the_bars_thickness_does_not_depend_on_the_pictures_pixels() -> None:
    with tempconfig({"pixel_width": 426, "pixel_height": 240}):
        small = Formula("1/2").points
    with tempconfig({"pixel_width": 3840, "pixel_height": 2160}):
        np.testing.assert_array_equal(Formula("1/2").points, small)


def test_parts_are_pieces_and_a_part_within_a_part_belongs_to_both() -> None:
    formula = Formula(PARTS)
    assert len(formula.get_family()) == 4  # the rest, the rate, the slope and the place in it
    assert len(formula.select("slope")) == 2
    (place,) = formula.select("place")
    assert place in formula.select("slope").submobjects
    assert formula.select("rate")[0] not in formula.select("slope").submobjects


def test_parts_without_a_name_are_counted() -> None:
    formula = Formula("{{ a }} + {{ b }}")
    assert formula.select(0).get_right()[0] < formula.select(1).get_left()[0]


def test_a_part_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(KeyError, match=r"'speed'.*rate, slope, place"):
        Formula(PARTS).select("speed")
    with pytest.raises(KeyError, match=r"'speed'.*none"):
        Formula("x").select("speed")


def test_glyphs_come_in_the_order_of_the_source() -> None:
    glyphs = Formula("{{ a : first }} b {{ c : last }}").glyphs()
    assert [g[:, 0].min() for g in glyphs] == sorted(g[:, 0].min() for g in glyphs)
    assert len(glyphs) == 3


@pytest.mark.parametrize("source", [PARTS, "a b", "sqrt(x)/2"])
def test_separated_letters_are_joined_where_and_as_they_are(source: str) -> None:
    text = Formula(source)
    family, outlines = text.get_family(), [part.points.copy() for part in text.get_family()]
    letters = len(text.glyphs())
    assert text.separate() is text
    assert text.is_separate
    assert len(text.family_members_with_points()) == letters
    assert [part for part in text.submobjects if part.has_points()] == text.submobjects
    text.shift((1, 2, 0)).set_color("#FF0000")
    assert text.separate() is text  # again changes nothing
    text.join()
    assert not text.is_separate
    assert all(one is other for one, other in zip(text.get_family(), family, strict=True))
    for part, outline in zip(text.get_family(), outlines, strict=True):
        np.testing.assert_allclose(part.points, outline + (1, 2, 0))
        assert part.get_fill_color().to_hex() == "#FF0000"


def test_a_part_can_be_selected_while_the_letters_are_apart() -> None:
    formula = Formula(PARTS, roles={"rate": "step"}).separate()
    (rate,) = formula.select("rate")
    assert rate in formula.submobjects
    assert rate.get_fill_color() == theme.active().color("step")


@pytest.mark.parametrize("source", ["1 + {{ 2 : b }}", "{{ theta : a }}"])
def test_a_text_knows_its_size_while_the_letters_are_apart(source: str) -> None:
    text = Formula(source, size=40).separate()
    assert text.font_size == pytest.approx(40)
    assert text.scale(0.5).font_size == pytest.approx(20)
    assert text.join().font_size == pytest.approx(20)


def test_what_was_added_to_a_text_stays_while_it_comes_apart() -> None:
    text, line = Lettering("words"), VMobject().set_points_as_corners([[0, 0, 0], [1, 0, 0]])
    text.add(line)
    assert line in text.separate().submobjects
    assert text.join().submobjects == [line]


def test_a_copy_stands_alone_whether_apart_or_not() -> None:
    text = Formula(PARTS)
    for apart in (False, True):
        if apart:
            text.separate()
        twin = copy.deepcopy(text)
        before = [glyph.copy() for glyph in text.glyphs()]
        twin.join().shift((1, 0, 0))
        for glyph, old in zip(text.glyphs(), before, strict=True):
            np.testing.assert_array_equal(glyph, old)
        assert not {id(part) for part in twin.get_family()} & {id(p) for p in text.get_family()}


def test_a_copy_shares_what_nobody_changes() -> None:
    text = Formula(PARTS)
    groups = [part.group for part in copy.deepcopy(text).get_family()]
    assert groups == [part.group for part in text.get_family()]


def test_a_text_that_became_another_does_not_name_wrong_glyphs() -> None:
    text = Lettering("short")
    text.become(Lettering("much longer"))
    text.points = Lettering("and longer still").points
    with pytest.raises(ValueError, match="transformed"):
        text.glyphs()


def test_an_empty_text_is_nothing() -> None:
    text = Lettering("")
    assert (text.glyphs(), text.height) == ([], 0)
    assert text.separate().join().get_family() == [text]


@pytest.fixture
def scene(tmp_path):
    with tempconfig({"dry_run": True, "media_dir": str(tmp_path), "progress_bar": "none"}):
        yield Scene()


def opacities(text: Typeset) -> list[float]:
    return [part.get_fill_opacity() for part in text.family_members_with_points()]


def test_letters_are_written_one_after_the_other() -> None:
    text = Lettering("abcdefgh")
    whole = text.points.copy()
    writing = Write(text)
    assert not text.is_separate  # it may never be played
    assert writing.lag_ratio == pytest.approx(0.2)
    writing.begin()
    writing.interpolate(0.6)
    shown = opacities(text)
    assert len(shown) == 8
    assert shown[0] == 1
    assert shown[-1] == 0
    assert shown == sorted(shown, reverse=True)
    writing.finish()
    assert text.get_family() == [text]
    np.testing.assert_allclose(text.points, whole)
    assert text.get_fill_opacity() == 1
    assert text.get_stroke_width() == 0


def test_letters_that_cross_are_drawn_in_one_order_in_every_process(tmp_path: Path) -> None:
    # the first process sets the type, and manim says so above the answer; the others find it kept
    orders = [
        subprocess.run(
            [sys.executable, "-c", PAIRS],
            env={**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()[-1]
        for seed in ("0", "1", "2")
    ]
    assert orders[0].count(",") > 10
    assert len(set(orders)) == 1


def test_a_group_is_written_and_what_is_no_text_too() -> None:
    text, square = Formula("x + {{ y : part }}"), Square()
    writing = Write(VGroup(text, square))
    writing.begin()
    assert text.is_separate
    writing.finish()
    assert not text.is_separate
    assert len(text.get_family()) == 2


def test_a_text_that_was_apart_before_stays_so() -> None:
    text = Lettering("abc").separate()
    writing = Write(text)
    writing.begin()
    writing.finish()
    assert text.is_separate


def test_letters_move_from_one_text_to_the_other_and_the_other_stays(scene: Scene) -> None:
    one, other = Formula("a + b"), Formula("b + a + c").shift((0, -2, 0))
    whole = other.points.copy()
    scene.add(one)
    moving = TransformMatchingShapes(one, other)
    letters = {id(letter) for letter in one.submobjects}
    assert letters <= {id(p) for a in moving.animations for p in a.mobject.get_family()}
    scene.play(moving, run_time=0.2)
    assert scene.mobjects == [other]
    assert not one.is_separate
    assert other.get_family() == [other]
    np.testing.assert_allclose(other.points, whole)
