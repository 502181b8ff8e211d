"""A network as circles and lines: each line multiplies by a number, each circle adds one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import Circle, VGroup, VMobject

from scenes.kit import theme
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from scenes.parts.parameter_dials import polylines

UNIT, UNIT_WIDTH, LINE_WIDTH = 0.2, 3.0, 2.5
"""Radius of a unit in scene units, and widths of lines."""

LEVEL = 0.6
PITCH = 0.75
"""From unit to unit of a layer, in scene units."""


class NetworkDiagram(VGroup):
    """The units of a network layer by layer, each joined to all units of the layer before.

    Parameters
    ----------
    slot
        Where it stands, from the inputs at its left edge to the output at its right edge.
    sizes
        Units of every layer, the inputs first.

    Attributes
    ----------
    weights, biases : int
        How many lines there are, and how many units that are no inputs.
    """

    def __init__(self, slot: Slot, sizes: tuple[int, ...]) -> None:
        self.weights = sum(a * b for a, b in pairwise(sizes))
        self.biases = sum(sizes[1:])
        inner = slot.inset(left=UNIT, right=UNIT)
        layers = [
            [
                inner.point(n / (len(sizes) - 1), 0.5)
                + np.array([0, (count - 1) / 2 - k, 0]) * PITCH
                for k in range(count)
            ]
            for n, count in enumerate(sizes)
        ]
        ends = [[a, b] for one, other in pairwise(layers) for a in one for b in other]
        self.lines = VMobject(color=color("faint"), stroke_width=LINE_WIDTH)
        self.lines.points = polylines(np.array(ends))
        self.units = VGroup(
            *(Circle(UNIT).move_to(spot).set_fill(color("paper"), 1) for spot in layers[0]),
            *(
                Circle(UNIT).move_to(spot).set_fill(theme.active().level(LEVEL), 1)
                for layer in layers[1:]
                for spot in layer
            ),
        )
        self.units.set_stroke(color("ink"), UNIT_WIDTH)
        super().__init__(self.lines, self.units)
