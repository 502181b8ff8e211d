"""Loss charts whose window may change, and bars of steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import PARABOLA, GradientDescent, descend
from scenes.kit.charts.series import entry
from scenes.kit.layout import BODY
from scenes.parts.plateau_losses import LossChart, bars, step_ticks, wait_laws

PATH = descend(PARABOLA, GradientDescent(0.1), 1.0, 200)


@pytest.mark.parametrize("steps", [49, 131, 190, 804, 1199, 1234, 2851])
def test_ticks_are_few_and_round(steps: int) -> None:
    ticks = step_ticks(steps)
    assert 3 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] <= steps


def test_a_line_ends_where_the_window_does() -> None:
    chart = LossChart(BODY, PATH, ValueTracker(200), "A")
    right = chart.frame.slot.right
    for most in (200, 120, 60.5):
        chart.most.set_value(most)
        chart.series.update()
        assert chart.series.line.points[:, 0].max() == pytest.approx(right)
    np.testing.assert_allclose(
        chart.series.line.points[0], chart.frame.at(0, PATH.values[0]), atol=1e-9
    )


def test_the_small_picture_goes_with_the_chart() -> None:
    step = ValueTracker(0)
    chart = LossChart(BODY, PATH, step, "A")
    marble: Any = chart.picture(PARABOLA, PATH, (-1, 1))[-1]
    step.set_value(7)
    marble.refresh()
    np.testing.assert_allclose(marble.disc.get_center(), marble.ground.spot(PATH.points[7]))
    box = chart.inset
    assert box.left < marble.get_x() < box.right
    assert box.bottom < marble.get_y() < box.top


def test_a_bar_is_as_long_as_its_steps_and_stops_at_its_arrival() -> None:
    step = ValueTracker(0)
    runs = [(entry(name, "momentum"), n, step, "momentum") for name, n in (("a", 50), ("b", 100))]
    short, long = bars(BODY, 200, *runs)
    for n in (10, 50, 75, 150):
        step.set_value(n)
        short.refresh()
        long.refresh()
        assert (short.steps(), long.steps()) == (min(n, 50), min(n, 100))
        assert short.bar.width / long.bar.width == pytest.approx(short.steps() / long.steps())
        assert short.digits.shown.strip() == f"{short.steps():.0f}"


def test_the_wait_is_worked_out_for_each_rate() -> None:
    shown = [line.text for line in wait_laws(72.98, (0.1, 0.5))]
    assert shown == [
        "n approx 73 slash {{ alpha : rate }}",
        "73 slash {{ 0.1 : rate }} approx 730",
        "73 slash {{ 0.5 : rate }} approx 146",
    ]
