"""A network as lines and circles: each line multiplies by a number, each circle adds one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from manim import Circle, VGroup, VMobject

from gdcore import Network
from scenes.kit.charts.series import dashes_along
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.theme import DASHES, color
from scenes.kit.types import FloatArray
from scenes.parts.decision_plane import ROLES, mixed
from scenes.parts.parameter_dials import REACH, polylines, turned

UNIT, UNIT_WIDTH = 0.2, 3.0
"""Radius of a unit in scene units, and the width of its rim."""

PITCH = 0.9
"""From unit to unit of a layer, in scene units."""

THIN, THICK = 1.0, 9.0
"""Widths of the line of a number that is 0, and of one beyond all bounds."""

PALE, STRONG = 0.12, 0.75
"""How much colour, in paper, there is in a disc whose number is 0, and in one beyond all bounds."""


class NetworkDiagram(Following, VGroup):
    """The units of a network layer by layer, joined to all units of the layer before.

    A line is the thicker, and a disc the stronger in colour, the farther its number is from 0; the
    scale is that of the dials. Numbers below 0 have the colour of class 0 and dashes, the others
    that of class 1: a positive output means class 1.

    Parameters
    ----------
    slot
        Where it stands, from the inputs at its left edge to the output at its right edge.
    network
        The network.
    values
        Returns its parameters now, ``(dim,)``; called once a frame.

    Attributes
    ----------
    weights, biases : int
        How many lines there are, and how many units that are no inputs.
    """

    follows = ("network", "values")

    def __init__(self, slot: Slot, network: Network, values: Callable[[], FloatArray]) -> None:
        sizes = network.sizes
        self.network, self.values = network, values
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
        # in the order of the weights: all that come into a unit, unit by unit
        self.ends = [
            np.array([a, b]) for one, other in pairwise(layers) for b in other for a in one
        ]
        self.lines = [VMobject() for _ in self.ends]
        circles = [[Circle(UNIT).move_to(spot) for spot in layer] for layer in layers]
        self.inputs, *rest = circles
        self.discs = [disc for layer in rest for disc in layer]
        super().__init__(*self.lines, *self.inputs, *self.discs)
        for circle in (*self.inputs, *self.discs):
            circle.set_fill(color("paper"), 1).set_stroke(color("ink"), UNIT_WIDTH)
        self.refresh()
        self.add_updater(lambda diagram: diagram.refresh())

    def refresh(self) -> None:
        """Draw the numbers as they are now."""
        values = self.values()
        if self.shows(values):
            return
        layers = self.network.layers(values)
        weights = np.concatenate([layer.weights.ravel() for layer in layers])
        biases = np.concatenate([layer.biases for layer in layers])
        for line, ends, weight in zip(self.lines, self.ends, weights, strict=True):
            role = ROLES[int(weight >= 0)]
            dash = DASHES[role]
            line.points = dashes_along(ends, *dash) if dash else polylines(ends[None])
            line.set_stroke(color(role), THIN + (THICK - THIN) * strength(weight))
        for disc, bias in zip(self.discs, biases, strict=True):
            share = PALE + (STRONG - PALE) * strength(bias)
            disc.set_fill(mixed(ROLES[int(bias >= 0)], share), 1)
        self.drew(values)


def strength(number: float) -> float:
    """Return how far a number is from 0, from 0 to 1: as far as its dial's hand is turned."""
    return float(np.abs(turned(np.asarray(number))) / REACH)


def legend_of_signs() -> tuple[tuple[str, str], ...]:
    """Return what the lines of the two colours mean, the greater first, with their roles."""
    return ("above 0", ROLES[1]), ("below 0", ROLES[0])
