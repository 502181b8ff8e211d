"""The code is checked, formatted and typed: what the tools say is part of the test run."""

import fnmatch
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"


@pytest.mark.parametrize(
    "command", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)], ids=" ".join
)
def test_a_tool_has_nothing_to_say(command: tuple[str, ...]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    skipped = pytestconfig.getini("norecursedirs")
    rooms = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    names = {name for room in rooms for name in room.parts}
    assert not [name for name in names for rule in skipped if fnmatch.fnmatch(name, rule)]
