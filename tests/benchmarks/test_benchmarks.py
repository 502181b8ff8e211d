"""The benchmarks compare like with like: both sides of each show the same. Nothing is timed."""

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks import contours, gif, readout
from benchmarks.clock import Prepare, Work, alternate
from benchmarks.comparison import Comparison
from benchmarks.machine import machine
from benchmarks.manim_canvas import Picture, manim_on, stage
from benchmarks.report import as_json, print_table
from pipeline.presets import Canvas

SMALL = Canvas(64, 36, 5.0)


def nothing() -> None:
    pass


def found(ours: tuple[float, ...], theirs: tuple[float, ...], unit: str = "ms") -> Comparison:
    return Comparison("contours", "2 levels", "manim", "make", unit, ours, theirs)


def box_of_ink(picture: Picture) -> npt.NDArray[np.intp]:
    """Return the first and the last row and column, in pixels, that are not paper."""
    rows, columns = np.nonzero((picture != picture[0, 0]).any(axis=2))
    return np.array([rows.min(), rows.max(), columns.min(), columns.max()])


def ink(picture: Picture) -> float:
    """Return how much is drawn: the sum of all differences from the paper."""
    return float(np.abs(picture.astype(int) - picture[0, 0]).sum())


def test_every_number_changes_in_every_frame() -> None:
    for values in readout.descent(readout.FRAMES).columns.values():
        spelled = [f"{value:.{readout.DECIMALS}f}" for value in values]
        assert all(a != b for a, b in itertools.pairwise(spelled))


def test_readouts_show_the_same_numbers(tmp_path: Path) -> None:
    numbers = readout.descent(3)
    with manim_on(readout.CANVAS, tmp_path):
        rows, decimals = readout.ours(numbers), readout.set_in_place(numbers)
        readout.play(stage(rows, decimals), numbers, 3, drawn=False)
    readouts: list[Any] = list(rows)
    labelled: list[Any] = list(decimals)
    shown = [row.digits.shown.replace("−", "-") for row in readouts]
    assert shown == [decimal._get_num_string(decimal.number) for _, decimal in labelled]
    assert shown == [f"{values[3]:.4f}" for values in numbers.columns.values()]


def test_readouts_look_the_same(tmp_path: Path) -> None:
    ours, *theirs = readout.pictures(tmp_path, frames=2).values()
    for picture in theirs:
        assert ink(picture) == pytest.approx(ink(ours), rel=0.05)
        assert np.abs(box_of_ink(picture) - box_of_ink(ours)).max() <= 5


def test_contours_follow_the_same_levels(tmp_path: Path) -> None:
    levels = contours.LEVELS[1:9:3]
    with manim_on(contours.CANVAS, tmp_path):
        ours, theirs = contours.ours(levels), contours.manims(contours.axes(), levels)
    assert len(ours.levels) == len(theirs) == len(levels)
    for lines in (ours.lines, theirs):
        followed, distances = contours.followed(lines)
        assert set(followed) == set(levels)
        assert distances.max() < 2.5


def test_gifs_show_the_same_frames(tmp_path: Path) -> None:
    clip = gif.walk_down(gif.SCENES["black"], tmp_path, SMALL, steps=5)
    assert tuple(clip.frames[0][0][0, 0]) == (0, 0, 0, 255)
    assert np.array_equal(clip.frames[0][0], clip.frames[-1][0])
    late = gif.Clip(SMALL, [clip.frames[0], *clip.frames[:-1]])
    with manim_on(SMALL, tmp_path):
        for side in gif.SIDES.values():
            writing = side(clip, tmp_path)
            writing.work()
            assert gif.fidelity(writing.path, clip) > 25
            assert gif.fidelity(writing.path, late) < gif.fidelity(writing.path, clip)


def test_sides_take_turns_after_a_round_that_does_not_count() -> None:
    order: list[str] = []

    def preparation(name: str) -> Prepare:
        def prepare() -> Work:
            order.append(name)
            return nothing

        return prepare

    times = alternate({"A": preparation("A"), "B": preparation("B")}, rounds=2)
    assert "".join(order) == "ABABAB"
    assert {name: len(seconds) for name, seconds in times.items()} == {"A": 2, "B": 2}


def test_ratio_is_that_of_the_medians() -> None:
    one = found((1.0, 2.0, 9.0), (10.0, 40.0, 30.0))
    assert one.ratio == 15
    assert one.range == pytest.approx((30 / 9, 20))
    assert one.gain == "15×"
    assert found((60.0,), (20.0,), "dB").gain == "+40.0 dB"


def test_table_and_json_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    comparisons = [found((1.0, 2.0), (300.0, 700.0))]
    print_table(comparisons, machine(), rounds=2)
    printed = capsys.readouterr().out
    assert "contours: 2 levels, against manim" in printed
    assert all(word in printed for word in ("1.5 ms", "500 ms", "333×", "300–350"))
    data = json.loads(as_json(comparisons, machine(), rounds=2))
    assert data["comparisons"][0]["gain"] == "333×"
    assert data["comparisons"][0]["rounds"] == {"ours": [1.0, 2.0], "manim": [300.0, 700.0]}
    assert data["machine"]["manim"] in printed
