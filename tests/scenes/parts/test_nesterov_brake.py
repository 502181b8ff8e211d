"""Bars as long as what is kept."""

import pytest
from manim import ValueTracker

from scenes.kit.layout import BODY
from scenes.parts.nesterov_brake import KeptBars, Strip

BETA = 0.9


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
