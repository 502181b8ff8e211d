"""Moves that stories share: marbles drop and roll, and the surface turns into its map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from manim import DOWN, LEFT, AnimationGroup, Succession, ValueTracker, VGroup, rush_into

from gdcore import Path
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.following import Following
from scenes.kit.landscape.ground import SeenFromAbove, minimum_mark, saddle_mark, whole_numbers
from scenes.kit.landscape.marbles import following
from scenes.kit.layout import Slot
from scenes.kit.story.timing import STEADY, glide
from scenes.kit.surface.annotations import SurfaceArrow, SurfaceLabel
from scenes.kit.surface.camera import OrbitCamera, fly
from scenes.kit.surface.marbles import BALL_RADIUS, SurfaceMarble, SurfaceTrail
from scenes.kit.surface.props import Prop, appear, vanish
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import label
from scenes.kit.theme import DASHES
from scenes.kit.types import Vector

DROP = 0.1


DASH_SCALE = 0.35
"""World units for a scene unit of a line's dashes."""

AHEAD = 1.06
"""How much larger a marble is than the next one: where both are in one place, it is seen alone."""


def _on_ground(pattern: tuple[float, ...]) -> tuple[float, ...]:
    """Return a line's pattern in world units."""
    return tuple(DASH_SCALE * length for length in pattern)


def loss_at(path: Path, n: int) -> float:
    """Return the loss of a path at a whole step."""
    return float(path.values[n])


class Marbles:
    """Marbles on one surface with one clock, and their trails; away until they are dropped.

    They are held above each other, the first at the bottom, and fall together.

    Parameters
    ----------
    stage
        Where they roll.
    runs
        For each its path and its colour role.
    beads
        Whether their trails mark the iterates.
    radius
        In world units.
    drop
        How far above the ground the first is held, in world units.
    hop
        As for :class:`scenes.kit.surface.marbles.Way`.
    dashed
        Whether each trail has the dash of its role, which tells it apart without colour.

    Attributes
    ----------
    each, trails : list
        The marbles, and the trails in the same order.
    step : ValueTracker
        How far all of them are, in steps.
    """

    def __init__(
        self,
        stage: LandscapeStage,
        runs: Sequence[tuple[Path, str]],
        beads: bool = True,
        radius: float = BALL_RADIUS,
        drop: float = DROP,
        hop: float = 0,
        dashed: bool = False,
    ) -> None:
        self.step = ValueTracker(0)
        self.each = [
            SurfaceMarble(stage, path, self.step, role, radius * AHEAD ** (len(runs) - 1 - n), hop)
            for n, (path, role) in enumerate(runs)
        ]
        self.trails = [
            SurfaceTrail(marble, beads, dash=_on_ground(DASHES[marble.role]) if dashed else ())
            for marble in self.each
        ]
        stage.put(*self.each, away=True)
        stage.put(*self.trails)
        for n, marble in enumerate(self.each):
            marble.lifted.set_value(drop + 2 * n * radius)

    def dropped(self) -> Succession:
        """Return the animation that brings them, above the ground, and lets them fall."""
        brought = AnimationGroup(*(appear(marble, STEADY) for marble in self.each))
        falls = (glide(marble.lifted, 0, STEADY, rush_into) for marble in self.each)
        return Succession(brought, AnimationGroup(*falls))

    def taken_away(self) -> list[Any]:
        """Return the animations that take them away with their trails."""
        props: list[Prop] = [*self.each, *self.trails]
        return [vanish(prop, STEADY) for prop in props]

    def aim(self, place: int) -> SurfaceArrow:
        """Return the first step of one of them as an arrow on the ground, away at first."""
        start, tip = self.each[place].path.points[:2]
        stage = self.each[place].stage
        arrow = SurfaceArrow(stage, lambda: (start, tip))
        stage.put(arrow, away=True)
        return arrow

    def tags(self, words: Sequence[str], side: Vector) -> VGroup:
        """Return words (Typst markup) on one side of each marble, which go with it."""
        return VGroup(
            *(
                SurfaceLabel(marble.stage, label(text), partial(getattr, marble, "center"), side)
                for text, marble in zip(words, self.each, strict=True)
            )
        )

    def readouts(
        self,
        names: Sequence[str],
        symbol: str = "L",
        quantity: Callable[[Path, int], float] = loss_at,
        **spelling: Any,
    ) -> VGroup:
        """Return for each marble its name and, below it, a number at its last whole step.

        Parameters
        ----------
        names
            Typst markup, one for each.
        symbol
            Typst mathematics, what the number is.
        quantity
            Reads the number off a path at a whole step; its loss when left out.
        **spelling
            As for :class:`Readout`.
        """
        rows = VGroup()
        for name, marble in zip(names, self.each, strict=True):
            number = Readout(symbol, following(marble, quantity), **spelling)
            rows.add(
                VGroup(label(name, marble.role), number).arrange(DOWN, 0.25, aligned_edge=LEFT)
            )
        return rows.arrange(DOWN, buff=0.6, aligned_edge=LEFT)


def look_round(
    stage: LandscapeStage, views: Sequence[tuple[float, float]], seconds: float, **framing: float
) -> list[Any]:
    """Look from the first of two views; return the animations that go round to the second.

    Parameters
    ----------
    stage
        What is seen whole from both.
    views
        Azimuth and elevation of each, in degrees.
    seconds
        How long it takes.
    **framing
        As for ``stage.framed``.
    """
    first, second = (stage.framed(*view, **framing) for view in views)
    stage.camera = first
    return fly(first, second, seconds)


class FlatMap(SeenFromAbove, Following, VGroup):
    """A surface that lies flat, as ground of marbles; its axes, a sign at each level point.

    The surface stays and is the map: nothing takes its place, and its hues are the same.

    Parameters
    ----------
    stage
        The surface. It stands until :meth:`made` is played.
    slot
        Where the map is; it lies in that of the stage and has the proportions of its window.
    """

    follows = ("stage",)

    def __init__(self, stage: LandscapeStage, slot: Slot) -> None:
        self.stage, self.frame = stage, Frame(slot, *stage.terrain.window)
        x, y = self.frame.x, self.frame.y
        self.axes = Axes(self.frame, whole_numbers(x), whole_numbers(y), "x", "y")
        self.landscape = stage.terrain.landscape
        minima, saddles = (
            [spot for spot in map(self.spot, points) if self.frame.contains(spot)]
            for points in (self.landscape.minima, self.landscape.saddles)
        )
        self.marks = VGroup(*map(minimum_mark, minima), *map(saddle_mark, saddles))
        super().__init__(self.axes, self.marks)

    def made(self, seconds: float) -> list[Any]:
        """Return the animations that lay the surface flat; the axes are to come afterwards."""
        return lie_flat(self.stage, above(self.stage, self.frame.slot), seconds)


def lie_flat(stage: LandscapeStage, to: OrbitCamera, seconds: float) -> list[Any]:
    """Return the animations that turn a surface into a flat map, seen by `to` from above.

    Its colours become dimmer on the way, so that marbles and letters stand out on it.
    """
    return [
        *fly(stage.camera, to, seconds),
        glide(stage.standing, 0, seconds),
        glide(stage.look.floor_ink, 0, seconds / 2),
        glide(stage.look.dim, 1, seconds),
    ]


def above(stage: LandscapeStage, onto: Slot) -> OrbitCamera:
    """Return a camera straight above to which the flat map of `stage` fills just the slot `onto`.

    The slot lies in that of the stage and has the proportions of its window.
    """
    camera, slot = stage.above(), stage.slot
    x, y = stage.terrain.half
    corner, opposite = camera.view(slot).project([(-x, -y, 0), (x, y, 0)])
    zoom = camera.zoom.get_value() * onto.width / float(opposite[0] - corner[0])
    camera.zoom.set_value(zoom)
    unit = camera.view(slot).focal / camera.distance.get_value()
    for focus, part in zip(camera.focus, (slot.center - onto.center) / unit, strict=True):
        focus.set_value(float(part))
    return camera
