"""Every scene, filmed: marbles are where the manifest says, and nothing flashes.

The film is dark. In the light theme every point is where it is in the dark one; what is left is
looked for in the golden frames of that theme, and counted in the same film.
"""

import functools
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from manim import ManimColor
from PIL import Image

from pipeline.encode.mp4 import Mp4, Video
from pipeline.job import Job, ThemeName
from pipeline.manifest import Beat, Marble, Part, Stand
from pipeline.presets import PURPOSES, Canvas, Quality
from pipeline.render.play import draw
from pipeline.scene_loading import load
from pipeline.video.mux import pictures
from scenes.catalog import by_name
from scenes.kit.theme import DARK, LIGHT, NO_ROLES, Theme
from tests.golden import FOLDER
from tests.pipeline.flash_count import CHANGE, FAINT, Blocks, colours, luminances, most_flashes

FPS = 8
"""Frames a second: enough to see four flashes a second."""

QUALITY = Quality(Canvas(640, 360, FPS), "a test film")
INSTANTS = 10
TOLERANCE = 1.5
"""Pixels."""

SAME_HUE, COLOURFUL = 12, 60
"""Of 256: how far a ball may be from its role in hue, and how colourful it must be."""

SAME_COLOUR = 60
"""Of 255: chroma has half the resolution."""

SAME_IN_GOLDEN = 24
"""Of 255: a golden frame has few colours, and all of their resolution."""

CLEARLY = 0.1
"""Share of the pixels by which one place fits better than another: about 1.5 pixels."""

WINDOW = 24
LARGE = 5.0
"""Radius in pixels from which a marble's own middle can be found in the picture."""

Picture = npt.NDArray[np.uint8]


class FlashCounter(Mp4):
    """Encodes, and keeps how light each part of each frame is, and its colours."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, QUALITY.canvas, PURPOSES["share"])
        self.light: list[Blocks] = []
        self.colours: list[Blocks] = []

    def write(self, pixels: Picture, repeat: int, changed: Any = None) -> None:
        super().write(pixels, repeat, changed)
        self.light += [luminances(pixels[::2, ::2])] * repeat
        self.colours += [colours(pixels[::2, ::2])] * repeat


every_film = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.xdist_group(f"{name}-film")) for name in by_name()],
)
"""One worker for all tests of a film, so that each is made once."""


@dataclass(frozen=True)
class Filmed:
    """What was seen of a scene."""

    part: Part
    flashes: int
    faint_flashes: int
    """In any channel, and of `FAINT` on."""
    pictures: dict[int, Picture]


def job(name: str, theme: ThemeName) -> Job:
    entry = by_name()[name]
    params = load(entry).params_type()()
    return Job(entry, params, theme, None, Video(QUALITY), Path("unused"))


@functools.cache
def filmed(name: str, theme: ThemeName = "dark") -> Filmed:
    """Film a scene and take ten instants out of the film at which a marble stands somewhere."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        sink = FlashCounter(path)
        scratch = Path(folder, "scratch")
        part = draw(job(name, theme), sink, scratch, lambda beat, frames: None).part
        sink.close()
        assert part is not None
        assert len(sink.light) == part.frames > 30 * FPS
        frames = sorted({f for _, s in stands(part) for f in range(s.start_frame, s.end_frame)})
        lot = np.random.default_rng(len(name))
        chosen = sorted(lot.choice(frames, INSTANTS, replace=False).tolist())
        shown = dict(zip(chosen, map(np.asarray, pictures(path, chosen, FPS)), strict=True))
    faint = most_flashes(sink.colours, FPS, change=FAINT, dark=np.inf)
    return Filmed(part, most_flashes(sink.light, FPS), faint, shown)


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


def in_colour(picture: Picture, color: str, tolerance: int = SAME_COLOUR) -> npt.NDArray[np.bool_]:
    rgb = [int(color[n : n + 2], 16) for n in (1, 3, 5)]
    return np.asarray(np.abs(picture.astype(int) - rgb).max(axis=2) <= tolerance)


def in_hue(picture: Picture, color: str) -> npt.NDArray[np.bool_]:
    """Tell which pixels have a colour's hue, in whatever light."""
    hues = np.asarray(Image.fromarray(picture).convert("HSV"), int)
    hue, own, _ = np.asarray(Image.new("RGB", (1, 1), color).convert("HSV"), int)[0, 0]
    apart = abs(hues[..., 0] - hue)
    colourful = hues[..., 1] >= min(COLOURFUL, 0.7 * own)
    return np.asarray((np.minimum(apart, 256 - apart) <= SAME_HUE) & colourful)


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


def look_for_colours(video: Filmed) -> None:
    assert len(video.pictures) == INSTANTS
    for frame, picture in video.pictures.items():
        x, y = grid(picture)
        for marble, stand in at(video.part, frame):
            near = np.hypot(x - stand.x, y - stand.y) <= TOLERANCE
            found = (in_hue if marble.lit else in_colour)(picture, marble.color)[near]
            assert found.any(), f"{marble.path}, step {stand.n}, frame {frame}"


@every_film
def test_colour_of_the_marble_is_where_the_iterate_projects(name: str) -> None:
    look_for_colours(filmed(name))


def staying(part: Part, beat: Beat) -> list[tuple[Marble, Stand]]:
    """Return the marbles that stand at an iterate when a beat ends, and on into the next."""
    return [(m, s) for m, s in at(part, beat.end_frame - 1) if s.end_frame > beat.end_frame]


@every_film
def test_marble_has_its_light_colour_where_the_iterate_projects(name: str) -> None:
    part, seen = filmed(name).part, 0
    for beat in part.beats[:-1]:
        golden = np.asarray(Image.open(FOLDER / name / f"light-{beat.name}.png").convert("RGB"))
        scale = len(golden) / QUALITY.canvas.height
        x, y = grid(golden)
        for marble, stand in staying(part, beat):
            near = np.hypot(x - scale * stand.x, y - scale * stand.y) <= TOLERANCE
            color = LIGHT.color(marble.role).to_hex()
            same = in_hue(golden, color) if marble.lit else in_colour(golden, color, SAME_IN_GOLDEN)
            found = same[near]
            assert found.any(), f"{marble.path}, step {stand.n}, end of {beat.name}"
            seen += 1
    if not seen:  # no marble stands where a beat ends
        look_for_colours(filmed(name, "light"))


@every_film
def test_disc_of_the_marble_is_centred_on_the_iterate(name: str) -> None:
    video, shifted = filmed(name), []
    for frame, picture in video.pictures.items():
        there = at(video.part, frame)
        for marble, stand in there:
            others = [s for m, s in there if m is not marble]
            alone = all(np.hypot(s.x - stand.x, s.y - stand.y) > 3 * marble.radius for s in others)
            if alone and marble.radius > LARGE and not marble.lit:
                where = f"{marble.path}, step {stand.n}, frame {frame}"
                assert not off(picture, marble, stand.x, stand.y), where
                shifted.append(off(picture, marble, stand.x + 3, stand.y))
    # what is three pixels wrong would have been noticed; trails hide a few such cases
    assert not shifted or np.mean(shifted) > 0.5


@every_film
def test_nothing_flashes_more_than_three_times_a_second(name: str) -> None:
    assert filmed(name).flashes <= 3


@every_film
def test_nothing_flashes_in_the_light_theme(name: str) -> None:
    if filmed(name).faint_flashes > 3:  # in doubt, its own film is made
        assert filmed(name, "light").flashes <= 3


def palette(theme: Theme) -> list[str]:
    """Return every colour of a theme, in the order of roles."""
    roles = [name for name in theme.__dataclass_fields__ if name not in NO_ROLES]
    heights = np.linspace(0, 1, len(theme.relief))
    levels = [theme.map_level(height).to_hex() for height in heights]
    return [*(getattr(theme, role) for role in roles), *theme.ground, *theme.relief, *levels]


def test_what_flashes_in_the_light_theme_changes_in_the_dark_one() -> None:
    samples = [
        [np.full((36, 64, 3), ManimColor(color).to_int_rgb(), np.uint8) for color in palette(theme)]
        for theme in (LIGHT, DARK)
    ]
    light = [float(luminances(sample)[0, 0]) for sample in samples[0]]
    dark = [colours(sample)[0, 0] for sample in samples[1]]
    for one, other in itertools.combinations(range(len(light)), 2):
        flash = abs(light[one] - light[other])
        if flash >= CHANGE:  # and so does a part of a block, in proportion
            assert np.abs(dark[one] - dark[other]).max() >= FAINT / CHANGE * flash
