"""Dials: a hand is where its value is on the scale, whoever draws it."""

from __future__ import annotations

import numpy as np
import pytest
from manim import FadeOut, ValueTracker

from scenes.kit.charts.dial import HAND_SHARE, Dial, RateDial
from scenes.kit.layout import BODY, Slot
from scenes.kit.theme import active


def test_equal_rates_are_equal_turns_from_left_to_right() -> None:
    dial = RateDial(BODY, lambda: 0.1, 0.4)
    turns = [dial.direction(rate) for rate in (0.0, 0.1, 0.2, 0.3, 0.4)]
    np.testing.assert_allclose(turns, np.pi * np.array([1, 0.75, 0.5, 0.25, 0]), atol=1e-12)


@pytest.mark.parametrize("slot", [BODY, Slot(0, 0, 4, 2.2), Slot(-3, -2, 0, 2)], ids=str)
def test_a_rate_dial_stays_in_its_slot(slot: Slot) -> None:
    dial = RateDial(slot, lambda: 0.25, 0.4)
    assert dial.get_left()[0] >= slot.left - 1e-9
    assert dial.get_right()[0] <= slot.right + 1e-9
    assert dial.get_bottom()[1] >= slot.bottom - 1e-9
    assert dial.get_top()[1] <= slot.top + 1e-9


def test_the_hand_and_the_number_follow_the_rate_in_the_colour_of_alpha() -> None:
    rate = ValueTracker(0.3)
    dial = RateDial(BODY, rate.get_value, 0.4)
    for value in (0.3, 0.125, 0.0, 0.4):
        rate.set_value(value)
        dial.update()
        np.testing.assert_allclose(
            dial.hand.pointer.get_end(), dial.at(value, HAND_SHARE), atol=1e-9
        )
        assert dial.readout.digits.shown == f"{value:.3f}"
    parts = (dial.hand.pointer, dial.hand.run)
    assert {part.get_stroke_color().to_hex() for part in parts} == {active().step}


def test_a_copy_is_a_picture_of_the_moment() -> None:
    rate = ValueTracker(0.3)
    hand = RateDial(BODY, rate.get_value, 0.4).hand
    leaving = FadeOut(hand)
    leaving.begin()
    before = leaving.starting_mobject.pointer.get_end()
    rate.set_value(0.1)
    leaving.starting_mobject.update()
    np.testing.assert_array_equal(leaving.starting_mobject.pointer.get_end(), before)


def test_a_dial_without_a_scale_says_what_is_missing() -> None:
    with pytest.raises(NotImplementedError, match="a dial needs a scale"):
        Dial(np.zeros(3), 1.0).direction(0.5)
