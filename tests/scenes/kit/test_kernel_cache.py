"""Machine code is kept for its sources, used if whole and the user's own, cleared if unused."""

from __future__ import annotations

import errno
import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scenes.kit.kept_files import sealed
from scenes.kit.kernel_folder import DAY, SEALED, clear_unused, private_folder, shared
from tests.harmed_files import become_a_folder, cut, empty, flip
from tests.pipeline.forking import Forked

PATIENCE = 60.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="there, folders have no such modes")

CALL = """
import sys
from pathlib import Path
here = Path(sys.argv[1])
sys.path.insert(0, str(here))
sys.dont_write_bytecode = True  # it would not notice what changes within a second
from loop import loop
print(loop(1), sum(loop.stats.cache_hits.values()))
"""

LOOP = """
from pathlib import Path
from constant import FACTOR
from scenes.kit.kernel_cache import cached

here = Path(__file__).parent

def loop(number):
    return FACTOR * number

loop = cached(loop, (here / "loop.py", here / "constant.py"))
"""


class Loop:
    """A compiled function in a folder, and a user's cache for it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.temporary = folder, folder / "temporary"
        self.temporary.mkdir()
        self.environment = os.environ | {
            "XDG_CACHE_HOME": str(folder / "cache"),
            "TMPDIR": str(self.temporary),
        }
        self.environment.pop("NUMBA_CACHE_DIR", None)
        (folder / "loop.py").write_text(LOOP)
        self.set_factor(2)

    def set_factor(self, factor: int) -> None:
        (self.folder / "constant.py").write_text(f"FACTOR = {factor}\n")

    def call(self) -> tuple[str, str]:
        """Return the function's value and the hits of the cache, and what was said of it."""
        output, errors = self.run(CALL, self.folder)
        return output.strip(), errors

    def run(self, program: str, *words: object) -> tuple[str, str]:
        """Run a program in a process of its own; return what it writes to its two streams."""
        process = Forked(words, self.folder, self.environment, program)
        output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        return output, errors

    @property
    def base(self) -> Path:
        return self.folder / "cache" / "gradient-descent-course"

    @property
    def kept(self) -> list[Path]:
        return sorted(self.base.glob(f"{SEALED}*/*"))


@pytest.fixture
def loop(tmp_path: Path) -> Loop:
    return Loop(tmp_path)


def test_what_another_file_says_is_compiled_anew_when_it_changes(loop: Loop) -> None:
    assert loop.call() == ("2 0", "")
    assert loop.call() == ("2 1", "")
    loop.set_factor(3)
    assert loop.call() == ("3 0", "")


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def lead_to_another_file(path: Path) -> None:
    path.rename(path.with_suffix(".other"))
    path.symlink_to(path.with_suffix(".other"))


def be_something_else(path: Path) -> None:
    path.write_bytes(sealed(pickle.dumps("something else")))


def vanish(path: Path) -> None:
    path.unlink()


HARMS = (
    *(cut, flip, empty, become_a_folder, be_something_else, vanish),
    *((become_a_pipe, lead_to_another_file) if sys.platform != "win32" else ()),
)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_harmed_kernel_is_compiled_anew_once_and_quietly(
    harm: Callable[[Path], None], loop: Loop
) -> None:
    loop.call()
    (path,) = loop.kept
    harm(path)
    assert loop.call() == ("2 0", "")
    assert loop.call() == ("2 1", "")


TRAP = """
import pickle, sys
from pathlib import Path

class Trap:
    def __reduce__(self):
        return Path.touch, (Path(sys.argv[2]),)

from scenes.kit.kept_files import sealed
Path(sys.argv[1]).write_bytes(sealed(pickle.dumps(Trap())))
"""


@posix
@pytest.mark.skipif(getattr(os, "getuid", lambda: 1)() != 0, reason="only root gives files away")
@pytest.mark.parametrize("whose", ["file", "folder", "base"])
def test_what_another_user_wrote_is_not_run(whose: str, loop: Loop) -> None:
    loop.call()
    (path,) = loop.kept
    loop.run(TRAP, path, loop.folder / "sprung")
    given = {"file": path, "folder": path.parent, "base": loop.base}[whose]
    os.chown(given, 4321, -1)
    os.chown(path, 4321, -1)
    value, said = loop.call()
    assert value == "2 0"
    assert not (loop.folder / "sprung").exists()
    if whose != "file":  # a file is one of many, and is only compiled anew
        assert said.count("\n") == 1
        assert f"{given} belongs to another user (4321)" in said
        assert loop.call()[0] == "2 1"


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_folder_that_others_can_write_to_is_not_used_and_that_is_said(
    mode: int, loop: Loop
) -> None:
    loop.call()
    (path,) = loop.kept
    path.parent.chmod(mode)
    for expected in ("2 0", "2 1"):  # a private one is used, and found again
        value, said = loop.call()
        assert value == expected
        assert said.count("\n") == 1
        assert f"{path.parent} can be written to by others" in said
    (private,) = loop.temporary.iterdir()
    assert private.stat().st_mode & 0o077 == 0
    path.parent.chmod(0o700)
    assert loop.call() == ("2 1", "")


@posix
def test_folder_is_closed_to_others(loop: Loop) -> None:
    loop.call()
    (path,) = loop.kept
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.chmod(0o755)  # others could read it, and write nothing
    assert loop.call() == ("2 1", "")
    assert path.parent.stat().st_mode & 0o777 == 0o700


@posix
def test_parent_that_everybody_can_write_to_is_told(tmp_path: Path) -> None:
    base = tmp_path / "open" / "cache"
    base.mkdir(parents=True)
    assert shared(base) == ""
    base.parent.chmod(0o777)
    assert shared(base) == f"{base.parent} can be written to by everybody"
    base.parent.chmod(0o1777)  # as /tmp is: what is in it stays its owner's
    assert shared(base) == ""


def test_without_a_users_cache_one_folder_is_found_again(loop: Loop) -> None:
    (loop.folder / "file").touch()
    loop.environment["XDG_CACHE_HOME"] = str(loop.folder / "file")
    assert loop.call() == ("2 0", "")
    assert loop.call() == ("2 1", "")
    assert len(list(loop.temporary.iterdir())) == 1


@posix
def test_name_that_somebody_took_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    first = private_folder()
    assert private_folder() == first
    first.rmdir()
    first.symlink_to(tmp_path / "elsewhere")
    second = private_folder()
    assert second != first
    assert private_folder() == second
    second.chmod(0o755)
    assert private_folder() not in {first, second}


def test_where_nothing_can_be_kept_it_is_compiled_by_each_run(loop: Loop) -> None:
    (loop.folder / "file").touch()
    loop.environment["XDG_CACHE_HOME"] = str(loop.folder / "file")
    program = f"import tempfile; tempfile.tempdir = {str(loop.folder / 'file')!r}\n{CALL}"
    assert loop.run(program, loop.folder)[0].strip() == "2 0"


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        (errno.ENOSPC, "No space left on device", "No room left on the disk while writing to"),
        (errno.EIO, "Input/output error", "Compiled code cannot be kept in"),
    ],
)
def test_what_cannot_be_kept_is_said_once(code: int, words: str, said: str, loop: Loop) -> None:
    refuse = "import scenes.kit.kernel_cache as it\n"
    refuse += f"def full(*_): raise OSError({code}, {words!r})\n"
    refuse += "it.write_kept = full\n"
    again = "\nloop(1.0)\n"  # for other types
    output, errors = loop.run(refuse + CALL + again, loop.folder)
    assert output.strip() == "2 0"
    assert errors.count("\n") == 1
    assert f"{said} {loop.base}" in errors


def test_numbas_own_variable_wins(loop: Loop) -> None:
    loop.environment["NUMBA_CACHE_DIR"] = str(loop.folder / "named")
    assert loop.call() == ("2 0", "")
    assert loop.call() == ("2 1", "")
    assert not loop.kept
    assert list((loop.folder / "named").glob(f"{SEALED}*/*"))


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


def test_using_a_folder_keeps_it_and_clears_the_others(loop: Loop) -> None:
    loop.call()
    (folder,) = loop.base.glob(f"{SEALED}*")
    assert folder.parents[1] == loop.folder / "cache"
    then = time.time() - 100 * DAY
    os.utime(folder, (then, then))
    old = aged(folder.parent / "kernels-old", 31)
    half = folder / "killed.tmp"
    half.touch()
    os.utime(half, (then, then))
    os.utime(folder, (then, then))
    loop.call()
    assert folder.exists()
    assert not old.exists()
    assert not half.exists()
