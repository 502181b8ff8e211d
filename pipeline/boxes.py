"""Rectangles of pixels: few that cover many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.sinks import Box

MOST = 12
"""Into how many rectangles the changed part of a frame is cut at most."""

WASTE = 4096
"""Pixels that two rectangles may take in needlessly when they become one: each has its price."""


def area(box: Box) -> int:
    """Return how many pixels are in `box`."""
    return (box[2] - box[0]) * (box[3] - box[1])


def around(one: Box, other: Box) -> Box:
    """Return the smallest box with both in it."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def meets(box: Box, boxes: Iterable[Box]) -> bool:
    """Tell whether `box` has a pixel in common with one of `boxes`."""
    left, top, right, bottom = box
    return any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in boxes
    )


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Return at most :data:`MOST` boxes that cover `boxes`; no two have a pixel in common."""
    apart: list[Box] = []
    for box in sorted(set(boxes), key=area, reverse=True):
        if not any(_holds(other, box) for other in apart):
            _put(box, apart)
    return apart


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _put(box: Box, apart: list[Box]) -> None:
    while apart:
        waste, nearest = _nearest(box, apart)
        if waste > WASTE and len(apart) < MOST:
            break
        other = apart.pop(nearest)
        box = around(box, other)  # it may touch others now
    apart.append(box)


def _nearest(box: Box, apart: Sequence[Box]) -> tuple[int, int]:
    """Return the least waste of a union of `box` with one of `apart`, and with which one."""
    own = area(box)
    return min(
        (-1 if meets(box, (other,)) else area(around(box, other)) - own - area(other), place)
        for place, other in enumerate(apart)
    )
