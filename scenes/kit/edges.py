"""Dashed lines that say how far: an edge with a name, a drop to an axis, and a flag."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, VGroup

from scenes.kit.dashes import FLAG_RADIUS, DashedLine
from scenes.kit.lettering import TICK, Formula, label, on_plate
from scenes.kit.stage import AXIS_WIDTH, TICK_GAP, Frame
from scenes.kit.theme import color
from scenes.kit.types import Vector

EDGE_WIDTH = 3.0
DROP_WIDTH = 2.5


def edge_line(frame: Frame, y: float, name: str, at_left: bool = False) -> VGroup:
    """Return a dashed line across `frame` at height `y`, with `name` above one of its ends.

    Parameters
    ----------
    frame
        The window that it crosses.
    y
        In data units.
    name
        Typst markup.
    at_left
        Whether the name stands above the left end, not the right one.
    """
    ends = (frame.at(frame.x[0], y), frame.at(frame.x[1], y))
    line = DashedLine(*ends, stroke_width=EDGE_WIDTH, color=color("ink"))
    plate = on_plate(label(name))
    end, inwards = (line.get_start(), RIGHT) if at_left else (line.get_end(), LEFT)
    return VGroup(line, plate.next_to(end, UP + inwards, buff=0.12))


def drop_line(frame: Frame, x: float, y: float) -> DashedLine:
    """Return a dashed line from data point `x`, `y` down to the bottom of `frame`."""
    ends = (frame.at(x, y), frame.at(x, frame.y[0]))
    return DashedLine(*ends, stroke_width=DROP_WIDTH, color=color("faint"))


def flag(frame: Frame, spot: Vector, number: str, role: str) -> VGroup:
    """Return a dot at `spot` on the screen, plumbed down to a number below the axis of `frame`."""
    foot = np.array([spot[0], frame.slot.bottom, 0.0])
    parts = VGroup(Dot(spot, radius=FLAG_RADIUS, color=color(role)))
    if spot[1] - foot[1] > 2 * FLAG_RADIUS:
        parts.add(DashedLine(spot, foot, color=color(role), stroke_width=AXIS_WIDTH))
    parts.add(Formula(number, size=TICK, role=role).next_to(foot, DOWN, buff=TICK_GAP))
    return parts
