"""What one reads is so: tables, commands, links, names and the example are checked."""

import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest

import render
from scenes.catalog import CATALOG, Entry

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "benchmarks" / "README.md"])
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
README = TEXTS["README.md"]

COMMAND = re.compile(r"python render\.py ([^`\n#]+)")
COMMANDS = [(page, line.strip()) for page, text in TEXTS.items() for line in COMMAND.findall(text)]
NEW = re.findall(r"python render\.py new (\w+)", " ".join(TEXTS.values()))
"""Scenes that are not there yet: names of examples."""

TOP = ("pipeline", "scenes", "gdcore")
LINK = re.compile(r"(?:\]\(|(?:href|src)=\")([^)\s\"]+)")
FILE = re.compile(
    r"`((?:pipeline|scenes|gdcore|tests|docs|benchmarks)/[\w./-]+|[\w-]+\.(?:py|md|toml|lock))`"
)
NAME = re.compile(r"(?<![\w./])((?:scenes|pipeline|gdcore)(?:\.[A-Za-z_]\w*)+)")

on_every_page = pytest.mark.parametrize("page", TEXTS)


def words(page: str) -> str:
    """Return the text of a page without the names of scenes that are only examples."""
    return re.sub("|".join(NEW), CATALOG[0].name, TEXTS[page])


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.S), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_there(name: str) -> bool:
    """Tell whether a dotted name is a module or something in one."""
    stem, dot, last = name.rpartition(".")
    try:
        importlib.import_module(name)
        return True
    except ModuleNotFoundError:
        return bool(dot) and is_there(stem) and hasattr(found(stem), last)


def found(name: str) -> Any:
    """Return a module, or what is in it."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        stem, _, last = name.rpartition(".")
        return getattr(found(stem), last)


def stands(path: str, *folders: Path) -> bool:
    """Tell whether a file is in one of the folders; one that is named alone may be in any room."""
    here = any((folder / path).exists() for folder in (ROOT, *folders))
    return here or ("/" not in path and any(next((ROOT / top).rglob(path), None) for top in TOP))


def test_every_command_is_shown() -> None:
    assert {command.split()[0] for _, command in COMMANDS} >= set(render.cli.commands)


@pytest.mark.parametrize(
    "command", [pytest.param(line, id=f"{page}: {line}") for page, line in COMMANDS]
)
def test_commands_are_understood(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in re.findall(r"--set-file (\S+)", command):
        Path(file).write_text("{}", encoding="utf-8")
    verb, *arguments = shlex.split(command)
    new = [Entry(name, "", "", "") for name in NEW]
    parent = click.Context(render.cli, obj=(*CATALOG, *new))
    parsed = render.cli.commands[verb].make_context(verb, arguments, parent=parent)
    assert parsed.info_name == verb


@on_every_page
def test_links_lead_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    links = [link for link in LINK.findall(TEXTS[page]) if "://" not in link]
    paths = [path for path, _, _ in (link.partition("#") for link in links) if path]
    assert not [path for path in paths if not (here / path).exists()]
    for path, hash_, anchor in (link.partition("#") for link in links):
        if hash_:
            target = (here / path if path else ROOT / page).read_text(encoding="utf-8")
            assert anchor in anchors(target), f"{page} has no place {path}#{anchor} to lead to"


@on_every_page
def test_files_that_are_named_are_there(page: str) -> None:
    # golden frames may be left out of a copy, and are many
    paths = [path for path in FILE.findall(words(page)) if not path.startswith("tests/frames")]
    assert not [path for path in paths if not stands(path, (ROOT / page).parent)]


@on_every_page
def test_modules_and_classes_that_are_named_are_there(page: str) -> None:
    names = set(NAME.findall(words(page)))
    assert not [name for name in sorted(names) if not is_there(name)]


def test_the_example_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    example = README.partition("```python\n")[2].partition("```")[0]
    said = example.rpartition("# ")[2].strip()
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == said
