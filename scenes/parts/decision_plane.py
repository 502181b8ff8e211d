"""The plane of a network's inputs, coloured by what it predicts there, and the points it learns."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from manim import Rectangle, VGroup, VMobject, interpolate_color

from gdcore import Network
from gdcore.arrays import BoolArray
from scenes.kit.charts.axes import UNIT_CIRCLE, Frame
from scenes.kit.following import Following
from scenes.kit.landscape.dots import Dots
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector
from scenes.parts.parameter_dials import polylines

ROLES = "run_3", "run_1"
"""Colour roles of class 0 and class 1; they tell the shapes of their points as well."""

SURE = 0.65, 0.85, 0.97
"""Probabilities of the likelier class at which the colour gets stronger."""

SHARES = 0.14, 0.26, 0.38, 0.5
"""How much of a class's colour, in paper, there is below and above each of them."""

COLUMNS, ROWS = 84, 78
BOUNDARY_WIDTH = 5.0
POINT_RADIUS, RING_RADIUS, RING_WIDTH = 0.085, 0.14, 2.5


class DecisionPlane(Following, VGroup):
    """Which class a network predicts, and how surely, for every input in a window.

    Parameters
    ----------
    network
        A network with two inputs and two classes.
    frame
        The window of its inputs.
    setting
        Returns its parameters now, ``(dim,)``; called once a frame.
    """

    follows = ("network", "frame", "setting")

    def __init__(self, network: Network, frame: Frame, setting: Callable[[], FloatArray]) -> None:
        self.network, self.frame, self.setting = network, frame, setting
        self.x, self.y = (
            np.linspace(*ends, count) for ends, count in ((frame.x, COLUMNS), (frame.y, ROWS))
        )
        self.grid = np.stack(np.meshgrid(self.x, self.y), axis=-1).reshape(-1, 2)
        sure = np.log(SURE) - np.log1p(-np.array(SURE))
        self.levels = [*-sure[::-1], 0.0, *sure]
        tints = [mixed(ROLES[0], share) for share in SHARES[::-1]]
        tints += [mixed(ROLES[1], share) for share in SHARES]
        slot = frame.slot
        ground = Rectangle(width=slot.width, height=slot.height).move_to(slot.center)
        ground.set_fill(tints[0], 1).set_stroke(width=0)
        # each region holds all that is above its level, so that no seam shows between two of them
        self.regions = [
            VMobject(fill_color=tint, fill_opacity=1, stroke_width=0) for tint in tints[1:]
        ]
        self.boundary = VMobject(color=color("ink"), stroke_width=BOUNDARY_WIDTH)
        super().__init__(ground, *self.regions, self.boundary)
        self.refresh()
        self.add_updater(lambda plane: plane.refresh())

    def refresh(self) -> None:
        """Colour the window as the network predicts with its present parameters."""
        setting = self.setting()
        if self.shows(setting):
            return
        # before the sigmoid: straighter between the places of the grid than probabilities are
        output = self.network.activations(setting, self.grid)[-1][..., 0]
        contours: Any = contour_generator(  # what its methods return depends on these types
            *(self.x, self.y, output.reshape(ROWS, COLUMNS)),
            fill_type=FillType.OuterOffset,
            line_type=LineType.Separate,
        )
        for region, level in zip(self.regions, self.levels, strict=True):
            region.points = self._region(contours.filled(level, np.inf))
        lines = [polylines(self.frame.at(*line.T)[None]) for line in contours.lines(0.0)]
        self.boundary.points = np.concatenate([np.zeros((0, 3)), *lines])
        self.drew(setting)

    def _region(self, filled: tuple[list[FloatArray], list[Any]]) -> Vector:
        rings = [
            polylines(self.frame.at(*points[start:end].T)[None])
            for points, offsets in zip(*filled, strict=True)
            for start, end in itertools.pairwise(offsets)
        ]
        return np.concatenate([np.zeros((0, 3)), *rings])


def mixed(role: str, share: float) -> Any:
    """Return a colour that has so much of a role's in it; the rest is paper."""
    return interpolate_color(color("paper"), color(role), share)


class LabelledPoints(VGroup):
    """The points of a data set in colour and shape of their right answers.

    Parameters
    ----------
    plane
        What they are on.

    Attributes
    ----------
    rings : VMobject
        Around each point whose answer the network has wrong now; not part of it.
    """

    def __init__(self, plane: DecisionPlane) -> None:
        data = plane.network.data
        spots = plane.frame.at(*data.inputs.T)
        kinds = [spots[data.targets == kind] for kind in (0, 1)]
        dots = [
            Dots(kind.copy, role, POINT_RADIUS) for kind, role in zip(kinds, ROLES, strict=True)
        ]
        for dot in dots:
            dot.clear_updaters()  # they stay where they are
        super().__init__(*dots)
        self.rings = WrongPoints(plane, spots)


class WrongPoints(Following, VMobject):
    """A ring around each point that the network puts in the wrong class now.

    Parameters
    ----------
    plane
        What they are on.
    spots
        All points on the screen, ``(n, 3)``, in the order of the data.
    """

    follows = ("plane", "spots")

    def __init__(self, plane: DecisionPlane, spots: Vector) -> None:
        self.plane, self.spots = plane, spots
        super().__init__(color=color("ink"), stroke_width=RING_WIDTH)
        self.refresh()
        self.add_updater(lambda rings: rings.refresh())

    @property
    def wrong(self) -> BoolArray:
        """Which points are in the wrong class now, ``(n,)``."""
        network = self.plane.network
        predicted = network.predict(self.plane.setting()) >= 0.5
        return np.asarray(predicted != (network.data.targets == 1))

    def refresh(self) -> None:
        """Stand around the points that are wrong now."""
        wrong = self.wrong
        if self.shows(wrong):
            return
        circles = self.spots[wrong][:, None] + RING_RADIUS * UNIT_CIRCLE[None]
        self.points = circles.reshape(-1, 3)
        self.drew(wrong)
