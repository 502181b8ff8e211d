"""Panels: equal columns of one window, each with its own walk."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from manim import FadeIn, Scene, ValueTracker

from gdcore import PARABOLA, theory
from scenes.kit.charts.axes import Frame
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.theme import color
from scenes.learning_rate_regimes import WAYS
from scenes.parts.rate_panels import (
    BendingTrail,
    BentParabola,
    Growth,
    Landing,
    Panel,
    RegimeName,
    Ring,
    SlidingTangent,
    side_by_side,
)
from tests.scenes.kit.samples import (
    PROPERTY,
    corners,
    floats,
    in_data,
    inside,
    parabola_ground,
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
    assert all((p.ground.frame.x, p.ground.frame.y[1]) == (WINDOW[0], WINDOW[1][1]) for p in panels)
    assert len({id(panel.marble.step) for panel in panels}) == 1


def test_a_panel_says_its_learning_rate_and_where_its_marble_is() -> None:
    for rate, panel in zip(RATES, panels_at(2), strict=True):
        assert panel.head.text == f"alpha = {rate:g}"
        shown = panel.number.digits.shown.strip().replace("−", "-")
        assert float(shown) == pytest.approx(round(float(parabola_walk(rate).points[2, 0]), 2))


def test_a_panel_is_in_rows_and_its_ground_reaches_the_foot_of_the_screen() -> None:
    for panel in panels_at(0):
        below = [panel.number, panel.factor, panel.verdict("creeps")]
        minimum = panel.ground.spot([0.0])[1]
        assert corners(panel.head)[0, 1] > panel.departure.row.top - 0.02
        assert panel.departure.row.bottom == pytest.approx(panel.ground.frame.slot.top)
        assert corners(panel.ground)[0, 1] == pytest.approx(PICTURE.bottom)
        assert all(inside(panel.slot, row, tolerance=0.05) for row in (panel.head, *below))
        for upper, lower in itertools.pairwise(below):
            assert corners(upper)[0, 1] > corners(lower)[1, 1]
        assert minimum > corners(below[0])[1, 1]


def test_a_panel_names_the_factor_of_its_rate() -> None:
    factors = [panel.factor.text for panel in panels_at(0)]
    assert factors == ["factor $0.8$", "factor $-0.2$", "factor $-1.1$"]


def test_a_factor_of_many_digits_stays_in_its_panel() -> None:
    walk = parabola_walk(1.1303334748116913)
    panel = side_by_side(BODY, PARABOLA, WINDOW, [walk] * 5, ValueTracker(0))[0]
    assert panel.factor.text == "factor $-1.26067$"
    assert inside(panel.slot, panel.factor, tolerance=0.01)


def test_a_long_number_has_fewer_decimals() -> None:
    walk = parabola_walk(1.2, start=6, steps=16)
    panel = side_by_side(BODY, PARABOLA, WINDOW, [walk] * 5, ValueTracker(16))[0]
    assert panel.number.digits.shown.strip() == "1306.8"


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


@PROPERTY
@given(floats(0.02, 1.2))
def test_a_bending_trail_jumps_from_each_iterate_to_the_next_inside(rate: float) -> None:
    ground, walk = parabola_ground(), parabola_walk(0.3)
    trail = BendingTrail(ground, lambda: walk.points)
    walk = parabola_walk(rate)  # another one, from the next frame on
    trail.update()
    spots = ground.spot(walk.points)
    seen = spots[ground.frame.contains(spots)]
    dots = trail.dots.points.reshape(len(seen), -1, 3)
    np.testing.assert_allclose((dots.min(axis=1) + dots.max(axis=1)) / 2, seen, atol=0.01)
    assert inside(ground.frame.slot, trail.line)
    curve = ground.spot(np.linspace(-6, 6, 800)[:, None])
    under = np.interp(trail.line.points[:, 0], curve[:, 0], curve[:, 1])
    assert (trail.line.points[:, 1] >= under - 0.02).all(), "arcs are above the curve"


def test_what_grows_is_a_dot_first_and_whole_at_the_end() -> None:
    panel = panels_at(0)[0]
    size, point = panel.width, np.array([1.0, -2.0, 0.0])
    for back in (False, True):
        growth = Growth(panel, point, back=back)
        growth.begin()
        growth.interpolate(float(back))
        assert panel.width < 0.2
        np.testing.assert_allclose(panel.get_center(), point, atol=1e-6)
        growth.finish()
        growth.clean_up_from_scene(Scene())
        assert panel.width == pytest.approx(size), "whole again, on the screen or off it"


@pytest.mark.parametrize("curvature", [1.0, 2.0, 25.0])
def test_a_parabola_bends_with_its_curvature(curvature: float) -> None:
    tracker = ValueTracker(2)
    parabola = BentParabola(Frame(UNIT, (-8, 8), (-5, 60)), tracker)
    tracker.set_value(curvature)
    parabola.update()
    data = in_data(parabola.frame, parabola.curve.points)
    np.testing.assert_allclose(data[:, 1], curvature / 2 * data[:, 0] ** 2, atol=0.2)
    assert np.abs(data[:, 0]).max() == pytest.approx(min(8, np.sqrt(120 / curvature)))
    assert inside(UNIT, parabola)
    # where the curve has left at the top, the ground goes on to the sides
    corners = {(round(x, 6), round(y, 6)) for x, y, _ in parabola.body.points}
    assert {(-1, -1), (1, -1)} <= corners
    assert ({(-1, 1), (1, 1)} <= corners) == (curvature >= 2)


def test_a_tangent_slides_and_touches() -> None:
    place = ValueTracker(-3)
    tangent = SlidingTangent(parabola_ground(), place)
    for x in (-2.0, 0.0, 2.5):
        place.set_value(x)
        tangent.update()
        spot, along = parabola_ground().spot([x]), tangent.get_end() - tangent.get_start()
        np.testing.assert_allclose(tangent.get_center(), spot, atol=1e-9)
        assert along[1] / along[0] == pytest.approx(parabola_ground().slope([x]))


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.7, 1.0, 1.1])
def test_the_name_of_the_present_regime_alone_is_seen(rate: float) -> None:
    tracker = ValueTracker(0.3)
    name = RegimeName(UNIT, tracker, 2, WAYS)
    tracker.set_value(rate)
    name.update()
    seen = [part.text for part in name if part.get_fill_opacity() > 0]
    assert seen == [f"*{WAYS[theory.regime(rate, 2)]}*"]


def test_a_ring_is_hollow_and_follows_its_spot() -> None:
    at = ValueTracker(1)
    ring = Ring(lambda: np.array([at.get_value(), 0, 0]), role="adam")
    assert Ring(lambda: np.zeros(3), hollow=False, role="adam").get_fill_color() == color("adam")
    assert ring.get_stroke_color() == color("adam")
    assert ring.get_fill_color() == color("paper")
    picture = ring.copy()
    at.set_value(3)
    ring.update()
    picture.update()
    np.testing.assert_allclose(ring.get_center(), (3, 0, 0), atol=1e-9)
    np.testing.assert_allclose(picture.get_center(), (1, 0, 0), atol=1e-9)


def test_a_landing_shows_a_jump_and_how_long_the_step_is() -> None:
    rate = ValueTracker(0.1)

    def iterates() -> np.ndarray:
        return np.array([[5.0], [5.0 - rate.get_value() * 10.0]])

    ground = parabola_ground()
    landing = Landing(ground, iterates, depth=0.1)
    height = ground.frame.slot.bottom + 0.1
    for value in (0.1, 0.5, 0.8):
        rate.set_value(value)
        landing.update()
        here, there = ground.spot(iterates())
        np.testing.assert_allclose(landing.marble.get_center(), here, atol=1e-9)
        np.testing.assert_allclose(landing.ring.get_center(), there, atol=1e-9)
        np.testing.assert_allclose(landing.arrow.points[11], (there[0], height, 0), atol=1e-9)
        for plumb, spot in zip(landing[:2], (here, there), strict=True):
            np.testing.assert_allclose(plumb.get_start(), spot)
            np.testing.assert_allclose(plumb.get_end(), (spot[0], ground.frame.slot.bottom, 0))


def test_the_legend_of_a_landing_says_both_places() -> None:
    landing = Landing(parabola_ground(), lambda: np.array([[5.0], [-2.5]]), depth=0.1)
    rows: list[Any] = list(landing.legend())
    shown = [float(row.digits.shown.strip().replace("−", "-")) for row in rows]
    assert shown == [5.0, -2.5]
    assert rows[0].get_y() > rows[1].get_y()
    for row in rows:
        icon = row.submobjects[-1]
        assert icon.get_right()[0] < row.symbol.get_left()[0]
        assert icon.get_y() == pytest.approx(row.symbol.get_y(), abs=0.1)
