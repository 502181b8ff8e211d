"""The loss of a line over its two parameters, as a map that follows the scale of x."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from manim import Circle, ValueTracker, VGroup
from numpy.typing import ArrayLike

from gdcore import Dataset, Model, Scaling, least_squares, standardised
from scenes.kit.charts.axes import Frame, Interval, equal_frame
from scenes.kit.following import Following
from scenes.kit.landscape.arrows import Pointer
from scenes.kit.landscape.ground import level_sets, minimum_mark
from scenes.kit.layout import Slot
from scenes.kit.text.text import TICK, label, on_plate
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

SAMPLES = 121

RING_RADIUS, RING_WIDTH = 0.16, 4.5
SHAFT = 0.06

Window = tuple[Interval, Interval]
"""The intercepts across and the slopes upwards that are seen."""


class LossMap(Following, VGroup):
    """The mean squared error of a line: the intercept across, the slope upwards.

    While `scaled` goes from 0 to 1, x is standardised: z = (x - s mean) / deviation^s. Each map
    on the way is the true one of the inputs as they are scaled then.

    Parameters
    ----------
    data
        Examples with one feature.
    slot
        Where the map stands, without the numbers of its axes.
    windows
        What must be seen of the data's own parameters, and of the standardised ones.
    levels
        Losses at which the colour changes, ascending.
    scaled
        How far x is standardised, from 0 to 1.
    """

    follows: ClassVar[tuple[str, ...]] = ("data", "scaled")
    jumps: ClassVar[bool] = False

    def __init__(
        self,
        data: Dataset,
        slot: Slot,
        windows: tuple[Window, Window],
        levels: FloatArray,
        scaled: ValueTracker,
    ) -> None:
        self.data, self.slot, self.levels, self.scaled = data, slot, levels, scaled
        self.own, self.standard = (equal_frame(slot, *window) for window in windows)
        _, self.whole = standardised(data)
        (self.best,) = least_squares(data).minima
        super().__init__()
        self.refresh()
        self.add_updater(lambda losses: losses.refresh())

    @property
    def scaling(self) -> Scaling:
        """How x is scaled now."""
        share = self.scaled.get_value()
        return Scaling(share * self.whole.mean, self.whole.deviation**share)

    @property
    def model(self) -> Model:
        """The loss over the parameters of x as it is scaled now."""
        inputs = self.scaling.apply(self.data.inputs)
        return least_squares(Dataset(self.data.name, inputs, self.data.targets))

    @property
    def curvatures(self) -> FloatArray:
        """The Hessian's eigenvalues now, the lower one first, ``(2,)``."""
        return np.asarray(np.linalg.eigvalsh(self.model.hessian(np.zeros(2))), float)

    @property
    def frame(self) -> Frame:
        """The window now; one scale on both axes, as at both ends."""
        share = self.scaled.get_value()
        own, standard = (np.array([frame.x, frame.y]) for frame in (self.own, self.standard))
        (left, right), (low, high) = ((1 - share) * own + share * standard).tolist()
        return Frame(self.slot, (left, right), (low, high))

    def spot(self, point: ArrayLike) -> Vector:
        """Return where slope and intercept ``(..., 2)`` in the data's own units are now."""
        now = self.scaling.parameters_for_scaled(point)
        return self.frame.at(now[..., 1], now[..., 0])

    def between(self, here: FloatArray, there: FloatArray, share: ArrayLike) -> Vector:
        """Return screen points ``(..., 3)`` of a step, at shares ``(...)`` of it: straight."""
        start, end = self.spot(np.stack([here, there]))
        return np.asarray(start + np.asarray(share, float)[..., None] * (end - start))

    def own_units(self, point: FloatArray) -> FloatArray:
        """Return a point of this ground, ``(2,)``, as slope and intercept in own units."""
        return point

    def refresh(self) -> None:
        """Draw the levels at the present scale."""
        share, frame, model = self.scaled.get_value(), self.frame, self.model
        window = np.array([frame.x, frame.y])
        if self.shows(share, window):
            return
        across, up = (np.linspace(*interval, SAMPLES) for interval in (frame.x, frame.y))
        slopes, intercepts = np.meshgrid(up, across, indexing="ij")
        losses = model.value(np.stack([slopes, intercepts], axis=-1))
        sets = level_sets(frame, losses, self.levels)
        if not self.submobjects:
            self.add(*sets)
        # the same parts throughout: those that come during a play are not drawn
        for shown, present in zip(self.submobjects, sets, strict=True):
            for old, new in zip(shown, present, strict=True):
                old.points = new.points
        self.drew(share, window)

    def cross(self) -> VGroup:
        """Return the sign of the exact answer, which goes with the map."""
        mark = minimum_mark(self.spot(self.best), radius=0.17)
        return mark.add_updater(lambda mark: mark.move_to(self.spot(self.best)))

    def ring(self, point: Callable[[], FloatArray]) -> Circle:
        """Return a ring about the slope and intercept ``(2,)`` that `point` returns."""
        ring = Circle(RING_RADIUS, color=color("ink"), stroke_width=RING_WIDTH)
        return ring.add_updater(lambda ring: ring.move_to(self.spot(point()))).update()

    def both_ways(self, way: FloatArray, name: str, side: Vector) -> VGroup:
        """Return arrows from the answer along `way` ``(2,)`` and against it, and their name.

        The name stands at the tip of the first, on one side of it.
        """
        start, end, other = (self.spot(self.best + sign * way) for sign in (0, 1, -1))
        return VGroup(
            Pointer(lambda: (start, end), "ink", SHAFT),
            Pointer(lambda: (start, other), "ink", SHAFT),
            on_plate(label(name, size=TICK), 0.06).next_to(end, side, buff=0.2),
        )


class StandardGround:
    """A loss map as ground of a marble whose path is one of standardised x.

    Parameters
    ----------
    losses
        The map, at any scale.
    """

    jumps: ClassVar[bool] = False

    def __init__(self, losses: LossMap) -> None:
        self.losses = losses

    @property
    def frame(self) -> Frame:
        """The window of the map now."""
        return self.losses.frame

    def own_units(self, point: FloatArray) -> FloatArray:
        """Return slope and intercept for standardised x, ``(..., 2)``, in the data's own units."""
        return self.losses.whole.parameters_in_own_units(point)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where slope and intercept ``(..., 2)`` for standardised x are on the map now."""
        return self.losses.spot(self.own_units(np.asarray(point, float)))

    def between(self, here: FloatArray, there: FloatArray, share: ArrayLike) -> Vector:
        """Return screen points ``(..., 3)`` of a step, at shares ``(...)`` of it: straight."""
        return self.losses.between(self.own_units(here), self.own_units(there), share)
