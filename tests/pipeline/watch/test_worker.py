"""What went wrong is said in a sentence, with the line of the scene that is to blame."""

import importlib
import importlib.util
import marshal
import sys
from pathlib import Path

import pytest

from pipeline.errors import SceneError
from pipeline.watch.worker import AROUND, is_of_bytecode, trouble

KIT = "def halve(number):\n    return number / 0\n"
SCENE = "\n".join(
    [*(f"# {n}" for n in range(1, 10)), "from kit_of_the_test import halve", "halve(2)"]
)


def raised(path: Path) -> Exception:
    """Return what importing a file raises."""
    spec = importlib.util.spec_from_file_location("scene_of_the_test", path)
    assert spec is not None
    assert spec.loader is not None
    try:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "kit_of_the_test", raising=False)
    (tmp_path / "kit_of_the_test.py").write_text(KIT)
    scene = tmp_path / "scene.py"
    scene.write_text(SCENE)
    return scene


def test_the_scenes_own_line_is_to_blame(scene: Path) -> None:
    found = trouble(raised(scene), scene, [scene.parent])
    assert found["sentence"] == "ZeroDivisionError: division by zero"
    assert (found["file"], found["line"]) == ("scene.py", 11)
    assert (
        found["lines"] == [(n, line) for n, line in enumerate(SCENE.splitlines(), 1)][-1 - AROUND :]
    )
    assert "kit_of_the_test.py" in found["traceback"]


def test_without_one_the_innermost_of_ours_is(scene: Path) -> None:
    found = trouble(raised(scene), scene.with_name("other.py"), [scene.parent])
    assert (found["file"], found["line"]) == ("kit_of_the_test.py", 2)


def test_what_is_nobodys_has_no_line(scene: Path) -> None:
    found = trouble(raised(scene), scene.with_name("other.py"), [scene.parent / "gdcore"])
    assert "file" not in found
    assert found["traceback"]


def test_a_syntax_error_is_where_it_is(scene: Path) -> None:
    scene.write_text("a = 1\nb = (\n")
    found = trouble(raised(scene), scene, [scene.parent])
    assert (found["file"], found["line"]) == ("scene.py", 2)
    assert found["sentence"].startswith("SyntaxError: '('")


def test_a_sentence_for_people_is_kept_and_its_cause_looked_into(scene: Path) -> None:
    cause = raised(scene)
    error = SceneError("scene failed: beat one.")
    error.__cause__ = cause
    found = trouble(error, scene, [scene.parent])
    assert found["sentence"] == "scene failed: beat one."
    assert found["line"] == 11
    assert "ZeroDivisionError" in found["traceback"]


@pytest.mark.parametrize("harm", ["cut", "empty", "other"])
def test_damaged_bytecode_is_told_from_a_fault_of_the_source(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "damaged_module.py").write_text("NAMES = ['one', 'two']\n")
    importlib.import_module("damaged_module")
    [bytecode] = (tmp_path / "compiled").rglob("*.pyc")
    whole = bytecode.read_bytes()
    head = whole[:16]
    broken = {"cut": whole[:-9], "empty": head, "other": head + marshal.dumps("no code")}
    bytecode.write_bytes(broken[harm])
    del sys.modules["damaged_module"]
    with pytest.raises((EOFError, ValueError, ImportError)) as raising:
        importlib.import_module("damaged_module")
    assert is_of_bytecode(raising.value)
    outer = SceneError("scene failed.")
    outer.__cause__ = raising.value
    assert is_of_bytecode(outer)


def test_fault_of_a_source_is_not_one_of_bytecode(scene: Path) -> None:
    assert not is_of_bytecode(raised(scene))
    scene.write_text("import no_such_module")
    assert not is_of_bytecode(raised(scene))
