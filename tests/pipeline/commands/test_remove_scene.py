"""render.py remove: what `new` and others wrote is gone, and everything else is as it was."""

import shutil
from pathlib import Path

import pytest

from pipeline.commands.gallery import CELL, grid
from pipeline.commands.remove_scene import remove_scene
from pipeline.errors import UserError
from scenes.catalog import CATALOG, Entry, by_name
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.commands.test_new_scene import project, run

__all__ = ["project"]  # a fixture


def contents(project: Path) -> dict[str, bytes]:
    names = (name for name in files_in(project) if "__pycache__" not in name)
    return {name: (project / name).read_bytes() for name in names}


def test_removing_undoes_what_was_written_and_drawn(project: Path) -> None:
    before = contents(project)
    run(project, "render.py", "new", "down_a_slope")
    gallery, frames = project / "media/gallery", project / "tests/frames/down_a_slope"
    for folder, files in (
        (gallery, ("down_a_slope.gif", "down_a_slope.png")),
        (frames, ("a.png",)),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            (folder / name).touch()
    (gallery / "down_a_slope_too.gif").touch()  # another scene's
    readme = project / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines()
    start, end = lines.index("<table>"), lines.index("</table>")
    cells = [line for line in lines[start:end] if line.startswith(CELL)]
    own = f'{CELL}<img src="media/gallery/down_a_slope.gif"><br>Down a slope.</td>'
    lines[start : end + 1] = grid([*cells[:4], own, *cells[4:]]).splitlines()
    readme.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run(project, "render.py", "remove", "down_a_slope")
    assert said.stderr == ""
    (gallery / "down_a_slope_too.gif").unlink()
    assert contents(project) == before
    assert not frames.exists()
    names = {str(Path(line).relative_to(project)) for line in said.stdout.splitlines()}
    assert names == {
        *("scenes/catalog.py", "README.md", "pyproject.toml", "scenes/down_a_slope.py"),
        *("tests/scenes/test_down_a_slope.py", "tests/frames/down_a_slope"),
        *("media/gallery/down_a_slope.gif", "media/gallery/down_a_slope.png"),
    }
    tests = ("tests/scenes/test_catalog.py", "tests/test_layers.py")
    chosen = ("-k", "catalog or test_the_packages_keep_the_contracts")
    run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, *tests)


def test_what_is_left_to_decide_is_said(project: Path) -> None:
    removal = remove_scene(by_name()["saddle_points"], project)
    assert any(
        remark.startswith("scenes/parts/saddle_escape.py was drawn by this scene alone")
        for remark in removal.remarks
    )
    assert any(remark.startswith("pipeline/site/labs.py has func") for remark in removal.remarks)
    assert any(remark.startswith("README.md still names it in ") for remark in removal.remarks)
    assert not (project / "scenes/saddle_points.py").exists()
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    assert "saddle_points" not in text
    assert '"scenes.adaptive_rates", "scenes.plateau"' in text


def test_mistyped_name_is_told_the_nearest() -> None:
    result = invoke("remove", "dmo")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: No scene is called 'dmo'. Did you mean 'demo'?")


def test_scene_that_is_not_the_courses_is_left_alone(project: Path) -> None:
    before = contents(project)
    with pytest.raises(UserError, match=r"demo is not in .*catalog\.py"):
        remove_scene(Entry("demo", "Demo", "", "", "tests.pipeline.stories"), project)
    assert contents(project) == before


def test_scene_that_another_one_needs_is_left_alone(project: Path) -> None:
    name = CATALOG[0].name
    (project / "scenes/parts/fog.py").write_text(f"from scenes.{name} import plot\n")
    before = contents(project)
    with pytest.raises(UserError, match=rf"{name} cannot be removed, since scenes/parts/fog\.py"):
        remove_scene(CATALOG[0], project)
    assert contents(project) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("README.md", "<!-- /gallery -->", ""),
        ("pyproject.toml", '"scenes.hiker_on_a_hill", ', ""),
        ("scenes/catalog.py", '        "hiker_on_a_hill",\n', '        "hiker" "_",\n'),
    ],
)
def test_nothing_is_changed_where_a_line_is_not_found(
    file: str, old: str, new: str, project: Path
) -> None:
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new), encoding="utf-8")
    before = contents(project)
    with pytest.raises(UserError):
        remove_scene(by_name()["hiker_on_a_hill"], project)
    assert contents(project) == before


def test_file_that_cannot_be_removed_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    (project / "tests/frames/hiker_on_a_hill").mkdir(parents=True)
    with pytest.raises(UserError, match=r"frames/hiker_on_a_hill cannot be removed \(Permission"):
        remove_scene(by_name()["hiker_on_a_hill"], project)
