"""Where marbles are seen: which hides which, by depth where both are balls."""

from __future__ import annotations

import pytest

from pipeline.render.marble_tracks import Place


@pytest.mark.parametrize("later", [True, False])
def test_the_nearer_of_two_balls_hides_the_other_whatever_was_drawn_later(later: bool) -> None:
    near, far = Place(0, 0, 0.3, depth=2), Place(0.1, 0, 0.3, depth=3)
    assert near.hides(far, later)
    assert not far.hides(near, later)


def test_a_disc_hides_what_was_drawn_before_it() -> None:
    one, other, ball = Place(0, 0, 0.3, None), Place(0.2, 0.2, 0.1, None), Place(0, 0, 1, 2)
    assert one.hides(other, later=True)
    assert not one.hides(other, later=False)
    assert one.hides(ball, later=True)


def test_a_middle_beside_a_marble_is_not_hidden() -> None:
    one = Place(0, 0, 0.3, None)
    assert not one.hides(Place(0.25, 0.25, 0.3, None), later=True)
    assert one.hides(Place(0.2, 0.2, 0.3, None), later=True)
