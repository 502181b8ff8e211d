"""A plane that fills with colours: from each minimum, the starts that arrive there, by step."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from manim import ManimColor, ValueTracker, VGroup, VMobject, interpolate_color

from gdcore import UNDECIDED, Landscape, Optimizer, arrivals
from gdcore.arrays import BoolArray, FloatArray, IntArray
from scenes.kit.charts.axes import Frame, Interval
from scenes.kit.following import Following
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.theme import color
from scenes.kit.types import Vector

SATURATION = 0.62
"""Share of a minimum's own colour in its basin, the rest is paper: marks of that colour show."""

GROUND_OPACITY = 0.4
CURVE_SAMPLES = 200
BORDER_WIDTH = 3.0

NEARLY = 0.1
"""How near to a minimum, in data units, counts as having arrived."""

HALF = 0.5
"""Steps: what arrives at step n is inside when the tracker is at n, and outside a step before."""

FINER = 4
"""How many times finer the grid is, along each axis, in cells that a border goes through."""


@dataclass(frozen=True, eq=False)
class Plane:
    """Which minimum each start of a grid arrives at, and when.

    Parameters
    ----------
    x, y
        Starts along each axis, ``(columns,)`` and ``(rows,)``, ascending, in data units.
    basins
        Index of the minimum for every start, -1 for none, ``(rows, columns)``.
    when
        The step at which it arrives, -1 for never, ``(rows, columns)``.
    cover
        For every minimum the share of a cell around each start that ends there,
        ``(minima, rows, columns)``.
    """

    x: FloatArray
    y: FloatArray
    basins: IntArray
    when: IntArray
    cover: FloatArray

    @property
    def starts(self) -> int:
        return self.basins.size

    @property
    def longest(self) -> int:
        """The step at which the last start arrives."""
        return int(self.when.max())

    def share(self, basin: int, step: float) -> float:
        """Return the share of the plane that has arrived at a minimum by `step`, in percent."""
        there = (self.basins == basin) & (self.when <= step)
        return 100 * float(there.mean())

    def percent(self, basin: int, step: float) -> int:
        """Return that share in whole percents: where all starts arrive they come to 100 at the end.

        At the end the percents go to the largest remainders, and to the first where two are equal.
        Until then a share is that of its minimum's own starts, so that no number ever falls.
        """
        final = np.array([self.share(n, np.inf) for n in range(len(self.cover))])
        percents = np.floor(final)
        missing = round(float(final.sum() - percents.sum()))
        percents[np.argsort(percents - final, kind="stable")[:missing]] += 1
        arrived = self.share(basin, step) / final[basin] if final[basin] else 0.0
        return round(float(percents[basin] * arrived))


def plane_of(
    landscape: Landscape,
    optimizer: Optimizer,
    x: Interval,
    y: Interval,
    columns: int,
    steps: int,
) -> Plane:
    """Find where the starts of a grid with square cells arrive, as one batch.

    Cells at a border are looked at once more, on a finer grid.
    """
    across = np.linspace(*x, columns)
    rows = round((y[1] - y[0]) / (x[1] - x[0]) * columns)
    up = np.linspace(*y, rows)
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    basins, when = arrivals(landscape, optimizer, grid, steps, NEARLY)
    indices = np.arange(len(landscape.minima))
    cover = (basins == indices[:, None, None]).astype(float)
    mixed = _at_borders(basins)
    if mixed.any():
        aside = (np.arange(FINER) + 0.5) / FINER - 0.5
        cell = np.stack(np.meshgrid(*(aside * (axis[1] - axis[0]) for axis in (across, up))), -1)
        starts = grid[mixed][:, None] + cell.reshape(-1, 2)
        finer, _ = arrivals(landscape, optimizer, starts, steps, NEARLY)
        cover[:, mixed] = (finer == indices[:, None, None]).mean(axis=-1)
    return Plane(across, up, basins, when, cover)


def _at_borders(basins: IntArray) -> BoolArray:
    """Tell which cells have a neighbour, corners included, in another basin."""
    wide = np.pad(basins, 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(wide, (3, 3))
    return np.asarray((around != basins[..., None, None]).any(axis=(-2, -1)))


class BasinFill(Following, VGroup):
    """The starts that have arrived by now, as a region in the colour of each minimum.

    A border between two regions is where it lies, to a part of a cell of the grid; what arrives
    nowhere stays bare.

    Parameters
    ----------
    plane
        Where every start arrives, and when.
    frame
        From its data to the screen.
    step
        The tracker that tells how far all of them are.
    roles
        Colour roles of the minima.
    """

    follows = ("plane", "frame", "step")

    def __init__(
        self, plane: Plane, frame: Frame, step: ValueTracker, roles: Sequence[str]
    ) -> None:
        self.plane, self.frame, self.step = plane, frame, step
        self.inside = [2 * cover - 1 for cover in plane.cover]
        when = np.where(plane.basins == UNDECIDED, 1e6, plane.when.astype(float))
        self.when = _soft(when)
        self.regions = [
            VMobject(fill_color=_pale(role), fill_opacity=1, stroke_width=0) for role in roles
        ]
        super().__init__(*self.regions)
        self.refresh()
        self.add_updater(lambda fill: fill.refresh())

    def refresh(self) -> None:
        """Fill what has arrived by the present step."""
        step = self.step.get_value()
        if self.shows(step):
            return
        for region, inside in zip(self.regions, self.inside, strict=True):
            region.points = self._outline(np.minimum(inside, step + HALF - self.when))
        self.drew(step)

    def _outline(self, field: FloatArray) -> Vector:
        """Return the Bézier points of where a field on the grid is above 0."""
        contours: Any = contour_generator(
            self.plane.x, self.plane.y, field, fill_type=FillType.OuterOffset
        )
        region = VMobject()
        for points, offsets in zip(*contours.filled(0, np.inf), strict=True):
            for start, end in itertools.pairwise(offsets):
                ring = self.frame.at(*points[start:end].T)
                region.start_new_path(ring[0])
                region.add_points_as_corners(ring[1:])
        return np.asarray(region.points)

    def borders(self) -> VGroup:
        """Return the lines between the basins, those of each with the ones before it."""
        lines = VGroup()
        for inside in self.inside[:-1] if len(self.inside) > 1 else ():
            contours: Any = contour_generator(  # what its methods return depends on the type
                self.plane.x, self.plane.y, inside, line_type=LineType.Separate
            )
            for points in contours.lines(0):
                line = VMobject(color=color("paper"), stroke_width=BORDER_WIDTH)
                lines.add(line.set_points_as_corners(self.frame.at(*points.T)))
        return lines


def _pale(role: str) -> ManimColor:
    return interpolate_color(color("paper"), color(role), SATURATION)


def _soft(field: FloatArray) -> FloatArray:
    """Blend each cell with its neighbours: whole steps would make a staircase of what moves."""
    for axis in (0, 1):
        edges = [(1, 1) if side == axis else (0, 0) for side in range(2)]
        wide = np.pad(field, edges, mode="edge")
        low, high = (np.take(wide, range(n, n + field.shape[axis]), axis) for n in (0, 2))
        field = (low + 2 * field + high) / 4
    return field


def fill_to_the_edges(ground: CurveLandscape) -> None:
    """Fill the ground where the curve is above its frame as well."""
    ground.body.set_points_as_corners(_ground_below(ground, *ground.frame.x))


def coloured_ground(ground: CurveLandscape, edges: Sequence[float], roles: Sequence[str]) -> VGroup:
    """Return the ground below a curve in one piece for each basin, in their colours.

    Parameters
    ----------
    ground
        The curve.
    edges
        Where one basin ends and the next begins, ascending, in data units.
    roles
        Colour roles of the basins, from left to right, one more than `edges`.
    """
    ends = [ground.frame.x[0], *edges, ground.frame.x[1]]
    pieces = VGroup()
    for (low, high), role in zip(itertools.pairwise(ends), roles, strict=True):
        piece = VMobject(fill_color=color(role), fill_opacity=GROUND_OPACITY, stroke_width=0)
        pieces.add(piece.set_points_as_corners(_ground_below(ground, low, high)))
    return pieces


def _ground_below(ground: CurveLandscape, low: float, high: float) -> Vector:
    points = ground.spot(np.linspace(low, high, CURVE_SAMPLES)[:, None])
    points[:, 1] = np.minimum(points[:, 1], ground.frame.slot.top)
    return ground.outline(points)
