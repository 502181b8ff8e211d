"""Escapes: lines that end at the edge, what has no line, and a step cut in two."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Circle, ValueTracker, VGroup

from gdcore import SADDLE, GradientDescent, descend
from scenes.kit.charts.axes import equal_frame
from scenes.kit.charts.ruler import FactorRuler, RulerMarker
from scenes.kit.landscape.cross_section import Cut
from scenes.kit.landscape.ground import ContourMap
from scenes.kit.layout import BODY
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import Formula
from scenes.parts.saddle_escape import (
    CoordinateReadout,
    EscapeChart,
    StepCuts,
    escape_laws,
    noise_words,
    step_law,
    two_wedges,
)
from tests.scenes.kit.samples import inside

GROWTH = [1e-2 * 1.5 ** np.arange(30), 1e-4 * 1.5 ** np.arange(30)]
ROLES = "run_1", "run_2"
TOP, FOOT = BODY.rows(4, 1.55, gap=0.15)


def words_in(group: VGroup) -> list[str]:
    return [part.text for part in group if isinstance(part, Formula)]


def chart_of(lowest: float = 1e-4, at_least: int = 0) -> EscapeChart:
    return EscapeChart(BODY, GROWTH, ROLES, 1, lowest, "abs(y_n)", at_least)


def test_lines_end_at_the_first_step_beyond_the_edge() -> None:
    chart = chart_of()
    assert chart.arrivals == [12, 23]
    for quantity, n in zip(GROWTH, chart.arrivals, strict=True):
        assert quantity[n - 1] < 1 <= quantity[n]
    chart.step.set_value(99)
    chart.update()
    for series, n in zip(chart.series, chart.arrivals, strict=True):
        np.testing.assert_allclose(series.head, chart.frame.at(n, series.values[-1]))
    assert [series.role for series in chart.series] == [*ROLES]


def test_drops_lead_from_the_edge_to_the_steps_that_are_numbered() -> None:
    chart = chart_of()
    for drop, n in zip(chart.drops, chart.arrivals, strict=True):
        assert drop.get_x() == pytest.approx(chart.frame.at(n, 1)[0])
    numbers = words_in(chart.axes.numbers)
    assert {"0", "12", "23"} <= {*numbers}
    assert inside(BODY, chart, tolerance=0.05)


@pytest.mark.parametrize("lowest", [1e-4, 3e-5, 1e-9])
def test_what_is_0_stands_below_the_lowest_number_and_below_every_line(lowest: float) -> None:
    chart = chart_of(lowest)
    words = chart.without_a_line(Circle(radius=0.1), "no line")
    ticks = [
        tick
        for tick in chart.axes.numbers
        if isinstance(tick, Formula) and tick.text.startswith("10^")
    ]
    assert min(text.get_y() for text in ticks) > words.get_top()[1]
    assert chart.frame.at(0, lowest)[1] > words.get_top()[1]
    assert words.get_bottom()[1] > chart.frame.slot.bottom
    assert words.get_left()[0] > chart.frame.slot.left


def test_a_line_that_comes_later_begins_at_step_1_and_has_a_clock_of_its_own() -> None:
    chart = chart_of(at_least=60)
    assert chart.frame.x[1] >= 60
    quantity = np.concatenate([[0.0], 1e-4 * 1.2 ** np.arange(60)])
    late = chart.later(quantity, "run_3")
    assert late.values[-2] < 1 <= late.values[-1]
    assert late.step is not chart.step
    np.testing.assert_allclose(late.spot(0), chart.frame.at(1, quantity[1]))
    late.step.set_value(99)
    late.refresh()
    arrival = int(np.argmax(quantity >= 1))
    np.testing.assert_allclose(late.head, chart.frame.at(arrival, quantity[arrival]))
    assert late.line.get_left()[0] == pytest.approx(chart.frame.at(1, 1)[0])


def test_a_key_rides_where_its_line_ends() -> None:
    chart = chart_of()
    key = chart.riding(Circle(radius=0.1), chart.series[1])
    for step in (0, 7.5, 99):
        chart.step.set_value(step)
        np.testing.assert_allclose(key.update().get_center(), chart.series[1].head, atol=1e-9)


def test_words_about_the_slope_stand_left_of_the_longest_line() -> None:
    chart = chart_of()
    words = chart.name_of_slope("slope")
    assert words.get_right()[0] < chart.frame.at(max(chart.arrivals), 1)[0]
    assert chart.frame.at(0, 1e-4)[1] < words.get_y() < chart.frame.at(0, 1)[1]


def test_the_laws_quote_the_numbers_that_they_are_given() -> None:
    laws = words_in(escape_laws(BODY, 6, 1.2, 76))
    assert laws[-1] == "ceil(log 10^6 slash log 1.2) = 76"
    assert not any("ln" in law for law in laws), "log or ln"
    assert "sigma = 0.01" in noise_words(BODY, 0.01)[2].text
    assert step_law("y", "+", 1.2).endswith("= 1.2 thin y_n")
    assert step_law("y", "+", 1.246).endswith("approx 1.25 thin y_n")


def test_noise_is_said_in_words_above_its_signs() -> None:
    idea, law, signs = noise_words(BODY, 0.01)
    assert "cal(N)" not in idea.text + law.text
    assert "cal(N)" in signs.text
    assert idea.get_bottom()[1] > law.get_top()[1] > signs.get_top()[1]


@pytest.mark.parametrize("growth", [1.1, 1.2, 1.6])
def test_wedges_part_from_1_and_their_numbers_are_those_that_they_point_at(growth: float) -> None:
    ruler, wedges, trackers = two_wedges(FOOT, (2 - growth, growth))
    assert [tracker.get_value() for tracker in trackers] == [1, 1]
    for share in (0.0, 0.5, 1.0):
        for tracker, end in zip(trackers, (2 - growth, growth), strict=True):
            tracker.set_value(1 + share * (end - 1))
        wedges.update()
        shown = []
        for (pointing, *_), number, tracker in zip(
            wedges[::2], wedges[1::2], trackers, strict=True
        ):
            assert isinstance(pointing, RulerMarker)
            assert isinstance(number, Readout)
            np.testing.assert_allclose(pointing.tip, ruler.at(tracker.get_value(), 1))
            assert number.digits.value() == tracker.get_value()
            shown.append(number)
        assert shown[0].get_right()[0] < shown[1].get_left()[0]
    assert inside(FOOT, VGroup(ruler, wedges), tolerance=0.05)
    assert isinstance(ruler, FactorRuler)
    assert ruler.interval[1] > growth, "the wedge is on the ruler, beyond 1"


def test_a_step_is_seen_on_both_cuts() -> None:
    ground = ContourMap(SADDLE, equal_frame(TOP, (-2, 2), (-2, 2)))
    path = descend(SADDLE, GradientDescent(0.1), (2.0, -0.1), 12)
    slots = TOP.columns(1, 1, gap=0.8)
    names = "along x", "along y"
    cuts = [Cut(ground, n, (0, 0), (-2.1, 2.1), slots[n], names[n]) for n in range(2)]
    parts = StepCuts(cuts, path, (0.8, 1.2))
    parts.step.set_value(5)
    parts.update()
    readouts = [part for part in parts.walking if isinstance(part, Readout)]
    assert [readout.digits.value() for readout in readouts] == path.points[5].tolist()
    for step, signs in ((0, "= ="), (1, "= ="), (3, "= approx"), (5, "approx approx")):
        parts.step.set_value(step)
        parts.walking.update()
        for readout, true in zip(readouts, signs.split(), strict=True):
            assert isinstance(readout, CoordinateReadout)
            assert readout.shown == true, (step, float(readout.exact), readout.digits.shown)
            assert readout.sign.height == pytest.approx(np.ptp(readout.outlines[true][:, 1]))
    assert ["alpha" in law for law in words_in(parts.laws)] == [True, True]
    assert inside(TOP, parts, tolerance=0.05)
    assert all(cut.line not in parts.get_family() for cut in cuts), "the map is not there"
    assert isinstance(parts.step, ValueTracker)
