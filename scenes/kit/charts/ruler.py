"""The factor ruler: what a step does to a distance, and which learning rates do it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from manim import DOWN, LEFT, UP, DashedVMobject, Line, Rectangle, ValueTracker, VGroup, VMobject

from scenes.kit import theme
from scenes.kit.charts.axes import AXIS_WIDTH, TICK_LENGTH
from scenes.kit.charts.series import one_outline
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, Formula, Lettering, label, stand_on
from scenes.kit.theme import color
from scenes.kit.types import Vector

BAR_HEIGHT = 0.5
NUMBERS = 0.24
SHRINKS = 0.85
"""Shade of the zone in which distances shrink."""

RAIL = 0.22
"""Height of the gap above the bar in which the marker glides, in scene units."""

GAP = 0.12
MARK_WIDTH = 5.0
X_HEIGHT = 0.18
"""Of a label's small letters, in scene units."""

GRIDS = (0.5, 0.1, 0.02)
"""Distances of the learning rates that have a number; each grid contains the coarser one."""

CROWDED, CLEAR = 1.0, 1.4
"""Scene units between two numbers of a grid at which it is not seen, and fully."""

EDGE = 0.2
"""Scene units beyond the bar over which a number fades."""

TICKS_CLEAR = 0.2
"""Scene units between two ticks at which they begin to grow; at twice that they are whole."""


Zone = tuple[float, float, str, float | None]
"""Of a ruler: its ends, its name or none, and the shade that fills it; a hollow one is dashed."""


class Ruler(VGroup):
    """A bar of zones, on which each value of one quantity has its place.

    Parameters
    ----------
    bar
        Where the zones stand.
    interval
        Values at its ends.
    zones
        From left to right.
    """

    def __init__(self, bar: Slot, interval: tuple[float, float], zones: Iterable[Zone]) -> None:
        self.bar, self.interval = bar, interval
        self.zones = VGroup(*(_zone(self, *zone) for zone in zones))
        super().__init__(self.zones)

    def at(self, value: float, up: float = 0.5) -> Vector:
        """Return where `value` is, at a share of the bar's height: shape ``(3,)``."""
        low, high = self.interval
        return self.bar.point((value - low) / (high - low), up)


class FactorRuler(Ruler):
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

    Attributes
    ----------
    bar : Slot
        Where the zones stand.
    interval : tuple of float
        The factors at its ends.
    """

    def __init__(
        self,
        slot: Slot,
        symbol: str = "1 - alpha lambda",
        ends: tuple[float, float] = (-1.5, 1.5),
        named: bool = True,
    ) -> None:
        self.slot = slot
        name = Formula(symbol, size=TICK, role="faint") if symbol else VGroup()
        foot = slot.bottom + NUMBERS + GAP
        left = slot.left + (name.width + 2 * GAP if symbol else 0)
        low, high = ends
        zones: tuple[Zone, ...] = (
            (low, -1.0, "leaves", None),
            (-1.0, 0.0, "changes sides", 0.45),
            (0.0, 1.0, "shrinks", SHRINKS),
            (1.0, high, "leaves", None),
        )
        super().__init__(
            Slot(left, foot, slot.right, foot + BAR_HEIGHT),
            ends,
            ((a, b, words if named else "", level) for a, b, words, level in zones),
        )
        self.numbers = VGroup(
            *(
                Formula(f"{number}", size=TICK, role="faint").next_to(
                    self.at(number, 0), DOWN, buff=GAP
                )
                for number in (-1, 0, 1)
            )
        )
        self.add(self.numbers)
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
            Typst markup, above the wedge and inside the ruler's slot.
        """
        wedge = RulerMarker(self, factor, role)
        group = VGroup(wedge)
        if name:
            words = label(name, role, TICK)
            words.add_updater(lambda text: self._name(text, wedge.tip))
            group.add(words.update())
        return group

    def _name(self, words: Lettering, tip: Vector) -> None:
        """Put the name of a marker above its tip; at an end of the bar, inside the slot."""
        stand_on(words, tip + (RAIL + GAP) * UP)
        left, right = float(words.get_left()[0]), float(words.get_right()[0])
        words.shift(
            np.array([max(self.slot.left - left, 0) + min(self.slot.right - right, 0), 0, 0])
        )


class RateScale(Following, VGroup):
    """The learning rates above a factor ruler: each α stands at the factor 1 − αλ that it makes.

    The zones of the ruler stay where they are; numbers and ticks slide as the curvature λ
    changes. A grid of numbers fades where it becomes too narrow, and the next finer one comes.

    Parameters
    ----------
    ruler
        What it stands on.
    curvature
        The tracker of λ, the second derivative along the step, above 0.
    """

    follows = ("ruler", "curvature")

    def __init__(self, ruler: FactorRuler, curvature: ValueTracker) -> None:
        self.ruler, self.curvature = ruler, curvature
        self.baseline = float(ruler.bar.top) + RAIL + GAP
        self.ticks = VMobject(color=color("faint"), stroke_width=AXIS_WIDTH)
        self.rates = {0.0: GRIDS[0]}
        most = 1 + int((1 - ruler.interval[0]) * self._unit / CROWDED)
        for grid in GRIDS:
            self.rates |= {
                rate: grid
                for rate in (float(f"{k * grid:.6g}") for k in range(1, most + 1))
                if rate not in self.rates
            }
        self.formulas = [Formula(f"{rate:g}", size=TICK, role="step") for rate in self.rates]
        self.numbers = VGroup(*self.formulas)
        super().__init__(self.ticks, self.numbers)
        self.refresh()
        self.add_updater(lambda scale: scale.refresh())

    @property
    def _unit(self) -> float:
        low, high = self.ruler.interval
        return self.ruler.bar.width / (high - low)

    def at(self, rate: float) -> Vector:
        """Return where a learning rate stands now, at the top of the bar: shape ``(3,)``."""
        return self.ruler.at(1 - rate * self.curvature.get_value(), 1)

    def refresh(self) -> None:
        """Put every number and tick where its rate belongs at the present curvature."""
        curvature = self.curvature.get_value()
        if self.shows(curvature):
            return
        low = self.ruler.interval[0]
        for (rate, grid), number in zip(self.rates.items(), self.formulas, strict=True):
            stand_on(number, np.array([self.at(rate)[0], self.baseline, 0.0]))
            beyond = max(0.0, low - 1 + rate * curvature) * self._unit
            spread = (grid * curvature * self._unit - CROWDED) / (CLEAR - CROWDED)
            number.set_fill(opacity=float(np.clip(min(spread, 1 - beyond / EDGE), 0, 1)))
        self.ticks.clear_points()
        for grid in GRIDS:
            height = TICK_LENGTH * np.clip(grid * curvature * self._unit / TICKS_CLEAR - 1, 0, 1)
            if height > 0:
                for k in range(int((1 - low) / (grid * curvature) + 1e-9) + 1):
                    foot = self.at(k * grid)
                    self.ticks.start_new_path(foot).add_line_to(foot + height * UP)
        self.drew(curvature)

    def threshold(self, factor: float, name: str, role: str = "ink") -> VGroup:
        """Return a mark across the bar at a factor, its name (mathematics) above the numbers."""
        mark = Line(self.ruler.at(factor, 0), self.ruler.at(factor, 1), color=color(role))
        mark.set_stroke(width=MARK_WIDTH)
        name_at = np.array([mark.get_x(), self.baseline + NUMBERS + 1.5 * GAP, 0.0])
        return VGroup(mark, stand_on(Formula(name, size=TICK, role=role), name_at))


class RulerMarker(Following, VMobject):
    """A wedge that glides above a ruler's bar and points at the tracker's value.

    Parameters
    ----------
    ruler
        What it points at.
    """

    follows: ClassVar[tuple[str, ...]] = ("ruler", "value")

    def __init__(self, ruler: Ruler, value: ValueTracker, role: str = "step") -> None:
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


class RateMarker(RulerMarker):
    """A wedge on a rate scale: it points at a learning rate, and goes with it as the scale slides.

    Parameters
    ----------
    scale
        What it points at.
    rate
        The tracker of α.
    """

    follows: ClassVar[tuple[str, ...]] = ("ruler", "value", "rates")

    def __init__(self, scale: RateScale, rate: ValueTracker, role: str = "step") -> None:
        self.rates = scale
        super().__init__(scale.ruler, rate, role)

    @property
    def tip(self) -> Vector:
        """Where it points on the screen, shape ``(3,)``: beyond the bar, at its nearer end."""
        bar = self.ruler.bar
        return np.clip(self.rates.at(self.value.get_value()), bar.point(0, 1), bar.point(1, 1))


def _rectangle(slot: Slot) -> Rectangle:
    box = Rectangle(width=slot.width, height=slot.height, stroke_width=0)
    return box.move_to(slot.center)


def _zone(ruler: Ruler, low: float, high: float, name: str, level: float | None) -> VGroup:
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
