"""Tables, errors and progress, for people and for pipes."""

import io
import os
import pty
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.job import Failure, Job, Progress, Result
from pipeline.mp4 import Video
from pipeline.progress import shown_progress
from pipeline.qualities import QUALITIES
from pipeline.report import plain_table, print_outcomes, size
from scenes.kit.params import Params
from tests.pipeline.command_line import start
from tests.pipeline.stories import DEMO

LONG = Path("a" * 60, "b" * 60, "[red]demo.mp4")
MADE = Result("demo", LONG, 4.0666, 15_800, 61, (), 0.25)
FAILED = Failure("stumbling", "stumbling failed: a stone.", "Traceback: the stone")


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
