"""Small charts, laws, rules and words in a row: set on common lines."""

from __future__ import annotations

import numpy as np
import pytest
from manim import RIGHT, ValueTracker, VGroup

from gdcore import SADDLE
from scenes.kit.charts.small import HEADING_LINE, SmallChart, SweepChart
from scenes.kit.text.text import LAW, ROLES, Formula, derivatives, label, laws, rule, stand_on
from scenes.kit.theme import color
from tests.scenes.kit.samples import SLOT, corners, inside


def baseline(text: Formula) -> float:
    return float(text.glyphs()[0][:, 1].min())


def test_headings_of_small_charts_stand_on_one_line() -> None:
    columns = SLOT.columns(1, 1)
    charts = [
        SmallChart(slot, name, (0, 10), (0, 5), (0, 5, 20), (-1, 2))
        for slot, name in zip(columns, ("along", "Gap"), strict=True)
    ]
    for chart, slot in zip(charts, columns, strict=True):
        assert baseline(chart.heading) == pytest.approx(SLOT.top - HEADING_LINE, abs=0.01)
        assert corners(chart.heading)[0, 0] == pytest.approx(slot.left, abs=0.05)
        assert inside(slot, chart, tolerance=0.05)
        assert [number.text for number in chart.axes.numbers] == ["0", "5", "2"]


def test_a_sweep_shows_where_the_best_value_is() -> None:
    values = np.linspace(0, 0.9, 10)
    sweeps = {"ravine": [90, 70, 50, 40, 30, 20, 15, 25, 60, 200], "gorge": [290, 60] + 8 * [70]}
    chart = SweepChart(SLOT, "steps", "beta", values, sweeps, (10, 300), (0, 0.5), (10, 100))
    curve, _ = chart.curves(ValueTracker(9), "momentum")
    np.testing.assert_allclose(curve.spot(3), chart.frame.at(values[3], 40))
    best, other = chart.bests("momentum")
    np.testing.assert_allclose(best[0].get_center(), chart.frame.at(0.6, 15))
    assert [flag[-1].text for flag in (best, other)] == ["0.60", "0.10"]
    firsts = chart.firsts("adam")
    np.testing.assert_allclose(firsts[1].get_center(), chart.frame.at(0, 290))
    assert [name.text for name in chart.names] == list(sweeps)
    assert corners(chart.names[0])[0, 1] > chart.frame.at(0, 90)[1]
    assert inside(SLOT, VGroup(chart.axes, chart.heading), tolerance=0.05)


def test_a_mark_is_on_the_curve_and_its_words_inside_the_chart() -> None:
    values, steps = np.array([0, 0.1, 0.4, 0.43, 0.95]), [90.0, 70.0, 20.0, 15.0, 200.0]
    chart = SweepChart(SLOT, "steps", "beta", values, {"": steps}, (10, 300), (0, 0.5), (10, 100))
    (curve,) = chart.curves(ValueTracker(4), "momentum")
    for value, needed in zip(values, steps, strict=True):
        ring, words = chart.mark(float(value), "a mark", RIGHT, "minimum")
        np.testing.assert_allclose(ring.get_center(), chart.frame.at(value, needed))
        assert np.linalg.norm(curve.line.points - ring.get_center(), axis=1).min() < 1e-6
        assert words.get_right()[0] <= SLOT.right + 1e-6


@pytest.mark.parametrize("words", ["none", "hangs gy", "Tall"])
def test_words_stand_on_their_foot_by_the_middle_of_their_baseline(words: str) -> None:
    foot = np.array([1.0, -2.0, 0.0])
    text = label(words)
    assert stand_on(text, foot) is text
    assert text.get_x() == pytest.approx(1)
    assert baseline(text) == pytest.approx(-2)


def test_laws_stand_below_each_other_in_the_lower_left() -> None:
    lines = laws(SLOT, "x_n = {{ a : rate }} n", "y_n = n")
    boxes = [corners(line) for line in lines]
    assert boxes[0][0, 1] > boxes[1][1, 1]
    assert [box[0, 0] for box in boxes] == pytest.approx([SLOT.left] * 2, abs=0.01)
    assert boxes[1][0, 1] == pytest.approx(SLOT.bottom, abs=0.01)
    assert lines[1].height == pytest.approx(Formula("y_n = n", size=LAW).height, rel=0.02)
    rate = lines[0].select("rate")
    assert {part.get_fill_color() for part in rate.family_members_with_points()} == {color("step")}


def test_a_rule_colours_its_parts_as_the_pictures_do() -> None:
    formula = rule("theta - {{ alpha : rate }} ({{ beta v : kept }} + {{ nabla L : slope }})")
    for name in ("rate", "kept", "slope"):
        parts = formula.select(name).family_members_with_points()
        assert {part.get_fill_color() for part in parts} == {color(ROLES[name])}


def test_derivatives_are_the_landscapes() -> None:
    gradient, hessian = derivatives(SLOT, SADDLE, (1.0, 0.5))
    assert gradient.text == "nabla f = vec(2, -1)"
    assert hessian.text == "nabla^2 f = mat({{ 2 : x }}, 0; 0, {{ -2 : y }})"
    assert hessian.select("x").get_x() < hessian.select("y").get_x()
    assert inside(SLOT, gradient, 0.01) and inside(SLOT, hessian, 0.01)
    assert corners(gradient)[1, 0] < corners(hessian)[0, 0]
