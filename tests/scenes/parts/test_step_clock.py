"""The clock of steps: equal factors are equal turns, and the hand is a function of the step."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from scenes.kit.charts.dial import HAND_SHARE
from scenes.kit.layout import BODY
from scenes.parts.step_clock import StepClock


def clock(step: float, most: int = 803) -> StepClock:
    return StepClock(BODY, ValueTracker(step), most)


def test_equal_factors_are_equal_turns_clockwise() -> None:
    face = clock(0)
    turns = np.diff([face.direction(n) for n in (1, 10, 100, 1000)])
    np.testing.assert_allclose(turns, turns[0])
    assert turns[0] < 0
    assert face.direction(0) > face.direction(0.5) > face.direction(1)


@pytest.mark.parametrize(("most", "decades"), [(803, 3), (1000, 3), (1001, 4), (2851, 4)])
def test_all_steps_are_on_the_dial(most: int, decades: int) -> None:
    face = clock(most, most)
    assert face.decades == decades
    assert face.direction(most) >= face.direction(10**decades) - 1e-12


def test_the_hand_points_at_the_step_that_the_readout_shows() -> None:
    step = ValueTracker(0)
    face = StepClock(BODY, step, 803)
    for n in (0, 1, 7, 100, 557, 803):
        step.set_value(n)
        face.hand.refresh()
        face.readout.digits.refresh()
        tip = face.hand.pointer.get_end()
        np.testing.assert_allclose(tip, face.at(n, HAND_SHARE), atol=1e-9)
        assert face.readout.digits.shown.strip() == str(n)
