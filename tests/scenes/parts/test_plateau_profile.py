"""The profile of the plateau and the curve of its slope."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import GradientDescent, descend, theory
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import BODY
from scenes.parts.plateau_profile import FARTHEST, RADIAL, ProfileAndSlope, StepFactor

UPPER, LOWER = BODY.rows(1, 1)


def charts_and_marble(step: float) -> tuple[ProfileAndSlope, Marble]:
    charts = ProfileAndSlope(UPPER, LOWER)
    path = descend(RADIAL, GradientDescent(0.1), 3.0, 250)
    return charts, Marble(charts.ground, path, ValueTracker(step))


@pytest.mark.parametrize("r", [0.0, 0.5, 1.0, 2.0, FARTHEST])
def test_the_curve_is_the_length_of_the_gradient_up_to_the_tangent(r: float) -> None:
    charts, _ = charts_and_marble(0)
    charts.probe.set_value(r)
    charts.curve.refresh()
    assert abs(RADIAL.gradient(np.array([r])).item()) == pytest.approx(theory.plateau_slope(r))
    end = charts.slopes.at(r, theory.plateau_slope(r))
    np.testing.assert_allclose(charts.curve.head, end, atol=1e-6)


def test_the_tangent_has_the_slope_of_the_profile_and_stays_on_it() -> None:
    charts, _ = charts_and_marble(0)
    across, up = charts.profile.scale
    for r in (0.0, 0.1, 1.0, 3.0, 4.2, FARTHEST):
        charts.probe.set_value(r)
        charts.tangent.refresh()
        start, end = charts.tangent.get_start(), charts.tangent.get_end()
        assert start[0] >= charts.profile.slot.left - 1e-9
        assert end[0] <= charts.profile.slot.right + 1e-9
        slope = (end - start)[1] / (end - start)[0] * across / up
        assert slope == pytest.approx(RADIAL.gradient(np.array([r])).item(), abs=1e-9)


@pytest.mark.parametrize("step", [0, 100.7, 250])
def test_the_dot_is_on_the_curve_below_the_iterate(step: float) -> None:
    charts, marble = charts_and_marble(step)
    r = float(marble.point[0])
    spot = charts.place(marble).dot.get_center()
    np.testing.assert_allclose(spot, charts.slopes.at(r, theory.plateau_slope(r)), atol=1e-9)


def test_the_factor_is_that_of_the_iterate() -> None:
    _, marble = charts_and_marble(0)
    factor = StepFactor(marble)
    assert factor.get_value() == pytest.approx(1 - 0.1 * (1 - 9) * np.exp(-4.5))
    marble.step.set_value(250)
    assert factor.get_value() == pytest.approx(0.9, abs=1e-3)
