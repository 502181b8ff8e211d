"""Soft discs against the same in plain NumPy, and what they say of themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manim import Camera, tempconfig
from numpy.typing import NDArray

from scenes.kit import theme
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.theme import color
from scenes.kit.types import Vector
from scenes.parts.fog import SCREEN
from scenes.parts.soft_disc import WAVES, SoftDisc

WIDTH, HEIGHT = 320, 180
FADING = np.linspace(1, 0, 5)
"""Opacities of a light, and the other way round of a hole."""


class Placed(SoftDisc):
    """A disc that stands where it is put."""

    follows = ()

    def __init__(self, slot: Slot = SCREEN, opacities: Any = FADING, wavers: bool = False) -> None:
        super().__init__(slot, "lantern", opacities, wavers)
        self.at, self.reach, self.turned = np.array([1.0, -0.5, 0.0]), 2.0, 0.4

    @property
    def middle(self) -> Vector:
        return self.at

    @property
    def radius(self) -> float:
        return self.reach

    @property
    def phase(self) -> float:
        return self.turned


@pytest.fixture(autouse=True)
def dark() -> None:
    theme.activate(theme.DARK)


def under() -> NDArray[np.uint8]:
    """Return a frame of many colours on opaque paper."""
    frame = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 4), dtype=np.uint8)
    frame[..., 3] = 255
    return frame


def drawn(disc: SoftDisc) -> NDArray[np.uint8]:
    frame = under()
    disc.draw_onto(frame, FRAME_WIDTH, FRAME_HEIGHT)
    return frame


def expected(disc: Placed) -> NDArray[np.float64]:
    """Return the frame in float64, from the definition."""
    scale = WIDTH / FRAME_WIDTH
    x = (np.arange(WIDTH) + 0.5) / scale - FRAME_WIDTH / 2 - disc.at[0]
    y = FRAME_HEIGHT / 2 - (np.arange(HEIGHT)[:, None] + 0.5) / scale - disc.at[1]
    angle = np.arctan2(y, x)
    third, fifth = disc.waves
    rim = 1 + third * np.sin(3 * angle + disc.turned) + fifth * np.sin(5 * angle - disc.turned)
    places = np.hypot(x, y) / (disc.reach * rim)
    opacity = disc.opacity * np.interp(places, np.linspace(0, 1, 5), FADING)[..., None]
    paint = np.append(255 * np.array(color("lantern").to_rgb()), 255)
    return np.asarray(opacity * paint + (1 - opacity) * under())


@pytest.mark.parametrize("wavers", [False, True])
@pytest.mark.parametrize("opacity", [1.0, 0.3])
def test_it_is_the_mix_of_its_definition(wavers: bool, opacity: float) -> None:
    disc = Placed(wavers=wavers)
    disc.set_opacity(opacity)
    assert np.abs(drawn(disc) - expected(disc)).max() < 1
    assert (drawn(disc) != under()).any()


def test_it_keeps_to_its_slot_and_leaves_what_is_beyond_its_rim() -> None:
    slot = Slot(0, -1, 2, 1)
    disc = Placed(slot)
    scale = WIDTH / FRAME_WIDTH
    rows, columns = np.nonzero((drawn(disc) != under()).any(axis=2))
    assert columns.min() >= (slot.left + FRAME_WIDTH / 2) * scale - 1
    assert columns.max() <= (slot.right + FRAME_WIDTH / 2) * scale + 1
    assert rows.min() >= (FRAME_HEIGHT / 2 - slot.top) * scale - 1
    assert rows.max() <= (FRAME_HEIGHT / 2 - slot.bottom) * scale + 1
    disc.reach = 0.5
    spots = np.argwhere((drawn(disc) != under()).any(axis=2))[:, ::-1] / scale
    away = spots - (FRAME_WIDTH / 2 + disc.at[0], FRAME_HEIGHT / 2 - disc.at[1])
    assert np.hypot(*away.T).max() <= disc.reach + 2 / scale


def test_beyond_the_rim_of_a_hole_all_is_hidden() -> None:
    hole = Placed(opacities=FADING[::-1], wavers=True)
    hole.reach = 0.0
    paint = [round(255 * channel) for channel in color("lantern").to_rgb()]
    assert (drawn(hole) == [*paint, 255]).all()


@pytest.mark.parametrize("opacities", [FADING, FADING[::-1]], ids=["light", "hole"])
@pytest.mark.parametrize("change", ["at", "reach", "turned"])
def test_all_that_changed_is_in_the_boxes_that_it_tells(opacities: Any, change: str) -> None:
    disc = Placed(opacities=opacities, wavers=True)
    was, before = disc.state(), drawn(disc)
    setattr(disc, change, getattr(disc, change) + 0.3)
    with tempconfig({"pixel_width": WIDTH, "pixel_height": HEIGHT}):
        boxes = disc.damage(was, Camera())
    assert boxes is not None
    changed = (drawn(disc) != before).any(axis=2)
    assert changed.any()
    for left, top, right, bottom in boxes:
        changed[top:bottom, left:right] = False
    assert not changed.any()
    assert sum(box.area for box in boxes) < 0.6 * WIDTH * HEIGHT


def test_what_is_faded_may_differ_everywhere() -> None:
    disc = Placed()
    was = disc.state()
    disc.set_opacity(0.5)
    assert disc.damage(was, Camera()) is None


def test_equal_fingerprints_mean_equal_pictures() -> None:
    disc = Placed(wavers=True)
    before = disc.fingerprint()
    assert Placed(wavers=True).fingerprint() == before
    others = [Placed(), Placed(opacities=FADING[::-1], wavers=True), Placed(Slot(0, 0, 1, 1))]
    disc.turned += 0.1
    prints = {one.fingerprint() for one in (disc, *others)} | {before}
    assert len(prints) == 5
    assert sum(WAVES) < 0.1
