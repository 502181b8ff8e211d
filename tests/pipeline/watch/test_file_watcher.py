"""Whatever is saved is noticed, however short the time between two saves."""

import os
import queue
from pathlib import Path

import pytest

from pipeline.watch.file_watcher import Watcher, changes, look


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kit").mkdir()
    (tmp_path / "scene.py").write_text("a = 1\n")
    (tmp_path / "kit" / "part.py").write_text("b = 1\n")
    return tmp_path


def test_a_change_of_size_is_one(folder: Path) -> None:
    before = look([folder])
    status = (folder / "scene.py").stat()
    (folder / "scene.py").write_text("a = 10\n")
    os.utime(folder / "scene.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert changes(before, look([folder])) == {folder / "scene.py"}


def test_a_change_of_time_is_one(folder: Path) -> None:
    before = look([folder])
    part = folder / "kit" / "part.py"
    os.utime(part, ns=(0, part.stat().st_mtime_ns + 1_000_000))
    assert changes(before, look([folder])) == {part}


def test_files_come_and_go(folder: Path) -> None:
    before = look([folder, folder / "not there"])
    (folder / "kit" / "part.py").rename(folder / "kit" / "piece.py")
    names = {path.name for path in changes(before, look([folder]))}
    assert names == {"part.py", "piece.py"}


@pytest.mark.parametrize("name", ["notes.txt", "__pycache__/scene.py", ".git/hook.py", "a.pyc"])
def test_other_files_are_nothing(folder: Path, name: str) -> None:
    before = look([folder])
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("c = 1\n")
    assert changes(before, look([folder])) == set()


def test_a_watcher_tells(folder: Path) -> None:
    told: queue.Queue[set[Path]] = queue.Queue()
    watcher = Watcher([folder], told.put)
    watcher.start()
    try:
        (folder / "scene.py").write_text("a = 2  # two\n")
        assert told.get(timeout=60) == {folder / "scene.py"}
    finally:
        watcher.stop()
        watcher.join(60)
    assert not watcher.is_alive()
