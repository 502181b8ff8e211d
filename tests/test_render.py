"""The command line, as people use and misuse it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import av
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from render import cli
from scenes.catalog import CATALOG
from tests.pipeline.command_line import ROOT, files_in, invoke, set_of

pytestmark = pytest.mark.usefixtures("folder")

VERBS = (
    "video",
    "gif",
    "webp",
    "avif",
    "png",
    "gallery",
    "still",
    "sheet",
    "sweep",
    "lecture",
    "script",
    "list",
    "numbers",
    "cache",
    "doctor",
)
BEATS = ("draw_it", "turn_it", "let_it_go")
HEAVY = ("manim", "numpy", "scipy", "av", "pydantic", "rich")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("words", [["--help"], ["list"], ["video", "--help"], ["vidoe"]])
def test_answers_without_importing_anything_heavy(words: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", str(ROOT / "render.py"), *words]
    errors = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    imported = {line.rpartition("|")[2].strip() for line in errors.splitlines()}
    assert "click" in imported
    assert not imported & set(HEAVY)


@pytest.mark.parametrize("word", ["--help", "list"])
def test_answers_at_once(word: str) -> None:
    command = [sys.executable, str(ROOT / "render.py"), word]

    def seconds() -> float:  # of the processor: others may use the machine
        before = os.times()
        subprocess.run(command, capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - sum(before[2:4])

    assert min(seconds() for _ in range(5)) < 0.3


def test_help_names_every_verb() -> None:
    text = invoke("--help").output
    assert all(f"\n  {verb}" in text for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    result = invoke(verb, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_list_has_a_line_for_every_scene_of_the_course() -> None:
    lines = CliRunner().invoke(cli, ["list"]).output.splitlines()
    assert [line.split()[0] for line in lines] == [entry.name for entry in CATALOG]
    assert all(entry.teaches in line for entry, line in zip(CATALOG, lines, strict=True))


def test_video_makes_an_mp4_under_media(folder: Path) -> None:
    result = invoke("video", "demo", "-q", "draft")
    assert result.exit_code == 0, result.output
    assert files_in(folder) == set_of("media/videos/draft/demo.mp4", *BEATS)
    assert "media/videos/draft/demo.mp4" in result.stdout
    assert result.stderr == ""
    with av.open(str(folder / "media/videos/draft/demo.mp4")) as file:
        stream = file.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (426, 240, 15)
        assert stream.frames == 61


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["gif", "demo", "--width", "160"], "pictures/demo.gif"),
        (["gif", "demo", "--width", "160", "--beat", "let_it_go"], "pictures/demo-let_it_go.gif"),
        (["still", "demo", "-q", "low"], "stills/demo.png"),
        (["still", "demo", "--at", "1.5"], "stills/demo-1.5s.png"),
        (
            ["still", "demo", "--beat", "draw_it", "--theme", "light"],
            "stills/demo-draw_it-light.png",
        ),
    ],
)
def test_every_selection_has_a_file_of_its_own(words: list[str], name: str, folder: Path) -> None:
    result = invoke(*words)
    assert result.exit_code == 0, result.output
    assert files_in(folder) == {f"media/{name}"}


@pytest.mark.parametrize(
    ("words", "name", "beats"),
    [
        (["--theme", "light"], "demo-light.mp4", BEATS),
        (["--beat", "draw_it"], "demo-draw_it.mp4", ["draw_it"]),
        (["--beat", "let_it_go", "--beat", "draw_it"], "demo-draw_it-let_it_go.mp4", BEATS[::2]),
    ],
)
def test_every_selection_has_a_video_of_its_own(
    words: list[str], name: str, beats: Sequence[str], folder: Path
) -> None:
    result = invoke("video", "demo", "-q", "draft", *words)
    assert result.exit_code == 0, result.output
    assert files_in(folder) == set_of(f"media/videos/draft/{name}", *beats)


def test_output_names_the_folder(folder: Path) -> None:
    assert invoke("still", "demo", "--output", "here/and there").exit_code == 0
    assert files_in(folder) == {"here/and there/demo.png"}


def test_gif_is_of_the_beats_marked_to_loop(folder: Path) -> None:
    assert invoke("gif", "demo", "--width", "160", "--fps", "12.5").exit_code == 0
    with Image.open(folder / "media/pictures/demo.gif") as image:
        assert image.size == (160, 90)
        assert image.info["loop"] == 0
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            durations.append(image.info["duration"])
    assert {duration % 80 for duration in durations} == {0}
    assert 2000 < sum(durations) < 4000  # turn_it alone, not the 4 s of all with hold and fade


def test_still_has_the_size_of_its_quality(folder: Path) -> None:
    assert invoke("still", "demo", "-q", "high").exit_code == 0
    with Image.open(folder / "media/stills/demo.png") as image:
        assert image.size == (1920, 1080)


def test_several_scenes_one_failing(folder: Path) -> None:
    result = invoke("video", "missing", "demo", "stumbling", "-q", "draft")
    assert result.exit_code == 1
    assert files_in(folder) == set_of("media/videos/draft/demo.mp4", *BEATS)
    assert "missing failed: there is no module" in result.stderr
    assert re.search(r"stumbling failed: beat stumble, .*stumbling\.py:\d+: ", result.stderr)
    assert "2 of 3 scenes failed: missing, stumbling." in result.stderr


def test_traceback_only_when_asked_for() -> None:
    words = ("video", "stumbling", "-q", "draft")
    assert "Traceback" not in invoke(*words).output
    assert 'raise RuntimeError("a stone' in invoke(*words, "--traceback").stderr
    assert "Traceback" in invoke("video", "demo", "--traceback", "--set", "steps=0").stderr


def test_numbers_are_printed() -> None:
    result = invoke("numbers", "demo", "--format", "csv", "--set", "steps=2")
    assert result.exit_code == 0
    assert result.output.startswith("path,step,x,value,gradient_norm,rate\none,0,2.0,")


def test_parameters_are_printed() -> None:
    text, schema = invoke("params", "demo"), invoke("params", "demo", "--schema")
    assert (text.exit_code, schema.exit_code) == (0, 0)
    assert "steps: integer from 1 to 10 (how often it turns" in text.stdout
    assert json.loads(schema.stdout)["properties"]["steps"]["maximum"] == 10


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["vidoe", "demo"], ["'vidoe'", "Did you mean 'video'?", "numbers"]),
        (["video", "dmeo"], ["'dmeo'", "Did you mean 'demo'?", "stumbling"]),
        (["video"], ["SCENE"]),
        (["video", "demo", "--beat", "turnit"], ["Did you mean 'turn_it'?", "let_it_go"]),
        (["video", "demo", "-q", "hihg"], ["'hihg'", "high", "draft"]),
        (["video", "demo", "--theme", "drak"], ["'drak'", "dark", "light"]),
        (["video", "demo", "--set", "stpes=2"], ["Did you mean 'steps'?", "how often it turns"]),
        (["video", "demo", "--set", "steps=99"], ["from 1 to 10", "how often it turns"]),
        (["video", "demo", "--set", "steps"], ["name=value"]),
        (["video", "demo", "--workers", "0"], ["x>=1"]),
        (["video", "demo", "--qualty", "low"], ["--quality"]),
        (
            ["video", "demo", "stumbling", "--set", "steps=2"],
            ["stumbling has no parameter 'steps'"],
        ),
        (["gif", "demo", "--fps", "15"], ["10, 12.5, 20, 25, 50"]),
        (["gif", "demo", "--width", "10"], ["120<=x<=1920"]),
        (["still", "demo", "--at", "99"], ["--at 99", "0 to 3.96 seconds"]),
        (
            ["still", "demo", "--beat", "draw_it", "--at", "2"],
            ["beat draw_it", "0 to 1.36 seconds"],
        ),
        (["still", "demo", "--at", "soon"], ["'soon'"]),
        (["still", "demo", "--at", "-1", "--dry-run"], ["-1.0 is not in the range"]),
        (["still", "demo", "--at", "nan"], ["nan is not a number"]),
        (["numbers", "all"], ["one scene"]),
        (["numbers", "demo", "--format", "xml"], ["table", "csv", "json"]),
        (["video", "empty", "-q", "draft"], ["nothing to see in empty"]),
        (["video", "demo", "--output", "file"], ["Cannot write to file", "--output"]),
        (["video", "demo", "--output", "file/in", "--dry-run"], ["(file is a file, not a folder)"]),
        (["lecture", "--output", "file", "--dry-run"], ["(file is a file, not a folder)"]),
        (["video", "demo", "--output", "link"], ["(link is a link that leads nowhere)"]),
        (["video", "demo", "--cluster", "here", "--dry-run"], ["tcp://host:8786"]),
        (["video", "demo", "--output", "/proc/nowhere"], ["Cannot write to /proc", "--output"]),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    words: list[str], parts: list[str], folder: Path
) -> None:
    (folder / "file").touch()
    (folder / "link").symlink_to("nowhere")
    result = invoke(*words)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    last = result.stderr[result.stderr.index("Error: ") :]
    assert all(part in last for part in parts), last
    assert files_in(folder) == {"file"}


def test_still_of_nothing_is_an_empty_stage(folder: Path) -> None:
    assert invoke("still", "empty").exit_code == 0
    with Image.open(folder / "media/stills/empty.png") as image:
        assert image.getcolors() == [(1280 * 720, (0x0F, 0x14, 0x1B))]


def test_sentence_stands_alone() -> None:
    assert invoke("video", "demo", "--beat", "turn").stderr == (
        "Error: demo has no beat 'turn'. Did you mean 'turn_it'? "
        "Its beats: draw_it, turn_it, let_it_go.\n"
    )


def test_terminal_without_greek_gets_the_rest() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, str(ROOT / "render.py"), "list"]
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"geometric_decay" in result.stdout


def test_reader_that_goes_away_is_no_problem() -> None:
    command = [sys.executable, str(ROOT / "render.py"), "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_full_disk_behind_standard_output_is_a_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, str(ROOT / "render.py"), "list"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (result.returncode, result.stderr) == (
        1,
        b"Error: Cannot write to standard output (No space left on device).\n",
    )


WORDS = st.one_of(
    st.sampled_from([*VERBS, "demo", "dmeo", "empty", "missing", "stumbling", "all", "--", "-"]),
    st.sampled_from(["-q", "--beat", "--set", "--theme", "--at", "--fps", "--width", "--workers"]),
    st.sampled_from(["draw_it", "draft", "low", "light", "0", "-1", "1e999", "nan", "20", "160"]),
    st.sampled_from(["steps=1", "size=0", "size=nan", "=", "a=b=c", "over=a stone", "corner=1,2"]),
    st.text(st.characters(blacklist_characters="/~\\", blacklist_categories=["Cs"]), max_size=8),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, max_size=7))
@example(["video", "demo", "-q", "draft", "--set", "corner=[[]]"])
@example(["numbers", "demo", "--set", "size=1\0"])
@example(["still", "demo", "--beat", "\0"])
@example(["still", "demo", "--output", "a\0b"])
@example(["video", "demo", "--output", "x" * 300])
@example(["still", "demo", "--at", "1e308"])
@example(["gif", "demo", "--fps", "nan"])
@example(["video", "demo", "-q", "draft", "--workers", "9" * 30])
def test_no_command_line_ends_in_a_traceback(words: list[str]) -> None:
    if "doctor" in words or "all" in words or "sleeping" in words:
        return  # slow, and tested elsewhere
    if words[:1] == ["video"] and not {"draft", "low"} & set(words):
        words = [*words, "-q", "draft"]
    result = invoke(*words)
    assert result.exit_code in (0, 1, 2)
    assert "TypeError" not in result.output
    assert "AttributeError" not in result.output
