"""The landscape stage: a lit surface in a slot of the screen, with marbles that roll on it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from manim import Camera, ValueTracker
from numpy.typing import ArrayLike, NDArray

from gdcore import Landscape
from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.stage import Frame
from scenes.kit.surface.camera import OrbitCamera
from scenes.kit.surface.look import FULL_HEIGHT, Look
from scenes.kit.surface.outlook import Outlook
from scenes.kit.surface.painter import Painter, Setting
from scenes.kit.surface.props import Prop
from scenes.kit.surface.rectangle import NO_PIXELS, Rectangle
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.sight import free_sight
from scenes.kit.surface.singles import shot_of
from scenes.kit.surface.terrain import LEVELS, Terrain, Window
from scenes.kit.types import FloatArray

QUADS = 128


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

    follows = ("terrain", "camera", "look", "standing", "front", "props", "painter")

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
        self.painter = Painter(self.terrain, quads)

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
        return *self._numbers(), self.painter.inventory.keys(self.props)

    def fingerprint(self) -> bytes:
        """Return what decides the picture as a few bytes, which mean the same in every process."""
        numbers = repr(self._numbers()).encode()
        return self.painter.material + numbers + self.painter.inventory.content(self.props)

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
        rows, columns = camera.pixel_height, camera.pixel_width
        setting = self._setting(rows, columns, camera.frame_width, camera.frame_height)
        return NO_PIXELS if setting is None else self.painter.box(setting, self.props)

    def draw_onto(self, frame: NDArray[np.uint8], width: float, height: float) -> None:
        """Draw the stage over a frame.

        Parameters
        ----------
        frame
            RGBA ``(rows, columns, 4)``; changed in place.
        width, height
            What the frame shows, in scene units, its middle the origin.
        """
        rows, columns = frame.shape[:2]
        setting = self._setting(rows, columns, width, height)
        if setting is not None:
            self.painter.draw(frame, setting, self.props, self.opacity)

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
