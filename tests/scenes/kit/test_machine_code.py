"""Machine code is kept for the sources that it was made of, and for no others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import os, sys
from pathlib import Path
from scenes.kit import kept
from scenes.kit.machine_code import code_folder
folder = code_folder(*map(Path, sys.argv[1:]))
os.utime(folder / kept.HELD, (0, 0))
print(folder, kept.clear_unused(folder.parent), folder.exists())
"""

CALL = """
import sys
from pathlib import Path
import numba
from scenes.kit.machine_code import kept_for
here = Path(sys.argv[1])
sys.path.insert(0, str(here))
with kept_for(here / "loop.py", here / "constant.py"):
    from loop import loop
print(loop(1), sum(loop.stats.cache_hits.values()))
"""

LOOP = """
import numba
from constant import FACTOR

@numba.njit(cache=True)
def loop(number):
    return FACTOR * number
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    found = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    found |= {"PYTHONDONTWRITEBYTECODE": "1"}
    found.pop("NUMBA_CACHE_DIR", None)
    return found


def told(environment: dict[str, str], program: str, *words: object) -> list[str]:
    command = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_process_holds_the_folder_of_its_kernels(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder, cleared, exists = told(environment, ASK, __file__)
    assert Path(folder).parents[1] == tmp_path / "cache"
    assert (cleared, exists) == ("[]", "True")


def test_what_another_file_says_is_compiled_anew_when_it_changes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "loop.py").write_text(LOOP)
    (tmp_path / "constant.py").write_text("FACTOR = 2\n")
    assert told(environment, CALL, tmp_path) == ["2", "0"]
    assert told(environment, CALL, tmp_path) == ["2", "1"]
    (tmp_path / "constant.py").write_text("FACTOR = 3\n")
    assert told(environment, CALL, tmp_path) == ["3", "0"]


def test_a_cache_that_cannot_be_made_is_no_error(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "file").touch()
    environment["XDG_CACHE_HOME"] = str(tmp_path / "file")
    environment["TMPDIR"] = str(tmp_path)
    (tmp_path / "loop.py").write_text(LOOP)
    (tmp_path / "constant.py").write_text("FACTOR = 2\n")
    assert told(environment, CALL, tmp_path) == ["2", "0"]
