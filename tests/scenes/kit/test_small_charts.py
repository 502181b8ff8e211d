"""Small charts, laws, rules and words in a row: set on common lines."""

from __future__ import annotations

import numpy as np
import pytest

from gdcore import PARABOLA
from scenes.kit.baselines import stand_on
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.laws import LAW, laws
from scenes.kit.lettering import Formula, label
from scenes.kit.rules import ROLES, rule
from scenes.kit.small_charts import HEADING_LINE, CurveChart, SmallChart
from scenes.kit.theme import color
from tests.scenes.kit.samples import SLOT, corners, inside


def baseline(text: Formula) -> float:
    return float(text.family_members_with_points()[0].get_bottom()[1])


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


def test_a_curve_chart_shows_its_landscape() -> None:
    chart = CurveChart(PARABOLA, SLOT, "the bowl", (-2, 2), (0, 4), (0,), (4,))
    curve = chart.submobjects[-1]
    assert isinstance(curve, CurveLandscape)
    assert curve.landscape is PARABOLA
    assert curve.frame == chart.frame


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
