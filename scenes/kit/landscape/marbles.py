"""Marbles at the iterates of a path, their trails, and several of them with one clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

import numpy as np
from manim import Circle, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from gdcore import Path
from scenes.kit.charts.axes import DOT_RADIUS, dot_outlines
from scenes.kit.charts.series import dashes_along
from scenes.kit.following import Following
from scenes.kit.landscape.ground import Ground
from scenes.kit.layout import Slot, middle_of
from scenes.kit.theme import DASHES, color
from scenes.kit.types import Vector

MARBLE_RADIUS = 0.14
TRAIL_WIDTH = 3.0
FADE_DISTANCE = 0.6
"""Scene units outside its slot over which a marble fades away."""

JUMP_DASH, JUMP_GAP, JUMP_SHARES = 0.09, 0.07, np.linspace(0, 1, 25)
"""Lengths along the arc of a jump, in scene units, and where it is sampled."""

ROUNDING = 1e-12
"""Scene units that are no move but the last digits of a sum."""


BEHIND = 1.3
"""Size of a marble that must show below another one at the same place."""


def point_at(path: Path, step: float) -> NDArray[np.float64]:
    """Return the point ``(dim,)`` of `path` at a step that need not be whole.

    Between two iterates it is on the straight line from one to the next; at a whole step it is
    the iterate itself.
    """
    step = min(max(step, 0.0), path.steps)
    n = min(int(step), path.steps - 1)
    share = step - n
    here, there = path.points[n], path.points[n + 1]
    return np.asarray(
        here if share == 0 else there if share == 1 else here + share * (there - here)
    )


class Marble(Following, VGroup):
    """The parameter vector, the iterate: a disc that stands at ``path`` at ``step``.

    Between two iterates it jumps, on a curve, or takes the straight line of a map. What is read
    off it, such as a slope, is that of the iterate that it has left until it lands on the next.

    Parameters
    ----------
    ground
        What it stands on.
    path
        The trajectory that it follows; ``marble.path`` may be replaced while the story runs.
    step
        The tracker that tells how far it is, in steps.
    role
        Colour role, the optimizer's.
    radius
        In scene units.
    """

    follows: ClassVar[tuple[str, ...]] = ("ground", "path", "step")
    walks: ClassVar[bool] = False
    """Whether it goes along the ground even on a curve, as a hiker does."""

    def __init__(
        self,
        ground: Ground,
        path: Path,
        step: ValueTracker,
        role: str = "gradient_descent",
        radius: float = MARBLE_RADIUS,
    ) -> None:
        self.ground, self.path, self.step, self.role = ground, path, step, role
        self.disc = Circle(
            radius=radius,
            fill_color=color(role),
            fill_opacity=1,
            stroke_color=color("paper"),
            stroke_width=2,
        )
        self.shine = Circle(radius=radius * 0.28, fill_color="#FFFFFF", stroke_width=0)
        self.shine.set_fill(opacity=0.75).shift(radius * np.array([-0.38, 0.4, 0]))
        super().__init__(self.disc, self.shine)
        self._faded = False
        self.refresh()
        self.add_updater(lambda marble: marble.refresh())

    @property
    def jumps(self) -> bool:
        """Whether it leaves the ground between two iterates."""
        return self.ground.jumps and not self.walks

    @property
    def solidity(self) -> float:
        """How opaque it is, from 0 to 1."""
        return float(self.disc.get_fill_opacity())

    @property
    def point(self) -> NDArray[np.float64]:
        """Where it stands or has last stood, in data units, shape ``(dim,)``."""
        if self.jumps:
            return np.asarray(self.path.points[whole_step(self)])
        return point_at(self.path, self.step.get_value())

    @property
    def spot(self) -> Vector:
        """Where it belongs on the screen, shape ``(3,)``."""
        if not self.jumps:
            return self.ground.spot(self.point)
        step = min(max(self.step.get_value(), 0.0), float(self.path.steps))
        n = min(int(step), self.path.steps - 1)
        return self.ground.between(self.path.points[n], self.path.points[n + 1], step - n)

    def refresh(self) -> None:
        """Stand where the path says; fade outside the slot, where nothing must be covered."""
        spot = self.spot
        move = spot - middle_of(self.disc.points)
        if np.abs(move).max() > ROUNDING:
            self.shift(move)
        outside = distance_outside(self.ground.frame.slot, spot)
        if outside > 0 or self._faded:
            share = max(0.0, 1 - outside / FADE_DISTANCE)
            self.disc.set_fill(opacity=share).set_stroke(opacity=share)
            self.shine.set_fill(opacity=0.75 * share)
            self._faded = outside > 0


class Trail(Following, VGroup):
    """What a marble leaves behind: a dot at each iterate and a line between them.

    On a map the line is straight; on a curve it is a dashed arc for each jump.

    Parameters
    ----------
    marble
        Whose iterates are shown, up to its present step.
    line
        Whether iterates stay joined. A jump is drawn in any case while it lasts.
    dots
        Whether iterates are marked.
    dashed
        Whether the line on a map has its role's dash, so that it is told apart without colour.
    """

    follows = ("marble", "_walked")

    def __init__(
        self, marble: Marble, line: bool = True, dots: bool = True, dashed: bool = False
    ) -> None:
        self.marble = marble
        self.dash = DASHES[marble.role] if dashed else ()
        self.line = VMobject(color=color(marble.role), stroke_width=TRAIL_WIDTH)
        self.dots = VMobject(fill_color=color(marble.role), fill_opacity=1, stroke_width=0)
        self.has_line, self.has_dots = line, dots
        self._walked, self._arcs = marble.path, list[Vector]()
        super().__init__(self.line, self.dots)
        self.refresh()
        self.add_updater(lambda trail: trail.refresh())

    def refresh(self) -> None:
        """Draw the iterates up to the marble's step, and the way to where it is now."""
        ground, path = self.marble.ground, self.marble.path
        last = int(min(self.marble.step.get_value(), path.steps))
        spots = ground.spot(path.points[: last + 1])
        way = np.concatenate([spots, self.marble.spot[None]])
        if self.shows(way):
            return
        if self.marble.jumps:
            self.line.points = jump_dashes(ground.frame.slot, self._jumps(last))
        elif self.has_line:
            shown = cut_at_exit(ground.frame.slot, way)
            if self.dash and len(shown) > 1:
                self.line.points = dashes_along(shown, *self.dash)
            else:
                self.line.set_points_as_corners(shown)
        if self.has_dots:
            self.dots.points = dot_outlines(spots[ground.frame.contains(spots)], DOT_RADIUS)
        self.drew(way)

    def _jumps(self, last: int) -> list[Vector]:
        """Return the arcs up to iterate `last`, or none of them, and the arc of the present jump.

        That one is whole, so that it is seen where the marble will land.
        """
        ground, path = self.marble.ground, self.marble.path
        if self._walked is not path:
            self._walked, self._arcs = path, []
        in_air = self.marble.step.get_value() - last > 0 and last < path.steps
        for n in range(len(self._arcs), last + in_air):
            self._arcs.append(ground.between(path.points[n], path.points[n + 1], JUMP_SHARES))
        return self._arcs[0 if self.has_line else last : last + in_air]


def distance_outside(slot: Slot, point: Vector) -> float:
    """Return how far `point` lies outside `slot`, in scene units; 0 inside."""
    x, y = float(point[0]), float(point[1])
    right, top = slot.left + slot.width, slot.bottom + slot.height
    return max(slot.left - x, x - right, slot.bottom - y, y - top, 0.0)


def cut_at_exit(slot: Slot, way: Vector) -> Vector:
    """Return the polyline `way` ``(n, 3)`` up to where it first leaves `slot`, exit included."""
    beyond = np.maximum(slot.point(0, 0) - way, way - slot.point(1, 1))[:, :2]
    outside = (beyond > 1e-9).any(axis=1)
    if not outside.any():
        return way
    n = int(outside.argmax())
    if n == 0:
        return way[:1]
    inner, travel = way[n - 1], way[n] - way[n - 1]
    ahead = np.where(travel > 0, slot.point(1, 1), slot.point(0, 0))  # the edges it heads for
    moves = np.abs(travel) > 1e-9
    leaving = np.clip((ahead - inner)[moves] / travel[moves], 0, 1).min(initial=1)
    return np.concatenate([way[:n], (inner + leaving * travel)[None]])


def jump_dashes(slot: Slot, arcs: Sequence[Vector]) -> Vector:
    """Return the Bézier points ``(4 k, 3)`` of jumps, up to where they first leave `slot`.

    Parameters
    ----------
    slot
        What is seen.
    arcs
        One polyline ``(m, 3)`` a jump, each from where the last one ended.
    """
    outlines = [np.zeros((0, 3))]
    for arc in arcs:
        inside = cut_at_exit(slot, arc)
        # from the right, whichever way it went: a jump back over the same arc fills no gap
        way = inside if inside[0, 0] >= inside[-1, 0] else inside[::-1]
        outlines.append(dashes_along(way, JUMP_DASH, JUMP_GAP))
        if inside is not arc:
            break
    return np.concatenate(outlines)


class Walker(Protocol):
    """What stands on a path at a step, on a curve, on a map or on a surface."""

    path: Path
    step: ValueTracker


def following(marble: Walker, quantity: Callable[[Path, int], float]) -> Callable[[], float]:
    """Return a function that reads `quantity` off the marble's path at its last whole step."""
    return lambda: quantity(marble.path, whole_step(marble))


def whole_step(marble: Walker) -> int:
    """Return the iterate at which a marble is or that it has left last."""
    return int(min(marble.step.get_value() + 1e-6, marble.path.steps))


class Runners:
    """Marbles on one ground, and their trails.

    They have different sizes, the first the largest and lowest: where several are in one place,
    all can be seen.

    Parameters
    ----------
    ground
        What they run on.
    runs
        For each, from back to front, its path and its colour role.
    radii
        In scene units, from back to front; each `BEHIND` times the next one when left out.
    dots
        Whether iterates are marked.
    dashed
        Whether each trail has its role's dash.

    Attributes
    ----------
    step : ValueTracker
        How far all of them are, in steps.
    marbles, trails : list
        From back to front.
    shown : VGroup
        The trails, then the marbles.
    """

    def __init__(
        self,
        ground: Ground,
        runs: Sequence[tuple[Path, str]],
        radii: Sequence[float] | None = None,
        dots: bool = True,
        dashed: bool = False,
    ) -> None:
        self.step = ValueTracker(0)
        sizes = [MARBLE_RADIUS * BEHIND**n for n in reversed(range(len(runs)))]
        self.marbles = [
            Marble(ground, path, self.step, role, radius)
            for (path, role), radius in zip(runs, radii or sizes, strict=False)
        ]
        self.trails = [Trail(marble, dots=dots, dashed=dashed) for marble in self.marbles]
        self.shown = VGroup(*self.trails, *self.marbles)
