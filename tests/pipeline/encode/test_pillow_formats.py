"""What Pillow finds in every kind of file: frames, times, colours, alpha and a closed loop."""

import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.encode.clip import FADE_STEPS
from pipeline.encode.picture import SUPERSAMPLING, Picture
from pipeline.encode.webp import SHORTEST
from pipeline.presets import PICTURE_KINDS, PictureKind
from tests.pipeline.synthetic_frames import INK, PAPER, Pixels, drawing

WIDTH, HEIGHT, TICK = 160, 80, 50
HEX = "#0F141B"
PLACES = ((0, 4), (20, 1), (40, 1), (60, 2))
KINDS = pytest.mark.parametrize("kind", PICTURE_KINDS)
FADING = FADE_STEPS - 1
"""Pictures between the last one, with which a file begins, and the first one."""

FADE_TICK = 100
"""Milliseconds of each: the fade's eight frames in its four steps."""

LARGEST_ERROR = {"gif": 1, "webp": 1, "png": 0, "avif": 36}
"""Levels of 255 that flat colours may be off; only AVIF has loss."""


def make(path: Path, kind: PictureKind, paper: str | None = None, **options: float) -> Path:
    """Write a box at some places, each for some frames, and return the file."""
    form = Picture(kind, WIDTH, HEIGHT, 20.0, 1.0, paper=paper, **options)
    sink = form.open(path / f"a{form.suffix}")
    for place, repeat in PLACES:
        sink.write(drawing(WIDTH * 2, HEIGHT * 2, place * SUPERSAMPLING), repeat)
    sink.close()
    return path / f"a{form.suffix}"


def read(path: Path) -> tuple[list[Pixels], list[int]]:
    """Return a loop's pictures with alpha and their durations in milliseconds, equal ones once.

    They are in the order in which they were written, and the fade follows. A picture that comes in
    parts, as some do without paper, is the last of these.
    """
    pictures: list[Pixels] = []
    durations: list[int] = []
    coming = 0
    with Image.open(path) as image:
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            picture = np.asarray(image.convert("RGBA"))
            duration = round(image.info["duration"])
            if duration <= SHORTEST:
                coming += duration
                continue
            duration, coming = duration + coming, 0
            if pictures and np.array_equal(picture, pictures[-1]):
                durations[-1] += duration
                continue
            pictures.append(picture)
            durations.append(duration)
    first = FADING + 1
    return pictures[first:] + pictures[:first], durations[first:] + durations[:first]


@KINDS
def test_frames_last_as_long_as_they_were_shown(kind: PictureKind, tmp_path: Path) -> None:
    path = make(tmp_path, kind)
    with Image.open(path) as image:
        assert (image.format or "").lower() == kind
        assert image.size == (WIDTH, HEIGHT)
        if kind != "avif":  # it has no such field for Pillow to read
            assert image.info["loop"] == 0
    pictures, durations = read(path)
    assert durations == [200, 50, 50, 1000, *[FADE_TICK] * FADING]
    assert len(pictures) == len(durations)


@KINDS
def test_flat_colours_are_those_drawn(kind: PictureKind, tmp_path: Path) -> None:
    pictures, _ = read(make(tmp_path, kind))
    for picture, (place, _) in zip(pictures, PLACES, strict=False):
        expected = drawing(WIDTH, HEIGHT, place).astype(int)
        errors = np.abs(picture - expected)
        assert errors.max() <= LARGEST_ERROR[kind]
        assert errors.mean() < 1


@KINDS
def test_loop_closes_without_a_jump(kind: PictureKind, tmp_path: Path) -> None:
    pictures, _ = read(make(tmp_path, kind))
    around = [*pictures[3:], pictures[0]]  # from the rest on the last picture, round to the first
    steps = [np.abs(a.astype(float) - b).mean() for a, b in itertools.pairwise(around)]
    neighbours = [np.abs(a.astype(float) - b).mean() for a, b in itertools.pairwise(pictures)]
    assert steps[-1] <= max(neighbours)
    assert steps[-1] < 1.5 * np.mean(steps)


@KINDS
def test_without_paper_only_ink_is_left(kind: PictureKind, tmp_path: Path) -> None:
    pictures, durations = read(make(tmp_path, kind, paper=HEX))
    assert sum(durations) == 1300 + FADE_TICK * FADING
    picture, expected = pictures[0], drawing(WIDTH, HEIGHT, 0)
    ink = (expected == INK).all(-1)
    assert (picture[ink, 3] >= 255 - LARGEST_ERROR[kind] // 10).all()
    assert (picture[~ink, 3] <= LARGEST_ERROR[kind] // 10).all()
    assert np.abs(picture[ink, :3].astype(int) - INK[:3]).max() <= LARGEST_ERROR[kind]


@KINDS
def test_what_has_gone_leaves_nothing_behind(kind: PictureKind, tmp_path: Path) -> None:
    pictures, _ = read(make(tmp_path, kind, paper=HEX))
    ink = (drawing(WIDTH, HEIGHT, PLACES[-1][0]) == INK).all(-1)
    assert (pictures[3][~ink, 3] == 0).all()


@pytest.mark.parametrize("kind", ["webp", "avif", "png"])
def test_alpha_fades_with_the_loop(kind: PictureKind, tmp_path: Path) -> None:
    pictures, _ = read(make(tmp_path, kind, paper=HEX))
    fade = pictures[5]
    ink = (drawing(WIDTH, HEIGHT, PLACES[-1][0]) == INK).all(-1)
    assert 100 < np.median(fade[ink, 3]) < 220
    assert np.abs(np.median(fade[ink, :3], axis=0) - INK[:3]).max() <= LARGEST_ERROR[kind] + 2


@KINDS
def test_same_frames_make_the_same_file(kind: PictureKind, tmp_path: Path) -> None:
    files = []
    for name in "ab":
        (tmp_path / name).mkdir()
        files.append(make(tmp_path / name, kind).read_bytes())
        time.sleep(1.1 * (name == "a"))  # AVIF tells the second in which it was made
    assert files[0] == files[1]


def patches(number: int) -> Pixels:
    """Return a frame with far more colours than a palette has, none of them where it was before."""
    tiles = np.random.default_rng(number).integers(0, 256, (20, 40, 4), np.uint8)
    tiles[..., 3] = 255
    return np.repeat(np.repeat(tiles, 8, 0), 8, 1)


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        *[("gif", share) for share in (0.9, 0.5)],
        *[("webp", share) for share in (0.9, 0.65)],
        *[("avif", share) for share in (0.95, 0.8)],
        *[("png", share) for share in (0.95, 0.85)],
    ],
)
def test_limit_is_met_and_what_was_chosen_is_true(
    kind: PictureKind, share: float, tmp_path: Path
) -> None:
    def write(max_kb: float | None) -> tuple[Path, str]:
        path = tmp_path / f"a.{kind}"
        sink = Picture(kind, WIDTH, HEIGHT, 20.0, 0.0, max_kb).open(path)
        for number in range(8):
            sink.write(patches(number), 1)
        sink.close()
        return path, sink.remark

    limit = write(None)[0].stat().st_size * share / 1000
    path, remark = write(limit)
    assert path.stat().st_size <= limit * 1000
    with Image.open(path) as image:
        assert remark.endswith(f"{image.width} px")
        assert "fps" in remark
    first = read(path)[0][0]
    if "colours" in remark and "all" not in remark:
        assert len(np.unique(first.reshape(-1, 4), axis=0)) <= int(remark.split()[0])


@pytest.mark.parametrize("paper", [None, HEX])
def test_still_png_is_the_last_frame_in_a_palette(paper: str | None, tmp_path: Path) -> None:
    form = Picture("png", WIDTH, HEIGHT, 20.0, 1.0, paper=paper, still=True)
    sink = form.open(tmp_path / "a.png")
    sink.write(drawing(WIDTH * 2, HEIGHT * 2, 21), 1)
    assert sink.close() == 0
    with Image.open(tmp_path / "a.png") as image:
        assert (image.n_frames, image.mode) == (1, "P")
        picture = np.asarray(image.convert("RGBA"))
    assert tuple(picture[HEIGHT // 3, 15]) == INK
    assert tuple(picture[0, 0]) == ((0, 0, 0, 0) if paper else PAPER)
    assert sink.remark == f"all colours, {WIDTH} px" + (", for dark pages" if paper else "")
