"""Importing a scene, and what is said when that fails."""

import re
from pathlib import Path

import pytest

from pipeline.errors import SceneError, UserError
from pipeline.run.pool import PATIENCE as SILENCE
from pipeline.scene_loading import APT_LINE, PIP_LINE, how_to_install, load
from scenes.catalog import CATALOG, Entry
from tests.pipeline.command_line import set_of
from tests.pipeline.disturbed_run import Ordeal, contents
from tests.pipeline.stories import DEMO, MISSING
from tests.pipeline.stories.demo import Demo

WORDS = ("video", "troubled", "demo", "-q", "draft", "--output", "out", "--workers", 2)
PLACE = r"troubled failed: beat be_in_trouble, \S*troubled\.py"
DEMO_FILES = set_of("demo.mp4", "draw_it", "turn_it", "let_it_go")

SECONDS = "6"
"""More than a process that lives needs to say so, however busy the machine is."""


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


def run(folder: Path, trouble: str, code: int) -> tuple[Ordeal, list[str]]:
    """Run it and return what it said, line by line."""
    ordeal = Ordeal(folder)
    errors = ordeal.run(*WORDS, code=code, env={"TROUBLE": trouble, SILENCE: SECONDS})
    assert contents(ordeal.out).keys() >= DEMO_FILES
    assert ordeal.litter == set()
    assert ordeal.gone()
    return ordeal, errors.splitlines()


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("raises", rf"{PLACE}:\d+: RuntimeError: a stone"),
        ("cannot be said", rf"{PLACE}:\d+: UnspeakableError"),
        ("exits", rf"{PLACE}: the process that drew it ended itself with exit code 3\."),
        ("crashes", rf"{PLACE}: the process that drew it was killed by SIGSEGV;.*"),
        ("hangs", rf"{PLACE}: nothing was heard for {SECONDS} s of the process that drew it, .*"),
        ("is deaf", rf"{PLACE}: nothing was heard for {SECONDS} s of the process that drew it, .*"),
        ("closes all files", r"troubled(: | failed: ).*"),
    ],
)
def test_others_are_finished_and_it_is_blamed(trouble: str, sentence: str, tmp_path: Path) -> None:
    ordeal, lines = run(tmp_path, trouble, 1)
    assert re.fullmatch(f"Error: {sentence}", lines[0]), lines
    assert lines[1:] == ["Error: 1 of 2 scenes failed: troubled."]
    assert contents(ordeal.out).keys() == DEMO_FILES
    if trouble == "raises":
        [number] = re.findall(r":(\d+):", lines[0])
        story = Path(__file__).parent / "stories" / "troubled.py"
        assert "# THE STONE" in story.read_text().splitlines()[int(number) - 1]


@pytest.mark.parametrize("trouble", ["prints", "closes its streams", "none"])
def test_what_harms_nobody_is_no_failure(trouble: str, tmp_path: Path) -> None:
    ordeal, lines = run(tmp_path, trouble, 0)
    assert lines == []
    assert "troubled.mp4" in contents(ordeal.out)


def test_what_went_well_before_is_not_drawn_again(tmp_path: Path) -> None:
    run(tmp_path, "raises", 1)
    ordeal, _ = run(tmp_path, "none", 0)
    assert ordeal.drawn == ["be_in_trouble"]
