"""What `make check` runs: the tests that belong to what changed, and those for every change."""

import subprocess
from pathlib import Path

import pytest

from tests.affected import ALWAYS, affected, changed, selection


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a project in which one test is missing, and one folder has many tests."""
    files = ["pipeline/job.py", "pipeline/room/lost.py", "gdcore/path.py"]
    files += ["tests/pipeline/test_job.py", "tests/gdcore/test_path.py"]
    files += ["tests/pipeline/room/test_one.py", "tests/pipeline/room/test_two.py"]
    files += ["tests/scenes/test_decay.py", "tests/scenes/test_walk.py"]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    (tmp_path / "tests/pipeline/room/test_two.py").write_text("from tests.shared import it\n")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=0")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Change it")


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("pipeline/job.py", ["tests/pipeline/test_job.py"]),
        ("tests/pipeline/test_job.py", ["tests/pipeline/test_job.py"]),
        (
            "pipeline/room/lost.py",
            ["tests/pipeline/room/test_one.py", "tests/pipeline/room/test_two.py"],
        ),
        ("pipeline/lost.py", []),
        ("gdcore/path.py", []),  # all of its tests are run always
        ("README.md", ["tests/test_readme.py"]),
        ("docs/cache.md", ["tests/test_readme.py"]),
        ("media/gallery/a.gif", []),
        ("pipeline/site/js/gdcore/adam.js", ["tests/pipeline/site/test_core.py"]),
        ("pipeline/site/templates/page.html", ["tests/pipeline/site/test_lab.py"]),
        ("pipeline/room/page.css", []),
        ("tests/shared.py", ["tests/pipeline/room/test_two.py"]),
        ("scenes/decay.py", ["tests/scenes/test_decay.py", "tests/scenes/test_walk.py"]),
    ],
)
def test_a_file_has_its_tests(file: str, tests: list[str], project: Path) -> None:
    assert affected([file], project) == [*ALWAYS, *tests]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["scenes/decay.py"], ["-k", "not test_walk.py or decay"]),
        (["pipeline/job.py", "scenes/decay.py"], ["-k", "not test_walk.py or decay"]),
        (["scenes/decay.py", "tests/scenes/test_walk.py"], []),
        (["scenes/decay.py", "tests/scenes/walking.py"], []),  # which the walks import
        (["pipeline/job.py"], []),
    ],
)
def test_a_scene_has_its_own_walks_alone(files: list[str], words: list[str], project: Path) -> None:
    walks = "from tests.scenes.walking import walk\n"
    (project / "tests/scenes/test_walk.py").write_text(walks)
    assert selection(files, project) == words


def test_nothing_is_run_twice(project: Path) -> None:
    both = ["pipeline/job.py", "tests/pipeline/test_job.py"]
    assert affected(both, project) == [*ALWAYS, "tests/pipeline/test_job.py"]


def test_what_is_not_committed_has_changed_on_main(project: Path) -> None:
    assert changed(project) == []
    (project / "pipeline" / "job.py").write_text("edited")
    (project / "pipeline" / "new.py").touch()
    assert changed(project) == ["pipeline/job.py", "pipeline/new.py"]


def test_what_a_branch_committed_has_changed_and_what_main_did_has_not(project: Path) -> None:
    git(project, "checkout", "--quiet", "-b", "branch")
    (project / "pipeline" / "job.py").write_text("edited")
    (project / "gdcore" / "path.py").unlink()
    commit(project)
    git(project, "checkout", "--quiet", "main")
    (project / "pipeline" / "other.py").touch()
    commit(project)
    git(project, "checkout", "--quiet", "branch")
    (project / "README.md").touch()
    assert changed(project) == ["README.md", "pipeline/job.py"]


def test_without_a_repository_nothing_has_changed(tmp_path: Path) -> None:
    assert changed(tmp_path) == []
