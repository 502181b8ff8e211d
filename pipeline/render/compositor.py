"""The compositor: redraw the rectangles that changed, and leave the rest of the frame as it is.

A changed part is drawn on a sheet beside the frame: its rectangles are laid out with what lies
below, everything that reaches into them is drawn whole, and only the rectangles are copied into
the frame. So every pixel comes out as if all had been drawn: cairo would round the edges of what
a clip cuts another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from manim import Camera

from pipeline.render.item import Brush, Item, meets
from scenes.kit.surface.kernels.rectangle import Rectangle, merged

if TYPE_CHECKING:
    from pipeline.frame_sink import Box, Boxes, Pixels
    from pipeline.render.display_list import DisplayList

MOST = 12
"""Into how many rectangles the changed part of a frame is cut at most."""

WASTE = 4096
"""Pixels that two rectangles may take in needlessly when they become one: each has its price."""

MOST_OF_IT = 0.6
"""Share of the frame from which all of it is drawn."""


PATIENCE = 60
"""Frames after which what moved once may stand still for good."""


def common(one: Sequence[Item], other: Sequence[Item]) -> int:
    """Return with how many equal items two sequences begin."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        count += 1
    return count


def damage(before: Sequence[Item], after: Sequence[Item]) -> list[Box]:
    """Return the boxes in which two pictures may differ; the second is as things are now."""
    start = common(before, after)
    end = common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    followers, boxes = _followers(old, new)
    then = [followers.get(item, item) for item in old]
    kept = set(then) & set(new)
    if [item for item in then if item in kept] != [item for item in new if item in kept]:
        return _boxes_of((*old, *new))
    return boxes + _boxes_of(item for item in (*then, *new) if item not in kept)


def _followers(old: Sequence[Item], new: Sequence[Item]) -> tuple[dict[Item, Item], list[Box]]:
    """Return which new item stands for which old one, and where the two differ."""
    followers: dict[Item, Item] = {}
    boxes: list[Box] = []
    for item in new:
        if not item.is_live or item in old:
            continue
        for one in old:
            if one.is_live and one not in new and (parts := item.damage(one)) is not None:
                followers[one] = item
                boxes += parts
                break
    return followers, boxes


def _boxes_of(items: Iterable[Item]) -> list[Box]:
    return [item.box for item in items if item.box is not None]


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

    def _changed(self, before: Sequence[Item], after: Sequence[Item]) -> Sequence[Box] | None:
        height, width = self.pixels.shape[:2]
        boxes = merged((Rectangle(*box) for box in damage(before, after)), WASTE, MOST)
        return boxes if sum(box.area for box in boxes) <= MOST_OF_IT * width * height else None

    def _draw(self, items: Iterable[Item]) -> None:
        for item in items:
            item.draw(self._brush)


def _copy(source: Pixels, target: Pixels, boxes: Iterable[Box]) -> None:
    for left, top, right, bottom in boxes:
        target[top:bottom, left:right] = source[top:bottom, left:right]


class Compositor:
    """Keeps a camera's frame up to date, drawing as little as it can.

    Three layers lie over each other: what a play found standing still and may change without
    being shown (`base`), what has not changed for a while (`ground`), and the frame itself.

    Parameters
    ----------
    camera
        Its pixel array is the frame.
    """

    def __init__(self, camera: Camera) -> None:
        frame = cast("Pixels", camera.pixel_array)
        self._frame = Layer(frame, camera)
        self._ground = Layer(np.empty_like(frame), camera)
        self._base = Layer(np.empty_like(frame), camera)
        self._sheet = Layer(np.empty_like(frame), camera)
        self._backdrop: Pixels | None = None
        self._fixed: Sequence[Item] = ()
        self._still: int | None = None
        self._age, self._spent = 0, 0.0

    def lay(self, shown: DisplayList) -> None:
        """Draw what must be drawn when a play starts."""
        backdrop, fixed = shown.backdrop.pixels, shown.items[: shown.fixed]
        if backdrop is not self._backdrop:
            self._frame.forget()
            self._base.forget()
            self._ground.forget()
        elif fixed != self._fixed:
            self._base.forget()
            self._ground.forget()
        self._backdrop, self._fixed = backdrop, fixed
        if fixed and self._base.items is None:
            self._base.begin(backdrop)
            self._base.add(fixed)
        self._still, self._age, self._spent = None, 0, 0.0

    def paint(self, shown: DisplayList) -> Boxes:
        """Show it; return where the frame may differ from the one before."""
        if shown.backdrop.pixels is not self._backdrop:
            self.lay(shown)
        items = shown.items
        if self._frame.items == items:
            return []
        below, skip = self._below(items)
        if self._still is None:
            self._still = len(items)  # plays differ in what moves
        else:
            self._still = min(self._still, common(self._frame.items or (), items))
        boxes, drawn = self._frame.change(below, skip, items, self._sheet)
        self._settle(items, skip, drawn)
        return boxes

    def _below(self, items: Sequence[Item]) -> tuple[Pixels, int]:
        """Return an array that shows the first items already, and how many."""
        ground, fixed = self._ground, len(self._fixed)
        assert self._backdrop is not None
        base = self._base.pixels if fixed else self._backdrop
        if ground.items is None:
            return base, fixed
        if (agreed := common(ground.items, items)) < len(ground.items):
            if agreed <= fixed:
                ground.forget()
                return base, fixed
            ground.change(base, fixed, list(items[:agreed]), self._sheet)
        return ground.pixels, agreed

    def _settle(self, items: Sequence[Item], skip: int, drawn: Sequence[Item]) -> None:
        """Move items into the ground when drawing them again and again has cost as much."""
        waiting = items[skip : self._still]
        if waiting:
            moved = set(waiting)
            self._spent += sum(item.cost for item in drawn if item in moved)
            if self._spent > sum(item.cost for item in waiting):
                self._extend(items, skip)
        self._age += 1
        if self._age > PATIENCE:
            self._still, self._age = None, 0

    def _extend(self, items: Sequence[Item], skip: int) -> None:
        ground, fixed = self._ground, len(self._fixed)
        assert self._backdrop is not None
        if ground.items is None:
            ground.begin(self._base.pixels if fixed else self._backdrop)
            ground.items = list(items[:fixed])
            skip = fixed
        ground.add(items[skip : self._still])
        self._spent = 0.0
