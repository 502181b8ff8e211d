"""Cross-sections: the profile of a landscape along one coordinate."""

from __future__ import annotations

import numpy as np
from manim import (
    Animation,
    Create,
    FadeIn,
    Line,
    TransformFromCopy,
    VGroup,
    smooth,
    squish_rate_func,
)
from numpy.typing import ArrayLike

from gdcore import Landscape
from scenes.kit.charts.axes import Frame, Interval
from scenes.kit.landscape.ground import CurveLandscape, SeenFromAbove
from scenes.kit.layout import Slot
from scenes.kit.text.text import Lettering, label
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

CUT_WIDTH = 4.0
HEADING = 0.5
"""Scene units above the curve for its heading."""

FOOTING = 0.15
"""Ground below the lowest point of a curve, or air above its highest, as a share of its height."""


class CrossSection(CurveLandscape):
    """The curve along which a vertical plane cuts a landscape, as ground to stand on.

    A marble may follow a path of the whole landscape here: it stands above the coordinate of its
    path along the cut, so that it is seen from the side.

    Parameters
    ----------
    landscape
        A landscape of any dimension.
    axis
        Which coordinate runs along the cut.
    through
        A data point ``(dim,)`` on the cut.
    frame
        That coordinate across, the loss up.
    """

    def __init__(self, landscape: Landscape, axis: int, through: ArrayLike, frame: Frame) -> None:
        self.axis = axis
        super().__init__(cut(landscape, axis, through), frame)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where points ``(..., dim)`` or coordinates ``(..., 1)`` are: ``(..., 3)``."""
        return super().spot(self._along(point))

    def slope(self, point: ArrayLike) -> float:
        """Return the slope of the curve *on the screen* at one point ``(dim,)`` or ``(1,)``."""
        return super().slope(self._along(point))

    def _along(self, point: ArrayLike) -> FloatArray:
        x = np.asarray(point, float)
        return x if x.shape[-1] == 1 else x[..., [self.axis]]


def cut(landscape: Landscape, axis: int, through: ArrayLike) -> Landscape:
    """Return the one-dimensional landscape along `axis` through the data point `through`."""
    anchor = np.asarray(through, float)

    def lifted(x: FloatArray) -> FloatArray:
        points = np.broadcast_to(anchor, (*x.shape[:-1], landscape.dim)).copy()
        points[..., axis] = x[..., 0]
        return points

    return Landscape(
        name=f"{landscape.name} along coordinate {axis}",
        dim=1,
        value=lambda x: landscape.value(lifted(x)),
        gradient=lambda x: landscape.gradient(lifted(x))[..., [axis]],
        hessian=lambda x: landscape.hessian(lifted(x))[..., [axis], :][..., [axis]],
        minima=np.empty((0, 1)),
        saddles=np.empty((0, 1)),
        window=(landscape.window[axis],),
        formula=landscape.formula,
        source=landscape.source,
    )


class Cut(VGroup):
    """A line across a map, and beside it the curve that the ground makes along that line.

    Parameters
    ----------
    ground
        The map that is cut.
    axis
        Which coordinate runs along the cut, 0 or 1.
    through
        A data point ``(2,)`` on the cut.
    span
        Coordinates at the ends of the cut.
    slot
        Where the curve and its heading stand.
    heading
        Typst markup over the curve.
    """

    def __init__(
        self,
        ground: SeenFromAbove,
        axis: int,
        through: ArrayLike,
        span: Interval,
        slot: Slot,
        heading: str,
    ) -> None:
        points = np.tile(np.asarray(through, float), (101, 1))
        points[:, axis] = np.linspace(*span, len(points))
        heights = ground.landscape.value(points)
        low, high = float(heights.min()), float(heights.max())
        room = FOOTING * (high - low)
        bends_up = float(heights[len(heights) // 2]) < (low + high) / 2
        window = (low - room, high) if bends_up else (low, high + room)
        self.line = Line(*ground.spot(points[[0, -1]]), stroke_width=CUT_WIDTH, color=color("ink"))
        self.view = CrossSection(
            ground.landscape, axis, through, Frame(slot.inset(top=HEADING), span, window)
        )
        self.slot, self.heading = slot, slot.place(label(heading), 0, 1)
        super().__init__(self.line, self.view, self.heading)

    def draw(self) -> Animation:
        """Return the animation that draws the line across the map."""
        return Create(self.line)

    def unfold(self) -> tuple[Animation, ...]:
        """Return the animations that bend a copy of the line into the curve, name and fill it.

        Bring ``view.curve`` to the front afterwards: manim puts what fades in above it.
        """
        return (
            FadeIn(self.view.submobjects[0], rate_func=squish_rate_func(smooth, 0.7, 1)),
            TransformFromCopy(self.line, self.view.curve),
            FadeIn(self.heading),
        )

    def remark(self, words: str) -> Lettering:
        """Return words (Typst markup) opposite the heading; they are part of the cut from now."""
        remark = self.slot.place(label(words), 1, 1)
        self.add(remark)
        return remark
