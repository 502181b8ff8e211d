"""manim's camera, with room for landscape stages."""

from __future__ import annotations

from typing import Any

from manim import Camera
from manim.mobject.types.image_mobject import AbstractImageMobject
from numpy.typing import NDArray

from scenes.kit.surface.stage import LandscapeStage


class SurfaceCamera(Camera):
    """manim's camera, which lets landscape stages draw themselves straight into the frame."""

    def display_image_mobject(
        self, image_mobject: AbstractImageMobject, pixel_array: NDArray[Any]
    ) -> None:
        if isinstance(image_mobject, LandscapeStage):
            image_mobject.draw_onto(pixel_array, self.frame_width, self.frame_height)
        else:
            super().display_image_mobject(image_mobject, pixel_array)
