"""Bars as long as what is kept; curves that leave where theory says."""

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import theory
from scenes.kit.layout import BODY
from scenes.parts.nesterov_brake import EDGE, METHODS, KeptBars, RadiusChart, Strip

CURVATURE, BETA = 25.0, 0.9
CHART = RadiusChart(BODY, CURVATURE, BETA, (0.0, 0.17))


@pytest.mark.parametrize("length", [0.2, 0.9, 1.0])
def test_a_strip_is_as_long_as_its_tracker_says(length: float) -> None:
    tracker = ValueTracker(1)
    strip = Strip(BODY, tracker, "nesterov")
    tracker.set_value(length)
    strip.update()
    assert strip.width == pytest.approx(length * BODY.width)
    assert strip.get_left()[0] == pytest.approx(BODY.left)


@pytest.mark.parametrize(
    ("beta", "factor", "text"),
    [
        (BETA, 0.25, "0.9 dot 0.25 = 0.225"),
        (BETA, 0.2075, "0.9 dot 0.207 approx 0.187"),
        (0.92379768, 0.975, "0.924 dot 0.975 approx 0.901"),
    ],
)
def test_a_product_is_short_and_says_whether_it_is_rounded(
    beta: float, factor: float, text: str
) -> None:
    assert KeptBars(BODY, "across", beta, factor).result.text == text


@pytest.mark.parametrize("role", METHODS)
def test_a_curve_crosses_the_edge_at_its_limit(role: str) -> None:
    limit = CHART.limit(role)
    assert CHART.factor(role, limit) == pytest.approx(EDGE)
    assert CHART.factor(role, 0.99 * limit) < EDGE < CHART.factor(role, 1.01 * limit)


def test_curves_show_the_factor_at_their_rates() -> None:
    CHART.swept.set_value(CHART.last)
    CHART.curves.update()
    for role, curve in zip(METHODS, CHART.curves, strict=True):
        for n in (10, 60, 100):
            rate, factor = CHART.frame.data_at(curve.spot(n))
            expected = theory.spectral_radius(rate, CURVATURE, METHODS[role], BETA)
            assert factor == pytest.approx(expected), role


def test_flags_stand_at_the_limits() -> None:
    for role, flag in zip(METHODS, CHART.flags(), strict=True):
        spot = CHART.frame.at(CHART.limit(role), EDGE)
        np.testing.assert_allclose(flag[0].get_center(), spot, atol=1e-9)
        assert flag[-1].text == f"{CHART.limit(role):.3f}"
