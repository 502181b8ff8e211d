"""Animated WebP: what is decoded is what was drawn, and readouts without paper cost little."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.encode.clip import Clip, ClipFrame, pack
from pipeline.encode.pillow_formats import reduced
from pipeline.encode.webp import MOST_LATE, SHORTEST, around, write_webp
from tests.pipeline.synthetic_frames import INK, PAPER, Pixels

WIDTH, HEIGHT, TICK = 320, 180, 5


def map_and_readout(number: int, bare: bool) -> Pixels:
    """Return a map on which a ball goes right, and beside it, apart, two blocks like digits."""
    picture = np.empty((HEIGHT, WIDTH, 4), np.uint8)
    picture[:] = (*PAPER[:3], 0) if bare else PAPER
    rows, columns = np.indices((140, 160))
    shade = ((np.sin(rows / 9) * np.cos(columns / 7) + 1) * 12).astype(np.uint8) * 9
    picture[20:160, 10:170] = np.dstack([shade, shade // 2, 255 - shade, np.full_like(shade, 255)])
    picture[80:90, 20 + 3 * number : 30 + 3 * number] = INK
    picture[100:120, 200:300:7] = INK  # what stands between them stays
    edge = np.array([*PAPER[:3], 128]) if bare else np.array(PAPER)
    edge[:3] = (np.array(INK[:3], int) + PAPER[:3]) // 2  # as Cairo leaves it, half covered
    for block, (top, left) in enumerate([(30, 220), (140, 280)]):
        digits = np.random.default_rng((number, block)).integers(0, 2, (12, 24))
        picture[top : top + 24 : 2, left : left + 24][digits == 1] = INK
        picture[top + 1 : top + 24 : 2, left : left + 24][digits == 1] = edge
    return picture


def clip(bare: bool, shown: int = TICK, count: int = 30) -> Clip:
    shots = tuple(ClipFrame(pack(map_and_readout(n, bare)), shown) for n in range(count))
    return Clip(WIDTH, HEIGHT, shown, shots)


def differ(one: Pixels, other: Pixels) -> np.ndarray:
    """Tell where two pictures do; a decoder may round down what it blends."""
    return np.asarray((np.abs(one.astype(int) - other) > 1).any(2))


def decoded(path: Path) -> list[tuple[Pixels, int]]:
    frames = []
    with Image.open(path) as image:
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            frames.append((np.asarray(image.convert("RGBA")), image.info["duration"]))
    return frames


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("shown", [2, TICK, 100])
def test_every_picture_is_there_for_its_time(bare: bool, shown: int, tmp_path: Path) -> None:
    source = clip(bare, shown, 12)
    write_webp(source, 256, tmp_path / "a.webp")
    frames = decoded(tmp_path / "a.webp")
    before: Pixels | None = None
    for expected in reduced(source, 256).pictures():
        passed, late = 0, 0
        while passed < 10 * shown:
            picture, time = frames.pop(0)
            off = differ(picture, expected)
            if off.any():  # what is replaced a moment later is as it was
                assert bare
                assert before is not None
                assert not differ(picture, before)[off].any()
                late += time
            assert time >= SHORTEST
            passed += time
        assert passed == 10 * shown
        assert not off.any()
        assert late <= MOST_LATE * SHORTEST
        before = expected
    assert frames == []


def test_readouts_without_paper_are_no_larger_than_half_of_what_libwebp_makes_of_them(
    tmp_path: Path,
) -> None:
    write_webp(clip(bare=True), 256, tmp_path / "a.webp")
    first, *others = (Image.fromarray(p) for p in reduced(clip(bare=True), 256).pictures())
    theirs = io.BytesIO()
    first.save(
        theirs, "WEBP", save_all=True, append_images=others, duration=50, lossless=True, quality=50
    )
    assert (tmp_path / "a.webp").stat().st_size < len(theirs.getvalue()) / 2


def test_without_paper_a_loop_is_no_larger_than_on_it(tmp_path: Path) -> None:
    sizes = []
    for bare in (True, False):
        write_webp(clip(bare), 256, tmp_path / "a.webp")
        sizes.append((tmp_path / "a.webp").stat().st_size)
    assert sizes[0] <= sizes[1]


def test_rectangles_begin_at_even_places() -> None:
    mask = np.zeros((20, 20), np.bool_)
    mask[5:9, 7:12] = True
    assert around(mask) == (6, 4, 12, 9)
