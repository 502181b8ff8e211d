"""A ruler: a parameter's values on a bar with named zones, and what they do to another below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from manim import DOWN, LEFT, UP, DashedVMobject, Line, Rectangle, ValueTracker, VGroup, VMobject

from scenes.kit import theme
from scenes.kit.charts.axes import AXIS_WIDTH, TICK_LENGTH
from scenes.kit.charts.series import one_outline
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import TICK, Formula, label, stand_on
from scenes.kit.theme import color
from scenes.kit.types import Vector

BAR_HEIGHT = 0.5
NUMBERS = 0.24
RAIL = 0.22
"""Height of the gap above the bar in which the marker glides, in scene units."""

GAP = 0.12
MARK_WIDTH = 5.0
X_HEIGHT = 0.18
"""Of a label's small letters, in scene units."""


class Bar(VGroup):
    """A horizontal bar over an interval of a number.

    Attributes
    ----------
    bar : Slot
        Where it stands.
    interval : tuple of float
        The numbers at its ends.
    """

    bar: Slot
    interval: tuple[float, float]

    def at(self, value: float, up: float = 0.5) -> Vector:
        """Return where `value` is, at a share of the bar's height: shape ``(3,)``."""
        low, high = self.interval
        return self.bar.point((value - low) / (high - low), up)


class Ruler(Bar):
    """A bar over an interval, with a second quantity under it; a marker, and both as numbers.

    Parameters
    ----------
    slot
        Where it stands: the interval is as wide; its top has room for names.
    heads
        Where the live numbers stand, left of the bar.
    numbered
        Values of the first quantity that get a number above, and the second quantity's below;
        the bar goes from the first to the last.
    value
        The tracker that the marker points at.
    under
        The second quantity as a function of the first.
    symbols
        Typst mathematics for both quantities.
    ticks
        Values that get a tick only.
    """

    def __init__(
        self,
        slot: Slot,
        heads: Slot,
        numbered: Sequence[float],
        value: ValueTracker,
        under: Callable[[float], float],
        symbols: tuple[str, str],
        ticks: Iterable[float] = (),
    ) -> None:
        self.slot, self.interval = slot, (numbered[0], numbered[-1])
        foot = slot.bottom + NUMBERS + GAP
        self.bar = Slot(slot.left, foot, slot.right, foot + BAR_HEIGHT)
        self.upper, self.lower = VGroup(), VGroup()
        outline = _rectangle(self.bar).set_stroke(color("faint"), AXIS_WIDTH)
        super().__init__(outline)
        for tick in sorted({*ticks, *numbered}):
            top = self.at(tick, 1)
            self.add(Line(top, top + TICK_LENGTH * UP, color=color("faint")))
        for number in numbered:
            above = Formula(f"{number:g}", size=TICK, role="faint")
            below = Formula(f"{under(number):g}", size=TICK, role="faint")
            self.upper.add(above.next_to(self.at(number, 1), UP, buff=RAIL + GAP))
            self.lower.add(below.next_to(self.at(number, 0), DOWN, buff=GAP))
        first = Readout(symbols[0], value.get_value, role="step", signed=False)
        second = Readout(symbols[1], lambda: under(value.get_value()))
        for readout, row in ((first, self.upper), (second, self.lower)):
            readout.next_to(row, LEFT).set_x(heads.left, LEFT)
        self.marker = RulerMarker(self, value)
        self.add(self.upper, self.lower, first, second, self.marker)

    def zone(self, low: float, high: float, name: str, level: float | None) -> VGroup:
        """Return a stretch of the bar with its name in it.

        Parameters
        ----------
        low, high
            Its ends.
        name
            What it is called.
        level
            The ground's level that fills it; hollow and dashed when None.
        """
        return _zone(self, low, high, name, level)

    def point(self, value: float, name: str, role: str = "ink") -> VGroup:
        """Return a mark across the bar at `value`, its name above the numbers."""
        mark = Line(
            self.at(value, 0), self.at(value, 1), color=color(role), stroke_width=MARK_WIDTH
        )
        foot = self.at(value, 1) + [0, RAIL + NUMBERS + 2.5 * GAP, 0]
        return VGroup(mark, stand_on(label(name, role), foot))


class FactorRuler(Bar):
    """What a step does to the distance from a minimum, as a factor: the course's one ruler.

    A step of gradient descent multiplies the distance along an eigenvector of the Hessian by
    1 − αλ. Between −1 and 1 the distance shrinks, and below 0 it changes sides; the outer zones
    are hollow and dashed.

    Parameters
    ----------
    slot
        Where it stands, its numbers and the markers' names included; the bar is as wide.
    symbol
        Typst mathematics for the factor, at the left of the numbers.
    ends
        Factors at the ends of the bar, below -1 and above 1.
    named
        Whether the zones carry their names.
    """

    def __init__(
        self,
        slot: Slot,
        symbol: str = "1 - alpha lambda",
        ends: tuple[float, float] = (-1.5, 1.5),
        named: bool = True,
    ) -> None:
        self.slot, self.interval = slot, ends
        name = Formula(symbol, size=TICK, role="faint") if symbol else VGroup()
        foot = slot.bottom + NUMBERS + GAP
        left = slot.left + (name.width + 2 * GAP if symbol else 0)
        self.bar = Slot(left, foot, slot.right, foot + BAR_HEIGHT)
        low, high = ends
        zones = (
            (low, -1.0, "leaves", None),
            (-1.0, 0.0, "changes sides", 0.45),
            (0.0, 1.0, "shrinks", 0.85),
            (1.0, high, "leaves", None),
        )
        self.zones = VGroup(
            *(_zone(self, a, b, words if named else "", level) for a, b, words, level in zones)
        )
        self.numbers = VGroup(
            *(
                Formula(f"{number}", size=TICK, role="faint").next_to(
                    self.at(number, 0), DOWN, buff=GAP
                )
                for number in (-1, 0, 1)
            )
        )
        super().__init__(self.zones, self.numbers)
        if symbol:
            self.add(name.next_to(self.bar.point(0, 0.5), LEFT, buff=2 * GAP))

    def marker(self, factor: ValueTracker, role: str, name: str = "") -> VGroup:
        """Return a wedge above the bar at a factor, and its name, which go with the tracker.

        Parameters
        ----------
        factor
            Where it points.
        role
            Colour role, of the optimizer or of the direction that it belongs to.
        name
            Typst markup, above the wedge.
        """
        wedge = RulerMarker(self, factor, role)
        group = VGroup(wedge)
        if name:
            words = label(name, role, TICK)
            words.add_updater(lambda text: stand_on(text, wedge.tip + (RAIL + GAP) * UP))
            group.add(words.update())
        return group


class RulerMarker(Following, VMobject):
    """A wedge that glides above a ruler's bar and points at the tracker's value.

    Parameters
    ----------
    ruler
        What it points at.
    """

    follows = ("ruler", "value")

    def __init__(self, ruler: Bar, value: ValueTracker, role: str = "step") -> None:
        self.ruler, self.value = ruler, value
        super().__init__(fill_color=color(role), fill_opacity=1, stroke_width=0)
        self.refresh()
        self.add_updater(lambda marker: marker.refresh())

    @property
    def tip(self) -> Vector:
        """Where it points on the screen, shape ``(3,)``: beyond the bar, at its nearer end."""
        value = np.clip(self.value.get_value(), *self.ruler.interval)
        return self.ruler.at(float(value), 1)

    def refresh(self) -> None:
        """Point at the present value."""
        tip = self.tip
        top = RAIL * np.array([[-0.6, 1, 0], [0.6, 1, 0]])
        self.set_points_as_corners([tip, tip + top[0], tip + top[1], tip])


def _rectangle(slot: Slot) -> Rectangle:
    box = Rectangle(width=slot.width, height=slot.height, stroke_width=0)
    return box.move_to(slot.center)


def _zone(ruler: Bar, low: float, high: float, name: str, level: float | None) -> VGroup:
    box = _rectangle(Slot(ruler.at(low)[0], ruler.bar.bottom, ruler.at(high)[0], ruler.bar.top))
    fill: VMobject
    if level is None:
        line = box.set_stroke(color("paper"), 2 * AXIS_WIDTH)
        dashes = box.copy().set_stroke(color("ink"), AXIS_WIDTH)
        dashed = DashedVMobject(dashes, num_dashes=28, dashed_ratio=0.5)
        fill = VGroup(line, one_outline(dashed))
    else:
        fill = box.set_fill(theme.active().level(level), opacity=1)
    if not name:
        return VGroup(fill)
    return VGroup(fill, stand_on(label(name), box.get_center() - [0, X_HEIGHT / 2, 0]))
