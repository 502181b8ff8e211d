"""Importing a scene, and what is said when that fails."""

from pathlib import Path

import pytest

from pipeline.errors import SceneError, UserError
from pipeline.load import APT_LINE, PIP_LINE, how_to_install, load
from scenes.catalog import CATALOG, Entry
from tests.pipeline.stories import DEMO, MISSING
from tests.pipeline.stories.demo import Demo


def scene_file(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Entry:
    """Write a scene into a package of its own."""
    package = f"package_of_{folder.name}"
    (folder / package).mkdir()
    (folder / package / "__init__.py").touch()
    (folder / package / "sketch.py").write_text(text)
    monkeypatch.syspath_prepend(folder)
    return Entry("sketch", "Sketch", "", "", package)


def test_scene_is_imported() -> None:
    assert load(DEMO) is Demo


def test_course_lives_in_scenes() -> None:
    assert CATALOG[0].module == f"scenes.{CATALOG[0].name}"


def test_scene_that_is_not_there() -> None:
    with pytest.raises(SceneError, match=r"there is no module tests\.pipeline\.stories\.missing"):
        load(MISSING)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = 1\ndef (:\n", r"sketch failed: .*sketch\.py:2: SyntaxError: "),
        ("\n\n1 / 0\n", r"sketch failed: .*sketch\.py:3: ZeroDivisionError: division by zero"),
        ("import json\njson.loads('[')\n", r"sketch\.py:2: JSONDecodeError: "),
        ("from scenes.kit import nothing\n", r"sketch\.py:1: ImportError: cannot import name"),
        ("import scenes.nothing\n", r"sketch\.py:1: ModuleNotFoundError: .*scenes\.nothing"),
        ("class Other: pass\n", r"sketch failed: .*AttributeError: .*no attribute 'Sketch'"),
    ],
)
def test_scene_that_is_broken_is_blamed_by_line(
    text: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SceneError, match=sentence):
        load(scene_file(tmp_path, monkeypatch, text))


def test_package_that_is_missing_is_installed_not_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = scene_file(tmp_path, monkeypatch, "import no_such_package.part\n")
    with pytest.raises(UserError, match="'no_such_package' is missing") as raised:
        load(entry)
    assert not isinstance(raised.value, SceneError)
    assert PIP_LINE in str(raised.value)


@pytest.mark.parametrize("library", ["libcairo.so.2", "libpangocairo-1.0.so.0", "libglib-2.0.so.0"])
def test_library_of_the_drawing_comes_with_the_apt_line(library: str) -> None:
    error = ImportError(f"{library}: cannot open shared object file: No such file or directory")
    sentence = how_to_install(error)
    assert sentence is not None
    assert library in sentence
    assert APT_LINE in sentence


def test_other_library_is_named() -> None:
    sentence = how_to_install(ImportError("libquux.so.1: cannot open shared object file"))
    assert sentence is not None
    assert "libquux.so.1" in sentence
    assert APT_LINE not in sentence


def test_other_import_errors_are_not_explained() -> None:
    assert how_to_install(ImportError("cannot import name 'x' from 'y'")) is None
