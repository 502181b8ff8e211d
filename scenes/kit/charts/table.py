"""A table of iterates that writes itself as the marble walks, and scrolls when it is full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import ValueTracker, VGroup, VMobject, interpolate_color
from numpy.typing import ArrayLike

from scenes.kit.charts.axes import AXIS_WIDTH
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.readout import glyph_table, spell
from scenes.kit.text.text import LABEL, Formula
from scenes.kit.theme import color
from scenes.kit.types import Vector

PITCH = 0.5
"""Distance of two rows, in scene units."""

HEAD_HEIGHT = 0.6
"""From the top of a table to the rule below its heads, in scene units."""

APPEARS_OVER = 0.3
"""Share of a step over which a row appears, ending when the marble arrives."""

LEAVES_OVER = 0.25
"""Share of the pitch over which the top row fades, before it meets the rule."""


@dataclass(frozen=True)
class Column:
    """One quantity of a table.

    Parameters
    ----------
    head
        Typst mathematics above it.
    values
        One value per step, shape ``(steps + 1,)``.
    decimals, whole, signed
        As for :func:`scenes.kit.text.readout.spell`.
    """

    head: str
    values: ArrayLike
    decimals: int = 4
    whole: int = 2
    signed: bool = False

    def spelled(self, step: int) -> str:
        """Return the entry of a row as it is shown; what rounds to 0 keeps two digits."""
        value = float(np.asarray(self.values)[step])
        return spell(value, self.decimals, self.whole, self.signed, exact=True)


class Row(VMobject):
    """One row of a table as one outline; `texts` is what it says."""

    def __init__(self, texts: Sequence[str], lefts: Sequence[float], size: float) -> None:
        super().__init__(fill_opacity=1, stroke_width=0)
        self.texts = tuple(texts)
        table = glyph_table(size)
        groups = [
            table.outline(text) + (left, 0.0, 0.0) for text, left in zip(texts, lefts, strict=True)
        ]
        self.outline: Vector = np.concatenate(groups)
        self.points = self.outline.copy()


class DataTable(Following, VGroup):
    """Rows 0, 1, 2, … that appear as `step` reaches them; the newest stays in sight.

    Parameters
    ----------
    slot
        Where it stands; as many rows are shown as fit.
    columns
        From left to right.
    step
        The tracker that tells how far the story is.
    size
        Font size of the entries.
    """

    follows = ("columns", "step")

    def __init__(
        self, slot: Slot, columns: Sequence[Column], step: ValueTracker, size: float = LABEL
    ) -> None:
        super().__init__()
        self.slot, self.columns, self.step = slot, tuple(columns), step
        self.top = slot.top - HEAD_HEIGHT - 0.75 * PITCH
        self.fitting = int((self.top - slot.bottom) / PITCH) + 1
        lefts = self._lay_out(size)
        rows = range(len(np.asarray(columns[0].values)))
        self.rows = [Row([c.spelled(n) for c in columns], lefts, size) for n in rows]
        self.add(self._heads(lefts, size), *self.rows)
        self.refresh()
        self.add_updater(lambda table: table.refresh())

    def refresh(self) -> None:
        """Show the rows up to the present step; older ones leave at the top."""
        rows = rows_written(self.step.get_value())
        scrolled = max(0.0, rows - self.fitting)
        fresh, old = color("ink"), color("faint")
        for n, row in enumerate(self.rows):
            line = min(n - scrolled, self.fitting - 1)  # the newest waits where it will stand,
            opacity = _ramp(2 * (rows - n) - 1)  # until the one before it has moved up
            opacity *= _ramp(1 + line / LEAVES_OVER)
            if opacity:
                row.points = row.outline + (self.slot.left, self.top - line * PITCH, 0.0)
                row.set_fill(interpolate_color(fresh, old, _ramp(rows - n - 1)), opacity=opacity)
            else:
                row.clear_points()

    def _lay_out(self, size: float) -> list[float]:
        table = glyph_table(size)
        widths = [max(table.width(c.spelled(n)) for n in (0, -1)) for c in self.columns]
        gap = (self.slot.width - sum(widths)) / max(1, len(widths) - 1)
        return [sum(widths[:i]) + i * gap for i in range(len(widths))]

    def _heads(self, lefts: Sequence[float], size: float) -> VGroup:
        table, heads = glyph_table(size), VGroup()
        for column, left in zip(self.columns, lefts, strict=True):
            head = Formula(column.head, size=size, role="faint")
            right = self.slot.left + left + table.width(column.spelled(0))
            head.shift(np.array([right, self.slot.top - 0.28, 0]) - head.get_right())
            heads.add(head)
        y = self.slot.top - HEAD_HEIGHT
        rule = VMobject(color=color("faint"), stroke_width=AXIS_WIDTH)
        rule.set_points_as_corners(np.array([[self.slot.left, y, 0], [self.slot.right, y, 0]]))
        return heads.add(rule)


def rows_written(step: float) -> float:
    """Return how many rows stand there at `step`; the last one comes as the marble arrives.

    Between two arrivals nothing changes: the eye can rest on the marble, and a GIF stays small.
    """
    whole = int(step)
    return whole + 1 + _ramp((step - whole - 1) / APPEARS_OVER + 1)


def _ramp(share: float) -> float:
    return min(max(share, 0.0), 1.0)
