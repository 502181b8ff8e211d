"""What bends as a whole while a tracker sweeps: every point of it is new in every frame."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import LEFT, Circle, VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.layout import Slot
from scenes.kit.marbles import (
    DOT_RADIUS,
    MARBLE_RADIUS,
    TRAIL_WIDTH,
    Marble,
    cut_at_exit,
    dot_outlines,
)
from scenes.kit.marbles import distance_outside as outside
from scenes.kit.pointers import Pointer
from scenes.kit.readouts import Readout, column
from scenes.kit.theme import color
from scenes.kit.types import Vector

RING_WIDTH = 4.5


class BendingTrail(Following, VGroup):
    """A polyline through points that depend on a tracker, with a dot at each; cut at its exit.

    Where :class:`scenes.kit.marbles.Trail` grows along one path, this one is all there at once
    and changes its shape.

    Parameters
    ----------
    spots
        Returns the points on the screen, shape ``(n, 3)``; called once a frame.
    slot
        What lies outside is not drawn.
    role
        Colour role.
    dots
        Whether the points are marked.
    width
        Stroke width of the line.
    """

    follows = ("spots", "slot")

    def __init__(
        self,
        spots: Callable[[], Vector],
        slot: Slot,
        role: str = "gradient_descent",
        dots: bool = True,
        width: float = TRAIL_WIDTH,
    ) -> None:
        self.spots, self.slot, self.has_dots = spots, slot, dots
        self.line = VMobject(color=color(role), stroke_width=width)
        self.dots = VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
        super().__init__(self.line, self.dots)
        self.refresh()
        self.add_updater(lambda trail: trail.refresh())

    def refresh(self) -> None:
        """Draw the line through the present points as far as it stays inside."""
        spots = self.spots()
        self.line.set_points_as_corners(cut_at_exit(self.slot, spots))
        if self.has_dots:
            inside = [outside(self.slot, spot) < 1e-9 for spot in spots]
            self.dots.points = dot_outlines(spots[inside], DOT_RADIUS)


class Ring(Following, Circle):
    """A hollow marble: where one would land, not where one is.

    Parameters
    ----------
    spot
        Returns where it is on the screen, shape ``(3,)``; called once a frame.
    role
        Colour role.
    radius
        In scene units.
    """

    follows = ("spot",)

    def __init__(
        self,
        spot: Callable[[], Vector],
        role: str = "gradient_descent",
        radius: float = MARBLE_RADIUS,
    ) -> None:
        self.spot = spot
        super().__init__(radius=radius, color=color(role), stroke_width=RING_WIDTH)
        self.set_fill(color("paper"), opacity=1)
        self.move_to(spot())
        self.add_updater(lambda ring: ring.move_to(ring.spot()))


class Landing(VGroup):
    """One step before it is taken: an arrow across, a drop to the ground, a hollow marble there.

    Parameters
    ----------
    ground
        What the step is taken on.
    points
        Returns where it starts and where it lands in data units, shape ``(2, 1)``.
    """

    def __init__(self, ground: CurveLandscape, points: Callable[[], Vector]) -> None:
        def corners() -> Vector:
            here, there = ground.spot(points())
            return np.stack([here, [there[0], here[1], 0.0], there])

        def arrow() -> tuple[Vector, Vector]:
            here, tip, _ = corners()
            return here, tip

        drop = BendingTrail(lambda: corners()[1:], ground.frame.slot, role="faint", dots=False)
        self.points_in_data = points
        self.ring = Ring(lambda: corners()[2])
        super().__init__(drop, Pointer(arrow), self.ring)

    def legend(self, marble: Marble) -> VGroup:
        """Return both places as numbers, each beside a picture of its marble."""
        rows = [Readout(f"x_{n}", functools.partial(self._place, n)) for n in (0, 1)]
        icons: list[Any] = [VGroup(*marble.copy()), self.ring.copy()]
        for row, icon in zip(rows, icons, strict=True):
            row.add(icon.next_to(row.symbol, LEFT, buff=0.3))
        return column(*rows)

    def _place(self, n: int) -> float:
        return float(self.points_in_data()[n, 0])
