"""Axes: a window of the data in a slot of the screen, and the one map between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Line, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from scenes.kit.layout import Slot
from scenes.kit.text.text import LABEL, TICK, Formula
from scenes.kit.theme import color
from scenes.kit.types import Vector

DOT_RADIUS = 0.055


UNIT_CIRCLE = Circle(radius=1).points

Interval = tuple[float, float]
AXIS_WIDTH = 2.5
TICK_LENGTH = 0.09
TICK_GAP = 0.14


MOST_DECADES = 12
"""Ticks on a log axis: more of them are a smear."""


def dot_outlines(centers: Vector, radius: float) -> Vector:
    """Return the Bézier points of small discs around `centers` ``(n, 3)`` as one outline."""
    return (centers[:, None, :] + radius * UNIT_CIRCLE[None]).reshape(-1, 3)


@dataclass(frozen=True)
class Frame:
    """The affine map from data to the screen, on a linear or a log vertical axis.

    Parameters
    ----------
    slot
        Where the window is shown.
    x, y
        The window in data units, ``(low, high)``.
    log_y
        Whether equal factors, not equal differences, are equally high.
    """

    slot: Slot
    x: Interval
    y: Interval
    log_y: bool = False

    def at(self, x: ArrayLike, y: ArrayLike) -> Vector:
        """Return the screen points of data `x`, `y` (any shape): shape ``(..., 3)``."""
        xs, ys = np.asarray(x, float), np.asarray(y, float)
        low, high = self.y
        if self.log_y:  # zero has no logarithm: far below the window is where it belongs
            tiny = low * 1e-6
            ys, low, high = np.log(np.maximum(ys, tiny)), np.log(low), np.log(high)
        across = (xs - self.x[0]) / (self.x[1] - self.x[0])
        up = (ys - low) / (high - low)
        spots = np.zeros((*np.broadcast_shapes(xs.shape, ys.shape), 3))
        spots[..., 0] = self.slot.left + across * self.slot.width
        spots[..., 1] = self.slot.bottom + up * self.slot.height
        return spots

    @property
    def scale(self) -> tuple[float, float]:
        """Scene units for a data unit along x and, on a linear axis, along y."""
        across, up = self.x[1] - self.x[0], self.y[1] - self.y[0]
        return self.slot.width / across, self.slot.height / up

    def data_at(self, spot: Vector) -> tuple[float, float]:
        """Return the data x and, on a linear axis, y of a screen point ``(3,)``."""
        across, up = (spot - self.slot.point(0, 0))[:2] / self.scale
        return float(self.x[0] + across), float(self.y[0] + up)

    def contains(self, points: Vector, tolerance: float = 1e-9) -> NDArray[np.bool_]:
        """Tell which screen points ``(..., 3)`` lie in the slot."""
        corner, opposite = self.slot.point(0, 0), self.slot.point(1, 1)
        inside = (points >= corner - tolerance) & (points <= opposite + tolerance)
        return np.asarray(inside[..., :2].all(axis=-1))


def equal_frame(slot: Slot, x: Interval, y: Interval) -> Frame:
    """Return a frame in `slot` with the same scale on both axes, widening the window to fill it."""
    (x_low, x_high), (y_low, y_high) = x, y
    scale = min(slot.width / (x_high - x_low), slot.height / (y_high - y_low))
    x_half, y_half = slot.width / scale / 2, slot.height / scale / 2
    x_mid, y_mid = (x_low + x_high) / 2, (y_low + y_high) / 2
    return Frame(slot, (x_mid - x_half, x_mid + x_half), (y_mid - y_half, y_mid + y_half))


class Axes(VGroup):
    """Two thin axis lines with ticks; numbers and names are set with Typst.

    Parameters
    ----------
    frame
        Where data lies.
    x_ticks, y_ticks
        Data values that get a tick and a number.
    x_name, y_name
        Typst mathematics at the ends of the axes.
    cross
        Data point where the axes cross; the lower left corner when left out.
    tick_size
        Font size of the numbers.
    """

    def __init__(
        self,
        frame: Frame,
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
        x_name: str = "",
        y_name: str = "",
        cross: tuple[float, float] | None = None,
        tick_size: float = TICK,
    ) -> None:
        super().__init__()
        self.frame, self.tick_size = frame, tick_size
        x_cross, y_cross = cross if cross is not None else (frame.x[0], frame.y[0])
        ends = (frame.at(frame.x[0], y_cross), frame.at(frame.x[1], y_cross))
        self.x_axis = _line(*ends)
        self.y_axis = _line(frame.at(x_cross, frame.y[0]), frame.at(x_cross, frame.y[1]))
        self.numbers = VGroup()
        self.ticks = VMobject(color=color("faint"), stroke_width=AXIS_WIDTH)
        self.add(self.x_axis, self.y_axis, self.ticks)
        for x in x_ticks:
            self._tick(frame.at(x, y_cross), DOWN, f"{x:g}")
        for y in y_ticks:
            self._tick(frame.at(x_cross, y), LEFT, power_of_ten(y) if frame.log_y else f"{y:g}")
        self.names = VGroup()
        if x_name:
            name = Formula(x_name, size=LABEL, role="faint")
            self.names.add(name.next_to(self.x_axis.get_end(), RIGHT, buff=0.15))
        if y_name:
            name = Formula(y_name, size=LABEL, role="faint")
            self.names.add(name.next_to(self.y_axis.get_end(), UP, buff=0.15))
        self.add(self.numbers, self.names)

    def _tick(self, at: Vector, side: Vector, number: str) -> None:
        self.ticks.start_new_path(at).add_line_to(at + TICK_LENGTH * side)
        text = Formula(number, size=self.tick_size, role="faint")
        self.numbers.add(text.next_to(at + TICK_LENGTH * side, side, buff=TICK_GAP - TICK_LENGTH))


def power_of_ten(value: float) -> str:
    """Return Typst mathematics for a tick of a log axis: ``10^(-2)``, or the plain number."""
    exponent = round(np.log10(value))
    plain = exponent in (0, 1) or not np.isclose(value, 10.0**exponent, rtol=1e-9, atol=0)
    return f"{value:g}" if plain else f"10^({exponent})"


def decades(interval: Interval, every: int = 1, most: int = MOST_DECADES) -> list[float]:
    """Return the powers of ten in `interval`, every so many, or fewer where they are too many."""
    low, high = (np.log10(end) for end in interval)
    exponents = range(int(np.ceil(low - 1e-9)), int(np.floor(high + 1e-9)) + 1)
    every = max(every, -(-len(exponents) // most))
    return [10.0**k for k in exponents if (k - exponents[0]) % every == 0]


def _line(start: Vector, end: Vector) -> VMobject:
    return Line(start, end, color=color("faint"), stroke_width=AXIS_WIDTH)
