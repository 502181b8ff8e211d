"""Escapes: lines that end at the edge, drops that say when."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit.layout import BODY
from scenes.parts.saddle_escape import EscapeChart, escape_laws, noise_laws
from tests.scenes.kit.samples import inside

GROWTH = [1e-2 * 1.5 ** np.arange(30), 1e-4 * 1.5 ** np.arange(30)]


def test_lines_end_at_the_first_step_beyond_the_edge() -> None:
    chart = EscapeChart(BODY, GROWTH, edge=1, lowest=1e-5, name="abs(y_n)")
    assert chart.arrivals == [12, 23]
    for quantity, n in zip(GROWTH, chart.arrivals, strict=True):
        assert quantity[n - 1] < 1 <= quantity[n]
    chart.step.set_value(99)
    chart.update()
    for series, n in zip(chart.series, chart.arrivals, strict=True):
        np.testing.assert_allclose(series.head, chart.frame.at(n, series.values[-1]))


def test_drops_lead_from_the_edge_to_the_steps_that_are_numbered() -> None:
    chart = EscapeChart(BODY, GROWTH, edge=1, lowest=1e-5, name="abs(y_n)")
    for drop, n in zip(chart.drops, chart.arrivals, strict=True):
        assert drop.get_x() == pytest.approx(chart.frame.at(n, 1)[0])
    numbers = {text.text for text in chart.axes.numbers}
    assert {"0", "12", "23"} <= numbers
    assert inside(BODY, chart, tolerance=0.05)


def test_the_window_can_be_wider_for_a_line_that_comes_later() -> None:
    chart = EscapeChart(BODY, GROWTH[:1], edge=1, lowest=1e-5, name="y", at_least=40)
    assert chart.frame.x[1] >= 40
    late = chart.another(1e-6 * 1.5 ** np.arange(60))
    assert late.values[-2] < 1 <= late.values[-1]
    assert late.step is not chart.step


def test_words_about_the_slope_stand_left_of_the_longest_line() -> None:
    chart = EscapeChart(BODY, GROWTH, edge=1, lowest=1e-5, name="abs(y_n)")
    words = chart.name_of_slope("slope")
    assert words.get_right()[0] < chart.frame.at(max(chart.arrivals), 1)[0]
    assert chart.frame.at(0, 1e-5)[1] < words.get_y() < chart.frame.at(0, 1)[1]


def test_the_laws_quote_the_numbers_that_they_are_given() -> None:
    *_, steps = escape_laws(BODY, 6, 1.2, 76)
    assert steps.text == "ceil(ln 10^6 slash ln 1.2) = 76"
    assert "sigma = 0.01" in noise_laws(BODY, 0.01)[1].text
