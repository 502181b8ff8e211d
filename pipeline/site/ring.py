"""The landscape of a lab in three dimensions: the films' own stage, drawn from all around.

A page shows the picture of the nearest direction. Its camera's matrix goes with it, so that what
the page draws lies on the ground where a film has it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from pipeline.cache.keys import ring_key
from scenes.kit import theme
from scenes.kit.layout import Slot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.cache.store import Store
    from pipeline.job import ThemeName
    from scenes.kit.surface.camera import OrbitCamera, View
    from scenes.kit.surface.stage import LandscapeStage

KIND = "files"
"""The folder of the cache that pictures are kept in."""

FILL = 0.96
"""Share of the picture's width or height that the landscape takes, seen from every side."""

PIXELS_A_UNIT = 100
"""Of a picture, for a scene unit: the stage draws lines as wide as in a frame of this size."""

ACROSS = 4000
"""Units that a picture is wide on the page, as a map is."""


@dataclass(frozen=True)
class Standing:
    """How a landscape stands in a film.

    Parameters
    ----------
    stage
        Makes it in a slot, in the active theme.
    azimuth, elevation
        Whence it is seen at first, and the height above it from which it is seen all the time;
        degrees.
    """

    stage: Callable[[Slot], LandscapeStage]
    azimuth: float
    elevation: float


@dataclass(frozen=True)
class Fineness:
    """From how many directions a landscape is drawn, and how well.

    Parameters
    ----------
    views, columns
        Directions, evenly around; how many stand side by side in the file.
    width, height
        Of a picture, in pixels; one of a landscape that stays low is less high.
    quality
        Of the WebP, up to 100.
    heaviest
        Bytes of the file, for which the quality is lowered as far as `COARSEST`.
    """

    views: int = 30
    columns: int = 6
    width: int = 720
    height: int = 450
    quality: int = 62
    heaviest: int = 330_000


COARSEST, COARSER = 20, 6
"""The lowest quality of a WebP, and by how much it is lowered at a time."""

USUAL = Fineness()


@dataclass(frozen=True)
class Ring:
    """A landscape from all around.

    Parameters
    ----------
    data
        What the page has to know: the ground in its world, and for each direction the eye and the
        matrix from the world to the picture; as JSON has it.
    pictures
        A WebP for each theme: all directions, row by row.
    """

    data: dict[str, Any]
    pictures: Mapping[str, bytes]

    def embedded(self) -> dict[str, str]:
        """Return the pictures as text, by the id of an element that holds one."""
        return {
            f"ring-{name}": base64.b64encode(picture).decode()
            for name, picture in self.pictures.items()
        }


def ring_of(standing: Standing, fineness: Fineness = USUAL, store: Store | None = None) -> Ring:
    """Draw a landscape from all around, in both themes; what the store has is not drawn again."""
    pictures: dict[str, bytes] = {}
    data: dict[str, Any] = {}
    for name in theme.THEMES:
        with _wearing(name):
            stage = standing.stage(slot_of(fineness))
            fitted = replace(fineness, height=_height(stage, standing, fineness))
            slot = slot_of(fitted)
            stage.stretch_to_fit_height(slot.height)
            cameras = _cameras(stage, slot, standing, fitted.views)
            data = _data(stage, [camera.view(slot) for camera in cameras], slot, fitted)
            pictures[name] = _kept(stage, slot, cameras, fitted, store)
    return Ring(data, pictures)


def _height(stage: LandscapeStage, standing: Standing, fineness: Fineness) -> int:
    """Return how many pixels high a picture has to be, at most that of `fineness`."""
    slot, ground = slot_of(fineness), stage.terrain.extent()
    cameras = _cameras(stage, slot, standing, fineness.views)
    up = np.concatenate([camera.view(slot).project(ground)[:, 1] for camera in cameras])
    share = float(np.ptp(up)) / slot.height
    return min(fineness.height, round(fineness.height * share / FILL))


@contextmanager
def _wearing(name: ThemeName) -> Iterator[None]:
    before = theme.active()
    theme.activate(theme.THEMES[name])
    try:
        yield
    finally:
        theme.activate(before)


def slot_of(fineness: Fineness) -> Slot:
    """Return the slot, in scene units, that a stage draws one picture in."""
    across, up = (side / PIXELS_A_UNIT / 2 for side in (fineness.width, fineness.height))
    return Slot(-across, -up, across, up)


def _cameras(
    stage: LandscapeStage, slot: Slot, standing: Standing, views: int
) -> list[OrbitCamera]:
    """Return the cameras, which see the landscape whole and equally large from every side."""
    # here, since this imports manim; whoever draws has
    from scenes.kit.surface.camera import OrbitCamera  # noqa: PLC0415

    turns = np.arange(views) * 360 / views
    ground = stage.terrain.extent()
    corners = np.concatenate([_turned(ground, turn) for turn in turns])
    first = OrbitCamera(standing.azimuth, standing.elevation).frame(corners, slot)
    _, _, zoom, distance, *focus = first.numbers()
    return [
        OrbitCamera(standing.azimuth + turn, standing.elevation, FILL * zoom, focus, distance)
        for turn in turns
    ]


def _turned(points: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.asarray(points @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]))


def _data(
    stage: LandscapeStage, views: list[View], slot: Slot, fineness: Fineness
) -> dict[str, Any]:
    terrain = stage.terrain
    return {
        "width": ACROSS,
        "height": round(ACROSS * fineness.height / fineness.width),
        "size": [fineness.width, fineness.height],
        "columns": fineness.columns,
        "window": [list(side) for side in terrain.window],
        "middle": terrain.middle.tolist(),
        "unit": terrain.unit.tolist(),
        "half": terrain.half.tolist(),
        "relief": asdict(terrain.relief),
        "eyes": [_short(view.eye) for view in views],
        "matrices": [_short(matrix(view, slot)) for view in views],
    }


def matrix(view: View, slot: Slot) -> NDArray[np.float64]:
    """Return the matrix ``(3, 4)`` from world points to places of the page's picture.

    With a point's three coordinates and 1 it gives x, y and w: the place is (x/w, y/w), in units
    of the picture, y downwards.
    """
    unit = ACROSS / slot.width
    x, y, _ = view.center - np.array([slot.left, slot.top, 0])
    rows = np.stack(
        [
            unit * (view.focal * view.right + x * view.ahead),
            unit * (-view.focal * view.up - y * view.ahead),
            view.ahead,
        ]
    )
    return np.concatenate([rows, -(rows @ view.eye)[:, None]], axis=1)


def _short(numbers: NDArray[np.float64]) -> list[float]:
    # at a distance of some units, and places of some thousands, ten digits are plenty
    return [float(f"{number:.10g}") for number in numbers.ravel()]


def _kept(
    stage: LandscapeStage,
    slot: Slot,
    cameras: list[OrbitCamera],
    fineness: Fineness,
    store: Store | None,
) -> bytes:
    seen = []
    for camera in cameras:
        stage.camera = camera
        seen.append(stage.fingerprint().hex())
    key = ring_key(seen, asdict(fineness), theme.active().name)
    kept = store.read(KIND, key) if store else None
    if kept is None:
        kept = _drawn(stage, slot, cameras, fineness)
        if store:
            store.write(KIND, key, kept)
    return kept


def _drawn(
    stage: LandscapeStage, slot: Slot, cameras: list[OrbitCamera], fineness: Fineness
) -> bytes:
    """Return all directions as one picture."""
    width, height, columns = fineness.width, fineness.height, fineness.columns
    sheet = Image.new("RGB", (columns * width, -(-len(cameras) // columns) * height))
    paper = [round(255 * channel) for channel in theme.color("paper").to_rgb()]
    for k, camera in enumerate(cameras):
        frame = np.empty((height, width, 4), np.uint8)
        frame[:] = [*paper, 255]
        stage.camera = camera
        stage.draw_onto(frame, slot.width, slot.height)
        row, column = divmod(k, columns)
        sheet.paste(Image.fromarray(frame[..., :3].copy()), (column * width, row * height))
    for quality in range(fineness.quality, COARSEST - 1, -COARSER):
        content = io.BytesIO()
        sheet.save(content, "WEBP", quality=quality, method=4)
        if content.tell() <= fineness.heaviest:
            break
    return content.getvalue()
