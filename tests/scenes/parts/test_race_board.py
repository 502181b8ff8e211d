"""Lanes reach as far as a marble has come near, and tell the step of its arrival."""

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import TWO_WELLS, GradientDescent, descend
from scenes.kit.layout import BODY, Slot
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.stage import LandscapeStage
from scenes.parts.race_board import FAR, NEAREST, Lane, MapMarks, RaceBoard, Racer, along

PATH = descend(TWO_WELLS, GradientDescent(0.02), (1.0, 1.2), 60)
TARGET = TWO_WELLS.minima[1]
SLOT = Slot(-6.0, -3.5, 0.0, 2.5)


def marble(role: str = "adam") -> SurfaceMarble:
    return SurfaceMarble(LandscapeStage(TWO_WELLS, SLOT), PATH, ValueTracker(0), role)


def test_equal_factors_are_equally_long_and_what_is_beyond_stays() -> None:
    assert (along(FAR), along(NEAREST)) == pytest.approx((0, 1))
    assert along(0.5) - along(1.0) == pytest.approx(along(0.05) - along(0.1))
    assert (along(10 * FAR), along(0.0)) == (0, 1)


def test_a_lane_is_as_long_as_the_marble_has_come_near() -> None:
    ball, slot = marble(), Slot(0, 0, 4, 1)
    distances = PATH.distances(TARGET)
    lane = Lane(slot, ball, distances, arrival=40)
    for step in (0, 5, 5.7, 60):
        ball.step.set_value(step)
        lane.update()
        wanted = slot.point(along(distances[int(step)]), 0.5)
        np.testing.assert_allclose(lane.head, wanted)
        np.testing.assert_allclose(lane.mark.get_center()[0], wanted[0], atol=0.02)
        assert lane.line.get_right()[0] <= wanted[0] + 1e-9


@pytest.mark.parametrize(("step", "seen"), [(0, False), (39.9, False), (40, True), (60, True)])
def test_the_number_comes_when_the_marble_is_there(step: float, seen: bool) -> None:
    ball = marble()
    lane = Lane(Slot(0, 0, 4, 1), ball, PATH.distances(TARGET), arrival=40)
    ball.step.set_value(step)
    lane.update()
    assert lane.number.text == "*40*"
    assert all(glyph.get_fill_opacity() == seen for glyph in lane.number)


def test_marks_stand_where_the_marbles_are() -> None:
    ball = marble()
    marks = MapMarks([ball])
    for step in (0, 3.5, 20):
        ball.step.set_value(step)
        marks.update()
        np.testing.assert_allclose(marks.get_center()[:2], ball.spot[:2], atol=0.03)


def test_a_board_has_a_lane_for_each_inside_its_slot() -> None:
    racers = [Racer(role, role, PATH, 40) for role in ("adam", "momentum")]
    board = RaceBoard(BODY, racers, [marble(one.role) for one in racers], TARGET, 0.01)
    heights = [lane.mark.get_y() for lane in board.lanes]
    assert heights == sorted(heights, reverse=True)
    assert board.get_bottom()[1] >= BODY.bottom - 0.05
    assert board.get_right()[0] <= BODY.right + 0.05
