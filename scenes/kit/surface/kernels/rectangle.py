"""Rectangles of pixels, and few of them that cover many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

FAR = 10**6
"""Pixels farther away than any picture is large."""


class Rectangle(NamedTuple):
    """Pixels: columns from `left` up to `right`, rows from `top` up to `bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_empty(self) -> bool:
        return self.left >= self.right or self.top >= self.bottom

    @property
    def shape(self) -> tuple[int, int]:
        return max(self.bottom - self.top, 0), max(self.right - self.left, 0)

    @property
    def area(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def cut(self, other: Rectangle) -> Rectangle:
        """Return what both have in common."""
        return Rectangle(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def hull(self, other: Rectangle) -> Rectangle:
        """Return the smallest that holds both."""
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: Rectangle) -> bool:
        """Tell whether both have a pixel in common."""
        return not self.cut(other).is_empty

    def moved(self, right: int, down: int) -> Rectangle:
        """Return it so many pixels to the right and down."""
        return Rectangle(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def grown(self, by: int) -> Rectangle:
        """Return it with so many more pixels on every side."""
        return Rectangle(self.left - by, self.top - by, self.right + by, self.bottom + by)


NO_PIXELS = Rectangle(0, 0, 0, 0)


NOWHERE = Rectangle(FAR, FAR, -FAR, -FAR)
"""The rectangle that adds nothing to another."""


def merged(boxes: Iterable[Rectangle], waste: int, most: int) -> list[Rectangle]:
    """Return few rectangles that cover the same pixels; no two have a pixel in common.

    Parameters
    ----------
    boxes
        None of them empty.
    waste
        How many pixels two may take in needlessly when they become one.
    most
        How many are returned at most, whatever they waste.
    """
    apart: list[Rectangle] = []
    for box in sorted(set(boxes), key=lambda box: box.area, reverse=True):
        if any(other.hull(box) == other for other in apart):
            continue
        whole = box
        while apart:
            # those that meet come first; the union may touch others in its turn
            costs = [
                -1 if whole.meets(other) else whole.hull(other).area - whole.area - other.area
                for other in apart
            ]
            least = min(costs)
            if least > waste and len(apart) < most:
                break
            whole = whole.hull(apart.pop(costs.index(least)))
        apart.append(whole)
    return apart
