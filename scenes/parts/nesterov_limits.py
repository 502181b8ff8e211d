"""The same walk at every learning rate, by three optimizers, and the rate at which each leaves."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from manim import DOWN, UP, ValueTracker, VGroup, VMobject

from gdcore import (
    RAVINE,
    GradientDescent,
    HeavyBall,
    NesterovLookAhead,
    Optimizer,
    Path,
    descend,
    theory,
)
from gdcore.theory.stability import Method
from scenes.kit.charts.axes import Frame, Interval
from scenes.kit.charts.ruler import BAR_HEIGHT, GAP, SHRINKS, Ruler, RulerMarker
from scenes.kit.following import Following
from scenes.kit.landscape.arrows import arrow_outline
from scenes.kit.landscape.ground import ContourMap, minimum_mark
from scenes.kit.landscape.marbles import Marble, Trail
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Digits
from scenes.kit.text.text import TICK, Formula, label, on_plate
from scenes.kit.theme import color

WALKED = 40
"""Steps of a walk: enough for what leaves to be gone soon above its limit."""

OFF_THE_FLOOR = 0.05
"""y of its start: so near the floor that momentum's swings stay on the map below its limit."""

SEEN = (-11.4, 8.6)
"""x on the map; momentum swings far beyond the minimum."""

RATES = (0.0, 0.172)
"""Learning rates at the ends of a lane."""

ARROW, ARROW_WIDTH = 0.42, 0.08
"""Length and shaft of the arrows to what has left, in scene units."""

MARGIN = 0.06
"""Around the number on a map and its plate, in scene units: the walk begins close to it."""


@dataclass(frozen=True)
class Kind:
    """An optimizer at any learning rate.

    Parameters
    ----------
    name
        What it is called on the screen.
    method
        Its name in theory.
    at
        Makes it of α and β.
    """

    name: str
    method: Method
    at: Callable[[float, float], Optimizer]


KINDS: Mapping[str, Kind] = {
    "nesterov": Kind("Nesterov", "Nesterov momentum", NesterovLookAhead),
    "gradient_descent": Kind("vanilla", "gradient descent", lambda rate, _: GradientDescent(rate)),
    "momentum": Kind("momentum", "momentum", HeavyBall),
}
"""The optimizers by colour role, in the order of their limits for every β above 0."""


@functools.lru_cache(maxsize=32)
def walk_at(role: str, rate: float, beta: float, start_x: float, steps: int = WALKED) -> Path:
    """Return the walk of an optimizer along the ravine, from just beside its floor."""
    return descend(RAVINE, KINDS[role].at(rate, beta), (start_x, OFF_THE_FLOOR), steps)


class TurnedMarble(Marble):
    """A marble whose walk is that of the present learning rate, up to the first iterate outside.

    Parameters
    ----------
    ground
        The ravine's map.
    role
        One of `KINDS`.
    rate, step
        The trackers of α and of how far it is.
    walk
        Returns the walk at a rate, in as many steps.
    """

    follows = ("ground", "path", "step", "rate", "walk")

    def __init__(
        self,
        ground: ContourMap,
        role: str,
        rate: ValueTracker,
        step: ValueTracker,
        walk: Callable[[float, int], Path],
    ) -> None:
        self.rate, self.walk, self.taken_at = rate, walk, np.nan
        super().__init__(ground, walk(rate.get_value(), WALKED), step, role)

    @property
    def has_left(self) -> bool:
        """Whether its walk ends outside the map."""
        end = self.ground.spot(self.path.points[-1])
        return not bool(self.ground.frame.contains(end))

    def refresh(self) -> None:
        """Take the walk of the present rate; be gone where it ends outside."""
        rate = self.rate.get_value()
        if rate != self.taken_at:
            self.taken_at, path = rate, self.walk(rate, WALKED)
            outside = ~self.ground.frame.contains(self.ground.spot(path.points))
            self.path = self.walk(rate, int(outside.argmax())) if outside.any() else path
        super().refresh()
        if self.has_left:
            self.set_opacity(0)
            self._faded = True


class WayOut(Following, VMobject):
    """Arrows at the edges of a map where a walk of growing swings leaves it.

    Parameters
    ----------
    marble
        Whose walk it is; there are none while it stays on the map.
    """

    follows = ("marble",)

    def __init__(self, marble: TurnedMarble) -> None:
        self.marble = marble
        super().__init__(fill_color=color(marble.role), fill_opacity=1, stroke_width=0)
        self.refresh()
        self.add_updater(lambda way: way.refresh())

    @property
    def across(self) -> float:
        """Where the swings reach the map's edges: x on the screen, between two iterates."""
        frame, points = self.marble.ground.frame, self.marble.path.points
        swings = np.log(np.abs(points[-2:, 1]))
        share = (np.log(frame.y[1]) - swings[0]) / (swings[1] - swings[0])
        x = points[-2, 0] + share * (points[-1, 0] - points[-2, 0])
        return float(frame.at(x, 0)[0])

    def refresh(self) -> None:
        """Point to both sides, since each step leads to the other one."""
        if not self.marble.has_left:
            self.clear_points()
            return
        slot, outlines = self.marble.ground.frame.slot, []
        for edge, way in ((slot.top, UP), (slot.bottom, DOWN)):
            tip = np.array([self.across, edge, 0.0])
            outline = arrow_outline(tip - ARROW * way, tip, ARROW_WIDTH)
            outlines.append(VMobject().set_points_as_corners(outline).points)
        self.points = np.concatenate(outlines)


class Lane(Ruler):
    """The learning rates of one optimizer: filled where distances shrink, hollow where they grow.

    Parameters
    ----------
    slot
        Where it stands; the bar is in its middle.
    limit
        The largest rate at which it converges; it stands below the bar.
    role
        Colour role of the optimizer.
    named
        Whether the zones carry the names that they have on the factor ruler.
    """

    def __init__(self, slot: Slot, limit: float, role: str, named: bool) -> None:
        middle = slot.center[1]
        bar = Slot(slot.left, middle - BAR_HEIGHT / 2, slot.right, middle + BAR_HEIGHT / 2)
        low, high = RATES
        names = ("shrinks", "leaves") if named else ("", "")
        super().__init__(
            bar, RATES, ((low, limit, names[0], SHRINKS), (limit, high, names[1], None))
        )
        number = Formula(f"{limit:.3g}", size=TICK, role=role)
        self.add(number.next_to(self.at(limit, 0), DOWN, buff=GAP))


class RateRow(VGroup):
    """One optimizer in the ravine: its walk on a map, and beside it the rates that it bears.

    Parameters
    ----------
    slots
        Of its name, its map and its lane.
    role
        One of `KINDS`.
    beta, start_x
        Share of the velocity that is kept, and where the walk starts.
    rate, step
        The trackers of α and of how far it is.
    named
        Whether the lane's zones carry their names.

    Attributes
    ----------
    limit : float
        The largest learning rate at which it converges.
    marble : TurnedMarble
    moving : VGroup
        Trail, arrows and marble; not part of it.
    wedge : RulerMarker
        On the lane, at the present rate; not part of it.
    growth : VGroup
        By how much it multiplies a distance per step in the long run, across the floor; not part
        of it.
    """

    def __init__(
        self,
        slots: tuple[Slot, Slot, Slot],
        role: str,
        beta: float,
        start_x: float,
        rate: ValueTracker,
        step: ValueTracker,
        named: bool,
    ) -> None:
        name_slot, map_slot, lane_slot = slots
        kind, across = KINDS[role], float(RAVINE.hessian(RAVINE.minima[0])[1, 1])
        self.limit = theory.largest_stable_rate(across, kind.method, beta)
        self.ground = ContourMap(RAVINE, frame_in(map_slot))
        self.lane = Lane(lane_slot, self.limit, role, named)
        marble = TurnedMarble(
            self.ground,
            role,
            rate,
            step,
            lambda at, steps: walk_at(role, at, beta, start_x, steps),
        )
        self.marble = marble
        self.wedge = RulerMarker(self.lane, rate)
        self.moving = VGroup(Trail(marble), WayOut(marble), marble)
        # the others, which are below it, show its walk: it takes it first
        self.moving.add_updater(lambda _: marble.refresh())
        growth = growing(
            lambda: theory.spectral_radius(rate.get_value(), across, kind.method, beta)
        )
        room = map_slot.inset(*[MARGIN] * 4)
        self.growth = room.place(growth, *((0, 0) if role == "momentum" else (1, 0.5)))
        name = name_slot.place(label(kind.name, role), 0, 0.5)
        super().__init__(name, self.ground, minimum_mark(self.ground.spot((0, 0))), self.lane)


def frame_in(slot: Slot) -> Frame:
    """Return the window of a map in `slot`, with the same scale on both axes and the floor amid."""
    half = (SEEN[1] - SEEN[0]) * slot.height / slot.width / 2
    window: Interval = (-half, half)
    return Frame(slot, SEEN, window)


def growing(factor: Callable[[], float]) -> VGroup:
    """Return a factor a step as a number on a plate."""
    digits = Digits(factor, decimals=1, signed=False, size=TICK)
    times, words = Formula("times", size=TICK), label("a step", size=TICK)
    row = VGroup(times, digits, words).arrange(buff=0.1)
    digits.anchored_at(np.array([digits.get_left()[0], words.glyphs()[0][:, 1].min(), 0.0]))
    return on_plate(row, MARGIN)
