"""JSON lines: each says what the schema says, nothing else is on standard output."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import pipeline.lines
from tests.pipeline.command_line import files_in, invoke, start

SCHEMA = json.loads(Path(pipeline.lines.__file__).with_suffix(".schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)

Line = dict[str, Any]


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
