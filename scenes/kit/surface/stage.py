"""The landscape stage: a lit surface in a slot of the screen; manim can move, scale and fade it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Self, cast

import numpy as np
from manim import Camera, Mobject, ValueTracker
from manim.mobject.types.image_mobject import AbstractImageMobject
from numpy.typing import ArrayLike, NDArray

from gdcore import Landscape
from scenes.kit.charts.axes import Frame
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.surface.camera import AZIMUTH, DISTANCE, ELEVATION, TOP_VIEW, OrbitCamera, View
from scenes.kit.surface.kernels.rectangle import NO_PIXELS, Rectangle
from scenes.kit.surface.lighting import FULL_HEIGHT, Look
from scenes.kit.surface.props import Prop
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.renderer import Setting, SurfaceRenderer
from scenes.kit.surface.terrain import LEVELS, Footing, Terrain, Window, free_sight
from scenes.kit.surface.uniforms import shot_of
from scenes.kit.types import FloatArray, Vector

BEHIND_ALL = -1000.0
"""The z-index of a picture: whatever else is on the screen lies above it."""

QUADS = 128


class SlotImage(AbstractImageMobject):
    """A slot with an opacity; a subclass draws what is in it.

    Parameters
    ----------
    slot
        Where it is shown.
    """

    def __init__(self, slot: Slot) -> None:
        self._slot, self.opacity = slot, 1.0
        super().__init__(scale_to_resolution=0, z_index=BEHIND_ALL)
        # without an updater manim would draw it once into the still background of a play
        self.add_updater(lambda picture: None)

    def reset_points(self) -> Self:
        """Put the corners of the picture to those of the slot."""
        corners = ((0, 1), (1, 1), (0, 0), (1, 0))
        self.points = np.array([self._slot.point(*corner) for corner in corners])
        return self

    @property
    def slot(self) -> Slot:
        """Where it is shown now: moving or scaling the stage moves its picture."""
        across, up, _ = self.points.T.tolist()  # of four points: faster than NumPy
        return Slot(min(across), min(up), max(across), max(up))

    def set_opacity(self, opacity: float, family: bool = True) -> Self:
        """Set how opaque the picture is, from 0 to 1."""
        self.opacity = float(opacity)
        return self

    def fade(self, darkness: float = 0.5, family: bool = True) -> Self:
        """Take away a share of the opacity."""
        return self.set_opacity(self.opacity * (1 - darkness))

    def set_color(self, *_: Any, **__: Any) -> Self:
        """Do nothing: it is coloured by its theme."""
        return self

    def draw_onto(self, frame: NDArray[np.uint8], width: float, height: float) -> None:
        """Draw it over a frame.

        Parameters
        ----------
        frame
            RGBA ``(rows, columns, 4)``; changed in place.
        width, height
            What the frame shows, in scene units, its middle the origin.
        """
        raise NotImplementedError

    def interpolate_color(self, mobject1: Mobject, mobject2: Mobject, alpha: float) -> Self:
        """Take an opacity between those of two pictures of this stage."""
        one, other = (getattr(mobject, "opacity", 1.0) for mobject in (mobject1, mobject2))
        return self.set_opacity(one + alpha * (other - one))


class Outlook(Footing, SlotImage):
    """What a stage says of where things are on the screen.

    Attributes
    ----------
    camera : OrbitCamera
        Looks at the ground.
    look : Look
        Has the floor, which a camera must show as well.
    """

    camera: OrbitCamera
    look: Look

    @property
    def view(self) -> View:
        """The present view."""
        return self.camera.view(self.slot)

    def project(self, points: ArrayLike) -> Vector:
        """Return where world points ``(..., 3)`` are on the screen, same shape, in scene units."""
        return self.view.project(points)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 2)`` are on the screen, shape ``(..., 3)``."""
        return self.project(self.world(point))

    def framed(
        self,
        azimuth: float = AZIMUTH,
        elevation: float = ELEVATION,
        sway: float = 0,
        distance: float = DISTANCE,
        fill: float = 1,
    ) -> OrbitCamera:
        """Return a camera in a direction, in degrees, that shows all in the slot.

        It may turn by `sway` to either side; `distance` is in world units, and `fill` the share
        of the slot that the landscape takes.
        """
        floor = self.look.floor.get_value() if self.look.has_floor else None
        camera = OrbitCamera(azimuth, elevation, distance=distance)
        camera.frame(self.terrain.extent(floor), self._slot, sway)
        camera.zoom.set_value(fill * camera.zoom.get_value())
        return camera

    def above(self, fill: float = 1) -> OrbitCamera:
        """Return a camera straight above that shows the flat map; it takes the share `fill`.

        At 1 it is as large as the slot allows.
        """
        camera = OrbitCamera(*TOP_VIEW).frame(self.terrain.extent() * (1, 1, 0), self._slot)
        camera.zoom.set_value(fill * camera.zoom.get_value())
        return camera

    def plan(self) -> Slot:
        """Return where the window is on the screen when it lies flat and is seen from above."""
        corner, opposite = self.spot(np.array(self.terrain.window).T)
        return Slot(*corner[:2].tolist(), *opposite[:2].tolist())


class LandscapeStage(Following, Outlook):
    """A landscape in three dimensions for a plain scene, drawn behind everything else.

    The scene needs a ``SurfaceCamera``; a story says so with ``camera_type``. Whatever
    changes is a tracker: those of `camera`, of `look`, `standing`, and of each prop.

    Parameters
    ----------
    landscape
        A landscape with ``dim == 2``.
    slot
        Where it is shown.
    window
        What is shown of it, in data units; the landscape's own when left out.
    relief
        The map from losses to heights.
    levels
        Losses at which contours are drawn, ascending; or how many, at even heights.
    camera
        Looks at it; one that shows it whole when left out.
    look
        Its light, floor, fog and night.
    quads
        Quads a side of the mesh.

    Raises
    ------
    ValueError
        If the landscape is not two-dimensional, or not finite in the window.
    """

    follows = ("terrain", "camera", "look", "standing", "front", "props", "renderer")

    def __init__(
        self,
        landscape: Landscape,
        slot: Slot,
        window: Window | None = None,
        relief: Relief | None = None,
        levels: Sequence[float] | FloatArray | int = LEVELS,
        camera: OrbitCamera | None = None,
        look: Look | None = None,
        quads: int = QUADS,
    ) -> None:
        super().__init__(slot)
        self.terrain = Terrain(landscape, window, relief, levels)
        self.look = look or Look()
        self.camera = camera or self.framed()
        self.standing = ValueTracker(1)
        """Share of the relief that stands up: at 0 the landscape is a flat map."""
        self.front = ValueTracker(self.terrain.window[1][0])
        """Data y at which the ground begins: what lies before it is cut away."""
        self.props: list[Prop] = []
        self.renderer = SurfaceRenderer(self.terrain, quads)

    @property
    def frame(self) -> Frame:
        """The slot with the window, as grounds have it."""
        return Frame(self.slot, *self.terrain.window)

    def put(self, *props: Prop, away: bool = False) -> LandscapeStage:
        """Add props, and return self; `away` ones are there once they :func:`appear`."""
        for prop in props:
            if away:
                prop.presence.set_value(0)
            if prop not in self.props:
                self.props.append(prop)
        return self

    def take(self, *props: Prop) -> LandscapeStage:
        """Remove props, and return self."""
        self.props[:] = [prop for prop in self.props if prop not in props]
        return self

    def visible(self, point: ArrayLike) -> float:
        """Return how freely a world point ``(3,)`` is seen: 1 free, 0 behind a hill, or between.

        It is soft, so that a label can fade by it; marbles do not hide anything.
        """
        at, view = np.asarray(point, float), self.view
        if view.depth(at) <= 0:
            return 0.0
        standing, front = self.standing.get_value(), self.front.get_value()
        return free_sight(self.terrain, standing, view.eye, at, front)

    def state(self) -> Hashable:
        """Return what decides the picture: equal states mean the same pixels in the slot.

        It holds for one stage, one theme and frames of one size.
        """
        return *self._numbers(), self.renderer.inventory.keys(self.props)

    def damage(self, before: Hashable, camera: Camera) -> list[Rectangle] | None:
        """Return the pixels in which a frame that shows an earlier :meth:`state` differs now.

        None if all of them may, or if that was not what was drawn last.
        """
        *numbers, keys = cast("tuple[Any, ...]", before)
        if (*numbers,) != self._numbers():
            return None
        setting = self._setting_of(camera)
        return None if setting is None else self.renderer.damage(setting, self.props, keys)

    def fingerprint(self) -> bytes:
        """Return what decides the picture as a few bytes, which mean the same in every process."""
        numbers = repr(self._numbers()).encode()
        return self.renderer.material + numbers + self.renderer.inventory.content(self.props)

    def _numbers(self) -> tuple[Hashable, ...]:
        slot = self.slot
        return (
            (slot.left, slot.bottom, slot.right, slot.top, float(self.opacity)),
            tuple(map(float, self.camera.numbers())),
            self.look.numbers(FULL_HEIGHT, self.camera),
            float(self.standing.get_value()),
            float(self.front.get_value()),
        )

    def pixel_box(self, camera: Camera) -> Rectangle:
        """Return the pixels of a camera's frames that drawing the stage can touch now.

        The rectangle is empty where the stage is transparent or outside the frame.
        """
        setting = self._setting_of(camera)
        return NO_PIXELS if setting is None else self.renderer.box(setting, self.props)

    def draw_onto(self, frame: NDArray[np.uint8], width: float, height: float) -> None:
        """Draw the stage over a frame; see :meth:`SlotImage.draw_onto`."""
        rows, columns = frame.shape[:2]
        setting = self._setting(rows, columns, width, height)
        if setting is not None:
            self.renderer.draw(frame, setting, self.props, self.opacity)

    def _setting_of(self, camera: Camera) -> Setting | None:
        rows, columns = camera.pixel_height, camera.pixel_width
        return self._setting(rows, columns, camera.frame_width, camera.frame_height)

    def _setting(self, rows: int, columns: int, width: float, height: float) -> Setting | None:
        """Return what a frame shows but for the things on the ground; None if that is nothing."""
        slot, pixels = self.slot, columns / width
        rectangle = Rectangle(
            max(round((slot.left + width / 2) * pixels), 0),
            max(round((height / 2 - slot.top) * pixels), 0),
            min(round((slot.right + width / 2) * pixels), columns),
            min(round((height / 2 - slot.bottom) * pixels), rows),
        )
        if rectangle.is_empty or self.opacity <= 0:
            return None
        origin = np.array([width / 2, height / 2])
        shot = shot_of(self.view, rectangle, pixels, origin)
        lit = self.look.numbers(rows, self.camera)
        standing, front = float(self.standing.get_value()), float(self.front.get_value())
        return Setting(rectangle, shot, lit, standing, front)


class SurfaceCamera(Camera):
    """manim's camera, which lets stages and their like draw themselves straight into the frame."""

    def display_image_mobject(
        self, image_mobject: AbstractImageMobject, pixel_array: NDArray[Any]
    ) -> None:
        if isinstance(image_mobject, SlotImage):
            image_mobject.draw_onto(pixel_array, self.frame_width, self.frame_height)
        else:
            super().display_image_mobject(image_mobject, pixel_array)
