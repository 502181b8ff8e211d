"""Panels: equal columns of one window, each with its own walk."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from manim import FadeIn, ValueTracker

from gdcore import PARABOLA
from scenes.kit.layout import BODY
from scenes.kit.panels import Panel, side_by_side
from tests.scenes.kit.samples import corners, inside, parabola_walk

RATES = (0.1, 0.6, 1.05)
WINDOW = ((-6.0, 6.0), (0.0, 36.0))


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
