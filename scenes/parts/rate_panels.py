"""Learning rates seen: one step before it is taken, trails that bend, and panels side by side."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, cast

import numpy as np
from manim import (
    LEFT,
    UP,
    Circle,
    GrowFromPoint,
    Scene,
    ValueTracker,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
)

from gdcore import Landscape, Path, quadratic_bowl, theory
from scenes.kit.charts.axes import AXIS_WIDTH, DOT_RADIUS, Frame, Interval, dot_outlines
from scenes.kit.following import Following
from scenes.kit.landscape.arrows import TANGENT_LENGTH, TANGENT_WIDTH, Pointer, arrow_outline
from scenes.kit.landscape.ground import CURVE_SAMPLES, CurveLandscape, Ground
from scenes.kit.landscape.marbles import (
    JUMP_SHARES,
    MARBLE_RADIUS,
    TRAIL_WIDTH,
    Marble,
    Trail,
    distance_outside,
    following,
    jump_dashes,
    whole_step,
)
from scenes.kit.layout import PICTURE, Slot
from scenes.kit.text.readout import Digits, Readout, column
from scenes.kit.text.text import TICK, Formula, Lettering, label, stand_on
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

HEAD, EXIT = 0.62, 0.42
"""Scene units at the top of a panel for its heading, and below it for what has left."""

DEPTH = 2.15
"""Scene units of ground below a panel's minimum that are above the subtitles."""

ROWS = (1.62, 0.99, 0.36)
"""Where number, factor and verdict stand on that ground, in scene units from its foot."""

PANEL_GAP = 0.25
"""Between two panels, in scene units."""

RING_WIDTH = 4.5

EXIT_ARROW = np.array([0.34, 0.26, 0.0])
"""From tail to tip of the arrow to what has left at the right, in scene units."""

EXIT_WIDTH = 0.08

GONE = 0.08
"""Scene units outside its picture at which a marble that leaves is not seen."""

FIGURES = 5
"""Digits that a panel's number has at most; a long one has fewer decimals."""


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
        """Stand where the path says; be gone where its arc is not drawn, and from there on."""
        super().refresh()
        beyond = distance_outside(self.ground.frame.slot, self.spot) > GONE
        if beyond or self.step.get_value() >= self.leaves:
            self.set_opacity(0)
            self._faded = True


class Departure(Following, VGroup):
    """Where a marble is that has left the picture: an arrow at its edge, and the iterate's value.

    Parameters
    ----------
    marble
        Whose iterates it tells of, from the first one outside on.
    row
        Where it stands: at the left or the right end, on the side of the iterate.
    """

    follows = ("marble", "row")

    def __init__(self, marble: LeavingMarble, row: Slot) -> None:
        self.marble, self.row = marble, row
        self.arrow = VMobject(fill_color=color(marble.role), stroke_width=0)
        x = following(marble, lambda path, n: float(path.points[n, 0]))
        self.number = Digits(x, decimals=1, signed=False, size=TICK)
        super().__init__(self.arrow, self.number)
        self.refresh()
        self.add_updater(lambda departure: departure.refresh())

    def refresh(self) -> None:
        """Point to the side on which the iterate is, if it is outside."""
        gone = whole_step(self.marble) >= self.marble.leaves
        self.number.refresh()
        side = float(np.sign(self.number.value()) or 1)
        tip = self.row.point((side + 1) / 2, 0.5) + EXIT_ARROW / 2 * UP
        tail = tip - EXIT_ARROW * (side, 1, 1)
        self.arrow.set_points_as_corners(arrow_outline(tail, tip, EXIT_WIDTH))
        width = self.number.table.width(self.number.shown)
        beside = tail[0] - side * 0.1 - (side > 0) * width
        foot = self.row.center[1] - self.number.table.height / 2
        self.number.anchored_at(np.array([beside, foot, 0.0]))
        self.set_fill(opacity=float(gone))


class Panel(VGroup):
    """One walk on a curve: what it is called, the marble and its trail, and where it is.

    The ground reaches down to the foot of the screen; what is read stands on it.

    Parameters
    ----------
    slot
        Where it stands, above the subtitles.
    landscape
        A parabola with its minimum at height 0.
    window
        Data shown, across and up from the minimum; panels side by side share it.
    path
        The walk.
    step
        The tracker that tells how far it is; panels that walk together share it.
    decimals
        Of the number below the curve, unless the walk comes to long ones.

    Attributes
    ----------
    head, factor
        Its learning rate, and by what each step multiplies x.
    still, moving
        Its parts that do not change with the step, and those that do.
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
        top = slot.top - HEAD - EXIT
        down = (slot.bottom + DEPTH - PICTURE.bottom) / (top - slot.bottom - DEPTH)
        across, (_, high) = window
        seen = Slot(slot.left, PICTURE.bottom, slot.right, top)
        self.ground = CurveLandscape(landscape, Frame(seen, across, (-down * high, high)))
        self.marble = LeavingMarble(self.ground, path, step)
        self.trail = Trail(self.marble)
        self.head = slot.shrink(Formula(f"alpha = {path.learning_rate:g}", role="step"))
        stand_on(self.head, slot.point(0.5, 1) + [0, 0.25 - HEAD, 0])
        self.number = self._number(path, decimals)
        row = Slot(slot.left, top, slot.right, top + EXIT).inset(left=0.05, right=0.05)
        self.departure = Departure(self.marble, row)
        curvature = float(landscape.hessian(np.zeros(1))[0, 0])
        factor = float(f"{theory.multiplier(path.learning_rate, curvature):.6g}")
        self.factor = self._on_row(1, f"factor ${factor:g}$")
        self.still = VGroup(self.ground, self.head, self.factor)
        self.moving = VGroup(self.number, self.departure, self.trail, self.marble)
        super().__init__(*self.still, *self.moving)

    def verdict(self, text: str) -> Lettering:
        """Return a few words to stand below all other rows."""
        return self._on_row(2, f"*{text}*")

    def _on_row(self, row: int, text: str) -> Lettering:
        return stand_on(self.slot.shrink(label(text)), self.slot.point(0.5, 0) + ROWS[row] * UP)

    def _number(self, path: Path, decimals: int) -> Readout:
        # laid out for the longest number of the walk, so that it is centred and never grows
        x = path.points[:, 0]
        value = following(self.marble, lambda walked, n: float(walked.points[n, 0]))
        whole = len(f"{np.abs(x).max():.0f}")
        number = Readout(
            "x",
            value,
            decimals=max(0, min(decimals, FIGURES - whole)),
            whole=whole,
            signed=bool((x < 0).any()),
        )
        self.slot.shrink(number).move_to(self.slot.point(0.5, 0) + (ROWS[0] + 0.1) * UP)
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
    slots = area.columns(*[1] * len(paths), gap=PANEL_GAP)
    return [
        Panel(slot, landscape, window, path, step, decimals)
        for slot, path in zip(slots, paths, strict=True)
    ]


class Growth(GrowFromPoint):
    """The growth of a mobject out of a point of the screen, or its shrinking back to it.

    Parameters
    ----------
    mobject
        What is there at the end, or at the beginning.
    point
        In scene units, ``(3,)``.
    back
        Whether it shrinks; it has its size again once it is off the screen.
    during
        From which to which share of the animation's time.
    """

    def __init__(
        self,
        mobject: VMobject,
        point: Vector,
        back: bool = False,
        during: tuple[float, float] = (0, 1),
    ) -> None:
        begin, end = during if not back else (1 - during[1], 1 - during[0])
        pace = squish_rate_func(smooth, begin, end)
        super().__init__(mobject, point, rate_func=pace, reverse_rate_function=back, remover=back)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Leave it in its full size, whether it is still there or not."""
        super().clean_up_from_scene(scene)
        if self.remover:
            self.interpolate(0)

    def create_starting_mobject(self) -> VMobject:
        """Return it as small as a dot: at size 0 it would have no shape to grow."""
        dot: Any = self.mobject.copy()
        dot.scale(DOT_RADIUS / max(dot.width, dot.height)).move_to(self.point)
        return cast(VMobject, dot)


class BendingTrail(Following, VGroup):
    """The trail of a whole walk, all there at once, that bends as its iterates change.

    Where :class:`scenes.kit.landscape.marbles.Trail` grows along one path, this one shows at each
    moment another walk, its jumps and its iterates up to the first one outside.

    Parameters
    ----------
    ground
        What it is on.
    iterates
        Returns the points in data units, shape ``(n, 1)``; called once a frame.
    dots
        Whether the iterates are marked.
    """

    follows = ("ground", "iterates")

    def __init__(
        self,
        ground: CurveLandscape,
        iterates: Callable[[], FloatArray],
        dots: bool = True,
        role: str = "gradient_descent",
    ) -> None:
        self.ground, self.iterates, self.has_dots = ground, iterates, dots
        self.line = VMobject(color=color(role), stroke_width=TRAIL_WIDTH)
        self.dots = VMobject(fill_color=color(role), fill_opacity=1, stroke_width=0)
        super().__init__(self.line, self.dots)
        self.refresh()
        self.add_updater(lambda trail: trail.refresh())

    def refresh(self) -> None:
        """Draw the jumps between the present iterates."""
        ground, walked = self.ground, self.iterates()
        arcs = [
            ground.between(here, there, JUMP_SHARES) for here, there in itertools.pairwise(walked)
        ]
        self.line.points = jump_dashes(ground.frame.slot, arcs)
        if self.has_dots:
            spots = ground.spot(walked)
            self.dots.points = dot_outlines(spots[ground.frame.contains(spots)], DOT_RADIUS)


class Ring(Following, Circle):
    """A disc that is where it is told: hollow where a marble would land, else where it is.

    Parameters
    ----------
    spot
        Returns where it is on the screen, shape ``(3,)``; called once a frame.
    hollow
        Whether it only shows a place.
    """

    follows = ("spot",)

    def __init__(
        self, spot: Callable[[], Vector], hollow: bool = True, role: str = "gradient_descent"
    ) -> None:
        self.spot = spot
        super().__init__(radius=MARBLE_RADIUS, color=color(role), stroke_width=RING_WIDTH)
        self.set_fill(color("paper" if hollow else role), opacity=1)
        self.move_to(spot())
        self.add_updater(lambda ring: ring.move_to(ring.spot()))


class Landing(VGroup):
    """One step before it is taken: a marble, the arc of its jump, and a ring where it would land.

    Below the ground's lowest point an arrow from one to the other shows how long the step is.

    Parameters
    ----------
    ground
        What the step is taken on, with some room below its lowest point.
    iterates
        Returns where it starts and where it lands in data units, shape ``(2, 1)``.
    depth
        How far above the foot of the ground the arrow lies, in scene units.
    """

    def __init__(
        self, ground: CurveLandscape, iterates: Callable[[], FloatArray], depth: float
    ) -> None:
        foot = ground.frame.slot.bottom
        self.iterates = iterates

        def at(n: int) -> Vector:
            return np.asarray(ground.spot(iterates()[n]))

        def below(n: int) -> Vector:
            return np.array([at(n)[0], foot + depth, 0.0])

        self.marble, self.ring = Ring(lambda: at(0), hollow=False), Ring(lambda: at(1))
        self.arrow = Pointer(lambda: (below(0), below(1)))
        plumbs = (Plumb(functools.partial(at, n), foot) for n in (0, 1))
        jump = BendingTrail(ground, iterates, dots=False)
        super().__init__(*plumbs, self.arrow, jump, self.ring, self.marble)

    def legend(self) -> VGroup:
        """Return both places as numbers, each beside a picture of its marble."""
        rows = [Readout(f"x_{n}", functools.partial(self._place, n)) for n in (0, 1)]
        icons: list[Any] = [self.marble.copy(), self.ring.copy()]
        for row, icon in zip(rows, icons, strict=True):
            row.add(icon.next_to(row.symbol, LEFT, buff=0.3))
        return column(*rows)

    def _place(self, n: int) -> float:
        return float(self.iterates()[n, 0])


class Plumb(Following, VMobject):
    """A thin upright line from a moving spot down to a height on the screen."""

    follows = ("spot",)

    def __init__(self, spot: Callable[[], Vector], foot: float) -> None:
        self.spot, self.foot = spot, foot
        super().__init__(color=color("faint"), stroke_width=AXIS_WIDTH)
        self.refresh()
        self.add_updater(lambda plumb: plumb.refresh())

    def refresh(self) -> None:
        """Hang from the present spot."""
        spot = self.spot()
        self.set_points_as_corners([spot, np.array([spot[0], self.foot, 0.0])])


class BentParabola(CurveLandscape):
    """The parabola ½λx² at the curvature that a tracker says.

    Where the curve has left the frame at the top, the ground fills the frame: walls of a canyon.

    Parameters
    ----------
    frame
        Where its points and values lie.
    curvature
        The tracker of λ, above 0.
    """

    follows: ClassVar[tuple[str, ...]] = ("landscape", "frame", "curvature")

    def __init__(self, frame: Frame, curvature: ValueTracker) -> None:
        self.curvature = curvature
        super().__init__(quadratic_bowl([curvature.get_value()]), frame)
        self.add_updater(lambda parabola: parabola.refresh())

    def refresh(self) -> None:
        """Bend to the present curvature."""
        curvature = self.curvature.get_value()
        if self.shows(curvature):
            return
        self.landscape = quadratic_bowl([curvature])
        points = self.samples()
        self.curve.set_points_as_corners(points)
        self.body.set_points_as_corners(self.outline(self.to_the_sides(points)))
        self.drew(curvature)

    def to_the_sides(self, points: Vector) -> Vector:
        """Return the points of the curve with level ground from its ends to the frame's sides."""
        slot = self.frame.slot
        left, right = (
            np.array([x, end[1], 0.0])
            for x, end in ((slot.left, points[0]), (slot.right, points[-1]))
        )
        return np.concatenate([[left], points, [right]])

    def samples(self) -> Vector:
        """Return the points of the curve that lie in the frame, from edge to edge, ``(n, 3)``."""
        reach = float(np.sqrt(2 * self.frame.y[1] / self.curvature.get_value()))
        low, high = self.frame.x
        x = np.linspace(max(low, -reach), min(high, reach), CURVE_SAMPLES)
        return self.spot(x[:, None])


class SlidingTangent(Following, VMobject):
    """The slope of a curve at a point that moves along it.

    Parameters
    ----------
    ground
        What it touches.
    place
        The tracker of x, in data units.
    """

    follows = ("ground", "place")

    def __init__(self, ground: CurveLandscape, place: ValueTracker) -> None:
        self.ground, self.place = ground, place
        super().__init__(color=color("slope"), stroke_width=TANGENT_WIDTH)
        self.refresh()
        self.add_updater(lambda tangent: tangent.refresh())

    def refresh(self) -> None:
        """Touch the curve at the present place."""
        at = np.array([self.place.get_value()])
        along = np.array([1.0, self.ground.slope(at), 0.0])
        half = TANGENT_LENGTH / 2 * along / np.linalg.norm(along)
        spot = self.ground.spot(at)
        self.set_points_as_corners([spot - half, spot + half])


class RegimeName(Following, VGroup):
    """What gradient descent does on a parabola at the present rate, in a word or two.

    Parameters
    ----------
    slot
        Where it stands: at its left edge, on its lower one.
    rate
        The tracker of α, above 0.
    curvature
        Of the parabola.
    words
        For each regime.
    """

    follows = ("rate",)

    def __init__(
        self,
        slot: Slot,
        rate: ValueTracker,
        curvature: float,
        words: Mapping[theory.Regime, str],
    ) -> None:
        self.rate, self.curvature = rate, curvature
        names = (label(f"*{words[regime]}*") for regime in theory.Regime)
        super().__init__(*(slot.place(name, 0, 0) for name in names))
        self.refresh()
        self.add_updater(lambda name: name.refresh())

    def refresh(self) -> None:
        """Show the name of the present regime alone."""
        now = theory.regime(self.rate.get_value(), self.curvature)
        for regime, name in zip(theory.Regime, self, strict=True):
            name.set_fill(opacity=float(regime is now))
