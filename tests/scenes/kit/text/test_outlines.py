"""The store of outlines: it saves time and is never in the way."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scenes.kit.kept_files import DAY, clear_out
from scenes.kit.text import outlines, typesetting
from scenes.kit.text.outlines import Outlines
from scenes.kit.text.typesetting import outlines_of
from scenes.kit.user_cache import user_cache

FORMULA = "x - {{ alpha : rate }} / 2"
ARRAYS = ("points", "ends", "styles", "labels")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test a store of its own and a process that remembers nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for forgetful in (outlines_of, clear_out):
        forgetful.cache_clear()
    yield user_cache("type")
    outlines_of.cache_clear()


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what Typst is asked to set."""
    asked: list[str] = []
    real = typesetting._set

    def noted(source: str, math: bool) -> Outlines:
        asked.append(source)
        return real(source, math)

    monkeypatch.setattr(typesetting, "_set", noted)
    return asked


def again(source: str = FORMULA, math: bool = True) -> Outlines:
    """Return what a new process would find."""
    outlines_of.cache_clear()
    return outlines_of(source, math)


def same(one: Outlines, other: Outlines) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)


def test_what_was_set_once_is_not_set_again(compilations: list[str], store: Path) -> None:
    first = outlines_of(FORMULA, True)
    assert outlines_of(FORMULA, True) is first
    second = again()
    assert second is not first
    assert same(first, second)
    assert compilations == [FORMULA]
    assert [file.suffix for file in store.iterdir()] == [".npz"]


@pytest.mark.parametrize("change", ["FORMAT", "PREAMBLE"])
def test_another_source_or_setting_is_another_entry(
    change: str, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    again()
    again(math=True, source="y")
    again(math=False, source="y")
    assert len(compilations) == 3
    monkeypatch.setattr(typesetting, change, "#set text(size: 12pt)\n")
    typesetting._settings.cache_clear()
    again()
    monkeypatch.undo()
    typesetting._settings.cache_clear()
    assert len(compilations) == 4


def damage_nothing(file: Path) -> None:
    file.write_bytes(b"")


def damage_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damage_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)


def damage_a_shape(file: Path) -> None:
    with np.load(file) as kept:
        arrays = dict(kept)
    np.savez(file, **arrays | {"points": arrays["points"][:-4]})


def damage_numbers(file: Path) -> None:
    with np.load(file) as kept:
        arrays = dict(kept)
    np.savez(file, **arrays | {"points": arrays["points"] * np.nan})


def damage_objects(file: Path) -> None:
    np.savez(file, points=np.array([{}], dtype=object), shapes=np.zeros((1, 11)))


def damage_foreign(file: Path) -> None:
    np.savez(file, other=np.zeros(3))


def damage_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def damage_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


DAMAGES = (
    *(damage_nothing, damage_half, damage_a_byte, damage_a_shape, damage_numbers),
    *(damage_objects, damage_foreign, damage_folder),
    *((damage_pipe,) if sys.platform != "win32" else ()),
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_set_anew(damage, compilations: list[str], store: Path) -> None:
    first = outlines_of(FORMULA, True)
    (file,) = store.iterdir()
    damage(file)
    assert same(again(), first)
    assert len(compilations) == 2
    assert same(again(), first)
    assert len(compilations) == 2


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_found_without_being_asked_for(damage, store: Path) -> None:
    again()
    (file,) = store.iterdir()
    assert list(outlines.kept_outlines()) == [(file, True)]
    damage(file)
    assert list(outlines.kept_outlines()) == [(file, False)]


def test_an_empty_text_is_kept_like_any_other(compilations: list[str]) -> None:
    assert len(again("", math=False).ends) == 0
    assert len(again("", math=False).ends) == 0
    assert len(compilations) == 1


def test_without_a_folder_nothing_is_kept(
    compilations: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert same(again(), again())
    assert len(compilations) == 2


def test_without_a_home_nothing_is_kept(
    compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert same(again(), again())
    assert len(compilations) == 2


def test_a_disk_that_fills_up_leaves_no_litter(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert len(again().ends) == 5
    assert list(store.iterdir()) == []


def test_old_entries_and_litter_are_cleared_and_use_keeps_an_entry_young(store: Path) -> None:
    again("old", math=False)
    (old,) = store.iterdir()
    again("used", math=False)
    (used,) = set(store.iterdir()) - {old}
    litter, fresh = store / "killed.tmp", store / "running.tmp"
    now = time.time()
    for file, days in ((litter, 2), (fresh, 0), (old, 91), (used, 89)):
        file.touch()
        os.utime(file, (now - days * DAY,) * 2)
    again("used", math=False)
    assert now - used.stat().st_mtime < 60
    clear_out.cache_clear()
    again("new", math=False)
    assert used.exists()
    assert fresh.exists()
    assert not old.exists()
    assert not litter.exists()


def set_many(start, sources: list[str]) -> None:
    start.wait()
    for source in sources:
        outlines_of(source, False)


def test_processes_that_write_one_entry_do_not_disturb_each_other(store: Path) -> None:
    context = multiprocessing.get_context("fork")
    start, sources = context.Barrier(3), [f"word {n}" for n in range(6)]
    workers = [context.Process(target=set_many, args=(start, sources)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(list(store.iterdir())) == len(sources)
    for source in sources:
        kept = outlines.load(typesetting._key(source, False))
        assert kept is not None
        assert same(kept, typesetting._set(source, False))


def test_what_typst_cannot_set_is_named_and_not_kept(store: Path) -> None:
    with pytest.raises(ValueError, match=r"Typst cannot set 'alpha \+ foo': unknown variable: foo"):
        again("alpha + foo")
    assert not store.exists()
