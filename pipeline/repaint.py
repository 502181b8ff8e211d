"""Draw what changed, and leave the rest of the frame as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from manim import Camera

from pipeline.item import Item
from pipeline.layers import Layer, common

if TYPE_CHECKING:
    from pipeline.display import Shown
    from pipeline.sinks import Boxes, Pixels

PATIENCE = 60
"""Frames after which what moved once may stand still for good."""


class Screen:
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

    def lay(self, shown: Shown) -> None:
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

    def paint(self, shown: Shown) -> Boxes:
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
