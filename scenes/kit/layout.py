"""Layout: named rectangles of the screen, in scene units, inside the 5 % margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from manim import DOWN, LEFT, Mobject, VGroup, VMobject

from scenes.kit.types import Vector

M = TypeVar("M", bound=Mobject)

FRAME_WIDTH = 128 / 9
FRAME_HEIGHT = 8.0
MARGIN = 0.05


@dataclass(frozen=True)
class Slot:
    """A rectangle of the screen, in scene units.

    Parameters
    ----------
    left, bottom, right, top
        Its edges; the origin is the middle of the frame.
    """

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def center(self) -> Vector:
        return self.point(0.5, 0.5)

    def point(self, across: float, up: float) -> Vector:
        """Return the point at a share of the width and height; ``(0, 0)`` is bottom left."""
        return np.array([self.left + across * self.width, self.bottom + up * self.height, 0.0])

    def columns(self, *shares: float, gap: float = 0.4) -> list[Slot]:
        """Cut the slot from left to right into columns with widths in the ratio of `shares`."""
        unit = (self.width - gap * (len(shares) - 1)) / sum(shares)
        slots, left = [], self.left
        for share in shares:
            slots.append(Slot(left, self.bottom, left + share * unit, self.top))
            left += share * unit + gap
        return slots

    def rows(self, *shares: float, gap: float = 0.4) -> list[Slot]:
        """Cut the slot from top to bottom into rows with heights in the ratio of `shares`."""
        unit = (self.height - gap * (len(shares) - 1)) / sum(shares)
        slots, top = [], self.top
        for share in shares:
            slots.append(Slot(self.left, top - share * unit, self.right, top))
            top -= share * unit + gap
        return slots

    def inset(self, left: float = 0, bottom: float = 0, right: float = 0, top: float = 0) -> Slot:
        """Return the slot with its edges moved inwards."""
        return Slot(self.left + left, self.bottom + bottom, self.right - right, self.top - top)

    def place(self, mobject: M, across: float = 0.5, up: float = 0.5) -> M:
        """Put `mobject` into the slot; its own point at the same shares meets the slot's.

        ``place(m, 0, 1)`` puts the top left corner of `m` into the top left corner of the slot.
        """
        own = Slot(
            float(mobject.get_left()[0]),
            float(mobject.get_bottom()[1]),
            float(mobject.get_right()[0]),
            float(mobject.get_top()[1]),
        )
        mobject.shift(self.point(across, up) - own.point(across, up))
        return mobject

    def shrink(self, mobject: M) -> M:
        """Scale `mobject` down to the slot's width, where it is wider: numbers may be longer."""
        if mobject.width > self.width:
            mobject.scale_to_fit_width(self.width)
        return mobject

    def stack(self, *mobjects: VMobject, up: float = 0.5, gap: float = 0.35) -> VGroup:
        """Put mobjects below each other at the left edge, `gap` apart, as :meth:`place` would."""
        return self.place(VGroup(*mobjects).arrange(DOWN, buff=gap, aligned_edge=LEFT), 0, up)


def middle_of(outline: Vector) -> Vector:
    """Return the middle of Bézier points ``(4 k, 3)``: where manim says that their centre is."""
    anchors = np.concatenate([outline[0::4], outline[3::4]])
    middle: Vector = (anchors.min(axis=0) + anchors.max(axis=0)) / 2
    return middle


SAFE = Slot(
    -FRAME_WIDTH * (0.5 - MARGIN),
    -FRAME_HEIGHT * (0.5 - MARGIN),
    FRAME_WIDTH * (0.5 - MARGIN),
    FRAME_HEIGHT * (0.5 - MARGIN),
)
"""What is touched lies inside: 5 % of the frame is left free on every side."""

SUBTITLES = 0.15
"""Share of the frame's height, at the bottom, where a player shows subtitles."""

READABLE = Slot(SAFE.left, -FRAME_HEIGHT * (0.5 - SUBTITLES), SAFE.right, SAFE.top)
"""What must be read lies inside: within the margin, and above the subtitles."""

HEADER_HEIGHT = 0.5
HEADER = Slot(SAFE.left, SAFE.top - HEADER_HEIGHT, SAFE.right, SAFE.top)
"""One line: the headline at the left, the title as a corner mark at the right.

Both hang from the top, so that a descender does not lift them.
"""

BODY = Slot(READABLE.left, READABLE.bottom, READABLE.right, HEADER.bottom - 0.2)
"""What is read besides: numbers, names, formulas, charts."""

PICTURE = Slot(-FRAME_WIDTH / 2, -FRAME_HEIGHT / 2, FRAME_WIDTH / 2, BODY.top)
"""What is only looked at, such as a surface or the ground below a curve, may reach the edges."""
