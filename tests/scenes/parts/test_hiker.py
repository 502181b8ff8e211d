"""The lantern: it hangs where the stick ends, and its glow with it."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import HILL, GradientDescent, descend
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.theme import color
from scenes.parts.hiker import (
    GLASS_RADIUS,
    GLOW_RADIUS,
    HIKER_HEIGHT,
    HOOK,
    Glow,
    Hiker,
    Lantern,
    Measures,
)
from tests.scenes.kit.samples import SLOT


@pytest.fixture
def hiker() -> Hiker:
    ground = CurveLandscape(HILL, Frame(SLOT, HILL.window[0], (0, 3)))
    path = descend(HILL, GradientDescent(0.3), 2.7, 5)
    return Hiker(ground, path, ValueTracker(0), ValueTracker(1))


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("step", [0, 2.4, 5])
def test_it_hangs_from_the_top_of_the_stick(hiker: Hiker, side: int, step: float) -> None:
    lantern, glow = Lantern(hiker), Glow(hiker)
    hiker.facing.set_value(side)
    hiker.step.set_value(step)
    for part in (hiker, lantern, glow):
        part.refresh()
    top = hiker.stick.points[0]
    expected = top + HIKER_HEIGHT * HOOK * (side, 1, 1)
    np.testing.assert_allclose(glow.middle, expected, atol=1e-9)
    np.testing.assert_allclose(glow.get_center(), expected, atol=1e-9)
    for disc in lantern:
        np.testing.assert_allclose(disc.get_center(), expected, atol=1e-9)
    assert side * (expected - top)[0] > 0, "ahead of the hiker"


def test_the_glow_fades_outwards(hiker: Hiker) -> None:
    glow = Glow(hiker)
    assert glow.radius == pytest.approx(HIKER_HEIGHT * (GLASS_RADIUS + GLOW_RADIUS))
    assert glow.width == pytest.approx(2 * glow.radius)
    assert glow.opacities[-1] == 0
    assert (np.diff(glow.opacities) <= 0).all()
    assert 0.4 < glow.opacities[0] < 0.6
    assert glow.z_index < hiker.z_index


def test_the_drop_goes_from_the_hill_to_its_axis() -> None:
    frame = Frame(SLOT, (0, 3), (-0.5, 3))
    ground = CurveLandscape(HILL, frame)
    measures = Measures(ground, [1.2], (0.5, 2.5), "momentum")
    np.testing.assert_allclose(measures.drop.get_start(), ground.spot([1.2]), atol=1e-9)
    np.testing.assert_allclose(measures.drop.get_end(), frame.at(1.2, 0), atol=1e-6)
    np.testing.assert_allclose(measures.axis.get_start(), frame.at(0.5, 0), atol=1e-9)
    np.testing.assert_allclose(measures.axis.get_end(), frame.at(2.5, 0), atol=1e-9)
    foot = frame.at(1.2, 0)
    assert measures.theta.get_top()[1] < foot[1] < measures.loss.get_bottom()[1]
    assert abs(measures.theta.get_center()[0] - foot[0]) < 0.02
    assert measures.theta.get_fill_color() == color("momentum")
