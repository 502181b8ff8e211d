"""Terrain: a landscape sampled for drawing, with ambient occlusion and visibility."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from manim import ValueTracker
from numpy.typing import ArrayLike, NDArray

from gdcore import Landscape
from scenes.kit.charts.axes import Interval
from scenes.kit.surface.relief import Relief
from scenes.kit.types import FloatArray, Vector

DIRECTIONS = 16
SKY_REACH = 0.7
"""World units up to which ground can stand in the way of the sky."""

STEPS = 14
COARSE = 4
"""The shade is soft: it is computed on every fourth sample and blended between them."""


SAMPLES = 385
"""Samples a side of the field: fine enough for contours without kinks, whatever the mesh."""

LEVELS = 13

TINY = 1e-5
"""World units over which slopes are taken."""

FEW, KEPT = 64, 512
"""Numbers of so few places, asked for at once, are kept; and how many times."""

Window = tuple[Interval, Interval]
_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)

CLEAR_SIGHT = 0.03
"""World units by which a line of sight must clear the ground to be wholly free."""

SIGHTS = 96
"""Places along a line of sight at which the ground is looked at."""

SIGHT_REACH = 3.0
"""World units along a line of sight beyond which no ground can be in the way."""


def sky_share(heights: FloatArray, spacing: FloatArray) -> FloatArray:
    """Return the share of the sky that each sample of a height field sees, from 0 to 1.

    Parameters
    ----------
    heights
        Heights ``(rows, columns)``, in world units.
    spacing
        Distance of two columns and of two rows, in world units.

    Returns
    -------
    FloatArray
        ``(rows, columns)``. Of a hemisphere weighted by the cosine, the part above the horizon;
        outside the field the ground is taken to go on level.

    References
    ----------
    Max, Horizon mapping: shadows for bump-mapped surfaces (1988).
    """
    coarse = heights[::COARSE, ::COARSE]
    rows, columns = coarse.shape
    row, column = np.mgrid[:rows, :columns]
    distances = SKY_REACH * np.linspace(0, 1, STEPS + 1)[1:] ** 1.5
    total = np.zeros(coarse.shape)
    for angle in np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False):
        steepest = np.zeros(coarse.shape)
        for distance in distances:
            i = np.rint(column + distance * np.cos(angle) / spacing[0] / COARSE).astype(int)
            j = np.rint(row + distance * np.sin(angle) / spacing[1] / COARSE).astype(int)
            seen = coarse[np.clip(j, 0, rows - 1), np.clip(i, 0, columns - 1)]
            steepest = np.maximum(steepest, (seen - coarse) / distance)
        total += 1 / (1 + steepest**2)  # the squared cosine of the horizon's elevation
    return _refined(total / DIRECTIONS, heights.shape)


def _refined(coarse: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    rows, columns = (np.arange(n) / COARSE for n in shape)
    halfway = np.stack([np.interp(columns, np.arange(coarse.shape[1]), line) for line in coarse])
    return np.stack(
        [np.interp(rows, np.arange(coarse.shape[0]), line) for line in halfway.T], axis=1
    )


class Terrain:
    """A height field in the world: x and y centred on the window, its longer side from -1 to 1.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 2``.
    window
        What is shown of it, in data units; its own window when left out.
    relief
        The map from losses to heights.
    levels
        Losses at which contours are drawn, ascending; or how many, at even heights.

    Raises
    ------
    ValueError
        If the landscape is not two-dimensional, the window is empty, or a height is not finite.
    """

    def __init__(
        self,
        landscape: Landscape,
        window: Window | None = None,
        relief: Relief | None = None,
        levels: Sequence[float] | FloatArray | int = LEVELS,
    ) -> None:
        if landscape.dim != 2:
            raise ValueError(f"a surface needs dim == 2, {landscape.name} has {landscape.dim}.")
        x, y = landscape.window if window is None else window
        if not (x[0] < x[1] and y[0] < y[1] and np.isfinite([*x, *y]).all()):
            raise ValueError(f"window must be pairs (low, high) with low < high, got {window!r}.")
        self.landscape, self.window = landscape, (x, y)
        # several ask for the same places in one frame, and for iterates in every one
        self._known = functools.lru_cache(KEPT)(
            lambda places, shape: self._placed(np.frombuffer(places).reshape(shape))
        )
        self.middle = np.array([(x[0] + x[1]) / 2, (y[0] + y[1]) / 2])
        spans = np.array([x[1] - x[0], y[1] - y[0]])
        relief = relief or Relief()
        sides = spans if relief.aspect is None else np.array([1.0, relief.aspect])
        self.half = sides / sides.max()
        """Half the sides in the world, ``(2,)``."""
        self.unit = 2 * self.half / spans
        """World units for a data unit along x and along y, ``(2,)``."""
        values = self._sampled()
        self.relief = relief.fitted(values)
        heights = self.relief.heights(values)
        self._must_be_finite(heights)
        self.field = self._field(heights)
        self.levels = self._levels(levels)

    def world(self, points: ArrayLike) -> FloatArray:
        """Return where data points ``(..., 2)`` lie on the ground, shape ``(..., 3)``."""
        xy = np.asarray(points, float)
        return self._placed(xy) if xy.size > FEW else self._known(xy.tobytes(), xy.shape).copy()

    def _placed(self, xy: FloatArray) -> FloatArray:
        with np.errstate(all="ignore"):
            z = self.relief.heights(self.landscape.value(xy))
        return np.concatenate([self.flat(xy), z[..., None]], axis=-1)

    def flat(self, points: ArrayLike) -> FloatArray:
        """Return world x and y of data points ``(..., 2)``, same shape."""
        return np.asarray((np.asarray(points, float) - self.middle) * self.unit)

    def slopes(self, points: ArrayLike) -> FloatArray:
        """Return dz/dx and dz/dy of the ground at data points ``(..., 2)``, in world units."""
        steps = np.diag(TINY / self.unit)
        xy = np.asarray(points, float)[..., None, :]
        rise = self.world(xy + steps)[..., 2] - self.world(xy - steps)[..., 2]
        return np.asarray(rise / (2 * TINY))

    def height_at(self, flat: FloatArray) -> FloatArray:
        """Return the drawn height below world points ``(..., 2)``; shape ``(...)``.

        Outside the window there is no ground: minus infinity.
        """
        rows, columns = self.field.shape[:2]
        spacing = 2 * self.half / (columns - 1, rows - 1)
        place = (flat + self.half) / spacing
        inside: NDArray[np.bool_] = np.asarray((np.abs(flat) <= self.half).all(axis=-1))
        place = np.clip(np.where(inside[..., None], place, 0), 0, (columns - 1.001, rows - 1.001))
        i, j = place[..., 0].astype(int), place[..., 1].astype(int)
        s, t = place[..., 0] - i, place[..., 1] - j
        z = self.field[..., 0]
        low = z[j, i] * (1 - s) + z[j, i + 1] * s
        high = z[j + 1, i] * (1 - s) + z[j + 1, i + 1] * s
        return np.where(inside, low * (1 - t) + high * t, -np.inf)

    def extent(self, floor: float | None = None) -> FloatArray:
        """Return points ``(n, 3)`` of the ground, and corners of a floor, that a view must hold."""
        x, y = (np.linspace(*side, 25) for side in self.window)
        points = self.world(np.stack(np.meshgrid(x, y), axis=-1)).reshape(-1, 3)
        if floor is None:
            return points
        corners = self.half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
        return np.concatenate([points, np.insert(corners, 2, -floor, axis=1)])

    def outside(self, flat: FloatArray) -> FloatArray:
        """Return how far world points ``(..., 2)`` lie outside the window, ``(...)``; 0 inside."""
        return np.asarray(np.maximum(np.abs(flat) - self.half, 0).max(axis=-1))

    def grid(self, quads: int, front: float | None = None) -> tuple[FloatArray, NDArray[np.int32]]:
        """Return a mesh of ``quads × quads`` quads: corners ``(n, 3)`` and triangles ``(m, 3)``.

        It begins at data y `front`; where the window does when left out.
        """
        (x, (low, high)), n = self.window, quads + 1
        y = (low if front is None else front, high)
        points = np.stack(np.meshgrid(np.linspace(*x, n), np.linspace(*y, n)), axis=-1)
        corners = self.world(points).reshape(-1, 3)
        first = (np.arange(quads)[:, None] * n + np.arange(quads)).ravel()
        z = corners[:, 2]
        # the diagonal that bends less: a ridge then runs along it instead of across
        flip = np.abs(z[first] - z[first + n + 1]) > np.abs(z[first + 1] - z[first + n])
        other = np.where(flip, first + n, first + n + 1)
        one = np.stack([first, first + 1, other], axis=-1)
        two = np.stack([np.where(flip, first + 1, first), first + n + 1, first + n], axis=-1)
        return corners, np.stack([one, two], axis=1).reshape(-1, 3).astype(np.int32)

    def _sampled(self) -> FloatArray:
        x, y = (np.linspace(*side, SAMPLES) for side in self.window)
        with np.errstate(all="ignore"):
            return np.asarray(self.landscape.value(np.stack(np.meshgrid(x, y), axis=-1)), float)

    def _must_be_finite(self, heights: FloatArray) -> None:
        holes = np.argwhere(~np.isfinite(heights))
        if len(holes):
            row, column = holes[0]
            x, y = (np.linspace(*side, SAMPLES) for side in self.window)
            raise ValueError(
                f"{self.landscape.name} must be finite in its window, but is not at "
                f"({x[column]:g}, {y[row]:g}); a Relief with `high` cuts infinite walls."
            )

    def _field(self, heights: FloatArray) -> NDArray[np.float32]:
        spacing = 2 * self.half / (SAMPLES - 1)
        along_y, along_x = np.gradient(heights, spacing[1], spacing[0], edge_order=2)
        sky = sky_share(heights, spacing)
        layers = np.stack([heights, along_x, along_y, sky], axis=-1)
        return np.ascontiguousarray(layers, dtype=np.float32)

    def _levels(self, levels: Sequence[float] | FloatArray | int) -> FloatArray:
        """Return the heights of the contours in world units, ascending."""
        if isinstance(levels, int):
            shares = np.linspace(0, 1, levels + 2)[1:-1]
            return self.relief.height * shares * (self.relief.share(self.relief.high or 0.0) > 0)
        return np.asarray(self.relief.heights(np.asarray(levels, float)))


AROUND = np.concatenate(
    [r * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1) for r in np.linspace(0.1, 1, 10)]
)
"""Places in a unit disc at which the ground below a ball is looked at, ``(n, 2)``."""


class Footing:
    """What a stage says of its ground.

    Attributes
    ----------
    terrain : Terrain
        The ground at its full relief.
    standing : ValueTracker
        Share of the relief that stands up.
    """

    terrain: Terrain
    standing: ValueTracker

    def world(self, points: ArrayLike) -> FloatArray:
        """Return where data points ``(..., 2)`` lie on the ground, shape ``(..., 3)``."""
        return self.terrain.world(points) * (1, 1, self.standing.get_value())

    def normal(self, points: ArrayLike) -> FloatArray:
        """Return the unit normals of the ground at data points ``(..., 2)``, ``(..., 3)``."""
        slopes = self.standing.get_value() * self.terrain.slopes(points)
        normal = np.concatenate([-slopes, np.ones((*slopes.shape[:-1], 1))], axis=-1)
        return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))

    def resting(self, points: ArrayLike, radius: float) -> FloatArray:
        """Return the middles ``(..., 3)`` of balls that rest on the ground at data points.

        A ball touches the ground at its point; in a hollow too narrow for that it is held up by
        what it touches first, so that nothing of it sinks in.
        """
        base, normal = self.world(points), self.normal(points)
        flat = base[..., None, :2] + radius * AROUND
        flat = np.clip(flat, -self.terrain.half, self.terrain.half)
        ground = self.standing.get_value() * self.terrain.height_at(flat)
        offset = np.concatenate([flat, ground[..., None]], axis=-1) - base[..., None, :]
        along = (offset * normal[..., None, :]).sum(axis=-1)
        room = along**2 - (offset**2).sum(axis=-1) + radius**2
        out = np.where(room > 0, along + np.sqrt(np.maximum(room, 0)), radius)
        return np.asarray(base + np.maximum(out.max(axis=-1), radius)[..., None] * normal)


def free_sight(
    terrain: Terrain, standing: float, eye: Vector, at: Vector, front: float = -np.inf
) -> float:
    """Return how freely a place is seen: 1 over open ground, 0 behind a hill, or between.

    Parameters
    ----------
    terrain
        The ground.
    standing
        Share of its relief that stands up.
    eye, at
        Where from, and what; world points ``(3,)``.
    front
        Data y before which there is no ground.
    """
    far = float(np.linalg.norm(eye - at))
    along = (eye - at) / far
    distances = np.linspace(0, min(far, SIGHT_REACH), SIGHTS + 1)[1:]
    sight = at + distances[:, None] * along
    cut = sight[:, 1] < terrain.flat([0, front])[1]
    ground = np.where(cut, -np.inf, standing * terrain.height_at(sight[:, :2]))
    # near its own ground a place needs less room than far from it
    room = (sight[:, 2] - ground) / np.minimum(CLEAR_SIGHT, 0.35 * distances)
    return float(np.clip(np.min(room), 0, 1))
