"""Tables, errors and progress, for people and for pipes."""

import io
import json
import os
import pty
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

import pipeline.report.results
from pipeline.encode.mp4 import Video
from pipeline.job import Failure, Job, Progress, Result
from pipeline.presets import QUALITIES
from pipeline.report.progress import shown_progress
from pipeline.report.results import plain_table, print_outcomes, size
from scenes.kit.story.scene import Params
from tests.pipeline.command_line import files_in, invoke, start
from tests.pipeline.stories import DEMO

LONG = Path("a" * 60, "b" * 60, "[red]demo.mp4")
MADE = Result("demo", LONG, 4.0666, 15_800, 61, (), 0.25)
FAILED = Failure("stumbling", "stumbling failed: a stone.", "Traceback: the stone")

SCHEMA = json.loads(
    Path(pipeline.report.results.__file__).with_name("lines.schema.json").read_text()
)
VALIDATOR = Draft202012Validator(SCHEMA)
Line = dict[str, Any]


def test_table_shows_paths_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_outcomes([MADE], False) == 0
    output = capsys.readouterr()
    assert str(LONG) in output.out
    for part in ("demo", "4.07 s", "61", "16 kB", "0.2 s"):
        assert part in output.out
    assert output.err == ""


def test_what_an_encoder_chose_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_outcomes([MADE, replace(MADE, remark="64 colours, 10 fps")], False) == 0
    assert "64 colours, 10 fps" in capsys.readouterr().out


def test_scene_that_fails_in_both_themes_is_one_scene(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_outcomes([MADE, FAILED, FAILED], False) == 1
    assert "1 of 2 scenes failed: stumbling." in capsys.readouterr().err


def test_failures_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_outcomes([MADE, FAILED], False) == 1
    output = capsys.readouterr()
    assert output.err == (
        "Error: stumbling failed: a stone.\nError: 1 of 2 scenes failed: stumbling.\n"
    )
    assert "stumbling" not in output.out


def test_traceback_is_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_outcomes([FAILED], True) == 1
    output = capsys.readouterr()
    assert output.err == "Traceback: the stone\nError: stumbling failed: a stone.\n"
    assert output.out == ""


def test_numbers_stand_on_the_right() -> None:
    text = io.StringIO()
    rows = [("one", "1.5"), ("two", "-12.25"), ("three", "")]
    Console(file=text, width=80).print(plain_table(("name", "value"), rows))
    lines = [line.rstrip() for line in text.getvalue().splitlines() if "." in line]
    assert len({len(line) for line in lines}) == 1
    assert lines[0].startswith("  one ")


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (15_800, "16 kB"), (2_340_000, "2.3 MB")]
)
def test_size_in_words(count: int, text: str) -> None:
    assert size(count) == text


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    job = Job(DEMO, Params(), "dark", None, Video(QUALITIES["draft"]), LONG)
    with shown_progress([job]) as listener:
        listener(0, Progress("demo", "draw_it", 3))
        listener(0, MADE)
    assert capsys.readouterr() == ("", "")


def test_progress_names_scene_and_beats_on_a_terminal(folder: Path) -> None:
    ours, theirs = pty.openpty()
    words = ("video", "demo", "stumbling", "-q", "draft", "--workers", 1)
    process = start(*words, cwd=folder, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # what Linux says when the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    output, _ = process.communicate(timeout=30)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    for word in ("demo", "waiting", "draw_it", "turn_it", "let_it_go", "done", "61 frames"):
        assert word in text, word
    assert re.search(r"stumbling\b.*failed", text)
    assert "demo.mp4" in output
    assert process.returncode == 1


def lines_of(text: str) -> list[Line]:
    """Return the lines, each of which must be as the schema says; the last is the summary."""
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    assert [line["event"] for line in lines].index("summary") == len(lines) - 1
    return lines


def of(event: str, lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["event"] == event]


def test_schema_is_one_and_refuses_what_is_not_in_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert not VALIDATOR.is_valid({"event": "finished"})
    assert not VALIDATOR.is_valid({"event": "summary", "made": 1, "failed": 0, "seconds": -1})


@pytest.mark.parametrize(
    "words",
    [
        ("video", "demo", "-q", "draft"),
        ("gif", "demo", "--width", 160),
        ("still", "demo", "-q", "draft"),
        ("sheet", "demo"),
        ("lecture", "--scenes", "demo", "-q", "draft"),
    ],
)
def test_every_verb_tells_what_it_makes(words: tuple[object, ...], folder: Path) -> None:
    result = invoke(*words, "--json", "--output", "out")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    lines = lines_of(result.stdout)
    [finished] = of("finished", lines)
    path = folder / finished["path"]
    assert path.stat().st_size == finished["bytes"]
    assert finished["unchanged"] is False
    assert of("summary", lines)[0]["made"] == 1
    started = [line["label"] for line in of("started", lines)]
    assert len(set(started)) == len(started) > 0
    assert {line["label"] for line in of("progress", lines)} == set(started)
    [again] = of("finished", lines_of(invoke(*words, "--json", "--output", "out").stdout))
    assert again["unchanged"] is True
    assert again["beats"] == finished["beats"]


def test_progress_counts_up_to_all_frames(folder: Path) -> None:
    lines = lines_of(invoke("video", "demo", "-q", "draft", "--workers", 1, "--json").stdout)
    frames = [line["frames"] for line in of("progress", lines)]
    assert frames == sorted(frames)
    assert frames[-1] == of("finished", lines)[0]["frames"] == 61
    assert {line["beat"] for line in of("progress", lines)} >= {"draw_it", "turn_it", "let_it_go"}
    assert [beat["name"] for beat in of("finished", lines)[0]["beats"]] == [
        "draw_it", "turn_it", "let_it_go",
    ]  # fmt: skip


def test_failures_are_told_and_the_others_are_made(folder: Path) -> None:
    result = invoke("still", "missing", "stumbling", "demo", "-q", "draft", "--json")
    assert result.exit_code == 1
    lines = lines_of(result.stdout)
    failed = {line["scene"]: line for line in of("failed", lines)}
    assert failed.keys() == {"missing", "stumbling"}
    assert "a stone" in failed["stumbling"]["message"]
    assert "details" not in failed["stumbling"]
    assert [line["scene"] for line in of("finished", lines)] == ["demo"]
    summary = of("summary", lines)[0]
    assert (summary["made"], summary["failed"]) == (1, 2)


def test_traceback_is_told_when_asked_for(folder: Path) -> None:
    words = ("still", "stumbling", "-q", "draft", "--json", "--traceback")
    [failed] = of("failed", lines_of(invoke(*words).stdout))
    assert "Traceback" in failed["details"]


@pytest.mark.parametrize("before", [True, False])
def test_what_cannot_be_done_is_told(before: bool, folder: Path) -> None:
    words = ["video", "demo", "--set", "steps=0"]
    words.insert(1 if before else 4, "--json")
    result = invoke(*words)
    assert result.exit_code == 1
    [failed, _] = lines_of(result.stdout)
    assert failed["scene"] is None
    assert "steps=0 is not allowed" in failed["message"]
    assert files_in(folder) == set()


def test_snippets_come_before_the_summary(folder: Path) -> None:
    words = ("png", "demo", "--width", 160, "--both-themes", "--json")
    lines = lines_of(invoke(*words).stdout)
    [snippet] = of("snippet", lines)
    assert "<picture>" in snippet["message"]
    assert len(of("finished", lines)) == 2


def test_lines_come_while_it_is_drawn(folder: Path) -> None:
    with start("still", "sleeping", "-q", "draft", "--json", cwd=folder) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        still_runs = process.poll() is None
        process.terminate()
        process.communicate(timeout=30)
    assert first["event"] == "started"
    assert still_runs
