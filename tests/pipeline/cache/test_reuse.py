"""Nothing is drawn twice, nothing stale is shown, and damage is mended."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from pipeline.build import video as video_module
from pipeline.cache.store import Store
from pipeline.commands import plan
from pipeline.params import parse_settings
from pipeline.video.assemble import Assembly, assemble
from render import cli
from tests.pipeline.command_line import ROOT, files_in, invoke, set_of
from tests.pipeline.decoded_video import decode_video, manifest
from tests.pipeline.edited_story import BEATS, Guest, guest
from tests.pipeline.recordings import record, tone

__all__ = ["guest"]  # a fixture

VIDEO = ("video", "guest", "-q", "draft", "--output", "out", "--workers", 1)
MP4 = Path("out/guest.mp4")


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files_in(folder)}


def segments(cache: Path) -> list[Path]:
    return [path for path in cache.glob("segments/*/*") if path.is_file()]


def test_unchanged_nothing_is_drawn_and_no_file_touched(guest: Guest) -> None:
    first = guest.run(*VIDEO)
    assert guest.drawn == BEATS
    times = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}
    again = guest.run(*VIDEO)
    assert guest.drawn == []
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")} == times
    assert "unchanged" not in first.stdout
    assert "unchanged" in again.stdout
    rows = [
        re.split(r"  +", table.strip().splitlines()[-1]) for table in (first.stdout, again.stdout)
    ]
    assert rows[0][:-1] == rows[1][:-1]


@pytest.mark.parametrize(
    "words",
    [
        ["video", "demo", "-q", "draft"],
        ["gif", "demo", "--width", "160"],
        ["still", "demo", "-q", "draft"],
        ["lecture", "--scenes", "demo", "-q", "draft"],
    ],
)
def test_unchanged_run_is_quick_and_imports_nothing_heavy(words: list[str], folder: Path) -> None:
    assert invoke(*words, "--output", "out").exit_code == 0
    before = contents(folder)
    main = "from tests.pipeline.stories import STORIES as S; from render import cli; cli(obj=S)"
    command = [sys.executable, "-X", "importtime", "-c", main, *words, "--output", "out"]
    result = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "unchanged" in result.stdout
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert "pipeline.commands.dispatch" in imported
    assert not imported & {"manim", "numpy", "av", "pydantic", "scipy"}
    assert contents(folder) == before


def test_lost_file_is_put_together_again_without_drawing(guest: Guest) -> None:
    guest.run(*VIDEO)
    before = contents(Path("out"))
    MP4.unlink()
    (Path("out") / "guest-stills" / "01-guest-first.png").write_bytes(b"scribbled")
    guest.run(*VIDEO)
    assert guest.drawn == []
    assert contents(Path("out")) == before


def test_one_beat_changed_draws_that_beat_only(guest: Guest) -> None:
    guest.run(*VIDEO)
    before = decode_video(MP4).frames
    guest.edit("guest.py", "Circle(radius=1,", "Circle(radius=1.5,")
    guest.run(*VIDEO)
    assert guest.drawn == ["second"]
    after, told = decode_video(MP4).frames, manifest(MP4)
    first, second, third = told.parts[0].beats
    assert np.array_equal(after[: first.end_frame], before[: first.end_frame])
    assert not np.array_equal(after[second.end_frame - 1], before[second.end_frame - 1])
    assert np.array_equal(after[third.start_frame :], before[third.start_frame :])
    kept = contents(Path("out"))
    guest.run(*VIDEO, "--no-cache")
    assert guest.drawn == BEATS
    assert contents(Path("out")) == kept


def test_change_back_draws_nothing(guest: Guest) -> None:
    guest.run(*VIDEO)
    before = contents(Path("out"))
    guest.edit("guest.py", "radius=2", "radius=2.5")
    guest.run(*VIDEO)
    guest.edit("guest.py", "radius=2.5", "radius=2")
    guest.run(*VIDEO)
    assert guest.drawn == []
    assert contents(Path("out")) == before


def test_edit_between_import_and_drawing_is_not_kept_under_a_wrong_name(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = guest.package / "guest.py"
    before = source.read_text()
    after = before.replace("radius=1,", "radius=1.5,")

    def late(*told: Any) -> Any:
        source.write_text(after)  # the scene is imported already
        return parse_settings(*told)

    with monkeypatch.context() as patch:
        patch.setattr(plan, "parse_settings", late)
        result = CliRunner().invoke(cli, list(map(str, VIDEO)), obj=(guest.entry,))
    assert result.exit_code == 1
    assert (
        result.stderr == "Error: The sources were changed while they were loaded: run it again.\n"
    )
    guest.write("guest.py", after)
    guest.run(*VIDEO)
    edited = contents(Path("out"))
    guest.run(*VIDEO, "--no-cache")
    assert contents(Path("out")) == edited


def test_what_is_imported_counts_and_what_looks_the_same_is_not_drawn(guest: Guest) -> None:
    guest.run(*VIDEO)
    guest.edit("colours.py", "INK", "# said again\nINK")
    result = guest.run(*VIDEO)
    assert guest.drawn == []
    assert "unchanged" in result.stdout
    guest.edit("colours.py", "#FFFFFF", "#FF8800")
    guest.run(*VIDEO)
    assert guest.drawn == BEATS


def test_caption_changed_is_in_the_texts_and_nothing_is_drawn(guest: Guest) -> None:
    guest.run(*VIDEO)
    guest.edit("guest.py", '"Two."', '"Both"')
    guest.run(*VIDEO)
    assert guest.drawn == []
    assert "Both" in Path("out/guest.srt").read_text()


def test_beat_alone_uses_what_was_drawn_of_the_whole(guest: Guest) -> None:
    guest.run(*VIDEO)
    guest.run(*VIDEO, "--beat", "third")
    assert guest.drawn == []
    beat = manifest(MP4).parts[0].beats[2]
    alone = decode_video(Path("out/guest-third.mp4")).frames
    assert np.array_equal(alone, decode_video(MP4).frames[beat.start_frame : beat.end_frame])


@pytest.mark.parametrize("left_out", ["first", "second", "third"])
def test_left_out_beat_is_cut_out_and_nothing_is_drawn(left_out: str, guest: Guest) -> None:
    guest.run(*VIDEO)
    whole, told = decode_video(MP4), manifest(MP4)
    guest.run(*VIDEO, "--without-beat", left_out)
    assert guest.drawn == []
    path = Path(f"out/guest-without-{left_out}.mp4")
    shown, left = decode_video(path), manifest(path)
    gone = next(beat for beat in told.parts[0].beats if beat.name == left_out)
    del whole.frames[gone.start_frame : gone.end_frame]
    assert np.array_equal(shown.frames, whole.frames)
    others = [name for name in BEATS if name != left_out]
    assert [beat.name for beat in left.parts[0].beats] == others
    assert [caption.beat for caption in left.captions] == others
    assert [title for title, _, _ in shown.chapters] == [name.capitalize() for name in others]
    kept = contents(Path("out"))
    guest.run(*VIDEO, "--without-beat", left_out, "--no-cache")
    assert guest.drawn == others
    assert contents(Path("out")) == kept


def test_burned_captions_and_themes_have_pieces_of_their_own(guest: Guest) -> None:
    guest.run(*VIDEO)
    guest.run(*VIDEO, "--burn-captions")
    assert guest.drawn == BEATS
    guest.run(*VIDEO, "--theme", "light")
    assert guest.drawn == BEATS
    guest.edit("guest.py", '"Two."', '"Both"')
    guest.run(*VIDEO, "--burn-captions")
    assert guest.drawn == ["second"]


def test_damaged_piece_is_drawn_again(guest: Guest, cache: Path) -> None:
    guest.run(*VIDEO)
    before = contents(Path("out"))
    largest = max(segments(cache), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    MP4.unlink()
    result = guest.run(*VIDEO)
    assert result.stderr == f"{largest} was damaged: it is removed and made anew.\n"
    assert len(guest.drawn) == 1
    assert contents(Path("out")) == before


@pytest.mark.parametrize("kind", ["records", "notes", "segments"])
def test_whatever_is_lost_the_files_are_the_same(kind: str, guest: Guest, cache: Path) -> None:
    guest.run(*VIDEO)
    before = contents(Path("out"))
    for path in cache.glob(f"{kind}/*/*"):
        path.unlink()
    MP4.unlink()
    guest.run(*VIDEO)
    assert guest.drawn == (BEATS if kind == "segments" else [])
    assert contents(Path("out")) == before


def test_everything_damaged_is_everything_drawn_again(guest: Guest, cache: Path) -> None:
    guest.run(*VIDEO)
    before = contents(Path("out"))
    for path in cache.glob("*/*/*"):
        path.write_bytes(b"nonsense")
    MP4.unlink()
    guest.run(*VIDEO)
    assert guest.drawn == BEATS
    assert contents(Path("out")) == before


def test_what_is_pruned_by_another_run_is_made_again(
    guest: Guest, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prune_once(assembly: Assembly, store: Store, alive: object) -> object:
        if not (cache / "pruned").exists():  # in another process, which remembers nothing
            (cache / "pruned").touch()
            store.prune(0)
        return assemble(assembly, store)

    monkeypatch.setattr(video_module, "assemble", prune_once)
    guest.run(*VIDEO)
    assert (cache / "pruned").exists()
    assert guest.drawn == BEATS
    assert MP4.exists()


def test_pictures_are_kept_whole(guest: Guest) -> None:
    words = ("gif", "guest", "--width", 160, "--output", "out")
    guest.run(*words)
    before = contents(Path("out"))
    Path("out/guest.gif").unlink()
    assert "unchanged" not in guest.run(*words).stdout
    assert contents(Path("out")) == before
    guest.edit("guest.py", "radius=1,", "radius=1.5,")
    guest.run(*words)
    assert contents(Path("out")) != before


def test_narrated_run_with_kept_pictures_is_heard(guest: Guest) -> None:
    for number, beat in enumerate(BEATS):
        record(Path("voices") / f"guest-{beat}.wav", tone(1.0, 300 + 100 * number, 0.1))
    spoken = (*VIDEO, "--narration", "voices")
    guest.run(*spoken)
    before = contents(Path("out"))
    MP4.unlink()
    guest.run(*spoken)
    assert guest.drawn == []
    assert contents(Path("out")) == before
    assert decode_video(MP4).sound is not None
    record(Path("voices/guest-first.wav"), tone(1.0, 900, 0.1))  # as long, and another tone
    guest.run(*spoken)
    assert guest.drawn == []
    assert contents(Path("out")) != before
    record(Path("voices/guest-third.wav"), tone(4.0, 300, 0.1))
    guest.run(*spoken)
    assert guest.drawn == ["third"]
    assert decode_video(MP4).sound is not None


def test_lecture_and_videos_share_their_pieces(guest: Guest) -> None:
    guest.run(*VIDEO)
    guest.run("lecture", "-q", "draft", "--output", "out", "--workers", 1)
    assert set(guest.drawn) == {"name_the_course", "name_the_sources"}


def test_story_that_is_never_the_same_is_made_all_the_same(guest: Guest) -> None:
    guest.edit("guest.py", "from manim", "import time\n\nfrom manim")
    guest.edit("guest.py", "radius=1,", "radius=1 + time.time() % 1,")
    guest.run(*VIDEO)
    guest.edit("colours.py", "INK", "# once more\nINK")
    guest.run(*VIDEO)
    assert MP4.exists()


def test_command_shows_verifies_and_prunes(guest: Guest, cache: Path) -> None:
    guest.run(*VIDEO)
    assert f", in {cache}" in guest.run("cache").stdout
    assert "Every entry is whole." in guest.run("cache", "--verify").stdout
    damaged = segments(cache)[0]
    damaged.write_bytes(b"")
    result = invoke("cache", "--verify")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {damaged} was damaged")
    entries = len(list(Store(cache).entries()))
    result = guest.run("cache", "--prune", "--max-gb", 0)
    assert f"{entries} entries pruned" in result.stdout
    assert "0 entries, 0 B" in result.stdout
    guest.run(*VIDEO)
    assert guest.drawn == BEATS


@pytest.mark.parametrize("words", [(), ("--verify",), ("--prune", "--max-gb", "1")])
def test_folder_that_is_no_cache_stays_as_it_is(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").mkdir()
    for name in ("notes", "nowhere"):
        result = invoke("cache", *words, "--cache", tmp_path / name)
        assert result.exit_code == 1
        assert f"There is no cache in {tmp_path / name}" in result.stderr
    monkeypatch.setenv("GRADIENT_DESCENT_CACHE", str(tmp_path / "nowhere"))
    result = invoke("cache", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Nothing is kept yet" in result.stdout
    assert [path.name for path in tmp_path.rglob("*")] == ["notes"]


def test_cache_is_kept_at_its_size(
    guest: Guest, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIENT_DESCENT_CACHE_GB", "0")
    guest.run(*VIDEO)
    assert files_in(cache) == set()
    monkeypatch.setenv("GRADIENT_DESCENT_CACHE_GB", "much")
    result = invoke("video", "demo", "-q", "draft")
    assert result.exit_code == 1
    assert result.stderr == "Error: GRADIENT_DESCENT_CACHE_GB=much is not a number of gigabytes.\n"


def test_cache_that_cannot_be_used_is_one_sentence(folder: Path) -> None:
    (folder / "file").touch()
    result = invoke("video", "demo", "-q", "draft", "--cache", "file")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The cache in file cannot be used (")
    assert result.stderr.count("\n") == 1
    assert files_in(folder) == {"file"}


def test_cache_can_be_elsewhere(folder: Path, cache: Path) -> None:
    assert invoke("video", "demo", "-q", "draft", "--cache", "mine").exit_code == 0
    assert files_in(cache) == set()
    found = files_in(folder)
    assert {name for name in found if not name.startswith("mine/")} == set_of(
        "media/videos/draft/demo.mp4", "draw_it", "turn_it", "let_it_go"
    )
