"""Display-list items that are no outlines: images, point clouds, outlines filled by an image."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from manim import Camera, Mobject, VMobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.point_cloud_mobject import PMobject
from manim.utils.images import get_full_raster_image_path

from pipeline.render.item import Brush, Item, Key, around, pixel_box
from pipeline.render.outline import OutlineItem, outline_key

if TYPE_CHECKING:
    from pipeline.frame_sink import Box, Boxes
    from pipeline.render.camera_view import CameraView


@runtime_checkable
class TellsState(Protocol):
    """An image that draws itself and knows what decides how."""

    def state(self) -> Hashable:
        """Return the same only while its picture is the same."""


@runtime_checkable
class TellsContent(Protocol):
    """An image that draws itself and can put all that decides how into a few bytes."""

    def fingerprint(self) -> bytes:
        """Return the same for equal pictures only, in every process."""


@runtime_checkable
class TellsDamage(TellsState, Protocol):
    """An image that knows where its picture changed."""

    def damage(self, before: Hashable, camera: Camera) -> Boxes:
        """Return the pixels in which it may differ from what it was in an earlier state.

        ``None`` where that is not known. It has not been moved on the screen since.
        """


class Live(Item):
    """What manim's camera draws from the mobject as it is now.

    Parameters
    ----------
    key
        All that its picture depends on; it is drawn only while that holds.
    box
        The pixels that it may colour.
    drawing
        Draws it with a camera on an array.
    content
        Tells what the picture depends on where the key means something in this process only.
    image, camera
        What tells where its picture changed, and in whose frames.
    """

    is_live = True

    def __init__(
        self,
        key: Key,
        box: Box | None,
        drawing: Callable[[Camera, Any], object],
        content: Callable[[], bytes] | None = None,
        image: TellsDamage | None = None,
        camera: Camera | None = None,
    ) -> None:
        super().__init__(key)
        self._box, self._drawing, self._content = box, drawing, content
        self._image, self._camera = image, camera

    @functools.cached_property
    def digest(self) -> bytes:
        if self._content is None:
            return super().digest
        hashed = hashlib.blake2b(repr(self.key[0]).encode(), digest_size=16)
        hashed.update(self._content())
        return hashed.digest()

    @property
    def box(self) -> Box | None:
        return self._box

    @property
    def cost(self) -> float:
        return 1000.0

    def draw(self, brush: Brush) -> None:
        self._drawing(brush.camera, brush.pixels)

    def damage(self, before: Item) -> Boxes:
        image, camera = self._image, self._camera
        if image is None or camera is None or not isinstance(before, Live):
            return None
        *place, state = before.key
        if before._image is not image or (*place,) != self.key[:-1]:
            return None
        return image.damage(state, camera)


def image_key(image: AbstractImageMobject, view: CameraView, camera: Camera) -> Key:
    """Return all that the picture of an image depends on."""
    if isinstance(image, TellsState):
        return (view, "state", image.points.tobytes(), image.state())
    if type(camera).display_image_mobject is not Camera.display_image_mobject:
        return (view, "seen", _seen(image, camera))
    pixels = image.get_pixel_array()
    how = (pixels.shape, str(pixels.dtype), image.resampling_algorithm)
    return (view, "image", image.points.tobytes(), pixels.tobytes(), *how)


def image_item(image: AbstractImageMobject, key: Key, camera: Camera) -> Item:
    """Return an image as it is now."""

    def content() -> bytes:
        return image.fingerprint() if isinstance(image, TellsContent) else _seen(image, camera)

    return Live(
        key,
        _reached(image, camera),
        lambda on, to: on.display_image_mobject(image, to),
        content if key[1] == "state" else None,
        image if isinstance(image, TellsDamage) else None,
        camera,
    )


def cloud_key(cloud: PMobject, view: CameraView) -> Key:
    """Return all that the picture of a cloud of points depends on."""
    points, colors = np.asarray(cloud.points, float), np.asarray(cloud.rgbas, float)
    return (view, "cloud", points.tobytes(), colors.tobytes(), float(cloud.stroke_width))


def cloud_item(cloud: PMobject, key: Key, camera: Camera) -> Item:
    """Return a cloud of points as it is now."""
    box = _reached(cloud, camera, abs(camera.adjusted_thickness(cloud.stroke_width)) + 1)
    return Live(key, box, lambda on, to: on.display_multiple_point_cloud_mobjects([cloud], to))


def tinted_key(run: Sequence[VMobject], view: CameraView) -> Key:
    """Return all that the picture of outlines depends on that one image colours together."""
    image = run[0].get_background_image()
    keys = tuple(part for mobject in run for part in outline_key(mobject, view))
    return (view, "tinted", _file(image) if isinstance(image, str) else _picture(image), *keys)


def tinted_item(run: Sequence[VMobject], key: Key, view: CameraView) -> Item:
    """Return outlines that one image colours together, as they are now."""
    boxes = [OutlineItem(mobject, outline_key(mobject, view)).box for mobject in run]
    seen = [box for box in boxes if box is not None]
    kept = list(run)
    return Live(
        key,
        functools.reduce(around, seen) if seen else None,
        lambda on, to: on.display_multiple_background_colored_vmobjects(kept, to),
    )


@functools.cache
def _file(name: str) -> bytes:
    return hashlib.blake2b(Path(get_full_raster_image_path(name)).read_bytes()).digest()


def _picture(image: Any) -> bytes:
    hashed = hashlib.blake2b(repr((image.mode, image.size)).encode())
    hashed.update(image.tobytes())
    return hashed.digest()


def _seen(image: AbstractImageMobject, camera: Camera) -> bytes:
    """Return a digest of what an image looks like that does not tell when it changed."""
    hashed = hashlib.blake2b()
    for shade in (0, 255):
        pixels = np.full((camera.pixel_height, camera.pixel_width, 4), shade, np.uint8)
        camera.display_image_mobject(image, pixels)
        hashed.update(pixels.data)
    return hashed.digest()


def _reached(mobject: Mobject, camera: Camera, margin: float = 1) -> Box | None:
    """Return the pixels that the points of a mobject span, with a margin."""
    if not np.isfinite(mobject.points).all():
        return (0, 0, camera.pixel_width, camera.pixel_height)
    spots = camera.points_to_subpixel_coords(mobject, mobject.points)
    (left, top), (right, bottom) = spots.min(axis=0) - margin, spots.max(axis=0) + margin
    frame = (camera.pixel_width, camera.pixel_height)
    return pixel_box((float(left), float(top), float(right), float(bottom)), frame)
