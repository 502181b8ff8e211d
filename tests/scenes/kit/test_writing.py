"""Letters are written and moved one by one; before and after, a text is one outline."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from manim import Scene, Square, VGroup, tempconfig

from scenes.kit.lettering import Formula, Lettering
from scenes.kit.typeset import Typeset
from scenes.kit.writing import TransformMatchingShapes, Write


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


PAIRS = """
from manim import VGroup
from scenes.kit.lettering import Lettering
from scenes.kit.writing import TransformMatchingShapes
moving = TransformMatchingShapes(Lettering("the morse code"), Lettering("here come dots"))
letters = [part for one in moving.animations for part in one.mobject.family_members_with_points()]
print([round(float(letter.get_center()[0]), 3) for letter in letters])
"""


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
