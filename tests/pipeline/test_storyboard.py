"""The contact sheet: the right frames are drawn, and no others, and set on the theme's paper."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.job import BeatTime
from pipeline.mp4 import Video
from pipeline.qualities import Quality
from pipeline.sheet import GAP, MARGIN
from pipeline.storyboard import CELL, MOMENTS, Sheet
from scenes.kit.theme import THEMES
from tests.pipeline.collecting import collect, counting_frames, job
from tests.pipeline.command_line import files_in, invoke

BEATS = ("draw_it", "turn_it", "let_it_go")
WIDTH = 2 * MARGIN + len(MOMENTS) * CELL + (len(MOMENTS) - 1) * GAP


def read(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


@pytest.mark.parametrize("beats", [None, ["turn_it"]])
def test_the_frames_are_those_of_the_video(
    beats: list[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Sheet()
    video, whole = collect(tmp_path, job(beats=beats, form=Video(Quality(form.canvas, "a test"))))
    with counting_frames(monkeypatch) as drawn:
        sheet, _ = collect(tmp_path, job(beats=beats, form=form))
    numbers = [number for beat in whole.beats for number in form.numbers(beat)]
    assert len(numbers) == 3 * len(beats or BEATS)
    for number, frame in zip(numbers, sheet.frames, strict=True):
        assert np.array_equal(frame, video.frames[number])
    assert len(drawn) <= 2 * len(numbers) < len(video.frames)


def test_a_beat_of_one_frame_is_shown_three_times_and_one_of_none_is_left_out() -> None:
    one, none = BeatTime("one", "", 2.0, 2.0 + 1 / 15), BeatTime("none", "", 3.0, 3.0)
    assert Sheet().numbers(one) == (30, 30, 30)
    assert Sheet().shown([one, none]) == (one,)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_sheet_is_on_the_paper_of_the_theme(theme: str, folder: Path) -> None:
    result = invoke("sheet", "demo", "--theme", theme, "--set", "size=3")
    assert result.exit_code == 0, result.output
    ending = "-light" if theme == "light" else ""
    assert files_in(folder) == {f"media/sheets/demo{ending}.png"}
    page = read(folder / f"media/sheets/demo{ending}.png")
    assert page.width == WIDTH
    paper = tuple(bytes.fromhex(THEMES[theme].paper[1:]))  # type: ignore[index]
    assert {page.getpixel(corner) for corner in ((0, 0), (WIDTH - 1, page.height - 1))} == {paper}


def test_more_beats_make_a_longer_page_and_settings_another(folder: Path) -> None:
    invoke("sheet", "demo")
    invoke("sheet", "demo", "--beat", "turn_it")
    invoke("sheet", "demo", "--set", "filled=false", "--output", "hollow")
    whole, part, hollow = (
        read(folder / name)
        for name in ("media/sheets/demo.png", "media/sheets/demo-turn_it.png", "hollow/demo.png")
    )
    assert whole.height > 2.5 * part.height - 200
    assert whole.size == hollow.size
    assert whole.tobytes() != hollow.tobytes()


def test_unchanged_sheet_is_kept_and_a_lost_one_put_back(folder: Path) -> None:
    invoke("sheet", "demo")
    path = folder / "media/sheets/demo.png"
    before = path.read_bytes()
    assert "unchanged" in invoke("sheet", "demo").stdout
    path.unlink()
    assert invoke("sheet", "demo").exit_code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["sheet", "empty"], "nothing to see in empty"),
        (["sheet", "stumbling"], "stumbling failed: beat stumble"),
        (["sheet", "demo", "--beat", "turn"], "Did you mean 'turn_it'?"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_left(words: list[str], part: str, folder: Path) -> None:
    result = invoke(*words)
    assert result.exit_code == 1
    assert part in result.stderr
    assert files_in(folder) == set()
