"""render.py new: what it writes renders at once, is right everywhere, and keeps the rules."""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenes.catalog
from gdcore import LANDSCAPES, Landscape
from pipeline.commands.new_scene import beginning, write_new_scene
from pipeline.errors import UserError
from scenes.catalog import Entry
from tests.pipeline.command_line import ROOT, files_in, invoke
from tests.scenes.scene_walk import walk_through
from tests.scenes.test_walk import look

PARTS = ("gdcore", "scenes", "pipeline", "render.py", "pyproject.toml", "tests")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs")
NAMED = ("benchmarks", "media/gallery", "requirements.lock", "requirements-dev.lock")
"""What the pages lead to."""
EDITED = {"scenes/catalog.py", "pyproject.toml"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the project: a new scene changes files of it."""
    ignored = shutil.ignore_patterns("__pycache__", "frames")
    for part in (*PARTS, *PAGES, *NAMED):
        copy = functools.partial(shutil.copytree, ignore=ignored)
        (copy if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, tmp_path / part)
    return tmp_path


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(project)}
    command = [sys.executable, *words]
    result = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.mark.parametrize(("name", "landscape"), [("down_a_slope", "ravine"), ("up_hill", "hill")])
def test_new_scene_renders_and_passes_its_own_tests(
    name: str, landscape: str, project: Path
) -> None:
    before = files_in(project)
    written = run(project, "render.py", "new", name, "--landscape", landscape).stdout.split()
    new = {f"scenes/{name}.py", f"tests/scenes/test_{name}.py"}
    assert {str(Path(path).relative_to(project)) for path in written} == EDITED | new
    assert {path for path in files_in(project) - before if "__pycache__" not in path} == new
    run(project, "render.py", "still", name, "-q", "draft", "--output", str(project / "out"))
    assert (project / "out" / f"{name}.png").stat().st_size > 1000
    others = ("tests/test_readme.py", "tests/test_architecture.py", "tests/scenes/test_catalog.py")
    tests = [f"tests/scenes/test_{name}.py", *others]
    run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not gallery", *tests)
    run(project, "-m", "ruff", "check", f"scenes/{name}.py", "scenes/catalog.py", tests[0])
    run(project, "-m", "ruff", "format", "--check", f"scenes/{name}.py", tests[0])
    scene = project / "scenes" / f"{name}.py"
    text = scene.read_text(encoding="utf-8")
    for old, new in (  # as whoever begins with it does
        ("    steps: int = Field(20,", "    count: int = Field(7,"),
        ("    steps: int = Field(", "    count: int = Field("),
        ("params.steps", "params.count"),
        ('"steps": ', '"count": '),
        ("{steps}", "{count}"),
        ('"first"', '"begin"'),
        ("{first:", "{begin:"),
    ):
        text = text.replace(old, new)
    scene.write_text(text, encoding="utf-8")
    run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests[0])


@pytest.mark.parametrize("landscape", ["ravine", "saddle", "hill", "two_wells"])
def test_new_scene_stands_the_walk_test(
    landscape: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"walk_on_the_{landscape}"
    file, *_ = write_new_scene(name, landscape, project)
    scene = "".join(word.capitalize() for word in name.split("_"))
    entry = Entry(name, scene, name, "", "scenes")
    monkeypatch.setattr(scenes.catalog, "CATALOG", (entry,))
    monkeypatch.setitem(sys.modules, entry.module, imported(entry.module, file))
    walk = walk_through(entry, "light", look)
    assert walk.frames > 20
    assert walk.faults == []


def imported(module: str, file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(module, file)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[module] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.mark.parametrize("landscape", LANDSCAPES.values(), ids=lambda one: one.name)
def test_first_path_goes_down_inside_the_window(landscape: Landscape) -> None:
    first = beginning(landscape)
    low, high = np.array(landscape.window).T
    shown = first.path.points[: first.steps + 1]
    assert first.steps >= 3
    assert np.all((shown >= low) & (shown <= high))
    assert np.all(np.diff(first.path.values[: first.steps + 1]) < 0)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("Walking", "cannot be called 'Walking'"),
        ("with-dash", "cannot be called"),
        ("../outside", "cannot be called"),
        ("class", "cannot be called"),
        ("x" * 33, "32 characters at most"),
        ("wälzen", "cannot be called"),
        ("saddle_points", "name saddle_points is taken"),
        ("kit", "name kit is taken"),
        ("all", "name all is taken"),
    ],
)
def test_name_that_cannot_be_used_is_refused(name: str, complaint: str) -> None:
    result = invoke("new", name)
    assert result.exit_code == 1
    assert complaint in result.output


def test_unknown_landscape_names_the_nearest() -> None:
    result = invoke("new", "down_there", "--landscape", "ravin")
    assert result.exit_code == 1
    assert "Did you mean 'ravine'?" in result.output


def test_nothing_is_written_where_a_line_has_no_place(project: Path) -> None:
    (project / "pyproject.toml").write_text("# No contracts here.\n", encoding="utf-8")
    before = {path: (project / path).read_bytes() for path in files_in(project)}
    with pytest.raises(UserError, match="has no place for a new scene"):
        write_new_scene("down_a_slope", "ravine", project)
    assert {path: (project / path).read_bytes() for path in files_in(project)} == before
