"""The conversion to what H.264 stores: right, and the same in part as in the whole."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encode.mp4 import even
from pipeline.encode.yuv import convert, paste
from pipeline.presets import Canvas

WIDTH, HEIGHT = 48, 32
CANVAS = Canvas(WIDTH, HEIGHT, 15)
WHOLE = (0, 0, WIDTH, HEIGHT)

EDGES = st.tuples(*(st.integers(0, side - 1) for side in (WIDTH, HEIGHT)))
SIZES = st.tuples(*(st.integers(1, side) for side in (WIDTH, HEIGHT)))


def noise(seed: int) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)


def by_the_standard(pixels: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float64]]:
    """Compute it as Rec. ITU-R BT.709-6 has it in 3.2, 3.3 and 4.6, in floating point."""
    red, green, blue = np.moveaxis(pixels[..., :3] / 255, -1, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    u, v = (blue - luma) / 1.8556, (red - luma) / 1.5748
    run = [c.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3)) for c in (u, v)]
    return [219 * luma + 16, *(224 * mean + 128 for mean in run)]


def test_it_is_bt_709() -> None:
    pixels = noise(1)
    for plane, exact in zip(convert(pixels, WHOLE), by_the_standard(pixels), strict=True):
        assert np.abs(plane - exact).max() < 0.51


def test_grey_has_no_colour() -> None:
    for level in range(256):
        seen = convert(np.full((HEIGHT, WIDTH, 4), level, np.uint8), WHOLE)
        assert {*seen[1].flat, *seen[2].flat} == {128}
        assert {*seen[0].flat} == {round(16 + 219 * level / 255)}


@settings(deadline=None)  # the first time, it is compiled
@given(st.integers(0, 2**32 - 1), st.lists(st.tuples(EDGES, SIZES), max_size=4))
def test_parts_come_out_as_in_the_whole(
    seed: int, places: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    before, after = noise(seed), noise(seed + 1)
    lived = convert(before, WHOLE)
    for (left, top), (width, height) in places:
        box = (left, top, min(WIDTH, left + width), min(HEIGHT, top + height))
        before[box[1] : box[3], box[0] : box[2]] = after[box[1] : box[3], box[0] : box[2]]
        x0, y0, x1, y1 = even(box, CANVAS)
        paste(convert(before, (x0, y0, x1, y1)), x0, y0, lived)
    assert all(np.array_equal(a, b) for a, b in zip(lived, convert(before, WHOLE), strict=True))


@pytest.mark.parametrize(
    ("box", "what"),
    [((1, 0, 4, 4), "odd"), ((0, 0, 4, 5), "odd"), ((0, 0, WIDTH + 2, 4), "not within"),
     ((-2, 0, 4, 4), "not within"), ((0, 8, 4, 4), "not within")],
)  # fmt: skip
def test_boxes_that_make_no_sense_are_refused(box: tuple[int, int, int, int], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        convert(noise(1), box)


def test_pixels_may_be_read_only_or_scattered() -> None:
    pixels, box = noise(1), (4, 2, 30, 20)
    wanted = convert(pixels, box)
    sealed = pixels.copy()
    sealed.flags.writeable = False
    for other in (sealed, np.repeat(pixels, 2, axis=1)[:, ::2]):
        seen = convert(other, box)
        assert all(np.array_equal(a, b) for a, b in zip(seen, wanted, strict=True))
