"""The README says what is so: its tables, commands and example are checked."""

import re
import shlex
from pathlib import Path

import click
import pytest

import render
from scenes.catalog import CATALOG, Entry

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for line in re.findall(r"render\.py ([^`\n#]+)", README)
    if not line.startswith("`") and line.strip()
]


def test_the_table_of_scenes_is_the_catalogue() -> None:
    table = README.partition("<!-- scenes -->")[2].partition("<!-- /scenes -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("| [")]
    assert rows == [
        f"| [{entry.title}](scenes/{entry.name}.py) `{entry.name}` | {entry.teaches} |"
        for entry in CATALOG
    ]


def test_the_readme_shows_every_command() -> None:
    shown = {command.split()[0] for command in COMMANDS}
    assert shown >= set(render.cli.commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_understood(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in re.findall(r"--set-file (\S+)", command):
        Path(file).write_text("{}", encoding="utf-8")
    verb, *arguments = shlex.split(command)
    new = [Entry(name, "", "", "") for name in re.findall(r"render\.py new (\w+)", README)]
    parent = click.Context(render.cli, obj=(*CATALOG, *new))
    parsed = render.cli.commands[verb].make_context(verb, arguments, parent=parent)
    assert parsed.info_name == verb


def test_the_example_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    example = README.partition("```python\n")[2].partition("```")[0]
    said = example.rpartition("# ")[2].strip()
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == said
