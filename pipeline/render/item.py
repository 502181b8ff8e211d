"""An item of the display list: a mobject as it was in one frame, and the boxes that it covers."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import cairo
from manim import Camera

if TYPE_CHECKING:
    from pipeline.frame_sink import Box, Boxes, Pixels

    Context: TypeAlias = cairo.Context[Any]

Key: TypeAlias = tuple[Any, ...]
"""All that a picture depends on: equal keys, equal pictures."""

FARTHEST = 2.0**20
"""Pixels from the frame beyond which cairo's own numbers end before long."""


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

    def damage(self, before: Item) -> Boxes:
        """Return where its picture may differ from that of another item.

        ``None`` where it cannot tell: then it may in all pixels of both.
        """
        return None


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


def around(a: Box, b: Box) -> Box:
    """Return the smallest box with both in it."""
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def meets(box: Box, boxes: Iterable[Box]) -> bool:
    """Tell whether `box` has a pixel in common with one of `boxes`."""
    left, top, right, bottom = box
    return any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in boxes
    )
