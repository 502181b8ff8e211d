"""The commands of the page make what it shows: the command line understands them."""

import shlex

import click
import pytest

import render
from pipeline.watch.view import commands

SETTINGS = ["learning_rate=0.2", "start=1.5"]


@pytest.mark.parametrize("verb", ["still", "video", "gif"])
@pytest.mark.parametrize(("theme", "at"), [("dark", None), ("light", 1.25)])
def test_the_command_line_understands_them(verb: str, theme: str, at: float | None) -> None:
    line = commands("saddle_points", SETTINGS, theme, "split_the_step", at)[verb]
    python, script, typed, *words = shlex.split(line)
    assert (python, script, typed) == ("python", "render.py", verb)
    context = render.cli.commands[verb].make_context(verb, words, parent=click.Context(render.cli))
    given = context.params
    assert [entry.name for entry in given["scenes"]] == ["saddle_points"]
    assert given["beats"] == ("split_the_step",)
    assert given["settings"] == tuple(SETTINGS)
    assert given["theme"] == theme
    assert given.get("at") == (at if verb == "still" else None)


def test_what_a_shell_would_read_is_quoted() -> None:
    line = commands("disc", ["name=$(ls); a 'b'"], "dark", None, None)["video"]
    assert shlex.split(line)[-1] == "name=$(ls); a 'b'"
