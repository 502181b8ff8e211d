"""Every scene, filmed: marbles are where the manifest says, and nothing flashes."""

import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.draw import draw
from pipeline.frames import pictures
from pipeline.job import Job, ThemeName
from pipeline.load import load
from pipeline.manifest import Marble, Part, Stand
from pipeline.mp4 import Mp4, Video
from pipeline.qualities import Canvas, Quality
from scenes.catalog import CATALOG, by_name
from tests.pipeline.collecting import Collector
from tests.pipeline.flashes import Blocks, luminances, most_flashes

QUALITY = Quality(Canvas(640, 360, 10), 18, "veryfast", "a test film")
SMALL = Quality(Canvas(320, 180, 8), 18, "veryfast", "four flashes a second can be seen")
INSTANTS = 10
TOLERANCE = 1.5
"""Pixels."""

SAME_COLOUR = 60
"""Of 255: chroma has half the resolution."""

CLEARLY = 0.1
"""Share of the pixels by which one place fits better than another: about 1.5 pixels."""

WINDOW = 24
LARGE = 5.0
"""Radius in pixels from which a marble's own middle can be found in the picture."""

every_scene = pytest.mark.parametrize(
    "name",
    [
        pytest.param(entry.name, marks=pytest.mark.xdist_group(f"film-{entry.name}"))
        for entry in CATALOG
    ],
)

Picture = npt.NDArray[np.uint8]


class FlashCounter(Mp4):
    """Encodes, and keeps how light each part of each frame is."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, QUALITY)
        self.light: list[Blocks] = []

    def write(self, pixels: Picture, repeat: int, changed: Any = None) -> None:
        super().write(pixels, repeat, changed)
        self.light += [luminances(pixels[::2, ::2])] * repeat


@dataclass(frozen=True)
class Filmed:
    """What was seen of a scene."""

    part: Part
    flashes: int
    pictures: dict[int, Picture]


class Light(Collector):
    """Keeps how light each part of each frame is, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.light: list[Blocks] = []

    def write(self, pixels: Picture, repeat: int, changed: object = None) -> None:
        self.light += [luminances(pixels)] * repeat


def job(name: str, theme: ThemeName, quality: Quality) -> Job:
    entry = by_name()[name]
    params = load(entry).params_type()()
    return Job(entry, params, theme, None, Video(quality), Path("unused"))


@functools.cache
def filmed(name: str) -> Filmed:
    """Film a scene and take ten instants out of the film at which a marble stands somewhere."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        sink = FlashCounter(path)
        scratch = Path(folder, "scratch")
        part = draw(job(name, "dark", QUALITY), sink, scratch, lambda beat, frames: None).part
        sink.close()
        assert part is not None
        frames = sorted({f for _, s in stands(part) for f in range(s.start_frame, s.end_frame)})
        lot = np.random.default_rng(len(name))
        chosen = sorted(lot.choice(frames, INSTANTS, replace=False).tolist())
        shown = dict(zip(chosen, map(np.asarray, pictures(path, chosen, 10)), strict=True))
    return Filmed(part, most_flashes(sink.light, 10), shown)


def stands(part: Part) -> list[tuple[Marble, Stand]]:
    return [
        (marble, stand)
        for marble in part.marbles
        for stand in marble.stands
        if stand.exact and not stand.covered
    ]


def at(part: Part, frame: int) -> list[tuple[Marble, Stand]]:
    """Return the marbles that stand at an iterate in a frame."""
    return [(m, s) for m, s in stands(part) if s.start_frame <= frame < s.end_frame]


def grid(picture: Picture) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return where the middles of the pixels are."""
    rows, columns = np.indices(picture.shape[:2])
    return columns + 0.5, rows + 0.5


def in_colour(picture: Picture, color: str) -> npt.NDArray[np.bool_]:
    rgb = [int(color[n : n + 2], 16) for n in (1, 3, 5)]
    return np.asarray(np.abs(picture.astype(int) - rgb).max(axis=2) <= SAME_COLOUR)


def fit(picture: Picture, marble: Marble, x: float, y: float) -> float:
    """Return how well a disc of the marble's size fits there: 1 where it fits exactly."""
    left, top = max(0, int(x) - WINDOW), max(0, int(y) - WINDOW)
    near = picture[top : top + 2 * WINDOW, left : left + 2 * WINDOW]
    mask, (columns, rows) = in_colour(near, marble.color), grid(near)
    away = np.hypot(columns + left - x, rows + top - y)
    around = abs(away - marble.radius - 2) < 1
    return float(mask[away < marble.radius - 1].mean() - mask[around].mean())


def off(picture: Picture, marble: Marble, x: float, y: float) -> bool:
    """Tell whether a disc fits clearly better somewhere else nearby."""
    shifts = [(across, down) for across in range(-4, 5) for down in range(-4, 5)]
    best = max(fit(picture, marble, x + across, y + down) for across, down in shifts)
    return best - fit(picture, marble, x, y) > CLEARLY


@every_scene
def test_colour_of_the_marble_is_where_the_iterate_projects(name: str) -> None:
    film = filmed(name)
    assert len(film.pictures) == INSTANTS
    for frame, picture in film.pictures.items():
        x, y = grid(picture)
        for marble, stand in at(film.part, frame):
            near = np.hypot(x - stand.x, y - stand.y) <= TOLERANCE
            found = in_colour(picture, marble.color)[near]
            assert found.any(), f"{marble.path}, step {stand.n}, frame {frame}"


@every_scene
def test_disc_of_the_marble_is_centred_on_the_iterate(name: str) -> None:
    film, shifted = filmed(name), []
    for frame, picture in film.pictures.items():
        there = at(film.part, frame)
        for marble, stand in there:
            others = [s for m, s in there if m is not marble]
            alone = all(np.hypot(s.x - stand.x, s.y - stand.y) > 3 * marble.radius for s in others)
            if alone and marble.radius > LARGE:
                where = f"{marble.path}, step {stand.n}, frame {frame}"
                assert not off(picture, marble, stand.x, stand.y), where
                shifted.append(off(picture, marble, stand.x + 3, stand.y))
    # what is three pixels wrong would have been noticed; trails hide a few such cases
    assert not shifted or np.mean(shifted) > 0.5


@every_scene
def test_nothing_flashes_more_than_three_times_a_second(name: str) -> None:
    assert filmed(name).flashes <= 3


@every_scene
def test_nothing_flashes_on_light_paper_either(name: str, tmp_path: Path) -> None:
    sink = Light()
    draw(job(name, "light", SMALL), sink, tmp_path, lambda beat, frames: None)
    assert len(sink.light) > 30 * SMALL.canvas.fps
    assert most_flashes(sink.light, SMALL.canvas.fps) <= 3
