"""What bends as a whole: new in every frame, never outside its slot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from scenes.kit.layout import Slot
from scenes.kit.sweeps import BendingTrail, Landing, Ring
from scenes.kit.theme import color
from tests.scenes.kit.samples import PROPERTY, floats, inside, parabola_ground, parabola_marble

UNIT = Slot(-1, -1, 1, 1)


def line_turned_by(angle: ValueTracker) -> np.ndarray:
    turn = angle.get_value()
    along = np.linspace(0, 1.4, 8)
    return np.stack([along * np.cos(turn), along * np.sin(turn), 0 * along], axis=-1)


@PROPERTY
@given(floats(-4, 4))
def test_a_bending_trail_goes_through_its_present_points_inside(turn: float) -> None:
    angle = ValueTracker(0)
    trail = BendingTrail(lambda: line_turned_by(angle), UNIT)
    angle.set_value(turn)
    trail.update()
    spots = line_turned_by(angle)
    assert inside(UNIT, trail.line)
    reached = trail.line.points[::4]
    np.testing.assert_allclose(reached, spots[: len(reached)], atol=1e-9)
    seen = np.abs(spots).max(axis=1) <= 1
    dots = trail.dots.points.reshape(int(seen.sum()), -1, 3)
    np.testing.assert_allclose((dots.min(axis=1) + dots.max(axis=1)) / 2, spots[seen], atol=0.01)


def test_a_ring_is_hollow_and_follows_its_spot() -> None:
    at = ValueTracker(1)
    ring = Ring(lambda: np.array([at.get_value(), 0, 0]), role="adam")
    assert ring.get_stroke_color() == color("adam")
    assert ring.get_fill_color() == color("paper")
    picture = ring.copy()
    at.set_value(3)
    ring.update()
    picture.update()
    np.testing.assert_allclose(ring.get_center(), (3, 0, 0), atol=1e-9)
    np.testing.assert_allclose(picture.get_center(), (1, 0, 0), atol=1e-9)


def test_a_landing_shows_the_step_across_and_the_drop_to_the_ground() -> None:
    rate = ValueTracker(0.1)

    def points() -> np.ndarray:
        return np.array([[5.0], [5.0 - rate.get_value() * 10.0]])

    landing = Landing(parabola_ground(), points)
    drop, arrow, ring = landing
    ground = parabola_ground()
    for value in (0.1, 0.5, 0.8):
        rate.set_value(value)
        landing.update()
        here, there = ground.spot(points())
        np.testing.assert_allclose(ring.get_center(), there, atol=1e-9)
        np.testing.assert_allclose(arrow.points[11], (there[0], here[1], 0), atol=1e-9)
        np.testing.assert_allclose(drop.line.points[[0, -1]], [(there[0], here[1], 0), there])


def test_the_legend_of_a_landing_says_both_places() -> None:
    landing = Landing(parabola_ground(), lambda: np.array([[5.0], [-2.5]]))
    rows = landing.legend(parabola_marble())
    shown = [float(row.digits.shown.strip().replace("−", "-")) for row in rows]
    assert shown == [5.0, -2.5]
    assert rows[0].get_y() > rows[1].get_y()
    for row in rows:
        icon = row.submobjects[-1]
        assert icon.get_right()[0] < row.symbol.get_left()[0]
        assert icon.get_y() == pytest.approx(row.symbol.get_y(), abs=0.1)
