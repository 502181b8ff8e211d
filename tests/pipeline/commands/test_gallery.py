"""The gallery: what changed is written, what looks the same is left, and the README tells how."""

import html
import itertools
import re
import shlex
from pathlib import Path

import click
import numpy as np
import pytest
from PIL import Image, ImageSequence

import render
from pipeline.commands import kit_page
from pipeline.commands.gallery import (
    CELL,
    END,
    GALLERY,
    LOOP,
    POSTER,
    START,
    around,
    command,
    grid,
    look_the_same,
    renew,
)
from pipeline.commands.request import RunOptions
from pipeline.job import THEME_NAMES
from scenes.catalog import CATALOG, Entry
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.stories import DEMO, STUMBLING

ROOT = Path(__file__).parents[3]
FILES = {"media/gallery/demo.gif", "media/gallery/demo.png"}


@pytest.fixture
def readme(folder: Path) -> Path:
    """Work beside a README with a place for the gallery."""
    path = folder / "README.md"
    path.write_text(f"Before.\n\n{START}\n{END}\n\nAfter.\n", encoding="utf-8")
    return path


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file's number on the disk and the instant of its last change."""
    paths = [folder / name for name in files_in(folder)]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def test_only_what_changed_is_touched(
    readme: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert renew([DEMO], RunOptions(1)) == 0
    assert files_in(folder) == {*FILES, "README.md"}
    assert capsys.readouterr().out.count("new") == 2
    before, gif = state(folder), (folder / "media/gallery/demo.gif").read_bytes()

    again = folder / "media/gallery/demo.png"
    with Image.open(again) as image:
        image.convert("RGB").save(again, compress_level=1)  # other bytes, the same picture
    before["demo.png"] = state(folder)["demo.png"]
    assert renew([DEMO], RunOptions(1)) == 0
    assert capsys.readouterr().out.count("as it was") == 2
    assert state(folder) == before

    (folder / "media/gallery/demo.gif").write_bytes(gif[: len(gif) // 2])
    Image.new("RGB", (640, 360)).save(again)
    assert renew([DEMO], RunOptions(1)) == 0
    assert capsys.readouterr().out.count("changed") == 2
    assert (folder / "media/gallery/demo.gif").read_bytes() == gif
    assert state(folder)["README.md"] == before["README.md"]


def test_table_has_a_row_with_what_made_it(readme: Path, folder: Path) -> None:
    assert renew([DEMO], RunOptions(1)) == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert '<img src="media/gallery/demo.gif" width="280" alt="Demo. It becomes a circle.">' in text
    made = {path: (folder / path).read_bytes() for path in FILES}
    for path in FILES:
        (folder / path).unlink()
    for line in re.findall(r"`python render\.py ([^`]+)`", text):
        words = shlex.split(line.replace(" all ", " demo "))  # a catalogue of this scene alone
        assert invoke(*words).exit_code == 0
    assert {path: (folder / path).read_bytes() for path in FILES} == made


def test_page_on_the_kit_is_renewed_where_there_is_one(
    readme: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [formula] = [example for example in kit_page.all_examples() if example.name == "formula"]
    monkeypatch.setattr(kit_page, "all_examples", lambda: [formula])
    monkeypatch.setattr(kit_page, "page", lambda: "The page.\n")
    (folder / "docs").mkdir()
    (folder / kit_page.PAGE).touch()
    assert renew([DEMO], RunOptions(1)) == 0
    assert capsys.readouterr().out.count("docs/kit/text-formula-") == 2
    assert {f"docs/kit/text-formula-{theme}.png" for theme in THEME_NAMES} < files_in(folder)
    assert (folder / kit_page.PAGE).read_text(encoding="utf-8") == "The page.\n"


def test_broken_scene_leaves_the_table(
    readme: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = readme.read_text(encoding="utf-8")
    assert renew([DEMO, STUMBLING], RunOptions(1)) == 1
    assert "stumbling failed" in capsys.readouterr().err
    assert files_in(folder) == {*FILES, "README.md"}
    assert readme.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("text", [None, "No marks.", f"{END} before {START}"])
def test_readme_without_a_place_is_said_before_anything_is_drawn(
    text: str | None, folder: Path
) -> None:
    if text is not None:
        (folder / "README.md").write_text(text)
    result = invoke("gallery")
    assert result.exit_code == 1
    assert "README.md" in result.stderr
    assert not (folder / "media").exists()


def test_pictures_that_differ_in_a_frame_or_a_time_look_different(tmp_path: Path) -> None:
    frames = [Image.fromarray(np.full((8, 8, 3), level, np.uint8)) for level in (0, 90, 180)]

    def gif(name: str, pictures: list[Image.Image], duration: int = 50) -> Path:
        rest = pictures[1:]
        pictures[0].save(tmp_path / name, save_all=True, append_images=rest, duration=duration)
        return tmp_path / name

    one = gif("one.gif", frames)
    assert look_the_same(one, gif("same.gif", frames))
    assert not look_the_same(one, gif("shorter.gif", frames[:2]))
    assert not look_the_same(one, gif("slower.gif", frames, 60))
    assert not look_the_same(one, gif("other.gif", [frames[0], frames[2], frames[1]]))


def committed() -> str:
    """Return the gallery in the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, after = around(text)
    return text[len(before) : -len(after)]


def test_readme_says_of_every_scene_what_it_teaches() -> None:
    cells = [line for line in committed().splitlines() if line.startswith(CELL)]
    assert [cell.partition("</a><br>")[2] for cell in cells] == [
        f'<b><a href="scenes/{entry.name}.py">{html.escape(entry.title)}</a></b><br>'
        f"{html.escape(entry.teaches)}</td>"
        for entry in CATALOG
    ]


def test_grid_fills_its_rows_in_order() -> None:
    cells = [f"{CELL}{number}</td>" for number in range(7)]
    rows = re.findall(r"<tr>\n(.*?)\n</tr>", grid(cells), flags=re.S)
    assert [row.splitlines() for row in rows] == [cells[:3], cells[3:6], cells[6:]]


def test_readme_has_commands_that_mean_the_gallerys_files() -> None:
    lines = re.findall(r"`python render\.py ([^`]+)`", committed())
    files = LOOP, POSTER
    assert [f"python render.py {line}" for line in lines] == [command(file) for file in files]
    for line, options in zip(lines, files, strict=True):
        verb, *words = shlex.split(line)
        parent = click.Context(render.cli)
        typed = render.cli.commands[verb].make_context(verb, words, parent=parent).params
        assert verb == options.kind
        assert typed["output"] == GALLERY
        assert (typed["width"], typed["fps"], typed["max_kb"], typed["hold"]) == (
            options.width,
            options.fps,
            options.max_kb,
            options.hold,
        )


def test_committed_gallery_is_small_and_complete() -> None:
    names = {path.name for path in (ROOT / GALLERY).iterdir()}
    assert names == {f"{entry.name}.{kind}" for entry in CATALOG for kind in ("gif", "png")}
    for name in names:
        path = ROOT / GALLERY / name
        assert path.stat().st_size <= (600_000 if name.endswith("gif") else 100_000)
        with Image.open(path) as image:
            assert image.width <= 640
            assert image.n_frames > 20 or name.endswith("png")


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_committed_loops_close_without_a_jump(entry: Entry) -> None:
    with Image.open(ROOT / GALLERY / f"{entry.name}.gif") as image:
        frames = [
            np.asarray(frame.convert("RGB"), np.int16)[::3, ::3]  # a jump is not in one pixel alone
            for frame in ImageSequence.Iterator(image)
        ]
        assert image.info["loop"] == 0
    neighbours = [np.abs(one - other).mean() for one, other in itertools.pairwise(frames)]
    assert np.abs(frames[-1] - frames[0]).mean() <= max(neighbours)
