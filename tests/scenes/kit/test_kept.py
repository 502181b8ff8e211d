"""Machine code that nobody has used for long is cleared; what somebody holds stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenes.kit import kept

HOLDER = """
import sys
from pathlib import Path
from scenes.kit.kept import hold
handle = hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def aged(folder: Path, days: float) -> Path:
    """Make a folder look as if it was used so many days ago; return it."""
    kept.hold(folder).close()
    (folder / "shading.shade-1.nbc").write_bytes(b"code")
    age(folder, days)
    return folder


def age(folder: Path, days: float) -> None:
    then = time.time() - days * kept.DAY
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then))


def test_only_what_was_not_used_for_thirty_days_is_cleared(tmp_path: Path) -> None:
    old, recent = aged(tmp_path / "kernels-old", 31), aged(tmp_path / "kernels-recent", 29)
    other = aged(tmp_path / "other", 100)
    assert kept.clear_unused(tmp_path) == [old]
    assert not old.exists() and recent.exists() and other.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernels-recent", "other"]


def test_a_folder_from_before_there_were_holders_is_cleared_by_its_files(tmp_path: Path) -> None:
    folders = []
    for name, days in (("kernels-a", 31), ("kernels-b", 31)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "compiled").touch()
        age(folder, days)
        folders.append(folder)
    (folders[1] / "compiled").touch()
    assert kept.clear_unused(tmp_path) == folders[:1]


def test_using_a_folder_keeps_it(tmp_path: Path) -> None:
    folder = aged(tmp_path / "kernels-old", 100)
    kept.hold(folder).close()
    assert kept.clear_unused(tmp_path) == []
    assert (folder / "shading.shade-1.nbc").exists()


def test_what_another_process_holds_stays_until_it_ends(tmp_path: Path) -> None:
    folder = aged(tmp_path / "kernels-held", 40)
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        age(folder, 40)
        assert kept.clear_unused(tmp_path) == [], "it was taken from a living process"
        holder.communicate()
    assert kept.clear_unused(tmp_path) == [folder]


def test_two_may_hold_one_folder(tmp_path: Path) -> None:
    with kept.hold(tmp_path / "kernels-x"), kept.hold(tmp_path / "kernels-x"):
        pass


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        kept.hold(tmp_path / "file" / "kernels-x")
