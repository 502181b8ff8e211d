"""Tables: the path's own numbers, on time, in columns, and gone before they touch the rule."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from manim import ValueTracker

from scenes.kit.charts.table import APPEARS_OVER, HEAD_HEIGHT, PITCH, Column, DataTable, Row
from scenes.kit.layout import Slot
from scenes.kit.text.readout import MINUS
from scenes.kit.theme import color
from tests.scenes.kit.samples import PROPERTY, corners, floats, parabola_walk

STEPS = 12
SIDE = Slot(1.0, -2.5, 6.0, 2.0)
PATH = parabola_walk(steps=STEPS)
COLUMNS = (
    Column("n", np.arange(STEPS + 1), decimals=0),
    Column("x_n", PATH.points[:, 0], decimals=3),
    Column("f'(x_n)", -PATH.gradients[:, 0], decimals=2, signed=True),
)


def table_at(step: float) -> DataTable:
    return DataTable(SIDE, COLUMNS, ValueTracker(step))


@functools.cache
def the_table() -> DataTable:
    return table_at(0)


def shown(table: DataTable) -> list[int]:
    return [n for n, row in enumerate(table.rows) if row.has_points()]


def opacity(row: Row) -> float:
    return float(row.get_fill_opacity()) if row.has_points() else 0.0


def test_the_rows_say_what_the_path_says() -> None:
    table = table_at(0)
    for n, row in enumerate(table.rows):
        read = [float(text.strip().replace(MINUS, "-")) for text in row.texts]
        assert read == [
            n,
            float(f"{PATH.points[n, 0]:.3f}"),
            float(f"{-PATH.gradients[n, 0]:.2f}"),
        ]


def test_the_outline_of_a_row_is_that_of_its_texts() -> None:
    ones = Row(["1", "11"], [0.0, 2.0], 34)
    single = Row(["1"], [0.0], 34).outline
    np.testing.assert_allclose(ones.outline[: len(single)], single)
    np.testing.assert_allclose(ones.outline[len(single) : 2 * len(single)], single + (2, 0, 0))


@PROPERTY
@given(floats(0, STEPS))
def test_a_row_is_there_when_its_step_is_reached_and_not_long_before(step: float) -> None:
    table = the_table()
    table.step.set_value(step)
    table.update()
    rows = shown(table)
    assert rows[-1] == min(STEPS, int(step) + (step % 1 > 1 - APPEARS_OVER / 2 + 1e-9))
    assert opacity(table.rows[int(step)]) == pytest.approx(1)
    assert rows == list(range(rows[0], rows[-1] + 1))


@PROPERTY
@given(floats(0, STEPS))
def test_rows_stand_below_each_other_between_the_rule_and_the_floor(step: float) -> None:
    table = the_table()
    table.step.set_value(step)
    table.update()
    rule = SIDE.top - HEAD_HEIGHT
    tops = []
    for n in shown(table):
        low, high = corners(table.rows[n])
        assert high[1] < rule
        assert low[1] > SIDE.bottom - 1e-6
        assert low[0] >= SIDE.left - 1e-6
        assert high[0] <= SIDE.right + 1e-6
        tops.append(table.rows[n].points[0, 1] - table.rows[n].outline[0, 1])
    np.testing.assert_allclose(np.diff(tops[:-1]), -PITCH)
    if len(tops) > 1:  # the newest waits for the others to move up by what is left of their row
        assert -PITCH - 1e-9 <= tops[-1] - tops[-2] <= -PITCH / 2


def test_a_full_table_scrolls_row_by_row() -> None:
    table = table_at(0)
    assert 4 <= table.fitting < STEPS
    assert table.top - (table.fitting - 1) * PITCH >= SIDE.bottom
    assert table.top - table.fitting * PITCH < SIDE.bottom
    for step in range(STEPS + 1):
        table.step.set_value(step)
        table.update()
        first = max(0, step - table.fitting + 1)
        assert shown(table) == list(range(first, step + 1))
        last = table.rows[step]
        place = min(step, table.fitting - 1)
        np.testing.assert_allclose(
            last.points, last.outline + (SIDE.left, table.top - place * PITCH, 0), atol=1e-9
        )


def test_the_top_row_fades_away_as_it_leaves() -> None:
    table = table_at(0)
    full = table.fitting - 1
    seen = []
    for step in np.linspace(full + 1 - APPEARS_OVER, full + 1, 41):
        table.step.set_value(step)
        table.update()
        seen.append(opacity(table.rows[0]))
    assert seen[0] == 1
    assert 0 in seen
    assert seen == sorted(seen, reverse=True)
    assert len({round(value, 3) for value in seen}) > 3


def test_the_newest_row_is_ink_and_the_older_ones_are_faint() -> None:
    table = table_at(3)
    fills = [table.rows[n].get_fill_color() for n in range(4)]
    assert fills == [color("faint")] * 3 + [color("ink")]


def test_the_same_step_looks_the_same_whatever_came_before() -> None:
    direct, wandered = table_at(4.3), table_at(0)
    for step in (9.5, 2.0, 12.0, 4.3):
        wandered.step.set_value(step)
        wandered.update()
    assert shown(direct) == shown(wandered)
    for n in shown(direct):
        one, other = direct.rows[n], wandered.rows[n]
        np.testing.assert_allclose(one.points, other.points)
        assert opacity(one) == opacity(other)
        assert one.get_fill_color() == other.get_fill_color()


def test_heads_stand_over_the_right_ends_of_their_columns() -> None:
    table = table_at(STEPS)
    heads = table.submobjects[0]
    *formulas, rule = heads
    assert [head.text for head in formulas] == ["n", "x_n", "f'(x_n)"]
    rights = [corners(head)[1, 0] for head in formulas]
    assert rights[-1] == pytest.approx(SIDE.right, abs=0.05)
    assert rights == sorted(rights)
    for head in formulas:
        low, high = corners(head)
        assert rule.get_y() < low[1]
        assert high[1] < SIDE.top
    assert corners(rule)[:, 0].tolist() == [SIDE.left, SIDE.right]


def test_a_copy_shares_its_numbers_and_stands_still() -> None:
    table = table_at(2)
    picture = table.copy()
    assert picture.columns is table.columns
    table.step.set_value(5)
    picture.update()
    assert shown(picture) == [0, 1, 2]
    assert [id(row) for row in picture.rows] == [id(row) for row in picture.submobjects[1:]]
