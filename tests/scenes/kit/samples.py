"""What several tests of the kit are tried on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from manim import Mobject, ValueTracker

from gdcore import PARABOLA, RAVINE, GradientDescent, Path, descend
from scenes.kit.charts.axes import Frame, equal_frame
from scenes.kit.landscape.ground import ContourMap, CurveLandscape
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import Slot

PROPERTY = settings(max_examples=60, deadline=None)
"""How often a property is tried; no deadline, since machines are shared."""

SLOT = Slot(-4.0, -2.5, 3.0, 2.0)
"""A slot that is neither square nor in the middle of the frame."""


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    """Draw numbers of six decimals: millionths of a scene unit are not what is tested here."""
    return st.floats(low, high).map(lambda value: round(value, 6))


shares = floats(0, 1)
coordinates = floats(-50, 50)


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    """Draw a slot of at least half a scene unit on each side."""
    left, bottom = draw(floats(-6, 6)), draw(floats(-3, 3))
    return Slot(left, bottom, left + draw(floats(0.5, 8)), bottom + draw(floats(0.5, 6)))


@st.composite
def intervals(draw: st.DrawFn, low: float = -100, high: float = 100) -> tuple[float, float]:
    """Draw an interval that is at least a hundredth as long as it may be."""
    start = draw(floats(low, high))
    return start, start + draw(floats((high - low) / 100, high - low))


def parabola_walk(rate: float = 0.1, start: float = 5.0, steps: int = 8) -> Path:
    """Walk down x² from `start`."""
    return descend(PARABOLA, GradientDescent(rate), start, steps)


def ravine_walk(rate: float = 0.07, start: Sequence[float] = (-10, 1), steps: int = 8) -> Path:
    """Walk down the ravine from `start`."""
    return descend(RAVINE, GradientDescent(rate), start, steps)


def parabola_ground(slot: Slot = SLOT) -> CurveLandscape:
    """Return x² from -6 to 6 with some room below it."""
    return CurveLandscape(PARABOLA, Frame(slot, (-6, 6), (-4, 40)))


def ravine_ground(slot: Slot = SLOT) -> ContourMap:
    """Return the ravine from above."""
    return ContourMap(RAVINE, equal_frame(slot, (-11, 3), (-4, 4)))


def parabola_marble(rate: float = 0.1, step: float = 0, **options: object) -> Marble:
    """Put a marble on x²."""
    walk = parabola_walk(rate)
    return Marble(parabola_ground(), walk, ValueTracker(step), **options)  # type: ignore[arg-type]


def corners(mobject: Mobject) -> np.ndarray:
    """Return the lower left and the upper right corner of a mobject, shape ``(2, 2)``."""
    points = np.concatenate([part.points for part in mobject.family_members_with_points()])
    return np.array([points.min(axis=0)[:2], points.max(axis=0)[:2]])


def inside(slot: Slot, mobject: Mobject, tolerance: float = 1e-6) -> bool:
    """Tell whether all of a mobject lies in `slot`."""
    low, high = corners(mobject)
    return bool(
        (low >= slot.point(0, 0)[:2] - tolerance).all()
        and (high <= slot.point(1, 1)[:2] + tolerance).all()
    )


def in_data(frame: Frame, points: np.ndarray) -> np.ndarray:
    """Map screen points ``(n, 3)`` back to data ``(n, 2)``, on linear axes."""
    low, high = np.transpose([frame.x, frame.y])
    start, end = frame.slot.point(0, 0)[:2], frame.slot.point(1, 1)[:2]
    return np.asarray(low + (points[:, :2] - start) / (end - start) * (high - low))
