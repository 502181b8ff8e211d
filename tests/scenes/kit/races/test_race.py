"""Races: curves that end where their path arrives, and the number that says when."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import RAVINE, HeavyBall, descend
from scenes.kit.charts.series import DashedSeries
from scenes.kit.layout import Slot
from scenes.kit.races.race import Entrant, LossChart, LossRace, ScoreBoard, Scores
from scenes.kit.theme import color
from tests.scenes.kit.samples import corners, inside, ravine_ground, ravine_walk

CHART, BOARD = Slot(1, -3.6, 6.4, 0), Slot(1, 0, 6.4, 2.5)
VANILLA = Entrant("vanilla", ravine_walk(steps=40), 20, "gradient_descent")
MOMENTUM = Entrant(
    "momentum", descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], 40), 12, "momentum", dashed=True
)


def scores(*entrants: Entrant) -> Scores:
    return Scores((CHART, BOARD), "same start", "step of arrival", entrants)


def race(*entrants: Entrant) -> LossRace:
    return LossRace(ravine_ground(), entrants, scores(*entrants))


def test_a_curve_ends_at_its_arrival_dashed_if_told() -> None:
    chart = LossChart(CHART, 20)
    for entrant, kind in ((VANILLA, False), (MOMENTUM, True)):
        line = chart.line(entrant, ValueTracker(99))
        assert isinstance(line, DashedSeries) == kind
        np.testing.assert_array_equal(line.values, entrant.path.values[: entrant.arrival + 1])
        assert line.head[0] == pytest.approx(chart.frame.at(entrant.arrival, 1)[0])
        assert line.line.get_stroke_color() == color(entrant.role)


def test_a_flag_marks_the_end_of_a_curve_and_its_step_below_the_axis() -> None:
    chart = LossChart(CHART, 20)
    dot, *_, number = chart.flag(VANILLA)
    np.testing.assert_allclose(dot.get_center(), chart.frame.at(20, VANILLA.path.values[20]))
    assert number.text == "20"
    assert corners(number)[1, 1] < chart.frame.slot.bottom
    assert number.get_x() == pytest.approx(dot.get_x(), abs=0.01)
    assert inside(CHART, chart, tolerance=0.05)


def test_the_score_of_an_entrant_stands_at_the_right_end_of_its_line() -> None:
    board = ScoreBoard(BOARD, "same start", "step of arrival", (VANILLA, MOMENTUM))
    for entrant, line in zip((VANILLA, MOMENTUM), board.lines, strict=True):
        score = board.score(entrant)
        assert score.text == f"*{entrant.arrival}*"
        assert corners(score)[1, 0] == pytest.approx(BOARD.right, abs=0.01)
        assert score.get_y() == pytest.approx(line.get_y())
    assert inside(BOARD, board, tolerance=0.05)


def test_the_chart_has_room_for_the_last_arrival() -> None:
    shown = scores(MOMENTUM, VANILLA)
    assert VANILLA.arrival < shown.chart.frame.x[1] < 1.2 * VANILLA.arrival


def test_only_who_races_comes_on_the_board() -> None:
    shown = scores(VANILLA, MOMENTUM)
    late = LossRace(ravine_ground(), [MOMENTUM], shown)
    assert late.entries.submobjects == [shown.board.lines[1]]
    assert not set(shown.submobjects) & set(shown.board.lines)
    played(late)
    family = {id(part) for part in shown.get_family()}
    assert id(shown.board.lines[1]) in family
    assert id(shown.board.lines[0]) not in family


def test_nesterov_is_dashed_whoever_asks() -> None:
    nesterov = Entrant("Nesterov", MOMENTUM.path, 12, "nesterov")
    assert isinstance(LossChart(CHART, 20).line(nesterov, ValueTracker(9)), DashedSeries)


def played(running: LossRace) -> list[float]:
    """Run the legs of a race; return the step at which each leg ends."""
    stops = []
    for leg in running.legs(seconds=4):
        for one in leg:
            if hasattr(one, "build"):  # a walk; the others are marks that fade in
                animation = one.build()
                animation.begin()
                animation.interpolate(1)
                animation.finish()
                stops.append(running.step.get_value())
    return stops


def test_a_race_is_run_in_legs_from_arrival_to_arrival() -> None:
    running = race(VANILLA, MOMENTUM)
    assert played(running) == [12, 20]
    news = running.scores.submobjects[-1]
    assert [score.text for _, score in news] == ["*12*", "*20*"]


def test_two_may_arrive_together() -> None:
    twin = Entrant("twin", MOMENTUM.path, 20, "adam")
    running = race(VANILLA, twin, MOMENTUM)
    assert played(running) == [12, 20]
    assert len(running.scores.submobjects[-1]) == 3


def test_a_race_lasts_as_long_as_told() -> None:
    running = race(VANILLA, MOMENTUM)
    seconds = 0.0
    for leg in running.legs(seconds=4):
        for one in leg:
            if hasattr(one, "build"):
                animation = one.build()
                seconds += animation.run_time
                animation.begin()
                animation.interpolate(1)
                animation.finish()
    assert seconds == pytest.approx(4)
