"""The lantern: it hangs where the stick ends, and its glow with it."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import HILL, GradientDescent, descend
from scenes.kit.hiker import HIKER_HEIGHT, Hiker
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.lantern import GLASS_RADIUS, GLOW_RADIUS, HOOK, Glow, Lantern
from scenes.kit.stage import Frame
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
    for disc in (*lantern, *glow):
        np.testing.assert_allclose(disc.get_center(), expected, atol=1e-9)
    assert side * (expected - top)[0] > 0, "ahead of the hiker"


def test_the_glow_fades_outwards(hiker: Hiker) -> None:
    glow = Glow(hiker)
    widths = np.array([disc.width for disc in glow]) / 2 / HIKER_HEIGHT
    assert widths.max() == pytest.approx(GLASS_RADIUS + GLOW_RADIUS, rel=1e-3)
    assert (np.diff(widths) < 0).all(), "the large ones lie below"
    opacities = np.array([disc.get_fill_opacity() for disc in glow])
    assert opacities[0] == 0
    assert (np.diff(opacities) > 0).all()
    assert glow[0].z_index < hiker.z_index
