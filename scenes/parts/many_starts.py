"""Many starts at once: each takes the colour and shape of the minimum that its dot arrives at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from manim import LEFT, RIGHT, ValueTracker, VGroup

from gdcore import Path
from gdcore.arrays import BoolArray, FloatArray, IntArray
from scenes.kit.following import Following
from scenes.kit.landscape.dots import Dots
from scenes.kit.landscape.ground import Ground
from scenes.kit.layout import Slot
from scenes.kit.text.numerals import typst
from scenes.kit.text.readout import Digits
from scenes.kit.text.text import TICK, label, stand_on
from scenes.kit.types import Vector
from scenes.parts.basin_fill import Plane

MOVER = 0.055
START = 0.105
"""Radii, in scene units: a start is read by its shape, what moves is only followed."""


HEAD, PITCH, GAP = 0.7, 0.95, 0.08
"""Heights of the table's head and of a row, and what is left before a unit, in scene units."""


class ManyStarts(Following, VGroup):
    """A batch of paths: a mark at every start, and a dot that goes along every path.

    The dot is gone when it arrives, and its start is marked with the minimum from then on.

    Parameters
    ----------
    ground
        The map that they are on.
    path
        A batch ``(n,)``.
    basins, when
        The minimum that each arrives at, and at which step; -1 for none. Each ``(n,)``.
    step
        The tracker that tells how far all of them are.
    roles
        Colour roles of the minima.
    """

    follows = ("ground", "path", "step")

    def __init__(
        self,
        ground: Ground,
        path: Path,
        basins: IntArray,
        when: IntArray,
        step: ValueTracker,
        roles: Sequence[str],
    ) -> None:
        self.ground, self.path, self.basins, self.when = ground, path, basins, when
        self.step = step
        self.starts = ground.spot(path.points[0])
        self.waiting = Dots(lambda: self.starts[~self.arrived], "faint", MOVER * 1.5)
        self.kinds = [Dots(partial(self.starts_of, n), role, START) for n, role in enumerate(roles)]
        self.movers = Dots(self.on_their_way, "ink", MOVER)
        super().__init__(self.waiting, *self.kinds, self.movers)

    @property
    def arrived(self) -> BoolArray:
        """Which have arrived by now, ``(n,)``."""
        return np.asarray((self.when >= 0) & (self.when <= self.step.get_value() + 1e-9))

    def starts_of(self, basin: int) -> Vector:
        """Return the starts on the screen ``(k, 3)`` that have arrived at a minimum by now."""
        return np.asarray(self.starts[self.arrived & (self.basins == basin)])

    def on_their_way(self) -> Vector:
        """Return where the others are on the screen, ``(k, 3)``: on the line of their step."""
        step = min(self.step.get_value(), float(self.path.steps))
        n = min(int(step), self.path.steps - 1)
        here, there = self.path.points[n : n + 2, ~self.arrived]
        return self.ground.spot(here + (step - n) * (there - here))

    def count(self, basin: int) -> int:
        """Return how many have arrived at a minimum by now."""
        return int((self.arrived & (self.basins == basin)).sum())


class BasinTable(VGroup):
    """A row for each minimum: its mark and place, how many starts and how much of the plane.

    Parameters
    ----------
    slot
        Where it stands.
    minima
        ``(k, 2)``, in data units.
    roles
        Their colour roles.
    many
        Whose arrivals are counted.
    plane, clock
        Where all starts of the plane arrive, and the tracker of how far they are.

    Attributes
    ----------
    names, counts : VGroup
        What it has at first: marks and places, and how many starts have arrived.
    shares : VGroup
        The column of the plane; not part of it until it is added.
    """

    def __init__(
        self,
        slot: Slot,
        minima: FloatArray,
        roles: Sequence[str],
        many: ManyStarts,
        plane: Plane,
        clock: ValueTracker,
    ) -> None:
        self.names, self.counts, self.shares = VGroup(), VGroup(), VGroup()
        across = [slot.left + share * slot.width for share in (0.04, 0.12, 0.7, 1.0)]
        groups, sides = (self.names, self.names, self.shares), (LEFT, RIGHT, RIGHT)
        heads = zip(("minimum", "starts", "area"), across[1:], sides, groups, strict=True)
        for words, x, side, group in heads:
            at = np.array([x, slot.top - HEAD / 2, 0])
            group.add(stand_on(label(words, "faint", TICK), at).align_to(at, side))
        for n, (minimum, role) in enumerate(zip(minima, roles, strict=True)):
            y = slot.top - HEAD - (n + 0.5) * PITCH
            mark = np.array([[across[0], y, 0]])
            place = ", ".join(typst(float(x), ".2g") for x in minimum)
            name = label(f"$({place})$", size=TICK).move_to((across[1], y, 0), LEFT)
            percent = label("%", size=TICK).move_to((across[3], y, 0), RIGHT)
            self.names.add(Dots(mark.copy, role, 1.4 * START), name)
            edge = percent.get_left()[0] - GAP
            self.counts.add(self.number(partial(many.count, n), across[2], y))
            self.shares.add(percent, self.number(partial(percent_by, plane, n, clock), edge, y))
        super().__init__(self.names, self.counts)

    @staticmethod
    def number(value: Callable[[], float], right: float, y: float) -> Digits:
        """Return a number whose last digit ends at `right` and whose middle is at `y`."""
        digits = Digits(value, decimals=0, whole=3, signed=False, size=TICK)
        width, height = digits.table.width("000"), digits.table.height
        return digits.anchored_at(np.array([right - width, y - height / 2, 0]))


def percent_by(plane: Plane, basin: int, clock: ValueTracker) -> float:
    return plane.percent(basin, clock.get_value())
