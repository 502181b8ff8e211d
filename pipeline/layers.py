"""Arrays that show items over one another, and change only where they must.

A changed part is drawn on a sheet beside the frame: its rectangles are laid out with what lies
below, everything that reaches into them is drawn whole, and only the rectangles are copied into
the frame. So every pixel comes out as if all had been drawn: cairo would round the edges of what
a clip cuts another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from manim import Camera

from pipeline.boxes import area, meets, merged
from pipeline.item import Brush, Item

if TYPE_CHECKING:
    from pipeline.sinks import Box, Boxes, Pixels

MOST_OF_IT = 0.6
"""Share of the frame from which all of it is drawn."""


def common(one: Sequence[Item], other: Sequence[Item]) -> int:
    """Return with how many equal items two sequences begin."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        count += 1
    return count


def differences(before: Sequence[Item], after: Sequence[Item]) -> list[Item]:
    """Return the items around which two pictures may differ."""
    start = common(before, after)
    end = common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    kept = set(old) & set(new)
    if [item for item in old if item in kept] != [item for item in new if item in kept]:
        return [*old, *new]
    return [item for item in (*old, *new) if item not in kept]


class Layer:
    """An array that shows items over another array.

    Parameters
    ----------
    pixels
        Drawn on; what it shows at first does not matter.
    camera
        Draws what is not an outline.
    """

    def __init__(self, pixels: Pixels, camera: Camera) -> None:
        self.pixels = pixels
        self.items: Sequence[Item] | None = None
        self._brush = Brush.on(pixels, camera)

    def begin(self, below: Pixels) -> None:
        """Show nothing but what is below."""
        np.copyto(self.pixels, below)
        self.items = []

    def add(self, items: Sequence[Item]) -> None:
        """Draw more items over what there is."""
        for item in items:
            if item.box is not None:
                item.draw(self._brush)
        self.items = [*(self.items or ()), *items]

    def forget(self) -> None:
        """Show anything: what is below has changed."""
        self.items = None

    def change(
        self, below: Pixels, skip: int, items: Sequence[Item], sheet: Layer
    ) -> tuple[Boxes, list[Item]]:
        """Show other items; return where the picture may differ and what was drawn.

        Parameters
        ----------
        below
            What shows through, with the first `skip` of the items in it.
        skip
            How many items need no drawing.
        items
            What to show.
        sheet
            A layer that nothing depends on.
        """
        before, self.items = self.items, items
        boxes = None if before is None else self._changed(before, items)
        if boxes is None:
            np.copyto(self.pixels, below)
            drawn = [item for item in items[skip:] if item.box is not None]
            self._draw(drawn)
            return None, drawn
        drawn = [item for item in items[skip:] if item.box is not None and meets(item.box, boxes)]
        _copy(below, sheet.pixels, boxes)
        sheet._draw(drawn)
        _copy(sheet.pixels, self.pixels, boxes)
        return boxes, drawn

    def _changed(self, before: Sequence[Item], after: Sequence[Item]) -> list[Box] | None:
        height, width = self.pixels.shape[:2]
        boxes = merged(item.box for item in differences(before, after) if item.box is not None)
        return boxes if sum(map(area, boxes)) <= MOST_OF_IT * width * height else None

    def _draw(self, items: Iterable[Item]) -> None:
        for item in items:
            item.draw(self._brush)


def _copy(source: Pixels, target: Pixels, boxes: Iterable[Box]) -> None:
    for left, top, right, bottom in boxes:
        target[top:bottom, left:right] = source[top:bottom, left:right]
