"""Kept entries: whole or not there, the oldest go first, trouble is one sentence."""

import os
import re
from pathlib import Path

import pytest

from pipeline.cache.store import Store
from pipeline.errors import UserError
from tests.pipeline.command_line import files_in

KEY, OTHER, THIRD = ("ab" * 32, "cd" * 32, "ef" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


def entry(store: Store, key: str) -> Path:
    [path] = store.folder.glob(f"*/*/{key}")
    return path


def test_what_is_written_is_read_again(store: Store) -> None:
    assert not store.has("segments", KEY)
    assert store.read("segments", KEY) is None
    store.write("segments", KEY, b"frames")
    assert store.has("segments", KEY)
    assert store.read("segments", KEY) == b"frames"
    assert store.read("records", KEY) is None
    assert files_in(store.folder) == {f"segments/ab/{KEY}"}


@pytest.mark.parametrize("harm", [b"", b"frames", b"sha256 "])
def test_damaged_entry_is_removed_with_a_word(
    harm: bytes, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.write("segments", KEY, b"frames")
    path = entry(store, KEY)
    path.write_bytes(harm + path.read_bytes()[len(harm) + 1 :])
    assert store.read("segments", KEY) is None
    assert not path.exists()
    assert capsys.readouterr().err == f"{path} was damaged: it is removed and made anew.\n"


def test_verify_removes_the_damaged_ones_only(store: Store) -> None:
    for key in (KEY, OTHER):
        store.write("files", key, b"a picture")
    path = entry(store, KEY)
    path.write_bytes(path.read_bytes()[:-1])
    assert [one.key for one in store.verify()] == [KEY]
    assert [one.key for one in store.entries()] == [OTHER]
    assert store.verify() == []


def test_prune_removes_what_was_not_used_for_the_longest_time(store: Store) -> None:
    for age, key in ((30, KEY), (20, OTHER), (10, THIRD)):
        store.write("segments", key, bytes(1000))
        os.utime(entry(store, key), (age, 1_000_000 - age))
    store.read("segments", KEY)  # a use
    sizes = sum(one.bytes for one in store.entries())
    assert store.prune(sizes) == []
    assert [one.key for one in store.prune(sizes - 1)] == [OTHER]
    assert {one.key for one in store.entries()} == {KEY, THIRD}
    store.prune(0)
    assert list(store.entries()) == []


def test_what_a_killed_run_was_writing_is_cleared(store: Store) -> None:
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    unfinished = store.folder / "unfinished"
    left = unfinished / f".{KEY}.{os.uname().nodename}-{pid}.part"
    ours = unfinished / f".{KEY}.{os.uname().nodename}-{os.getpid()}.part"
    for path in (left, ours):
        path.write_bytes(b"half")
    Store(store.folder)
    assert (left.exists(), ours.exists()) == (False, True)


def test_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    expected = re.escape(f"The cache in {tmp_path / 'file'} cannot be used (")
    with pytest.raises(UserError, match=rf"^{expected}.*--cache\.$"):
        Store(tmp_path / "file")


def test_what_earlier_versions_kept_goes_with_the_first_pruning(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    (store.folder / "pieces" / "ab").mkdir(parents=True)
    (store.folder / "pieces" / "ab" / KEY).write_bytes(b"frames")
    store.write("segments", KEY, b"frames")
    assert store.prune(1e9) == []
    assert not (store.folder / "pieces").exists()
    assert store.has("segments", KEY)
