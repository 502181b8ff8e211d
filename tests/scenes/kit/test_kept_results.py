"""The store of results: it saves time and is never in the way."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import gdcore
from gdcore import PARABOLA, GradientDescent, HeavyBall, descend
from pipeline.sources import ROOT, imports
from scenes.kit import kept_results
from scenes.kit.kept_files import DAY, UNUSED, clear_out, sealed
from scenes.kit.kept_results import SUFFIX, Arrays, kept_arrays, kept_paths
from scenes.kit.user_cache import user_cache

COMPUTED: list[object] = []


@kept_arrays
def multiples(base: float, count: int = 3, name: str = "a") -> Arrays:
    COMPUTED.append(base)
    return {"multiples": base * np.arange(count), "name": np.array(name)}


@kept_arrays
def total(numbers: object) -> Arrays:
    COMPUTED.append(numbers)
    return {"total": np.array(1.0)}


@kept_paths
def two_paths(rate: float, starts: tuple[float, ...]) -> dict[str, gdcore.Path]:
    COMPUTED.append(rate)
    batch = np.array(starts)[:, np.newaxis]
    return {
        "vanilla/one": descend(PARABOLA, GradientDescent(rate), starts[0], 5),
        "momentum": descend(PARABOLA, HeavyBall(rate, 0.9), batch, 400),
    }


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    clear_out.cache_clear()
    COMPUTED.clear()
    yield user_cache("results")
    clear_out.cache_clear()


def only(store: Path) -> Path:
    (file,) = store.iterdir()
    return file


def test_what_was_computed_once_is_read(store: Path) -> None:
    first, second = multiples(2.0), multiples(2.0)
    assert COMPUTED == [2.0]
    assert second["multiples"].tolist() == first["multiples"].tolist() == [0, 2, 4]
    assert str(second["name"]) == "a"
    assert only(store).name.endswith(SUFFIX)


def test_results_are_read_only_the_first_time_as_well() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="read-only"):
            multiples(2.0)["multiples"][0] = 5


def test_it_does_not_matter_how_an_argument_is_given() -> None:
    multiples(2.0)
    multiples(base=2.0, count=3)
    multiples(np.float64(2.0), np.int64(3), name="a")
    assert len(COMPUTED) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0, None),
        ("1", 1),
        ("None", None),
        ((1, 2), (12,)),
        (("a", "b"), ("a', 'b",)),
        (((1,), 2), ((1, 2),)),
        (0.1, np.nextafter(0.1, 1)),
        (np.zeros(2), np.zeros((1, 2))),
        (np.zeros(2), np.zeros(2, dtype=np.int64)),
        (np.zeros(2), np.array([0, -0.0])),
    ],
)
def test_other_arguments_are_another_result(one: object, other: object) -> None:
    for _ in range(2):
        total(one)
        total(other)
    assert len(COMPUTED) == 2


@pytest.mark.parametrize("argument", [[1], {"a": 1}, PARABOLA, np.array([None]), print])
def test_an_argument_without_a_value_of_its_own_is_refused(argument: object) -> None:
    with pytest.raises(TypeError, match="numbers, text, None, arrays or tuples"):
        total(argument)
    assert not COMPUTED


def test_paths_come_back_bit_for_bit() -> None:
    first, second = (two_paths(1.2, (5.0, -3.0)) for _ in range(2))
    assert COMPUTED == [1.2]
    assert list(first) == list(second) == ["vanilla/one", "momentum"]
    for name, path in first.items():
        again = second[name]
        for part, array in path.to_arrays().items():
            assert again.to_arrays()[part].tobytes() == array.tobytes(), part
        assert again.outcomes.tolist() == path.outcomes.tolist()


def written(source: str, file: Path) -> Callable[[], Arrays]:
    """Return `made` as a module with this source in it defines it."""
    file.write_text(source)
    scope: dict[str, Callable[[], Arrays]] = {}
    exec(compile(source, file, "exec"), scope)
    return kept_arrays(scope["made"])


def test_another_source_is_another_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, source = tmp_path / "made.py", "import numpy as np\ndef made(): return {'a': np.array(1)}"
    assert written(source, file)()["a"] == 1
    assert written(source.replace("(1)", "(2)"), file)()["a"] == 2
    assert len(list(user_cache("results").iterdir())) == 2
    monkeypatch.setattr(kept_results, "_core", lambda: "gdcore as it was before")
    assert written(source, file)()["a"] == 1
    assert len(list(user_cache("results").iterdir())) == 3


def test_the_sources_of_gdcore_are_part_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = tmp_path / "core"
    (core / "theory").mkdir(parents=True)
    (core / "theory" / "a.py").write_text("A = 1")
    monkeypatch.setattr(kept_results.inspect, "getfile", lambda _: str(core / "__init__.py"))
    before = kept_results._core.__wrapped__()
    (core / "theory" / "a.py").write_text("A = 2")
    assert kept_results._core.__wrapped__() != before


def test_what_is_kept_depends_on_gdcore_alone() -> None:
    """A change in another file of the course would not be noticed."""
    for file in (ROOT / "scenes").rglob("*.py"):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        named = imports(file, module)
        if "scenes.kit.kept_results" in named:
            ours = {name for name in named if name.split(".")[0] in {"scenes", "pipeline"}}
            allowed = ("scenes.kit.kept_results", "scenes.kit.types")
            strange = {name for name in ours if not name.startswith(allowed)}
            assert not strange, f"{file} keeps results that depend on {strange}"


def damage_nothing(file: Path) -> None:
    file.write_bytes(b"")


def damage_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damage_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-len(content) // 3] ^= 0xFF
    file.write_bytes(content)


def damage_foreign(file: Path) -> None:
    file.write_bytes(sealed(b"something else"))


def damage_objects(file: Path) -> None:
    np.savez(file.with_suffix(".npz"), multiples=np.array([{}], dtype=object), key=np.array("?"))
    content = file.with_suffix(".npz").read_bytes()
    file.with_suffix(".npz").unlink()
    file.write_bytes(sealed(content))


def damage_another_result(file: Path) -> None:
    multiples(3.0)
    (other,) = set(file.parent.iterdir()) - {file}
    other.replace(file)


def damage_open_to_all(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content)
    file.chmod(0o666)


def damage_link(file: Path) -> None:
    elsewhere = file.rename(file.parent.parent / "elsewhere")
    file.symlink_to(elsewhere)


def damage_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def damage_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


WHOLE = damage_objects, damage_foreign, damage_another_result
"""Sealed by somebody who knows how."""
BROKEN = (
    *(damage_nothing, damage_half, damage_a_byte, damage_folder),
    *((damage_pipe, damage_link, damage_open_to_all) if sys.platform != "win32" else ()),
)


@pytest.mark.parametrize("damage", [*WHOLE, *BROKEN])
def test_a_damaged_entry_is_computed_anew_quietly(
    damage: Callable[[Path], None], store: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = multiples(2.0)["multiples"].tolist()
    damage(only(store))
    COMPUTED.clear()
    for _ in range(2):
        assert multiples(2.0)["multiples"].tolist() == first
    assert COMPUTED == [2.0]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("damage", BROKEN)
def test_a_damaged_entry_is_found_without_being_asked_for(
    damage: Callable[[Path], None], store: Path
) -> None:
    multiples(2.0)
    file = only(store)
    assert list(kept_results.kept_results()) == [(file, True)]
    damage(file)
    assert list(kept_results.kept_results()) == [(file, False)]


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert multiples(2.0)["multiples"].tolist() == multiples(2.0)["multiples"].tolist()
    assert len(COMPUTED) == 2


@pytest.mark.parametrize("number", [13, 28, 30])
def test_where_nothing_can_be_written_nothing_is_kept_and_no_litter_left(
    number: int, store: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not allowed, full, read-only."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refuse)
    assert [multiples(2.0)["multiples"][1] for _ in range(2)] == [2, 2]
    assert len(COMPUTED) == 2
    assert list(store.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    multiples(2.0)
    multiples(2.0)
    assert len(COMPUTED) == 2


@kept_arrays
def nothing() -> Arrays:
    raise ValueError("there is no result")


def test_an_error_is_handed_on_and_nothing_kept(store: Path) -> None:
    with pytest.raises(ValueError, match="there is no result"):
        nothing()
    assert not store.exists()


def test_old_entries_and_litter_are_cleared(store: Path) -> None:
    multiples(2.0)
    old, litter = only(store), store / "killed.tmp"
    litter.touch()
    for file, age in ((old, UNUSED + DAY), (litter, 2 * DAY)):
        past = file.stat().st_mtime - age
        os.utime(file, (past, past))
    clear_out.cache_clear()
    multiples(3.0)
    assert not old.exists()
    assert not litter.exists()
    assert len(list(store.iterdir())) == 1


def ask_many(start: multiprocessing.synchronize.Barrier) -> None:
    start.wait()
    for base in range(6):
        assert multiples(float(base), 200_000)["multiples"][1] == base


def test_processes_that_want_one_result_do_not_disturb_each_other(store: Path) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(3)
    workers = [context.Process(target=ask_many, args=(start,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(list(store.iterdir())) == 6
    assert all(whole for _, whole in kept_results.kept_results())
