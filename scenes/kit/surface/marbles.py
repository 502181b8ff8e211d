"""Marbles on a surface, and trails along the ground, by arc length."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from gdcore import Path
from scenes.kit.charts.series import cut_out, dash_ends
from scenes.kit.surface.props import Ball, Mesh, Prop, join, tube
from scenes.kit.surface.terrain import Terrain
from scenes.kit.types import FloatArray, Vector

if TYPE_CHECKING:
    from scenes.kit.surface.stage import LandscapeStage

PIECE = 0.012
"""World units on the ground between two samples of the way."""

MOST_PIECES = 96
"""Samples of a single step at most."""

BALL_RADIUS = 0.06

FADE_DISTANCE = 0.15
"""World units outside the window over which a marble shrinks to nothing."""

BEAD_RADIUS = 0.016
TUBE_RADIUS = 0.011

BARED = 1.6
"""Radii of a marble from its middle at which a bead is as large as it gets."""

BLOCK = 64
"""Rings of a tube that are made, placed and looked at as one once a marble has passed them."""

DASHES_TOGETHER = 8
"""Dashes of a tube of which the same is true."""


class Laid(NamedTuple):
    """A way on a ground of which a share stands up.

    Parameters
    ----------
    rows
        Place and unit normal of the ground at each sample, ``(n, 6)``, in the world.
    along
        World units along the way up to each, ``(n,)``.
    """

    rows: FloatArray
    along: FloatArray


def _lay(line: FloatArray, slopes: FloatArray, standing: float) -> FloatArray:
    """Return places ``(n, 3)`` of the full relief and unit normals there, as much as it stands."""
    normals = np.concatenate([-standing * slopes, np.ones((len(slopes), 1))], axis=1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return np.concatenate([line * (1, 1, standing), normals], axis=1)


class Way:
    """The straight steps of a path, laid on the ground.

    Between two iterates the way is above the straight line that joins them, and a share of the
    step is a share of its length on the ground: a marble keeps its speed uphill and down.

    Parameters
    ----------
    terrain
        The ground.
    path
        A single path, in data units.
    hop
        Height of a jump from each iterate to the next, as a share of its length; 0 rolls.
    """

    def __init__(self, terrain: Terrain, path: Path, hop: float = 0) -> None:
        points = np.asarray(path.points)
        ends = terrain.world(points)
        straight = np.linalg.norm(np.diff(ends, axis=0), axis=1)
        coarse = self._lengths(terrain, points)
        geometries = np.clip(np.ceil(np.maximum(coarse, straight) / PIECE), 1, MOST_PIECES)
        self.first = np.concatenate([[0], np.cumsum(geometries)]).astype(int)
        """Sample at which each iterate is, ``(steps + 1,)``."""
        self.points = np.concatenate(
            [
                *(
                    a + (b - a) * np.arange(n)[:, None] / n
                    for (a, b), n in zip(itertools.pairwise(points), geometries, strict=True)
                ),
                points[-1:],
            ]
        )
        """Samples in data units, ``(n, 2)``."""
        self.world = terrain.world(self.points)
        """Samples in the world, ``(n, 3)``, at full relief."""
        self.slopes = terrain.slopes(self.points)
        """Slopes of the ground at the samples, ``(n, 2)``, at full relief."""
        lengths = np.linalg.norm(np.diff(self.world, axis=0), axis=1)
        self.walked: FloatArray = np.concatenate([[0.0], np.cumsum(lengths)])
        """World units along the ground up to each sample, ``(n,)``."""
        self.above: FloatArray = np.zeros(len(self.world))
        """World units by which the way is above the ground at each sample, ``(n,)``."""
        if hop:
            self._jump(hop)
        self._raised = self.world + (0, 0, 1) * self.above[:, None]
        outside = terrain.outside(self.world[:, :2]) > 0
        self.inside = int(outside.argmax()) if outside.any() else len(outside)
        """How many samples there are before the way leaves the window."""
        self._laid: tuple[float, Laid] | None = None

    def _jump(self, hop: float) -> None:
        """Put a parabola over each step, on the chord or on what stands higher in between."""
        for first, last in itertools.pairwise(self.first):
            share = np.arange(last - first + 1) / (last - first)
            heights = self.world[first : last + 1, 2]
            chord = heights[0] + share * (heights[-1] - heights[0])
            bump = 4 * share * (1 - share)
            inner = slice(1, -1)
            clear = np.max((heights - chord)[inner] / bump[inner], initial=0.0)
            length = float(np.linalg.norm(self.world[last] - self.world[first]))
            arc = chord + (clear + hop * length) * bump
            self.above[first : last + 1] = arc - heights

    @staticmethod
    def _lengths(terrain: Terrain, points: FloatArray, geometries: int = 8) -> FloatArray:
        shares = np.linspace(0, 1, geometries + 1)[:, None, None]
        lines = terrain.world(points[:-1] + shares * np.diff(points, axis=0))
        return np.asarray(np.linalg.norm(np.diff(lines, axis=0), axis=-1).sum(axis=0))

    @property
    def steps(self) -> int:
        """Steps of the path."""
        return len(self.first) - 1

    def sample(self, step: float) -> float:
        """Return where a step, which need not be whole, is among the samples; as fine."""
        step = min(max(step, 0.0), float(self.steps))
        n = min(int(step), self.steps - 1)
        first, last = self.first[n], self.first[n + 1]
        if step - n in (0.0, 1.0):
            return float(last if step - n else first)
        walked = self.walked[first : last + 1]
        if walked[-1] == walked[0]:
            return float(first)
        length = walked[0] + (step - n) * (walked[-1] - walked[0])
        return float(np.interp(length, walked, np.arange(first, last + 1)))

    def point(self, step: float) -> FloatArray:
        """Return the data point ``(2,)`` at a step; at a whole step it is the iterate itself."""
        return self._at(self.points, self.sample(step))

    def height(self, step: float) -> float:
        """Return how far the way is above the ground at a step, in world units."""
        return float(self._at(self.above, self.sample(step)))

    def laid(self, standing: float) -> Laid:
        """Return the whole way on a ground of which the share `standing` stands up."""
        if self._laid is None or self._laid[0] != standing:
            rows = _lay(self._raised, self.slopes, standing)
            lengths = np.linalg.norm(np.diff(rows[:, :3], axis=0), axis=1)
            self._laid = standing, Laid(rows, np.concatenate([[0.0], np.cumsum(lengths)]))
        return self._laid[1]

    def tip(self, step: float, standing: float) -> FloatArray:
        """Return where a walk to a step, which need not be whole, ends: a row as in :class:`Laid`.

        It has no rows, ``(0, 6)``, where it leads out of the window, else one.
        """
        at = self.sample(step)
        if self.inside < np.ceil(at):
            return np.zeros((0, 6))
        end, slopes = (self._at(samples, at)[None] for samples in (self._raised, self.slopes))
        return _lay(end, slopes, standing)

    @staticmethod
    def _at(samples: FloatArray, at: float) -> FloatArray:
        n = min(int(at), len(samples) - 2)
        here, there, share = samples[n], samples[n + 1], at - n
        between = here if share == 0 else there if share == 1 else here + share * (there - here)
        return np.asarray(between)


class SurfaceMarble(Prop):
    """A marble that stands at ``path`` at ``step`` and rolls, or jumps, in between.

    Parameters
    ----------
    stage
        Where it is drawn.
    path
        The trajectory that it follows.
    step
        The tracker that tells how far it is, in steps.
    role
        Colour role, the optimizer's.
    radius
        In world units.
    hop
        As for :class:`Way`.
    """

    def __init__(
        self,
        stage: LandscapeStage,
        path: Path,
        step: ValueTracker,
        role: str = "gradient_descent",
        radius: float = BALL_RADIUS,
        hop: float = 0,
    ) -> None:
        super().__init__(stage, role)
        self.path, self.step, self.radius = path, step, radius
        self.way = Way(stage.terrain, path, hop)
        self.lifted = ValueTracker(0)
        """How far it is held above the ground, in world units."""
        self._centered: tuple[Hashable, Vector] | None = None

    @property
    def point(self) -> FloatArray:
        """Where it is in data units, shape ``(2,)``."""
        return self.way.point(self.step.get_value())

    @property
    def spot(self) -> Vector:
        """Where the ground below it is on the screen, shape ``(3,)``."""
        return self.stage.spot(self.point)

    @property
    def center(self) -> Vector:
        """The middle of the ball in the world, shape ``(3,)``."""
        place = self._place()
        if self._centered is None or self._centered[0] != place:
            at = self.stage.resting(self.point, self.radius)
            jump = self.way.height(self.step.get_value()) * self.stage.standing.get_value()
            center = at + (0.0, 0.0, self.lifted.get_value() + jump)
            center.flags.writeable = False
            self._centered = place, center
        return self._centered[1]

    def _place(self) -> tuple[Hashable, ...]:
        """Return all that decides where it is; it is asked for several times a frame."""
        stage, step = self.stage, min(max(self.step.get_value(), 0.0), float(self.way.steps))
        numbers = (stage.standing.get_value(), step, self.lifted.get_value(), self.radius)
        return (stage, self.way, *numbers)

    def state(self) -> Hashable:
        return (*self._place(), self.presence.get_value())

    def balls(self) -> list[Ball]:
        center = self.center
        # outside the window there is no ground to stand on
        left = 1 - self.stage.terrain.outside(center[:2]) / FADE_DISTANCE
        radius = self.radius * self.presence.get_value() * max(float(left), 0.0)
        return [(*center.tolist(), radius)] if radius > 0 else []

    def casts_shade(self) -> bool:
        return True


class SurfaceTrail(Prop):
    """What a marble leaves behind: a tube along its way, with a bead at each iterate.

    Parameters
    ----------
    marble
        Whose way is shown, up to its present step.
    beads
        Whether iterates are marked.
    radius
        Of the tube, in world units.
    dash
        World units along the way of a dash, a gap, a dash, …; a whole tube when left out.
    """

    def __init__(
        self,
        marble: SurfaceMarble,
        beads: bool = True,
        radius: float = TUBE_RADIUS,
        dash: tuple[float, ...] = (),
    ) -> None:
        super().__init__(marble.stage, marble.role)
        self.marble, self.has_beads, self.radius, self.pattern = marble, beads, radius, dash
        self._made: tuple[Hashable, list[Mesh], list[Mesh]] | None = None
        self._resting: tuple[Hashable, FloatArray] | None = None

    def state(self) -> Hashable:
        numbers = (self.radius, self.presence.get_value(), self.bulge, self.has_beads)
        # beads hide behind the marble
        return (type(self.marble), self.marble.state(), *numbers, self.pattern)

    def balls(self) -> list[Ball]:
        way, step = self.marble.way, self.marble.step.get_value()
        if not self.has_beads or step <= 0:
            return []
        radius = BEAD_RADIUS * self.presence.get_value() * self.bulge
        if radius <= 0:
            return []
        places = self._beads_at(way.first[: int(min(step, way.steps) + 1e-6) + 1], radius)
        # the marble covers those that it stands on; they grow as it leaves them
        away = np.linalg.norm(places - self.marble.center, axis=1) / self.marble.radius
        radii = radius * np.clip((away - 1) / (BARED - 1), 0, 1)
        shown = (radii > 0) & (self.stage.terrain.outside(places[:, :2]) == 0)
        return [
            (*place, r)
            for place, r in zip(places[shown].tolist(), radii[shown].tolist(), strict=True)
        ]

    def _beads_at(self, samples: NDArray[np.int_], radius: float) -> FloatArray:
        """Return the middles of beads that rest at samples of the way; those found are kept."""
        key = self.marble.way, self.stage.standing.get_value(), radius
        known = np.zeros((0, 3))
        if self._resting is not None and self._resting[0] == key:
            known = self._resting[1]
        if len(samples) > len(known):
            new = self.marble.way.points[samples[len(known) :]]
            known = np.concatenate([known, self.stage.resting(new, radius)])
            self._resting = key, known
        return known[: len(samples)]

    def mesh(self) -> Mesh:
        return join(*self.meshes())

    def meshes(self) -> Sequence[Mesh]:
        radius = self.radius * self.presence.get_value() * self.bulge
        step, standing = self.marble.step.get_value(), self.stage.standing.get_value()
        if radius <= 0 or step <= 0:
            return ()
        way = self.marble.way
        key = way, standing, radius, self.pattern
        if self._made is None or self._made[0] != key:
            self._made = key, [], []
        whole = min(int(np.ceil(way.sample(step))), way.inside)
        laid, tip = way.laid(standing), way.tip(step, standing)
        if len(tip) and self.stage.terrain.outside(tip[0, :2]) > 0:
            tip = tip[:0]
        if not self.pattern:
            return self._in_blocks(laid.rows, whole, tip, radius, self._made[1])
        return self._in_dashes(laid, whole, tip, radius, *self._made[1:])

    def _in_blocks(
        self, rows: FloatArray, whole: int, tip: FloatArray, radius: float, blocks: list[Mesh]
    ) -> Sequence[Mesh]:
        """Return a tube along the first `whole` rows and on to the tip; blocks of it are kept."""
        # the direction of a ring depends on the next one
        done = max(whole - 2, 0) // BLOCK
        for block in range(len(blocks), done):
            first = max(block * BLOCK - 1, 0)
            piece = rows[first : (block + 1) * BLOCK + 2]
            blocks.append(self._tube(piece, radius, (block * BLOCK - first, 1)))
        first = max(done * BLOCK - 1, 0)
        rest = np.concatenate([rows[first:whole], tip])
        return (*blocks[:done], self._tube(rest, radius, (done * BLOCK - first, 0)))

    def _in_dashes(
        self,
        laid: Laid,
        whole: int,
        tip: FloatArray,
        radius: float,
        groups: list[Mesh],
        dashes: list[Mesh],
    ) -> Sequence[Mesh]:
        """Return the dashes of a tube along the first `whole` samples and on to the tip.

        Those that do not reach to the tip are kept, one by one and in groups.
        """
        if not whole:
            return ()
        last = laid.along[whole - 1]
        reach = last + np.linalg.norm(tip[:, :3] - laid.rows[whole - 1, :3], axis=1)
        starts, ends = dash_ends(float(reach[-1] if len(reach) else last), *self.pattern)
        done = int(ends.searchsorted(last, "right"))
        new = min(len(dashes), done)
        made: list[Mesh] = []
        if new < len(starts):
            first = max(int(laid.along[:whole].searchsorted(starts[new], "right")) - 1, 0)
            rows = np.concatenate([laid.rows[first:whole], tip])
            along = np.concatenate([laid.along[first:whole], reach])
            pieces = cut_out(rows, along, starts[new:], ends[new:])
            made = [self._tube(piece, radius) for piece in pieces]
        dashes += made[: done - new]
        for group in range(len(groups), done // DASHES_TOGETHER):
            first = group * DASHES_TOGETHER
            groups.append(join(*dashes[first : first + DASHES_TOGETHER]))
        grouped = done // DASHES_TOGETHER
        single = dashes[grouped * DASHES_TOGETHER : done]
        return (*groups[:grouped], *single, *made[done - new :])

    @staticmethod
    def _tube(way: FloatArray, radius: float, beyond: tuple[int, int] = (0, 0)) -> Mesh:
        """Return a tube that rests on a way, ``(n, 6)``: places and unit normals of the ground."""
        line, above, count = way[:, :3], way[:, 3:], len(way)
        radii, lean = np.full(count, radius), np.zeros(count)
        return tube(line + radius * above, above, radii, lean, beyond)
