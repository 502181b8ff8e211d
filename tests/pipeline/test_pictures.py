"""Pictures for pages from the command line: limits, themes, transparency and what is said."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.pipeline.command_line import files_in, invoke

NARROW = ("--width", 160)


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


@pytest.mark.parametrize("kind", ["gif", "webp", "avif"])
def test_loop_moves_and_is_said_to_be_what_it_is(kind: str, folder: Path) -> None:
    result = invoke(kind, "demo", *NARROW)
    assert result.exit_code == 0, result.output
    with Image.open(folder / f"media/pictures/demo.{kind}") as image:
        assert image.n_frames > 5
        assert image.size == (160, 90)
    assert re.search(r"20 fps, 160 px", result.stdout)


def test_png_is_what_the_loop_ends_on(folder: Path) -> None:
    assert invoke("png", "demo", "--width", 640).exit_code == 0
    assert invoke("still", "demo", "--beat", "turn_it", "-q", "medium").exit_code == 0
    with (
        Image.open(folder / "media/pictures/demo.png") as small,
        Image.open(folder / "media/stills/demo-turn_it.png") as large,
    ):
        assert (small.n_frames, small.size) == (1, (640, 360))
        halved = np.asarray(large.reduce(2).convert("RGB")).astype(int)
        assert np.abs(np.asarray(small.convert("RGB")) - halved).max() <= 1


def test_png_moves_when_asked_to(folder: Path) -> None:
    assert invoke("png", "demo", "--animated", *NARROW).exit_code == 0
    with Image.open(folder / "media/pictures/demo-animated.png") as image:
        assert image.n_frames > 5
        assert image.info["loop"] == 0


def test_transparent_one_has_no_paper(folder: Path) -> None:
    for kind in ("gif", "webp", "avif", "png"):
        assert invoke(kind, "demo", "--transparent", *NARROW).exit_code == 0
        with Image.open(folder / f"media/pictures/demo-transparent.{kind}") as image:
            image.seek(image.n_frames - 1)
            alpha = np.asarray(image.convert("RGBA"))[..., 3]
        assert alpha[0, 0] == 0
        assert 0.005 < (alpha > 0).mean() < 0.5
        if kind != "gif":
            assert len(np.unique(alpha)) > 5  # smooth edges


def test_last_picture_is_held(folder: Path) -> None:
    assert invoke("webp", "demo", "--hold", "2.5", *NARROW).exit_code == 0
    with Image.open(folder / "media/pictures/demo.webp") as image:
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            durations.append(image.info["duration"])
    assert max(durations) == 2500


def test_limit_is_met_and_said(folder: Path) -> None:
    assert invoke("gif", "demo", "--width", 480).exit_code == 0
    path = folder / "media/pictures/demo.gif"
    limit = round(path.stat().st_size / 1000 * 0.6, 1)
    result = invoke("gif", "demo", "--width", 480, "--max-kb", limit)
    assert result.exit_code == 0, result.output
    assert path.stat().st_size <= limit * 1000
    assert re.search(rf"\d+ colours, [\d.]+ fps, {size(path)[0]} px", result.stdout)
    assert "256 colours, 20 fps" not in result.stdout


def test_limit_that_cannot_be_met_leaves_no_file(folder: Path) -> None:
    result = invoke("gif", "demo", "--width", 480, "--max-kb", 1)
    assert result.exit_code == 1
    said = re.search(
        r"demo\.gif was not made: the smallest .* has ([\d.]+) kB, not 1", result.stderr
    )
    assert said is not None, result.stderr
    assert float(said[1]) > 1
    assert files_in(folder) == set()


def test_both_themes_come_with_what_to_write_into_a_page(folder: Path) -> None:
    result = invoke("gif", "demo", "--both-themes", *NARROW)
    assert result.exit_code == 0, result.output
    files = {"media/pictures/demo.gif", "media/pictures/demo-light.gif"}
    assert files_in(folder) == files
    for start in ("<picture>", "![", ".. image::"):
        assert start in result.stdout
    for file in files:
        assert result.stdout.count(file) >= 4  # the table and three languages
    assert result.stdout.count("It becomes a circle.") == 5
    with Image.open(folder / "media/pictures/demo-light.gif") as image:
        assert image.convert("RGB").getpixel((0, 0)) == (0xFC, 0xFB, 0xF7)


def test_both_themes_of_a_broken_scene_fail_once(folder: Path) -> None:
    result = invoke("gif", "missing", "demo", "--both-themes", *NARROW)
    assert result.exit_code == 1
    assert result.stderr.count("there is no module") == 1
    assert len(files_in(folder)) == 2
    assert "<picture>" in result.stdout


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--max-kb", "0"], "x>=1"),
        (["--max-kb", "nan"], "nan is not a number"),
        (["--hold", "-1"], "0<=x<=60"),
        (["--hold", "nan"], "nan is not a number"),
        (["--fps", "15"], "10, 12.5, 20, 25, 50"),
        (["--animated"], "--animated"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], part: str, folder: Path) -> None:
    result = invoke("webp", "demo", *words)
    assert result.exit_code in (1, 2)
    assert part in result.stderr
    assert files_in(folder) == set()
