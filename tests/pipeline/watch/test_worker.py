"""What went wrong is said in a sentence, with the line of the scene that is to blame."""

import importlib.util
import sys
from pathlib import Path

import pytest

from pipeline.errors import SceneError
from pipeline.watch.worker import AROUND, trouble

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
