"""Panels: equal columns of one window, each with its own walk."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from manim import FadeIn, ValueTracker

from gdcore import PARABOLA
from scenes.kit.layout import BODY, Slot
from scenes.kit.theme import color
from scenes.parts.rate_panels import BendingTrail, Landing, Panel, Ring, side_by_side
from tests.scenes.kit.samples import (
    PROPERTY,
    corners,
    floats,
    inside,
    parabola_ground,
    parabola_marble,
    parabola_walk,
)

RATES = (0.1, 0.6, 1.05)
WINDOW = ((-6.0, 6.0), (0.0, 36.0))

UNIT = Slot(-1, -1, 1, 1)


def panels_at(step: float) -> list[Panel]:
    paths = [parabola_walk(rate) for rate in RATES]
    return side_by_side(BODY, PARABOLA, WINDOW, paths, ValueTracker(step))


def test_panels_share_the_area_the_window_and_the_clock() -> None:
    panels = panels_at(0)
    assert len({round(panel.slot.width, 9) for panel in panels}) == 1
    for one, other in itertools.pairwise(panels):
        assert one.slot.right < other.slot.left
    assert all((p.ground.frame.x, p.ground.frame.y) == WINDOW for p in panels)
    assert len({id(panel.marble.step) for panel in panels}) == 1


def test_a_panel_says_its_learning_rate_and_where_its_marble_is() -> None:
    for rate, panel in zip(RATES, panels_at(2), strict=True):
        assert panel.head.text == f"alpha = {rate:g}"
        shown = panel.number.digits.shown.strip().replace("−", "-")
        assert float(shown) == pytest.approx(round(float(parabola_walk(rate).points[2, 0]), 2))


def test_all_of_a_panel_is_in_its_slot_and_in_rows() -> None:
    for panel in panels_at(0):
        verdict = panel.verdict("creeps")
        rows = [panel.head, panel.ground, panel.number, verdict]
        assert all(inside(panel.slot, row, tolerance=0.05) for row in rows)
        for upper, lower in itertools.pairwise(rows):
            assert corners(upper)[0, 1] > corners(lower)[1, 1] - 0.02


def test_the_number_of_a_panel_never_grows_out_of_its_place() -> None:
    panel = panels_at(0)[2]
    lefts = []
    for step in range(9):
        panel.marble.step.set_value(step)
        panel.update()
        lefts.append(panel.number.digits.table.width(panel.number.digits.shown))
    assert len({round(width, 9) for width in lefts}) == 1


def test_a_whole_panel_can_fade_in() -> None:
    panel = panels_at(0)[0]
    entrance = FadeIn(panel)
    entrance.begin()
    entrance.interpolate(1)
    entrance.finish()
    assert panel.marble.disc.get_fill_opacity() == 1
    panel.marble.step.set_value(1)
    panel.update()
    np.testing.assert_allclose(panel.marble.disc.get_center(), panel.ground.spot([4.0]))


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
