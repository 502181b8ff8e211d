"""Panels of learning rates: whole walks in small charts, swept and folded."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import DL, DR, LEFT, RIGHT, UL, UP, UR, Circle, Dot, ValueTracker, VGroup, VMobject

from gdcore import Landscape, Path
from scenes.kit.charts.axes import AXIS_WIDTH, DOT_RADIUS, Frame, Interval, dot_outlines
from scenes.kit.charts.series import SERIES_WIDTH, DashedLine
from scenes.kit.following import Following
from scenes.kit.landscape.arrows import Pointer
from scenes.kit.landscape.ground import CurveLandscape, Ground
from scenes.kit.landscape.marbles import (
    MARBLE_RADIUS,
    TRAIL_WIDTH,
    Marble,
    Trail,
    cut_at_exit,
    following,
)
from scenes.kit.landscape.marbles import distance_outside as outside
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import TICK, Formula, Lettering, label, stand_on
from scenes.kit.theme import color
from scenes.kit.types import Vector

HEAD = 0.6
FOOT = 1.2
"""Scene units above the picture for its heading; below it for the number and a verdict."""

RING_WIDTH = 4.5
SAMPLES = 300

BESIDE = 0.18
"""Between an end of a link and its number, in scene units."""

STEEP = 0.5
"""Share of a chart's height above which a number fits beside its point."""


class LeavingMarble(Marble):
    """A marble that stays away once it has left its slot, though its path crosses it again.

    A diverging walk leaps from one side to the other; what flew through the picture with each
    leap would look like a second marble.
    """

    def __init__(self, ground: Ground, path: Path, step: ValueTracker) -> None:
        outside = np.flatnonzero(~ground.frame.contains(ground.spot(path.points)))
        self.leaves = int(outside[0]) if len(outside) else path.steps + 1
        super().__init__(ground, path, step)

    def refresh(self) -> None:
        """Stand where the path says; be gone from the first iterate outside on."""
        super().refresh()
        if self.step.get_value() >= self.leaves:
            self.set_opacity(0)
            self._faded = True


class Panel(VGroup):
    """One walk on a curve: what it is called, the marble and its trail, and where it is.

    Parameters
    ----------
    slot
        Where it stands.
    landscape
        A landscape with ``dim == 1``.
    window
        Data shown, across and up; panels side by side share it.
    path
        The walk.
    step
        The tracker that tells how far it is; panels that walk together share it.
    decimals
        Of the number below it.

    Attributes
    ----------
    head, body
        Its learning rate above, and all the rest.
    """

    def __init__(
        self,
        slot: Slot,
        landscape: Landscape,
        window: tuple[Interval, Interval],
        path: Path,
        step: ValueTracker,
        decimals: int = 2,
    ) -> None:
        self.slot = slot
        frame = Frame(slot.inset(top=HEAD, bottom=FOOT), *window)
        self.ground = CurveLandscape(landscape, frame)
        self.marble = LeavingMarble(self.ground, path, step)
        self.trail = Trail(self.marble)
        self.head = slot.shrink(Formula(f"alpha = {path.learning_rate:g}", role="step"))
        stand_on(self.head, frame.slot.point(0.5, 1) + [0, 0.22, 0])
        self.number = self._number(path, decimals)
        self.body = VGroup(self.ground, self.number, self.trail, self.marble)
        super().__init__(self.head, self.body)

    def verdict(self, text: str, role: str = "ink") -> Lettering:
        """Return a few words to stand below the number."""
        return stand_on(label(f"*{text}*", role), self.slot.point(0.5, 0) + [0, 0.12, 0])

    def _number(self, path: Path, decimals: int) -> Readout:
        # laid out for the longest number of the walk, so that it is centred and never grows
        x = path.points[:, 0]
        value = following(self.marble, lambda walked, n: float(walked.points[n, 0]))
        number = Readout(
            "x",
            value,
            decimals=decimals,
            whole=len(f"{np.abs(x).max():.0f}"),
            signed=bool((x < 0).any()),
        )
        self.slot.shrink(number).move_to(self.slot.point(0.5, 0) + [0, 0.75, 0])
        return number


def side_by_side(
    area: Slot,
    landscape: Landscape,
    window: tuple[Interval, Interval],
    paths: Sequence[Path],
    step: ValueTracker,
    decimals: int = 2,
) -> list[Panel]:
    """Return one panel for each path, in equal columns of `area`; the rest is as for `Panel`."""
    slots = area.columns(*[1] * len(paths))
    return [
        Panel(slot, landscape, window, path, step, decimals)
        for slot, path in zip(slots, paths, strict=True)
    ]


class BendingTrail(Following, VGroup):
    """A polyline through points that depend on a tracker, with a dot at each; cut at its exit.

    Where :class:`scenes.kit.landscape.marbles.Trail` grows along one path, this one is all there
    at once and changes its shape.

    Parameters
    ----------
    spots
        Returns the points on the screen, shape ``(n, 3)``; called once a frame.
    slot
        What lies outside is not drawn.
    dots
        Whether the points are marked.
    width
        Stroke width of the line.
    """

    follows = ("spots", "slot")

    def __init__(
        self,
        spots: Callable[[], Vector],
        slot: Slot,
        role: str = "gradient_descent",
        dots: bool = True,
        width: float = TRAIL_WIDTH,
    ) -> None:
        self.spots, self.slot, self.has_dots = spots, slot, dots
        self.line = VMobject(color=color(role), stroke_width=width)
        self.dots = VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
        super().__init__(self.line, self.dots)
        self.refresh()
        self.add_updater(lambda trail: trail.refresh())

    def refresh(self) -> None:
        """Draw the line through the present points as far as it stays inside."""
        spots = self.spots()
        self.line.set_points_as_corners(cut_at_exit(self.slot, spots))
        if self.has_dots:
            inside = [outside(self.slot, spot) < 1e-9 for spot in spots]
            self.dots.points = dot_outlines(spots[inside], DOT_RADIUS)


class Ring(Following, Circle):
    """A hollow marble: where one would land, not where one is.

    Parameters
    ----------
    spot
        Returns where it is on the screen, shape ``(3,)``; called once a frame.
    radius
        In scene units.
    """

    follows = ("spot",)

    def __init__(
        self,
        spot: Callable[[], Vector],
        role: str = "gradient_descent",
        radius: float = MARBLE_RADIUS,
    ) -> None:
        self.spot = spot
        super().__init__(radius=radius, color=color(role), stroke_width=RING_WIDTH)
        self.set_fill(color("paper"), opacity=1)
        self.move_to(spot())
        self.add_updater(lambda ring: ring.move_to(ring.spot()))


class Landing(VGroup):
    """One step before it is taken: an arrow across, a drop to the ground, a hollow marble there.

    Parameters
    ----------
    ground
        What the step is taken on.
    points
        Returns where it starts and where it lands in data units, shape ``(2, 1)``.
    """

    def __init__(self, ground: CurveLandscape, points: Callable[[], Vector]) -> None:
        def corners() -> Vector:
            here, there = ground.spot(points())
            return np.stack([here, [there[0], here[1], 0.0], there])

        def arrow() -> tuple[Vector, Vector]:
            here, tip, _ = corners()
            return here, tip

        drop = BendingTrail(lambda: corners()[1:], ground.frame.slot, role="faint", dots=False)
        self.points_in_data = points
        self.ring = Ring(lambda: corners()[2])
        super().__init__(drop, Pointer(arrow), self.ring)

    def legend(self, marble: Marble) -> VGroup:
        """Return both places as numbers, each beside a picture of its marble."""
        rows = [Readout(f"x_{n}", functools.partial(self._place, n)) for n in (0, 1)]
        icons: list[Any] = [VGroup(*marble.copy()), self.ring.copy()]
        for row, icon in zip(rows, icons, strict=True):
            row.add(icon.next_to(row.symbol, LEFT, buff=0.3))
        return column(*rows)

    def _place(self, n: int) -> float:
        return float(self.points_in_data()[n, 0])


class FoldingCurve(VGroup):
    """A curve in two halves, and a copy of the right one that turns about the fold.

    Parameters
    ----------
    frame
        Where its data lies.
    value
        The curve as a function.
    ends
        Where it begins on the left and on the right.
    fold
        Where the halves meet.
    turn
        The tracker of the angle: 0 flat on the right, π flat on the left.
    """

    def __init__(
        self,
        frame: Frame,
        value: Callable[[float], float],
        ends: tuple[float, float],
        fold: float,
        turn: ValueTracker,
        role: str = "gradient_descent",
    ) -> None:
        self.frame, self.value, self.fold = frame, value, fold
        sides = [np.linspace(end, fold, SAMPLES) for end in ends]
        ways = [frame.at(side, [value(float(x)) for x in side]) for side in sides]
        self.halves = VGroup(
            *(
                VMobject(color=color(role), stroke_width=SERIES_WIDTH).set_points_as_corners(way)
                for way in ways
            )
        )
        spine = float(ways[1][-1, 0])
        self.flap = BendingTrail(
            lambda: folded(ways[1], spine, turn.get_value()), frame.slot, "ink", False, SERIES_WIDTH
        )
        super().__init__(self.halves)

    def pair(self, place: float, unit: str) -> VGroup:
        """Return a link between the curve at `place` and at its mirror image.

        The height at `place`, with its unit, stands over the link; both places beside its ends.
        """
        height, (low, high) = self.value(place), sorted((place, 2 * self.fold - place))
        ends = self.frame.at([low, high], [self.value(low), self.value(high)])
        link = DashedLine(*ends, color=color("faint"), stroke_width=AXIS_WIDTH)
        numbers = [Formula(f"{place:g}", size=TICK, role="step") for place in (low, high)]
        sides = (LEFT, RIGHT) if height > STEEP * self.frame.y[1] else (DL, DR)
        beside, over = BESIDE, 0.1
        if ends[0][0] - numbers[0].width - BESIDE < self.frame.slot.left:
            sides = (UR, UL)  # beside it stands one axis,
        elif ends[0][1] - numbers[0].height - BESIDE < self.frame.slot.bottom:
            sides, beside, over = (UL, UR), 0.3, 0.6  # and below it the other
        for number, end, side in zip(numbers, ends, sides, strict=True):
            number.next_to(end, side, buff=beside)
        dots = (Dot(end, radius=1.6 * DOT_RADIUS, color=color("step")) for end in ends)
        text = label(f"{height:g} {unit}").next_to(link, UP, buff=over)
        return VGroup(link, *dots, *numbers, text)


def folded(spots: Vector, at: float, angle: float) -> Vector:
    """Return screen points ``(n, 3)`` turned by `angle` about the upright line at x = `at`."""
    turned = spots.copy()
    turned[:, 0] = at + np.cos(angle) * (spots[:, 0] - at)
    return turned
