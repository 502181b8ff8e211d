"""The camera's view: what of the plane is in the frame, and what lies behind everything."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cairo
import numpy as np
from manim import Camera
from manim.camera.moving_camera import MovingCamera

if TYPE_CHECKING:
    from pipeline.frame_sink import Pixels

DRAWING = (
    "apply_fill",
    "apply_stroke",
    "display_multiple_background_colored_vmobjects",
    "display_multiple_image_mobjects",
    "display_multiple_non_background_colored_vmobjects",
    "display_multiple_point_cloud_mobjects",
    "display_multiple_vectorized_mobjects",
    "display_point_cloud",
    "display_vectorized",
    "get_cairo_context",
    "get_fill_rgbas",
    "get_mobjects_to_display",
    "get_stroke_rgbas",
    "points_to_subpixel_coords",
    "reset",
    "set_cairo_context_color",
    "set_cairo_context_path",
    "set_frame_to_background",
    "set_pixel_array",
    "transform_points_pre_display",
    "type_or_raise",
)
"""The methods of manim's camera that make a picture of plain mobjects."""


def is_plain(camera: type[Camera]) -> bool:
    """Tell whether cameras of this class draw flat mobjects just as manim's own camera does."""
    captures = (Camera.capture_mobjects, MovingCamera.capture_mobjects)
    return camera.capture_mobjects in captures and all(
        getattr(camera, name) is getattr(Camera, name) for name in DRAWING
    )


@dataclass(frozen=True)
class CameraView:
    """What of the plane is in the frame.

    Parameters
    ----------
    width, height
        Of the frame, in pixels.
    across, tall
        Of what it shows, in scene units.
    center
        The point in its middle.
    line
        Scene units a stroke of width 1 is wide.
    """

    width: int
    height: int
    across: float
    tall: float
    center: tuple[float, float]
    line: float

    @classmethod
    def of(cls, camera: Camera) -> CameraView:
        """Return how `camera` sees now."""
        center = camera.frame_center
        return cls(
            camera.pixel_width,
            camera.pixel_height,
            float(camera.frame_width),
            float(camera.frame_height),
            (float(center[0]), float(center[1])),
            float(camera.cairo_line_width_multiple),
        )

    @functools.cached_property
    def matrix(self) -> cairo.Matrix:
        """From scene units to pixels, as manim reckons it."""
        x, y = self.width / self.across, self.height / self.tall
        left, top = self.width / 2 - self.center[0] * x, self.height / 2 + self.center[1] * y
        return cairo.Matrix(x, 0, 0, -y, left, top)

    @property
    def scale(self) -> float:
        """Pixels a scene unit is long, at least."""
        return max(self.width / self.across, self.height / self.tall)


class Backdrop:
    """A camera's background as it was.

    Parameters
    ----------
    camera
        Its background is copied.
    """

    def __init__(self, camera: Camera) -> None:
        self._source: object = camera.background
        self.pixels = cast("Pixels", np.array(camera.background, np.uint8))

    @functools.cached_property
    def digest(self) -> bytes:
        """The same for equal backgrounds only."""
        hashed = hashlib.blake2b(self.pixels.data, digest_size=16)
        hashed.update(repr(self.pixels.shape).encode())
        return hashed.digest()

    def is_kept_by(self, camera: Camera) -> bool:
        """Tell at little cost whether the camera has got no other background."""
        return camera.background is self._source

    def equals(self, camera: Camera) -> bool:
        """Tell whether the camera's background looks the same, pixel by pixel."""
        same = np.array_equal(self.pixels, np.asarray(camera.background))
        if same:
            self._source = camera.background
        return same
