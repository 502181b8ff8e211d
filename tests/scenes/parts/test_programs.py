"""Programs are their files, with other numbers put in."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenes.parts.loops
from scenes.parts.programs import EMPTY, FILES, NUMBERS, PARTS, exchanged, program

FOLDER = Path(scenes.parts.loops.__file__).parent
DEFAULTS = 5.0, 0.1, 25


@pytest.mark.parametrize("name", FILES)
def test_with_its_own_numbers_a_program_is_its_file(name: str) -> None:
    texts = {file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py")}
    shown = program(name, *DEFAULTS)
    assert shown.source in texts
    assert "\n".join("" if row is None else row.text for row in shown.rows) + "\n" == shown.source
    assert all("".join(word for word, _ in line.words) == line.text for line in shown.lines)


def test_every_file_is_shown() -> None:
    files = {file for file in FOLDER.glob("*.py") if file.stem != "__init__"}
    assert {Path(str(spec and spec.origin)) for spec in FILES.values()} == files


@pytest.mark.parametrize("name", FILES)
def test_each_line_has_a_part_and_empty_lines_have_none(name: str) -> None:
    rows = program(name, *DEFAULTS).rows
    parts = PARTS[name].split()
    assert [EMPTY if row is None else row.part for row in rows] == parts


@pytest.mark.parametrize("name", FILES)
def test_numbers_take_the_places_of_those_in_the_file(name: str) -> None:
    shown, own = program(name, 2.5, 0.05, 9), program(name, *DEFAULTS)
    there, here = shown.source.splitlines(), own.source.splitlines()
    changed = [pair for pair in zip(here, there, strict=True) if pair[0] != pair[1]]
    assert [("2.5" in b) + ("0.05" in b) + ("range(9)" in b) for _, b in changed] == [1, 1, 1]


def test_names_have_the_colours_of_what_they_mean() -> None:
    lines = {line.part: dict(line.words) for line in program("Python", 5.0, 0.02, 25).lines}
    assert lines["rate"] == {
        **{"alpha": "step", "0.02": "step"},
        **{" ": "ink", "=": "ink"},
    }
    assert lines["step"]["x"] == "gradient_descent"
    assert lines["step"]["slope"] == lines["slope"]["slope"] == "slope"
    assert lines["loop"]["for"] == lines["loop"]["in"] == "faint"
    assert lines["loop"]["25"] == "ink"


@pytest.mark.parametrize("text", ["x = 5.0", "x = 5.0\ny = 5.0\n0.1\n25", "5.01 0.1 25", "x5.0 .1"])
def test_a_number_that_does_not_stand_there_once_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must stand once"):
        exchanged(text, dict.fromkeys(NUMBERS, "1"))


def test_numbers_are_exchanged_at_the_same_time() -> None:
    assert exchanged("5.0 0.1 25", {"5.0": "0.1", "0.1": "25", "25": "5.0"}) == "0.1 25 5.0"
