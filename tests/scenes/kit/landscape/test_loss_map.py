"""The map of a line's loss: its marble stands where its line is, at any scale of x."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import least_squares, noisy_line, standardised
from scenes.kit.landscape.loss_map import LossMap, StandardGround
from scenes.kit.layout import BODY

DATA = noisy_line(6, rng=3, even=True)
WINDOWS = ((-3.0, 5.0), (-1.0, 4.0)), ((-1.0, 14.0), (-3.0, 7.0))


@pytest.mark.parametrize("share", [0, 0.4, 1])
def test_both_answers_are_at_the_cross(share: float) -> None:
    losses = LossMap(DATA, BODY, WINDOWS, np.arange(1.0, 9), ValueTracker(share))
    spot = losses.cross().update().get_center()
    own, scaled = (least_squares(data).minima[0] for data in (DATA, standardised(DATA)[0]))
    np.testing.assert_allclose(losses.spot(own), spot, atol=1e-9)
    np.testing.assert_allclose(StandardGround(losses).spot(scaled), spot, atol=1e-9)


def test_it_is_drawn_anew_when_x_is_scaled_and_only_then() -> None:
    scaled = ValueTracker(0)
    losses = LossMap(DATA, BODY, WINDOWS, np.arange(1.0, 9), scaled)
    before = losses.family_members_with_points()[0].points
    losses.update()
    assert losses.family_members_with_points()[0].points is before
    scaled.set_value(0.5)
    losses.update()
    assert losses.family_members_with_points()[0].points is not before
