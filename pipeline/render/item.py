"""An item of the display list: a mobject as it was in one frame, and the boxes that it covers."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import cairo
from manim import Camera

if TYPE_CHECKING:
    from pipeline.frame_sink import Box

if TYPE_CHECKING:
    from pipeline.frame_sink import Box, Pixels

    Context: TypeAlias = cairo.Context[Any]

Key: TypeAlias = tuple[Any, ...]
"""All that a picture depends on: equal keys, equal pictures."""

FARTHEST = 2.0**20
"""Pixels from the frame beyond which cairo's own numbers end before long."""


MOST = 12
"""Into how many rectangles the changed part of a frame is cut at most."""

WASTE = 4096
"""Pixels that two rectangles may take in needlessly when they become one: each has its price."""


@dataclass(frozen=True)
class Brush:
    """Something to draw on.

    Parameters
    ----------
    camera
        Draws what is not an outline.
    pixels
        The array ``(height, width, 4)`` that is drawn on.
    context
        Cairo's, for the same array.
    """

    camera: Camera
    pixels: Pixels
    context: Context

    @classmethod
    def on(cls, pixels: Pixels, camera: Camera) -> Brush:
        """Return a brush for an array."""
        height, width = pixels.shape[:2]
        surface = cairo.ImageSurface.create_for_data(
            pixels.data, cairo.FORMAT_ARGB32, width, height
        )
        return cls(camera, pixels, cairo.Context(surface))


class Item:
    """A mobject as it was in one frame.

    Parameters
    ----------
    key
        All that its picture depends on.
    """

    def __init__(self, key: Key) -> None:
        self.key = key

    is_live = False
    """Whether it is drawn from the mobject as that is now, not from what was kept of it."""

    @functools.cached_property
    def digest(self) -> bytes:
        """The same for equal keys only, in every process."""
        contents = [part for part in self.key if isinstance(part, bytes)]
        form = [len(part) if isinstance(part, bytes) else _plainly(part) for part in self.key]
        hashed = hashlib.blake2b(f"{type(self).__name__} {form}".encode(), digest_size=16)
        hashed.update(b"".join(contents))
        return hashed.digest()

    @property
    def box(self) -> Box | None:
        """The pixels that it may colour, or ``None`` when it leaves no trace."""
        raise NotImplementedError

    @property
    def cost(self) -> float:
        """About how long it takes to draw, compared with others."""
        raise NotImplementedError

    def draw(self, brush: Brush) -> None:
        """Draw it whole, over what is there."""
        raise NotImplementedError


def _plainly(part: object) -> object:
    return float(part) if isinstance(part, float | int) else part


def pixel_box(edges: tuple[float, float, float, float], frame: tuple[int, int]) -> Box | None:
    """Return the pixels of a frame that are within edges, or beside them.

    Parameters
    ----------
    edges
        Left, top, right and bottom, in pixels; not always whole ones, nor always finite.
    frame
        The frame's width and height.
    """
    width, height = frame
    if not all(abs(edge) < FARTHEST for edge in edges):
        return (0, 0, width, height)
    left, top = max(math.floor(edges[0]) - 1, 0), max(math.floor(edges[1]) - 1, 0)
    right, bottom = min(math.ceil(edges[2]) + 1, width), min(math.ceil(edges[3]) + 1, height)
    return (left, top, right, bottom) if left < right and top < bottom else None


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
        (-1 if meets(box, (other,)) else area(around(box, other)) - own - area(other), index)
        for index, other in enumerate(apart)
    )
