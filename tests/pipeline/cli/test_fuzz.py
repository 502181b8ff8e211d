"""Whatever is typed: no traceback, a known exit code, a sentence, files only where they belong."""

import itertools
import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

import pipeline.commands.new_scene
from pipeline import job as jobs
from pipeline.cache.store import FOLDER
from pipeline.commands import execute as execution
from pipeline.commands.repeat import Invocation
from pipeline.files import complete
from render import cli
from tests.pipeline.command_line import ROOT, files_in
from tests.pipeline.stories import STORIES

APART = {"doctor", "gallery", "script", "watch"}
"""They look at the machine, write into the project, walk, or serve for ever; tested elsewhere."""

NASTY = (
    "", " ", "-", "--", "-1", "0", "1e999", "-inf", "nan", "9" * 40, "1e-320", "0x10", "½", "١",
    "=", "a=b=c", ",", ",,demo,", "demo,demo", "all", "All", "\0", "a\0b", "\n", "two\nlines",
    "\x1b[31m", "\udcff", "caf\udce9", "x" * 300, "y/" * 3000, "[bold]x[/]", "{size}", "%s", "~",
    "with space", "Ünï/cødé", "a file", "a file/below", "demo.mp4", "a folder", ".", "\u202e", "🔥",
)  # fmt: skip
NAMES = ("size", "steps", "corner", "role", "filled", "over", "stpes", "", "__class__", "ß")
VALUES = ("1", "2.5", "1,2", "[[]]", "[1, 2", "true", "adam", "null", '{"a": 1}', "a stone")
BEATS = ("draw_it", "turn_it", "walk", "run", "walk_slowly")
SCENES = tuple(entry.name for entry in STORIES) + ("all", "dmeo")

TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(blacklist_characters="/~"), max_size=8),
)
SETTINGS = st.builds("{}={}".format, st.sampled_from(NAMES), st.sampled_from(VALUES) | TEXTS)
SETTINGS |= st.sampled_from(("size=1.5", "steps=2", "corner=1,2", "role=adam", "filled=false"))
SETTINGS |= st.sampled_from(("demo.size=1.5", "rolling.size=1", "dmeo.size=1", "demo.=1", ".=1"))
GOOD = {
    "settings": SETTINGS,
    "beats": st.sampled_from(BEATS),
    "without": st.sampled_from((*BEATS, "demo.turn_it", "rolling.run", "dmeo.run", ".", "demo.")),
    "scenes": st.lists(st.sampled_from(SCENES[:1]) | st.sampled_from(SCENES), max_size=2).map(
        ",".join
    ),
    "output": st.sampled_from(("here", "here/and there", "a file", "a folder")),
    "cache": st.sampled_from(("kept", "a file", "a folder/kept")),
    "set_file": st.sampled_from(("a file", "numbers.json", "broken.json", "a folder", "none")),
    "narration": st.sampled_from(("a folder", "a file", "none")),
}


class Nothing:
    """Makes every order at once, without drawing anything."""

    def __init__(self, orders: Any, workers: int, listener: Any) -> None:
        self._orders, self._listener = orders, listener

    def run(self) -> list[jobs.Outcome]:
        made = []
        for number, order in enumerate(self._orders):
            job = order.jobs[0]
            with complete(job.path) as part:
                part.write_bytes(b"nothing")
            result = jobs.Result(job.entry.name, job.path, 1.0, 7, 1, (), 0.0)
            self._listener(number, result)
            made.append(result)
        return made


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in a folder below one that must stay as it is, and draw nothing."""
    for name in ("home", "temporary", "project/scenes", "project/tests/scenes", "work"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("README.md", "pyproject.toml", "scenes/catalog.py"):
        shutil.copy(ROOT / name, tmp_path / "project" / name)
    new = partial(pipeline.commands.new_scene.write_new_scene, root=tmp_path / "project")
    monkeypatch.setattr(pipeline.commands.new_scene, "write_new_scene", new)
    monkeypatch.setattr(execution, "Scheduler", Nothing)
    monkeypatch.setattr(Invocation, "remember", lambda *told: None)
    for variable, name in (("HOME", "home"), ("TMPDIR", "temporary"), (FOLDER, "work/cache")):
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.chdir(tmp_path / "work")
    yield tmp_path


def mostly(good: st.SearchStrategy[str], others: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw what goes further three times out of four."""
    return st.integers(0, 3).flatmap(lambda number: good if number else others)


def value_of(option: click.Parameter) -> st.SearchStrategy[str]:
    """Return what may be typed for an option: something it wants, or something nasty."""
    if option.name in GOOD:
        return mostly(GOOD[option.name], TEXTS)
    if isinstance(option.type, click.Choice):
        return mostly(st.sampled_from(list(option.type.choices)), TEXTS)
    return mostly(st.sampled_from(("1", "20", "160", "0.5")), TEXTS)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Draw a verb, what it works on, and some of its options, over and over."""
    verb = draw(st.sampled_from(sorted(set(cli.commands) - APART)))
    words = [verb]
    options = []
    for parameter in cli.commands[verb].params:
        if isinstance(parameter, click.Argument):
            names = mostly(st.sampled_from(("demo", "rolling")), st.sampled_from(SCENES) | TEXTS)
            words += draw(st.lists(names, min_size=1, max_size=3 if parameter.nargs < 0 else 1))
        else:
            options.append(parameter)
    for option in draw(st.lists(st.sampled_from(options), max_size=5)) if options else []:
        words.append(draw(st.sampled_from(option.opts)))
        if not getattr(option, "is_flag", False):
            words.append(draw(value_of(option)))
    return draw(st.permutations(words)) if draw(st.integers(0, 9)) == 0 else words


def clean(sandbox: Path) -> None:
    """Put the folder in order for the next command line."""
    work = sandbox / "work"
    for path in work.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (work / "a folder").mkdir()
    for name, text in (("a file", "x"), ("numbers.json", '{"steps": 2}'), ("broken.json", "{")):
        (work / name).write_text(text)


def named(words: list[str]) -> set[str]:
    """Return the folders in which files may appear: those that were named, and our own."""
    pairs = list(itertools.pairwise(words))
    folders = {value for option, value in pairs if option in ("--output", "--cache")}
    folders |= {word.partition("=")[2] for word in words if re.match("--(output|cache)=", word)}
    tops = {os.path.normpath(folder).split("/")[0] for folder in folders}
    return {"media", "cache", "a file", "numbers.json", "broken.json", *tops}


def check(result: Result, words: list[str]) -> None:
    """Hold what the command line did against what it may do."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    asked = any(word.startswith("--t") for word in words)  # and its abbreviations
    assert "Traceback" not in result.output or asked
    errors = re.findall(r"^Error: ", result.stderr, re.MULTILINE)
    assert bool(errors) == (result.exit_code != 0) or "--help" in words, result.stderr
    if result.exit_code == 2:
        assert len(errors) == 1
    bugs = r"(Type|Attribute|Key|Index|Unicode\w*|Assertion|Recursion|Value|Name)Error"
    assert not re.search(rf"^Error: {bugs}", result.stderr, re.MULTILINE) or asked, result.stderr


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=command_lines())
@example(words=["still", "demo", "--output", "caf\udce9"])
@example(words=["video", "demo", "--output", "caf\udce9"])
@example(words=["lecture", "--output", "a\0b"])
@example(words=["gif", "demo", "--cache", "a\0b"])
@example(words=["webp", "demo", "--both-themes", "--output", "two\nlines"])
@example(words=["cache", "--prune", "--max-gb", "1e999"])
@example(words=["numbers", "demo", "--set-file", "x" * 300])
@example(words=["new", "caf\udce9"])
def test_no_command_line_does_harm(words: list[str], sandbox: Path) -> None:
    clean(sandbox)
    before = files_in(sandbox / "project") | files_in(sandbox / "home")
    result = CliRunner().invoke(cli, words, obj=STORIES)
    event(f"{words[0] if words[0] in cli.commands else 'none'}: {result.exit_code}")
    check(result, words)
    if words[0] != "new" and "new" not in words:
        assert files_in(sandbox / "project") | files_in(sandbox / "home") == before
    assert files_in(sandbox / "temporary") == set()
    found = {name.split("/")[0] for name in files_in(sandbox / "work")}
    assert found <= named(words)
    assert not any(".part" in name for name in files_in(sandbox / "work"))
    outside = {"project", "home", "temporary", "work"}
    assert {path.name for path in sandbox.iterdir()} == outside
