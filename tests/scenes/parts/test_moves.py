"""The moves in a list, and the rule that they become."""

from __future__ import annotations

import itertools

import pytest
from manim.animation.animation import prepare_animation

from scenes.kit.layout import BODY
from scenes.kit.text.text import Formula
from scenes.kit.theme import color
from scenes.parts.moves import MOVES, SIGNS, Moves, Rule
from tests.scenes.kit.samples import inside

SLOT = BODY.columns(1, 1)[0]


@pytest.fixture
def moves() -> Moves:
    return Moves(SLOT, {part: Formula("0", 40) for part, _, _ in MOVES})


def test_each_move_has_its_amount_below_it_and_all_fit(moves: Moves) -> None:
    column = [thing for part in moves.names for thing in (moves.names[part], moves.amounts[part])]
    for above, below in itertools.pairwise(column):
        assert above.get_bottom()[1] > below.get_top()[1]
    for part, name in moves.names.items():
        assert inside(SLOT, name)
        assert inside(SLOT, moves.amounts[part])
        assert name.get_left()[0] < moves.amounts[part].get_left()[0]


def test_the_wedge_stands_before_the_move_that_is_made(moves: Moves) -> None:
    for part in moves.names:
        pointing = prepare_animation(moves.point_at(part))
        pointing.begin()
        pointing.finish()
        assert moves.wedge.get_y() == pytest.approx(moves.names[part].get_y())
        assert SLOT.left - 1e-9 <= moves.wedge.get_left()[0]
        assert moves.wedge.get_right()[0] < moves.names[part].get_left()[0]


def test_closed_up_the_names_stand_in_the_foot_of_a_slot(moves: Moves) -> None:
    closing = prepare_animation(moves.close_ranks(SLOT))
    closing.begin()
    closing.finish()
    names = [*moves.names.values()]
    assert names[-1].get_bottom()[1] == pytest.approx(SLOT.bottom, abs=0.2)
    assert all(name.get_left()[0] == pytest.approx(SLOT.left, abs=1e-6) for name in names)
    for above, below in itertools.pairwise(names):
        assert 0.3 < above.get_bottom()[1] - below.get_top()[1] < 0.8


def test_each_sign_of_the_rule_comes_from_a_move_but_for_the_parameters() -> None:
    assert set(SIGNS) == {part for part, _, _ in MOVES}
    rule = Rule(SLOT, "gradient_descent")
    for part, _, role in MOVES:
        assert rule.formula.select(part)[0].get_fill_color() == color(role)
    for part in ("to", "from"):
        assert rule.formula.select(part)[0].get_fill_color() == color("gradient_descent")
    assert rule.formula.width == pytest.approx(SLOT.width)
    assert inside(SLOT, rule.formula)


def test_a_sign_comes_beside_its_move(moves: Moves) -> None:
    rule = Rule(SLOT, "gradient_descent")
    for part in SIGNS:
        rule.take(part, moves, 1)
        sign = rule.signs[-1]
        assert sign.get_y() == pytest.approx(moves.names[part].get_y())
        assert sign.get_left()[0] > max(name.get_right()[0] for name in moves.names.values())
