"""The few colours of a clip: exact where they can be, near where they cannot, none of them lost."""

import numpy as np
import pytest
from PIL import Image

from pipeline.encode.alpha import without_paper
from pipeline.encode.clip import Clip, ClipFrame, pack
from pipeline.encode.palette import NOTHING, palette_of
from tests.pipeline.synthetic_frames import INK, PAPER, Pixels, drawing

WIDTH, HEIGHT = 96, 64
RED = (213, 94, 0, 255)


def clip(*pictures: Pixels, shown: tuple[int, ...] = ()) -> Clip:
    times = shown or (5,) * len(pictures)
    shots = tuple(
        ClipFrame(pack(picture), time) for picture, time in zip(pictures, times, strict=True)
    )
    return Clip(pictures[0].shape[1], pictures[0].shape[0], 5, shots)


def painted(source: Clip, colours: int) -> list[Pixels]:
    """Return the pictures as the palette shows them."""
    palette = palette_of(source, colours)
    assert len(palette.colours) <= colours
    return [palette.colours[indices] for indices in palette.indices(source)]


def shades(seed: int = 1) -> Pixels:
    """Return a soft picture with thousands of colours around the paper's and the ink's."""
    rows, columns = np.indices((HEIGHT, WIDTH))
    share = (np.sin(columns / 17 + seed) * np.cos(rows / 11) + 1) / 2
    noise = np.random.default_rng(seed).normal(0, 4, (HEIGHT, WIDTH, 3))
    mixed = np.array(PAPER[:3]) + share[..., np.newaxis] * np.subtract(INK[:3], PAPER[:3]) + noise
    return np.insert(np.clip(np.rint(mixed), 0, 255).astype(np.uint8), 3, 255, axis=2)


def error(shown: Pixels, source: Pixels) -> float:
    return float(np.mean((shown[..., :3].astype(float) - source[..., :3]) ** 2))


def test_few_colours_are_all_exact_in_every_picture() -> None:
    pictures = [drawing(WIDTH, HEIGHT, place, ink) for place, ink in ((0, INK), (9, RED), (9, INK))]
    for shown, source in zip(painted(clip(*pictures), 4), pictures, strict=True):
        assert np.array_equal(shown, source)


@pytest.mark.parametrize("colours", [16, 64, 256])
def test_error_is_smaller_than_of_pillows_median_cut(colours: int) -> None:
    source = shades()
    [shown] = painted(clip(source), colours)
    pillow = Image.fromarray(source[..., :3]).quantize(colours - 1, Image.Quantize.MEDIANCUT, 3)
    assert error(shown, source) < error(np.asarray(pillow.convert("RGB")), source)


def test_every_pixel_gets_the_nearest_colour() -> None:
    source = shades()
    palette = palette_of(clip(source), 16)
    [indices] = palette.indices(clip(source))
    opaque = palette.colours[palette.colours[:, 3] > 0, :3].astype(float)
    away = np.linalg.norm(source[..., np.newaxis, :3] - opaque, axis=3)
    chosen = np.take_along_axis(away, indices[..., np.newaxis].astype(int), axis=2)[..., 0]
    np.testing.assert_allclose(chosen, away.min(axis=2))


def test_large_flat_area_stays_as_drawn_beside_thousands_of_colours() -> None:
    source = shades()
    source[: HEIGHT // 3] = PAPER
    [shown] = painted(clip(source), 16)
    assert (shown[: HEIGHT // 3] == PAPER).all()


def test_small_mark_keeps_its_hue() -> None:
    source = shades()
    source[20:23, 30:34] = RED
    [shown] = painted(clip(source), 64)
    assert np.abs(shown[20:23, 30:34].astype(int) - RED).max() <= 8


def test_picture_that_is_shown_longer_is_nearer() -> None:
    one, other = shades(1), 255 - shades(2)
    other[..., 3] = 255
    first, _ = painted(clip(one, other, shown=(500, 5)), 32)
    again, _ = painted(clip(one, other, shown=(5, 500)), 32)
    assert error(first, one) < 0.7 * error(again, one)


def test_what_is_not_covered_stays_nothing() -> None:
    source = drawing(WIDTH, HEIGHT, 12)
    source[: HEIGHT // 4] = 0
    [shown] = painted(clip(source), 4)
    assert np.array_equal(shown, source)
    empty = np.zeros_like(source)
    [shown] = painted(clip(empty), 4)
    assert (shown == NOTHING).all()


def test_half_covered_colours_are_near_on_black_and_on_white_and_no_more_than_allowed() -> None:
    drawn = shades()
    drawn[..., 3] = np.indices((HEIGHT, WIDTH))[1] * 255 // (WIDTH - 1)
    drawn[..., :3] = drawn[..., :3] * (drawn[..., 3:] / 255)  # on black paper
    [shown], source = painted(clip(drawn), 64), without_paper(drawn)
    for page in (0, 255):
        one, other = (
            p[..., :3] * (p[..., 3:] / 255) - page * (p[..., 3:] / 255) for p in (shown, source)
        )
        assert np.mean((one - other) ** 2) < 40
    assert (shown[source[..., 3] == 0] == NOTHING).all()


def test_few_half_covered_colours_are_all_there() -> None:
    source = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    source[..., 3] = np.indices((HEIGHT, WIDTH))[1] % 7 * 40
    source[..., :3] = source[..., 3:] // 3 + np.indices((HEIGHT, WIDTH))[0][..., np.newaxis] % 2
    source[source[..., 3] == 0] = 0
    [shown] = painted(clip(source), 256)
    assert np.array_equal(shown[..., 3], source[..., 3])


def test_what_covers_all_still_does_among_half_covered_colours() -> None:
    source = shades()
    source[: HEIGHT // 2, :, 3] = np.arange(WIDTH) * 255 // WIDTH
    source[0, 0] = 0
    [shown] = painted(clip(source), 256)
    assert (shown[HEIGHT // 2 :, :, 3] == 255).all()


def test_same_clip_has_the_same_palette() -> None:
    one, other = (palette_of(clip(shades()), 64) for _ in range(2))
    assert np.array_equal(one.colours, other.colours)
    assert len(np.unique(one.colours, axis=0)) == len(one.colours)


def test_what_covers_less_has_the_ink_of_what_covers_more() -> None:
    covers = np.arange(0, 256)[:, np.newaxis] / 255
    rows = [np.rint(covers * ink + (1 - covers) * PAPER[:3]) for ink in (INK[:3], (245, 243, 235))]
    picture = np.dstack([np.array(rows), np.tile(np.arange(256), (2, 1))]).astype(np.uint8)
    clip = Clip(256, 2, 5, (ClipFrame(pack(picture), 5),))
    colours = palette_of(clip, 120).colours[:-1]
    assert len(colours) > 60
    assert len(np.unique(colours[:, :3], axis=0)) <= 4  # of two; each would have 18 by rounding
