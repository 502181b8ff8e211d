"""The grid of rates, the two orders and the table show the numbers that they are given."""

import numpy as np
import pytest
from manim import LEFT as LEFT_EDGE
from manim import RIGHT as RIGHT_EDGE

from scenes.kit.charts.axes import UNIT_CIRCLE
from scenes.kit.layout import BODY
from scenes.parts.race_results import (
    NEVER,
    RateGrid,
    TwoOrders,
    WinnersTable,
    dashed_line,
    order,
    place_of,
)

NAMES = {"gradient_descent": "vanilla", "momentum": "momentum", "adam": "Adam"}
LEFT = {"gradient_descent": 300, "momentum": 100, "adam": None}
RIGHT = {"gradient_descent": 300, "momentum": 80, "adam": 80}
RATES = (0.01, 0.02, 0.05, 0.1)


def test_the_order_is_that_of_the_steps_and_equals_share_a_place() -> None:
    assert order(LEFT) == ["momentum", "gradient_descent", "adam"]
    assert [place_of(role, LEFT) for role in NAMES] == [2, 1, 3]
    assert [place_of(role, RIGHT) for role in NAMES] == [3, 1, 1]


def grid() -> RateGrid:
    steps = {"momentum": np.array([900.0, 200, 100, np.inf])}
    steps["adam"] = np.array([np.inf, 3000.0, 500, 90])
    return RateGrid(BODY, RATES, steps, NAMES, 3200, "note")


def test_only_runs_that_arrive_have_a_marker() -> None:
    assert [len(column) for column in grid().columns] == [1, 2, 2, 1]


def test_no_line_crosses_a_rate_at_which_it_does_not_arrive() -> None:
    steps = {"gradient_descent": np.array([900.0, 200, np.inf, 100])}
    chart = RateGrid(BODY, RATES, steps, NAMES, 3200, "note")
    (line,) = chart.lines[0]
    assert line.get_left()[0] == pytest.approx(chart.spot(0, 900)[0])
    assert line.get_right()[0] == pytest.approx(chart.spot(1, 200)[0])


def test_equal_factors_of_steps_are_equally_high_and_the_cut_stands_at_its_rate() -> None:
    chart = grid()
    low, middle, high = (chart.spot(1, steps)[1] for steps in (50, 500, 5000))
    assert high - middle == pytest.approx(middle - low)
    for place, rate in enumerate(RATES):
        assert chart.cut_at(rate, "here")[0].get_x() == pytest.approx(chart.spot(place, 100)[0])
    between = chart.cut_at(0.015, "here")[0].get_x()
    assert chart.spot(0, 100)[0] < between < chart.spot(1, 100)[0]


def test_a_run_at_any_rate_stands_on_its_cut_at_its_steps() -> None:
    chart = grid()
    np.testing.assert_allclose(chart.run("adam", 0.05, 500).get_center(), chart.spot(2, 500))
    between = chart.run("momentum", 0.015, 300).get_center()
    assert between[0] == pytest.approx(chart.cut_at(0.015, "here")[0].get_x())
    assert between[1] == pytest.approx(chart.spot(0, 300)[1])


def test_a_ring_is_around_its_marker() -> None:
    ring = grid().ring("momentum", 2)
    np.testing.assert_allclose(ring.get_center(), grid().spot(2, 100), atol=1e-9)
    assert len(UNIT_CIRCLE) == len(ring.points)


def test_lines_join_a_racers_two_places() -> None:
    orders = TwoOrders(BODY, ("a", "b"), NAMES, LEFT, RIGHT, 3200)
    texts = [[text.text for text in row[1:]] for row in orders.before[1:]]
    assert texts == [["vanilla", "*300*"], ["momentum", "*100*"], ["Adam", "$> 3200$"]]
    starts = [row[0].get_y() for row in orders.before[1:]]
    assert starts[1] > starts[0] > starts[2]
    ends = [row[0].get_y() for row in orders.after[1:]]
    assert ends[1] > ends[2] > ends[0], "of equals the first one named stands higher"
    assert [mark.get_y() for mark in orders.ends] == ends
    for rows, side in ((orders.before[1:], RIGHT_EDGE), (orders.after[1:], LEFT_EDGE)):
        names = [row[1].get_edge_center(side)[0] for row in rows]
        numbers = [row[2].get_edge_center(RIGHT_EDGE)[0] for row in rows]
        np.testing.assert_allclose(names, names[0])
        np.testing.assert_allclose(numbers, numbers[0])


def test_the_table_frames_the_fewest_of_each_row() -> None:
    steps: list[list[int | None]] = [[10, 5, None], [7, 9, 7]]
    table = WinnersTable(BODY, ["one", "two"], NAMES, steps, "never")
    assert [len(frames) for frames in table.frames] == [1, 2]
    assert [cell.text for cell in table.lines[0]] == ["one", "10", "*5*", NEVER]
    np.testing.assert_allclose(table.frames[0][0].get_center(), table.lines[0][2].get_center())
    assert [mark in table.heads for mark in table.marks] == [True] * len(NAMES)
    others = table.besides("adam")
    assert {cell.text for cell in others if hasattr(cell, "text")} == {"10", "*5*", "*7*", "9"}
    assert table.frames[1][1] not in others
    assert table.frames[1][0] in others


def test_vanilla_is_a_whole_line_and_the_others_are_dashed() -> None:
    way = np.array([[0.0, 0, 0], [3, 0, 0]])
    pieces = [len(dashed_line(way, role).get_subpaths()) for role in NAMES]
    assert pieces[0] == 1
    assert min(pieces[1:]) > 1
