"""A limit of bytes: what is given up, in which order, and what is said when nothing helps."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.encode.clip import Clip
from pipeline.encode.picture import (
    ENCODERS,
    NARROWEST,
    PALETTES,
    Encoder,
    Picture,
    Rung,
    fit,
    ladder,
)
from pipeline.errors import TooLargeError

LEVELS = (256, 128, 64)


def test_colours_go_first_then_frames_then_pixels() -> None:
    rungs = ladder(LEVELS, 5, 640)
    assert [rung.level for rung in rungs[:3]] == [256, 128, 64]
    assert {(rung.step, rung.width) for rung in rungs[:3]} == {(1, 640)}
    assert [rung.step for rung in rungs[3:5]] == [2, 3]  # 10 and 6.7 frames a second
    assert {rung.width for rung in rungs[:5]} == {640}
    widths = [rung.width for rung in rungs[5:]]
    assert widths == sorted(set(widths), reverse=True)
    assert min(widths) >= NARROWEST
    assert {width % 16 for width in widths} == {0}
    assert {(rung.level, rung.step) for rung in rungs[5:]} == {(64, 3)}


def test_slow_narrow_and_still_ones_give_up_less() -> None:
    assert {rung.step for rung in ladder(LEVELS, 10, 640)} == {1}
    assert {rung.width for rung in ladder(LEVELS, 5, 240)} == {240}
    assert {rung.step for rung in ladder(LEVELS, 5, 640, still=True)} == {1}


@pytest.mark.parametrize("limit", [12.0, 11.0, 7.5, 2.0, 1.0])
def test_best_that_fits_is_written(limit: float, tmp_path: Path) -> None:
    path, rungs = tmp_path / "out", [Rung(level, 1, 640) for level in range(12, 0, -1)]
    written: list[int] = []

    def write(rung: Rung) -> None:
        written.append(rung.level)
        path.write_bytes(b"x" * rung.level)

    assert fit(rungs, write, path, limit).level == int(limit)
    assert len(path.read_bytes()) == int(limit)
    assert len(written) <= 6  # not one by one
    assert len(set(written)) == len(written)


def test_room_that_fewer_frames_leave_is_given_back_to_colours(tmp_path: Path) -> None:
    path, rungs = tmp_path / "out", ladder(LEVELS, 5, 640)

    def write(rung: Rung) -> None:
        path.write_bytes(b"x" * (rung.level // rung.step))

    assert fit(rungs, write, path, 63) == Rung(64, 2, 640)  # 32 bytes; 128 colours have 64
    assert fit(rungs, write, path, 50) == Rung(64, 2, 640)
    sizes = {(256, 1): 99, (128, 1): 90, (64, 1): 80, (256, 2): 60, (128, 2): 40, (64, 2): 30}

    def shrink(rung: Rung) -> None:
        path.write_bytes(b"x" * (sizes.get((rung.level, rung.step), 20)))

    assert fit(ladder(LEVELS, 5, 240)[:4], shrink, path, 50) == Rung(128, 2, 240)
    assert len(path.read_bytes()) == 40


def test_smallest_is_named_when_nothing_fits(tmp_path: Path) -> None:
    path = tmp_path / "out"
    sizes = {256: 9_000, 128: 7_000, 64: 5_250}
    rungs = [Rung(level, 1, 640) for level in LEVELS]
    with pytest.raises(TooLargeError, match=r"smallest .* 5\.2 kB, not 5: raise --max-kb"):
        fit(rungs, lambda rung: void(path.write_bytes(b"x" * sizes[rung.level])), path, 5_000)


def void(_: object) -> None:
    pass


@pytest.mark.parametrize(
    ("sizes", "tried"),
    [
        ({256: 900}, [256]),
        ({256: 1100, 192: 990}, [256, 192]),
        ({256: 1100, 192: 1050, 128: 990}, [256, 192, 128]),
        ({256: 2000, 128: 1700}, [256, 128]),
    ],
)
def test_few_palettes_are_tried_where_none_makes_a_small_file(
    sizes: dict[int, int], tried: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[int] = []

    def write(clip: Clip, level: int, path: Path) -> None:
        levels.append(level)
        path.write_bytes(bytes(sizes[level] * 1000))

    monkeypatch.setitem(ENCODERS, "webp", Encoder(write, "colours", PALETTES))
    sink = Picture("webp", 320, 180, 20, 0).open(tmp_path / "a.webp")
    sink.write(np.zeros((180, 320, 4), np.uint8), 1)
    sink.write(np.full((180, 320, 4), 255, np.uint8), 1)
    sink.close()
    assert levels == tried
    assert f"{tried[-1]} colours" in sink.remark
