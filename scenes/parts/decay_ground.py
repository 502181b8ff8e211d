"""A bowl across the whole frame that rises to make room below it."""

from __future__ import annotations

from manim import ValueTracker

from gdcore import Landscape
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.layout import PICTURE, Slot


def bowl(reach: float, foot: float, floor: float) -> Frame:
    """Return the window of x² from one edge of the frame to the other.

    Parameters
    ----------
    reach
        Half its width, in data units; the curve leaves the picture in its upper corners.
    foot, floor
        Heights of the minimum and of the ground's lower edge, in scene units.
    """
    slot = Slot(PICTURE.left, floor, PICTURE.right, PICTURE.top)
    buried = reach**2 * (foot - floor) / (slot.top - foot)
    return Frame(slot, (-reach, reach), (-buried, reach**2))


class RisingGround(CurveLandscape):
    """A curve whose window goes from one place to another; what stands on it goes with it.

    Parameters
    ----------
    landscape
        As for `CurveLandscape`.
    low, high
        Its windows where `raised` is 0 and 1, with the same data across and at the top.
    raised
        The tracker.
    """

    follows = ("landscape", "raised")

    def __init__(self, landscape: Landscape, low: Frame, high: Frame, raised: ValueTracker) -> None:
        self.low, self.high, self.raised = low, high, raised
        super().__init__(landscape, low)
        self.refresh()
        self.add_updater(lambda ground: ground.refresh())

    def refresh(self) -> None:
        """Stand as high as the tracker says."""
        share = self.raised.get_value()
        if self.shows(share):
            return
        foot, floor = (
            (1 - share) * low + share * high
            for low, high in zip(_levels(self.low), _levels(self.high), strict=True)
        )
        self.frame = bowl(self.low.x[1], foot, floor)
        points = self.samples()
        self.curve.set_points_as_corners(points)
        self.body.set_points_as_corners(self.outline(points))
        self.drew(share)


def _levels(frame: Frame) -> tuple[float, float]:
    return float(frame.at(0, 0)[1]), frame.slot.bottom
