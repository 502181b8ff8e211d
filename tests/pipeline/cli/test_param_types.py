"""Options that take one of some names."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.cli import param_types
from pipeline.cli.param_types import LONGEST, texts_in
from pipeline.errors import UserError
from pipeline.params import parse_settings, schema_of
from pipeline.scene_loading import load
from scenes.catalog import CATALOG, Entry
from tests.pipeline.command_line import invoke
from tests.pipeline.stories import DEMO

posix = pytest.mark.skipif(sys.platform == "win32", reason="it has no such pipes")

CHANGES: dict[str, Any] = {
    "$schema": "demo.schema.json",
    "size": 1.5,
    "steps": 4,
    "corner": [2, -3],
    "role": "adam",
    "filled": False,
}


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("video", "demo", "-q", "hihg"), "Did you mean 'high'?"),
        (("video", "demo", "--for", "Shrae"), "Did you mean 'share'?"),
        (("still", "demo", "--theme", "drak"), "Did you mean 'dark'?"),
        (("numbers", "demo", "--format", "jsn"), "Did you mean 'json'?"),
    ],
)
def test_mistyped_name_is_told_the_nearest(words: tuple[str, ...], nearest: str) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert "is not one of" in result.stderr
    assert nearest in result.stderr


def test_name_that_is_near_none_is_told_all() -> None:
    result = invoke("video", "demo", "-q", "enormous")
    assert result.exit_code == 2
    assert "Did you mean" not in result.stderr
    assert "'draft', 'low', 'medium', 'high', '2k', '4k'" in result.stderr


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    path = tmp_path / "changes.json"
    path.write_text(json.dumps(CHANGES), encoding="utf-8")
    return path


def test_file_sets_what_typing_would(changes: Path) -> None:
    typed = ["size=1.5", "steps=4", "corner=2,-3", "role=adam", "filled=no"]
    model = load(DEMO).params_type()
    assert parse_settings(DEMO, model, texts_in(changes)) == parse_settings(DEMO, model, typed)


@pytest.mark.parametrize("order", [("--set-file", "--set"), ("--set", "--set-file")])
def test_what_is_typed_wins(changes: Path, order: tuple[str, str]) -> None:
    values = {"--set-file": str(changes), "--set": "steps=7"}
    words = [word for name in order for word in (name, values[name])]
    shown = json.loads(invoke("numbers", "demo", "--format", "json", *words).output)
    assert (shown["params"]["steps"], shown["params"]["size"]) == (7, 1.5)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'{"size": 1,}', "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"size": 1, "steps": 4, "size": 2}', "is no JSON: 'size' is there twice."),
        (b"[1, 2]", "must be a JSON object of parameters"),
        (b"\xff\xfe", "is no text in UTF-8"),
        (b'{"siz": 1}', "has no parameter 'siz'. Did you mean 'size'?"),
        (b'{"size": {}}', "size={} is not allowed"),
        (b'{"steps": null}', "steps=null is not allowed"),
        (b"", "is no JSON: Expecting value (line 1, column 1)."),
        (b'{"steps": %s}' % (b"9" * 5000), "is no JSON: a number has 5,000 digits, and may have"),
        (b'{"": 1}', ": '' is no parameter's name; `render.py params SCENE` lists them."),
        (b'{" ": 1}', ": ' ' is no parameter's name;"),
        (b'{"size=2": 1}', ": 'size=2' is no parameter's name;"),
    ],
)
def test_file_that_is_wrong_gets_one_sentence(
    content: bytes, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    result = invoke("numbers", "demo", "--set-file", path)
    assert result.exit_code == 1
    assert complaint in result.output
    assert "--set '" not in result.output, "nobody has typed it"


def test_mark_that_windows_begins_a_file_with_is_passed_over(changes: Path) -> None:
    expected = texts_in(changes)
    changes.write_bytes(b"\xef\xbb\xbf" + changes.read_bytes())
    assert texts_in(changes) == expected


def test_very_many_parameters_are_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps(dict.fromkeys(map(str, range(60_000)), 1)), encoding="utf-8")
    started = time.monotonic()
    assert len(texts_in(path)) == 60_000
    assert time.monotonic() - started < 5


@posix
def test_pipe_that_nobody_writes_to_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(param_types, "SECONDS_TO_WAIT", 0.2)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match=r"nobody wrote to the end of it within 0\.2 s"):
        texts_in(tmp_path / "pipe")


@posix
def test_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    write = "import sys, time; time.sleep(0.3); print('{'); sys.stdout.flush(); time.sleep(0.3);"
    with (
        subprocess.Popen(
            [
                "sh",
                "-c",
                f'exec {sys.executable} -c "$1" > pipe',
                "sh",
                write + "print('\"size\": 2}')",
            ],
            cwd=tmp_path,
        ),
    ):
        assert texts_in(tmp_path / "pipe") == ("size=2",)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.json cannot be read \(No such file"):
        texts_in(tmp_path / "nowhere.json")


@pytest.mark.parametrize("entry", [DEMO, *CATALOG], ids=lambda entry: entry.name)
def test_schema_takes_the_defaults_and_refuses_what_the_scene_refuses(entry: Entry) -> None:
    model = load(entry).params_type()
    schema = schema_of(entry, model)
    checker = jsonschema.Draft202012Validator
    checker.check_schema(schema)
    checker(schema).validate({"$schema": "here", **model().model_dump(mode="json")})
    with pytest.raises(jsonschema.ValidationError):
        checker(schema).validate({"no_such_parameter": 1})


def test_schema_is_printed(changes: Path) -> None:
    schema = json.loads(invoke("params", "demo", "--schema").output)
    jsonschema.validate(CHANGES, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**CHANGES, "size": 9}, schema)


def test_parameters_are_printed_for_people() -> None:
    assert "  size: number above 0 to 3 (side of the square; default 2.0)" in (
        invoke("params", "demo").output
    )


def test_file_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "endless.json"
    path.write_text(" " * (LONGEST + 1), encoding="utf-8")
    with pytest.raises(UserError, match="longer than"):
        texts_in(path)


def test_file_has_an_object_for_each_scene(tmp_path: Path) -> None:
    path = tmp_path / "lecture.json"
    scenes = {"$schema": "x", "demo": {"$schema": "y", "size": 1.5, "corner": [2, -3]}}
    path.write_text(json.dumps({**scenes, "rolling": {}}), encoding="utf-8")
    assert texts_in(path) == ("demo.size=1.5", "demo.corner=[2, -3]", "rolling={}")
    words = ("script", "demo", "rolling", "-q", "draft", "--set-file", path)
    assert "A square of side 1.5." in invoke(*words).stdout
    assert "A square of side 1.2." in invoke(*words, "--set", "demo.size=1.2").stdout


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({"dmeo": {"size": 1}}, "dmeo.size: 'dmeo' is none of the scenes asked for. Did you mean"),
        ({"demo": {"siez": 1}}, "demo has no parameter 'siez'. Did you mean 'size'?"),
        ({"demo": {"size": 9}}, "demo: size=9 is not allowed"),
        ({"demo": {"a=b": 9}}, "'a=b' is no parameter's name"),
        ({"demo": {"": 9}}, "'' is no parameter's name"),
    ],
)
def test_wrong_object_of_a_scene_is_one_sentence(
    content: dict[str, Any], complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    for verb in (("lecture", "--scenes", "demo"), ("script",), ("numbers", "demo")):
        result = invoke(*verb, "--set-file", path)
        assert result.exit_code == 1
        assert complaint in result.stderr
        assert "--set '" not in result.stderr, "nobody has typed it"
