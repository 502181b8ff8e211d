"""The display list of a frame: the mobjects that manim would draw, in its order, as they are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from manim import Camera, Mobject, Scene, VMobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.point_cloud_mobject import PMobject
from manim.utils.iterables import list_update

from pipeline.render.camera_view import Backdrop, CameraView
from pipeline.render.image_items import (
    cloud_item,
    cloud_key,
    image_item,
    image_key,
    tinted_item,
    tinted_key,
)
from pipeline.render.item import Item
from pipeline.render.outline import OutlineItem, outline_key

Run: TypeAlias = tuple[VMobject, ...]

ROOM = 1000
"""How many more mobjects than are shown may be remembered."""


@dataclass(frozen=True)
class DisplayList:
    """What a frame shows.

    Parameters
    ----------
    backdrop
        What lies behind everything.
    items
        All that is drawn, from the lowest to the uppermost.
    fixed
        How many of them, from the lowest on, keep their look while a play lasts though what they
        are drawn from may change: they must be drawn when it starts.
    """

    backdrop: Backdrop
    items: Sequence[Item]
    fixed: int


class Display:
    """Looks at a scene frame by frame and tells what it shows.

    Parameters
    ----------
    camera
        One that draws as manim's own does: see :func:`pipeline.render.camera_view.is_plain`.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._known: dict[object, tuple[object, Item]] = {}
        self._static: list[Item] = []
        self._moving: list[Item] = []
        self._lineup = Lineup(camera)
        self._view = CameraView.of(camera)
        self._backdrop = Backdrop(camera)
        self._fixed = 0

    def lay(self, static: Sequence[Mobject]) -> DisplayList:
        """Return what stands still in the play that starts, and keeps its look while it lasts."""
        self._see()
        self._set_backdrop()
        self._static = self._snap(self._camera.get_mobjects_to_display(static))
        self._fixed = max(
            (index for index, item in enumerate(self._static, 1) if item.is_live), default=0
        )
        return DisplayList(self._backdrop, self._static, self._fixed)

    def look(self, scene: Scene) -> DisplayList:
        """Return what `scene` shows now."""
        self._see()
        moving: Sequence[Mobject] = scene.moving_mobjects
        if not self._static:
            if not self._backdrop.is_kept_by(self._camera):
                self._set_backdrop()
            moving = moving or list_update(scene.mobjects, scene.foreground_mobjects)
        self._moving = self._snap(self._lineup.drawn(moving))
        if len(self._known) > 2 * (len(self._static) + len(self._moving)) + ROOM:
            items = {*self._static, *self._moving}
            self._known = {key: pair for key, pair in self._known.items() if pair[1] in items}
        return DisplayList(self._backdrop, self._static + self._moving, self._fixed)

    def _set_backdrop(self) -> None:
        if not self._backdrop.equals(self._camera):
            self._backdrop = Backdrop(self._camera)

    def _see(self) -> None:
        view = CameraView.of(self._camera)
        if view != self._view:
            self._view = view

    def _snap(self, drawn: Iterable[Mobject]) -> list[Item]:
        """Return mobjects as they are; those that are as they were are the same items."""
        view, known, items = self._view, self._known, []
        for mobject in _tied(drawn):
            if isinstance(mobject, VMobject):
                key = outline_key(mobject, view)
            elif isinstance(mobject, tuple):
                key = tinted_key(mobject, view)
            elif isinstance(mobject, PMobject):
                key = cloud_key(mobject, view)
            elif isinstance(mobject, AbstractImageMobject):
                key = image_key(mobject, view, self._camera)
            else:
                continue
            index = id(mobject) if isinstance(mobject, Mobject) else mobject
            before = known.get(index)
            if before is None or before[1].key != key:
                before = known[index] = (mobject, self._item(mobject, key))
            items.append(before[1])
        return items

    def _item(self, mobject: Mobject | Run, key: tuple[object, ...]) -> Item:
        if isinstance(mobject, VMobject):
            return OutlineItem(mobject, key)
        if isinstance(mobject, tuple):
            return tinted_item(mobject, key, self._view)
        if isinstance(mobject, PMobject):
            return cloud_item(mobject, key, self._camera)
        assert isinstance(mobject, AbstractImageMobject)
        return image_item(mobject, key, self._camera)


def _tied(drawn: Iterable[Mobject]) -> Iterator[Mobject | Run]:
    """Tie together neighbours that one image colours: manim draws these as one."""
    drawn = list(drawn)
    if not any(getattr(mobject, "background_image", None) for mobject in drawn):
        yield from drawn
        return
    for image, run in itertools.groupby(drawn, _coloring):
        if image is None:
            yield from run
        else:
            yield tuple(run)  # type: ignore[arg-type]


def _coloring(mobject: Mobject) -> object:
    return (mobject.get_background_image() or None) if isinstance(mobject, VMobject) else None


class Lineup:
    """The mobjects that a camera draws, in its order, found anew only when families changed.

    Parameters
    ----------
    camera
        Tells the order.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._tops: list[Mobject] = []
        self._families: list[tuple[Mobject, list[Mobject], float, bool]] = []
        self._drawn: list[Mobject] = []

    def drawn(self, mobjects: Sequence[Mobject]) -> list[Mobject]:
        """Return what is drawn when `mobjects` are to be."""
        if self._tops != mobjects or self._has_changed():
            self._tops = list(mobjects)
            self._drawn = self._camera.get_mobjects_to_display(self._tops)
            members = dict.fromkeys(part for top in self._tops for part in top.get_family())
            self._families = [
                (part, list(part.submobjects), part.z_index, len(part.points) > 0)
                for part in members
            ]
        return self._drawn

    def _has_changed(self) -> bool:
        return any(
            part.submobjects != parts
            or part.z_index != level
            or (len(part.points) > 0) is not is_seen
            for part, parts, level, is_seen in self._families
        )
