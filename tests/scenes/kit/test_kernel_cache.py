"""Machine code is kept for the sources that it was made of, and cleared when it is long unused."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenes.kit.kernel_cache import DAY, clear_unused

ASK = """
import sys
from pathlib import Path
from scenes.kit.kernel_cache import code_folder
print(code_folder(*map(Path, sys.argv[1:])))
"""

CALL = """
import sys
from pathlib import Path
import numba
from scenes.kit.kernel_cache import kept_for
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


def aged(folder: Path, days: float) -> Path:
    """Make a folder of machine code that was used so many days ago; return it."""
    folder.mkdir()
    (folder / "shade.shade-1.nbc").write_bytes(b"code")
    then = time.time() - days * DAY
    os.utime(folder, (then, then))
    return folder


def test_only_what_was_not_used_for_thirty_days_is_cleared(tmp_path: Path) -> None:
    aged(tmp_path / "kernels-old", 31)
    aged(tmp_path / "kernels-recent", 29)
    aged(tmp_path / "other", 100)
    clear_unused(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernels-recent", "other"]


def test_using_a_folder_keeps_it_and_clears_the_others(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (folder,) = map(Path, told(environment, ASK, __file__))
    assert folder.parents[1] == tmp_path / "cache"
    then = time.time() - 100 * DAY
    os.utime(folder, (then, then))
    old = aged(folder.parent / "kernels-old", 31)
    assert told(environment, ASK, __file__) == [str(folder)]
    assert folder.exists()
    assert not old.exists()
