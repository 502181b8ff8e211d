"""The coder of GIFs: what Pillow reads is what was meant, whatever the pixels are."""

import struct
from io import BytesIO

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.encode.gif.lzw import pack, parse
from pipeline.encode.gif.matching import NEVER, NOTHING, Area, candidates_of, guess

COLOURS = np.stack([np.arange(1, 256), 255 - np.arange(1, 256), np.arange(1, 256)], 1)
"""Of the symbols from 1 on; neighbours have a squared error of 3."""

TABLE = np.vstack([np.zeros(3), COLOURS]).astype(np.int32)


def coded(numbers: np.ndarray, stay: np.ndarray, limit: int, size: int, multiplier: float) -> tuple:
    """Return the symbols that were chosen and their code."""
    colours = TABLE[1 : 1 << size]
    candidates = candidates_of(colours, np.ones(len(colours), np.bool_), TABLE[: 1 << size], limit)
    flat = np.ascontiguousarray(numbers, np.int32).ravel()
    area = Area(flat, stay.ravel().astype(np.int32), np.full(flat.size, multiplier))
    symbols = np.empty(flat.size, np.int32)
    codes = np.empty(2 * flat.size + 3, np.int32)
    count = parse(area, candidates, size, guess(area, 0.3, 1.5), symbols, codes)
    packed = np.empty(2 * count + 1, np.uint8)
    length = pack(codes[:count], size, packed)
    return symbols.reshape(numbers.shape), packed[:length].tobytes()


def read(data: bytes, size: int, shape: tuple[int, int]) -> np.ndarray:
    """Return the symbols that Pillow finds in a GIF with this code."""
    height, width = shape
    compositor = struct.pack("<6sHHBBB", b"GIF89a", width, height, 0b1_111_0_111, 0, 0)
    image = struct.pack("<sHHHHBB", b",", 0, 0, width, height, 0, size)
    blocks = b"".join(
        bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255)
    )
    file = compositor + TABLE.astype(np.uint8).tobytes() + image + blocks + b"\0;"
    with Image.open(BytesIO(file)) as gif:
        return np.asarray(gif)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[np.ndarray, int]:
    height, width = draw(st.integers(1, 200)), draw(st.integers(1, 300))
    size = draw(st.integers(2, 8))
    most = draw(st.integers(1, (1 << size) - 1))  # 1: all equal; 255: noise
    run = draw(st.sampled_from([1, 2, 50]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    numbers = rng.integers(0, most, -(-height * width // run)).repeat(run)[: height * width]
    return numbers.reshape(height, width), size


@settings(max_examples=40, deadline=None)
@given(pictures())
def test_without_leeway_every_pixel_comes_back(picture: tuple[np.ndarray, int]) -> None:
    numbers, size = picture
    never = np.full(numbers.shape, NEVER)
    symbols, data = coded(numbers, never, limit=0, size=size, multiplier=1.0)
    assert np.array_equal(symbols, numbers + 1)
    assert np.array_equal(read(data, size, numbers.shape), numbers + 1)


@settings(max_examples=30, deadline=None)
@given(pictures(), st.integers(0, 3000), st.floats(0, 1), st.integers(0, 99))
def test_with_leeway_no_pixel_is_farther_off_than_allowed(
    picture: tuple[np.ndarray, int], limit: int, multiplier: float, seed: int
) -> None:
    numbers, size = picture
    rng = np.random.default_rng(seed)
    stay = np.where(rng.random(numbers.shape) < 0.5, NEVER, rng.integers(0, 900, numbers.shape))
    symbols, data = coded(numbers, stay, limit, size, multiplier)
    assert np.array_equal(read(data, size, numbers.shape), symbols)
    left = symbols == NOTHING
    assert (stay[left] != NEVER).all()
    errors = ((TABLE[symbols] - TABLE[numbers + 1]) ** 2).sum(axis=2)
    assert errors[~left].max(initial=0) <= limit


def test_dear_errors_are_not_made_and_cheap_ones_save_bytes() -> None:
    numbers = np.random.default_rng(1).integers(100, 120, (60, 80))
    never = np.full(numbers.shape, NEVER)
    exact, cheap = (coded(numbers, never, 300, 8, multiplier) for multiplier in (1e3, 1e-3))
    assert np.array_equal(exact[0], numbers + 1)
    assert len(cheap[1]) < len(exact[1]) / 3


def test_as_short_as_pillows_own_coder_without_leeway() -> None:
    rows, columns = np.indices((120, 160))
    numbers = (rows // 7 * 5 + columns // 3 * rows) % 200
    _, data = coded(numbers, np.full(numbers.shape, NEVER), 0, 8, 1.0)
    file = BytesIO()
    Image.fromarray((numbers + 1).astype(np.uint8), "P").save(file, "GIF", optimize=False)
    assert len(data) < 1.02 * len(file.getvalue())
