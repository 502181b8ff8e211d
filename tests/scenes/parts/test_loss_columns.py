"""Curves and bars show the losses of the record that was reached last."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from scenes.kit.layout import BODY
from scenes.kit.text.readout import Digits
from scenes.parts.loss_columns import BIN, COUNTED, LOW, NUMBER, TOP, LossColumns

EVERY = 10
LOSSES = np.array(
    [
        [0.8, 0.25, 0.5, 0.29],
        [0.2, 0.25, 0.4, 0.11],
        [0.05, 0.25, 0.35, 0.095],
        [0.005, 0.25, 0.2, 0.091],
    ]
)


def columns_at(record: float) -> LossColumns:
    return LossColumns(BODY, LOSSES, EVERY, ValueTracker(record), "narrow", "run_2")


def bars_of(columns: LossColumns) -> np.ndarray:
    """Return left, bottom, right and top of each bar."""
    corners = columns.bars.points.reshape(-1, 16, 3)[..., :2]
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)


@pytest.mark.parametrize("record", range(len(LOSSES)))
def test_bars_and_count_are_those_of_the_record(record: int) -> None:
    columns = columns_at(record)
    shown = LOSSES[record][LOSSES[record] < TOP]
    assert columns.histogram().sum() == len(shown)
    assert columns.low() == (LOSSES[record] < LOW).sum()
    bars = bars_of(columns)
    unit = COUNTED / LOSSES.shape[1]
    assert (bars[:, 2] - bars[:, 0]).sum() == pytest.approx(unit * len(shown))
    for loss in shown:
        up = columns.frame.at(0, loss)[1]
        height = BIN * columns.frame.scale[1]
        assert ((bars[:, 1] <= up + 1e-9) & (up <= bars[:, 1] + height + 1e-9)).any()
    digits = next(part for part in columns.count if isinstance(part, Digits))
    assert digits.shown.strip("\u2007") == str(columns.low())


def test_between_two_records_bars_wait_and_curves_go_on() -> None:
    at, later = columns_at(1), columns_at(1.5)
    np.testing.assert_array_equal(at.bars.points, later.bars.points)
    right = later.curves.points[:, 0].max()
    assert right == pytest.approx(later.frame.at(1.5 * EVERY, 0)[0])
    assert at.curves.points[:, 0].max() == pytest.approx(at.frame.at(EVERY, 0)[0])


def test_curves_are_cut_off_at_the_top_and_not_bent() -> None:
    columns = columns_at(3)
    points = columns.curves.points
    assert points[:, 1].max() == pytest.approx(columns.frame.slot.top)
    # the first falls from 0.8 to 0.2 in one record: it enters where it crosses the top
    enters = columns.frame.at(EVERY * (0.8 - TOP) / 0.6, TOP)
    assert np.linalg.norm(points - enters, axis=1).min() < 1e-9
    # and the third is not there before it is low enough
    third = columns.frame.at(EVERY * (2 + (0.35 - TOP) / 0.15), TOP)
    assert np.linalg.norm(points - third, axis=1).min() < 1e-9
    assert not (np.linalg.norm(points - columns.frame.at(EVERY, 0.4), axis=1) < 1e-6).any()


def test_spread_bars_fill_the_chart_and_curves_are_gone() -> None:
    columns = columns_at(3)
    before = bars_of(columns)
    columns.spread.set_value(1)
    columns.refresh()
    after = bars_of(columns)
    assert columns.curves.get_stroke_opacity() == 0
    np.testing.assert_allclose(after[:, 1::2], before[:, 1::2])
    growth = (after[:, 2] - after[:, 0]) / (before[:, 2] - before[:, 0])
    np.testing.assert_allclose(growth, 1 + (columns.frame.slot.width - NUMBER) / COUNTED)
    number = columns.number()
    assert number.text == "1 of 4"
    assert number.get_left()[0] > after[:, 2].max()


def test_the_number_has_room_where_all_are_in_one_bar() -> None:
    losses = np.full((2, 60), 0.025)
    columns = LossColumns(BODY, losses, EVERY, ValueTracker(1), "wide", "run_3")
    columns.spread.set_value(1)
    columns.refresh()
    assert columns.number().text == "60 of 60"
    assert columns.number().get_right()[0] <= BODY.right
