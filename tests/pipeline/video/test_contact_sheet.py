"""The contact sheet: a row of small pictures after the other, however many there are."""

import multiprocessing
import re
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from pipeline.encode.mp4 import Video
from pipeline.job import BeatTime
from pipeline.presets import Quality
from pipeline.video.contact_sheet import (
    CELL,
    GAP,
    MARGIN,
    MOMENTS,
    SHEET_CELL,
    SUPERSAMPLING,
    Sheet,
    contact_sheet,
    grid,
    lay_out,
    shrink,
)
from scenes.kit.theme import THEMES
from tests.pipeline.collected_frames import collect, counting_frames, job
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.sample_manifests import alone, part

FULL_HD = (1920, 1080)
UNPACKED = 1920 * 1080 * 4 / 2**20
"""MiB that one picture takes."""

FEW, MANY = 4, 44
STATUS = Path("/proc/self/status")

BEATS = ("draw_it", "turn_it", "let_it_go")
WIDTH = 2 * MARGIN + len(MOMENTS) * SHEET_CELL + (len(MOMENTS) - 1) * GAP


def still(path: Path, size: tuple[int, int] = FULL_HD, number: int = 0) -> Path:
    """Write a picture that is like no other of another number."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.putpixel((number, 0), (255, 0, 0))
    picture.save(path)
    return path


def heights(drawn: npt.NDArray[np.bool_]) -> list[int]:
    """Return how many rows each group of rows has in which something is drawn."""
    edges = np.flatnonzero(np.diff(drawn.astype(int), prepend=0, append=0))
    return list(map(int, edges[1::2] - edges[::2]))


def lines(page: Image.Image) -> list[int]:
    return heights((np.array(page.convert("L")) < 128).any(axis=1))


def test_letters_that_reach_over_the_edge_of_their_line_are_whole(tmp_path: Path) -> None:
    word = '#text(size: 34pt)[#"ÅÇgpqyj"]'
    apart = lines(lay_out([word, word], 400, tmp_path))
    within = lines(lay_out([f"#v(40pt) {word} #v(40pt)"], 400, tmp_path))
    assert len(apart) == 2
    assert apart == pytest.approx(within * 2, abs=1)


def test_rows_are_as_far_apart_as_columns(tmp_path: Path) -> None:
    still(tmp_path / "a.png", (2 * CELL, 2 * CELL))
    cells = [f'[#image("a.png", width: {CELL}pt)]'] * 6
    page = np.array(lay_out(grid(cells, 2, CELL), 2 * CELL + GAP, tmp_path, paper="#ff0000"))
    paper = (page == (255, 0, 0)).all(axis=2)
    assert heights(paper[:, CELL // 2])[1:-1] == pytest.approx([GAP, GAP], abs=1)
    assert heights(paper[CELL // 2])[1:-1] == pytest.approx([GAP], abs=1)


def test_pictures_are_no_larger_than_they_are_drawn(tmp_path: Path) -> None:
    drawn = (SUPERSAMPLING * CELL, SUPERSAMPLING * CELL * 9 // 16)
    for size, wanted in ((FULL_HD, drawn), ((426, 240), (426, 240))):
        shrink(still(tmp_path / "still.png", size), tmp_path / "small.png")
        with Image.open(tmp_path / "small.png") as small:
            assert small.size == wanted


def peak(folder: Path, beats: int, outbox: Connection) -> None:
    """Tell how high a sheet of so many beats is, and the most memory that it took, in MiB."""
    names = [f"beat_{number}" for number in range(beats)]
    paths = [still(folder / f"{name}.png", number=n) for n, name in enumerate(names)]
    stills = {("walk", name): path for name, path in zip(names, paths, strict=True)}
    sheet = contact_sheet(alone(part("walk", dict.fromkeys(names, 1.0))), stills, folder)
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+)", STATUS.read_text())
    outbox.send((sheet.height, int(kilobytes) / 1024))


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")
def test_more_beats_take_little_more_memory(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    found = []
    for beats in (FEW, MANY):
        inbox, outbox = context.Pipe(duplex=False)
        process = context.Process(target=peak, args=(tmp_path, beats, outbox))
        process.start()
        found.append(inbox.recv())
        process.join()
    (low, little), (high, much) = found
    assert high > 5 * low
    assert much - little < (MANY - FEW) * UNPACKED / 2


def test_a_forked_process_sets_a_sheet_after_its_parent_did(tmp_path: Path) -> None:
    """Threads that Typst starts are gone in a fork, and waiting for them would never end."""
    lay_out(["one", "two"], 400, tmp_path)
    forked = multiprocessing.get_context("fork").Process(
        target=lay_out, args=(["three", "four"], 400, tmp_path)
    )
    forked.start()
    forked.join(30)
    ended = forked.exitcode
    forked.kill()
    assert ended == 0


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
    assert Sheet().numbers(none) == ()


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
