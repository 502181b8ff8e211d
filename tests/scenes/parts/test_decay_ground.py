"""The bowl across the frame: it rises with all that stands on it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from manim import ValueTracker

from gdcore import PARABOLA
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import PICTURE
from scenes.parts.decay_ground import RisingGround, bowl
from tests.scenes.kit.samples import PROPERTY, parabola_walk, shares

LOW, HIGH = bowl(6, -2.2, PICTURE.bottom), bowl(6, -1.0, -1.1)


def test_a_bowl_reaches_from_edge_to_edge_and_to_the_top() -> None:
    ends = LOW.at([-6, 0, 6], [36, 0, 36])[:, :2]
    corners = [(PICTURE.left, PICTURE.top), (0, -2.2), (PICTURE.right, PICTURE.top)]
    np.testing.assert_allclose(ends, corners, atol=1e-9)
    ground = RisingGround(PARABOLA, LOW, HIGH, ValueTracker(0))
    assert ground.body.get_bottom()[1] == PICTURE.bottom
    assert len(ground.samples()) == 400


@PROPERTY
@given(shares)
def test_a_marble_goes_up_with_the_ground(raised: float) -> None:
    tracker = ValueTracker(0)
    ground = RisingGround(PARABOLA, LOW, HIGH, tracker)
    marble = Marble(ground, parabola_walk(), ValueTracker(1))
    tracker.set_value(raised)
    ground.update()
    marble.update()
    expected = (1 - raised) * LOW.at(4, 16) + raised * HIGH.at(4, 16)
    np.testing.assert_allclose(marble.disc.get_center(), expected, atol=1e-9)
    foot, floor = ground.curve.get_bottom()[1], ground.body.get_bottom()[1]
    assert abs(foot - (-2.2 + 1.2 * raised)) < 1e-3
    assert abs(floor - (PICTURE.bottom + (-1.1 - PICTURE.bottom) * raised)) < 1e-9
