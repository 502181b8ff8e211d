"""A soft disc: one colour whose opacity depends on the distance from a middle."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
from manim import Camera
from numpy.typing import NDArray

from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.kernels.soft_disc import Disc, lay_disc
from scenes.kit.surface.stage import SlotImage
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector

FINE = 1024
"""Distances at which an opacity is kept: more than a disc has pixels from middle to rim."""

WAVES = (0.035, 0.02)
"""How far a wavering disc's rim goes in and out with three and with five waves, in radii."""


class SoftDisc(Following, SlotImage):
    """A disc that is drawn in one pass, where nested outlines would each be a pass of their own.

    Its scene needs a ``SurfaceCamera``.

    Parameters
    ----------
    slot
        Outside of it nothing is drawn.
    role
        The colour.
    opacities
        By distance from the middle to the rim, both included, ``(n,)``; the last one goes on
        beyond the rim.
    wavers
        Whether the rim goes in and out.
    """

    def __init__(self, slot: Slot, role: str, opacities: FloatArray, wavers: bool = False) -> None:
        super().__init__(slot)
        self.set_z_index(0)  # among the others, and not behind all as a stage
        self.paint = tuple(round(255 * channel) for channel in color(role).to_rgb())
        places = np.linspace(0, len(opacities) - 1, FINE)
        table = np.interp(places, np.arange(len(opacities)), opacities)
        self.opacities = np.asarray(table, np.float32)
        self.waves = WAVES if wavers else (0.0, 0.0)

    @property
    def middle(self) -> Vector:
        """Where it is on the screen, shape ``(3,)``."""
        raise NotImplementedError

    @property
    def radius(self) -> float:
        """How far it is from the middle to the rim where it does not waver, in scene units."""
        raise NotImplementedError

    @property
    def phase(self) -> float:
        """How far its waves are turned, in radians."""
        return 0.0

    def state(self) -> Hashable:
        """Return what decides the picture, in one theme and in frames of one size."""
        x, y = self.middle[:2].tolist()
        return x, y, self.radius, self.phase, float(self.opacity)

    def fingerprint(self) -> bytes:
        """Return what decides the picture as a few bytes, which mean the same in every process."""
        slot = self.slot
        edges = (slot.left, slot.bottom, slot.right, slot.top)
        numbers = repr((self.state(), self.paint, self.waves, edges)).encode()
        return numbers + self.opacities.tobytes()

    def damage(self, before: Hashable, camera: Camera) -> list[Rectangle] | None:
        """Return the pixels in which a frame that shows an earlier :meth:`state` differs now.

        None where that may be all of them: beyond the rim it looks the same wherever it is.
        """
        now = self.state()
        assert isinstance(before, tuple) and isinstance(now, tuple)
        if before[-1] != now[-1]:
            return None
        pixels = camera.pixel_width / camera.frame_width
        boxes = []
        for x, y, radius, *_ in (before, now):
            reach = radius * (1 + sum(self.waves)) * pixels + 2
            left = (x + camera.frame_width / 2) * pixels
            down = (camera.frame_height / 2 - y) * pixels
            edges = (left - reach, down - reach, left + reach, down + reach)
            boxes.append(Rectangle(*map(math.floor, edges)))
        whole = Rectangle(0, 0, camera.pixel_width, camera.pixel_height)
        return [box for box in [boxes[0].hull(boxes[1]).cut(whole)] if not box.is_empty]

    def draw_onto(self, frame: NDArray[np.uint8], width: float, height: float) -> None:
        """Draw it over a frame; see :meth:`SlotImage.draw_onto`."""
        if self.opacity <= 0 or (self.radius <= 0 and self.opacities[-1] <= 0):
            return
        packed = frame.view(np.uint32)[..., 0]
        rows, columns = packed.shape
        pixels, slot = columns / width, self.slot
        box = Rectangle(
            math.floor((slot.left + width / 2) * pixels),
            math.floor((height / 2 - slot.top) * pixels),
            math.ceil((slot.right + width / 2) * pixels),
            math.ceil((height / 2 - slot.bottom) * pixels),
        ).cut(Rectangle(0, 0, columns, rows))
        if box.is_empty:
            return
        x, y = self.middle[:2].tolist()
        places = ((x + width / 2) * pixels, (height / 2 - y) * pixels)
        radius = max(self.radius, 1e-3) * pixels
        numbers = (*places, radius, *self.waves, math.sin(self.phase), math.cos(self.phase))
        shape: Any = map(np.float32, numbers)  # typed as plain numbers, which they stand for
        disc = Disc(*shape, *self.paint)
        lay_disc(disc, self.opacities * np.float32(self.opacity), box, packed)
