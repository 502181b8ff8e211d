"""Races and sweeps: curves that end where their path arrives, and the number that says when."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker
from scenes.kit.sweep_charts import SweepChart, dot_entry

from gdcore import RAVINE, HeavyBall, descend
from scenes.kit.dashes import DashedSeries
from scenes.kit.layout import Slot
from scenes.kit.loss_races import BEHIND, Entrant, LossChart, Race, ScoreBoard, hurried
from scenes.kit.marbles import Marble, Trail
from scenes.kit.theme import color
from tests.scenes.kit.samples import corners, inside, ravine_ground, ravine_walk

CHART, BOARD = Slot(1, -3.6, 6.4, 0), Slot(1, 0, 6.4, 2.5)
VANILLA = Entrant("vanilla", ravine_walk(steps=40), 20, "gradient_descent")
MOMENTUM = Entrant(
    "momentum", descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], 40), 12, "momentum", dashed=True
)


def race(*entrants: Entrant) -> Race:
    board = ScoreBoard(BOARD, "same start", "step of arrival", entrants)
    return Race(ravine_ground(), entrants, LossChart(CHART, 20), board)


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


def test_all_race_on_one_clock_and_the_one_at_the_back_is_larger() -> None:
    running = race(VANILLA, MOMENTUM)
    trails = [part for part in running.marbles if isinstance(part, Trail)]
    marbles = [part for part in running.marbles if isinstance(part, Marble)]
    assert running.marbles.submobjects == trails + marbles
    assert all(marble.step is running.step for marble in marbles)
    assert marbles[0].disc.width == pytest.approx(BEHIND * marbles[1].disc.width)


def played(running: Race) -> list[float]:
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
    assert len(running.news) == 2


def test_two_may_arrive_together() -> None:
    twin = Entrant("twin", MOMENTUM.path, 20, "adam")
    running = race(VANILLA, twin, MOMENTUM)
    assert played(running) == [12, 20]
    assert len(running.news) == 3


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


def test_a_long_walk_goes_faster_and_faster_but_can_be_followed() -> None:
    times = [hurried(n) for n in range(60)]
    assert times == sorted(times, reverse=True)
    assert times[-1] == 0.07


def test_a_sweep_shows_where_the_best_value_is() -> None:
    values, steps = np.linspace(0, 0.9, 10), [90, 70, 50, 40, 30, 20, 15, 25, 60, 200]
    chart = SweepChart(CHART, "steps", "beta", values, (10, 300), (0, 0.5), (10, 100))
    curve = chart.curve(steps, ValueTracker(9), "momentum")
    np.testing.assert_allclose(curve.spot(3), chart.frame.at(values[3], steps[3]))
    best = chart.best(steps, "momentum")
    np.testing.assert_allclose(best[0].get_center(), chart.frame.at(0.6, 15))
    assert best[-1].text == "0.60"
    first = chart.first(steps, "adam")
    np.testing.assert_allclose(first.get_center(), chart.frame.at(0, 90))
    assert inside(CHART, chart, tolerance=0.05)
    name = chart.name_of(steps, "ravine")
    assert corners(name)[0, 1] > chart.frame.at(0, 90)[1]


def test_a_legend_shows_a_dot_and_what_it_means() -> None:
    dot, text = dot_entry("best", "adam")
    assert dot.get_fill_color() == color("adam")
    assert text.get_left()[0] > dot.get_right()[0]
