"""Run the tests that belong to the files changed since main: what `make check` does.

The style, the layers and the optimizer core are always among them, since they are quick to check
and concern every file. Words typed after the module's name are handed on to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
ALWAYS = (
    "tests/test_style.py",
    "tests/test_layers.py",
    "tests/test_architecture.py",
    "tests/gdcore",
)
MAIN = ("main", "origin/main")
"""The first of these counts that HEAD has gone on from: on main itself, what was pushed."""

BY_FILE = {
    "Makefile": "tests/test_affected.py",
    "render.py": "tests/test_render.py",
}
BY_SUFFIX = {".md": "tests/test_readme.py"}
BY_FOLDER = {
    "pipeline/site/js/gdcore": "tests/pipeline/site/test_core.py",
    "pipeline/site": "tests/pipeline/site/test_lab.py",
    "pipeline/slides": "tests/pipeline/slides/test_page.py",
}
"""Of scripts, style sheets and templates below: the first of these that holds them."""

OF_PAGES = {".js", ".css", ".html"}

WALK = "tests/scenes/test_walk.py"
"""Goes through every scene: where one has changed, through that one."""

MOST = 8
"""Test files that are run for one file that has none of its own."""


def changed(root: Path = ROOT) -> list[str]:
    """Return the files that differ from where this branch left main, committed or not.

    On main itself they are those that are not committed, and the commits not pushed.
    """
    base = "HEAD"
    for name in MAIN:
        found = _git(root, "merge-base", "HEAD", name)
        if found and found[0] != _git(root, "rev-parse", "HEAD")[0]:
            base = found[0]
            break
    files = _git(root, "diff", "--name-only", "--diff-filter=d", base)
    return sorted({*files, *_git(root, "ls-files", "--others", "--exclude-standard")})


def affected(files: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return the tests of these files, and those that are always run.

    A file has its test at the mirrored place, `tests/pipeline/test_x.py` for `pipeline/x.py`. Where
    there is none, those of the mirrored folder belong to it, and to what tests share those that
    import it: if they are few.
    """
    found = list(ALWAYS)
    for file in files:
        found += _belonging(PurePosixPath(file), root)
    return [test for test in dict.fromkeys(found) if not test.startswith("tests/gdcore/")]


def selection(files: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return pytest's words that leave out the walks through scenes that have not changed."""
    paths = [PurePosixPath(file) for file in files]
    walking = [path for path in paths if WALK in _belonging(path, root)]
    scenes = [path.stem for path in walking if path.parts[0] == "scenes"]
    if not scenes or len(scenes) < len(walking):
        return []
    return ["-k", " or ".join([f"not {PurePosixPath(WALK).name}", *scenes])]


def _belonging(file: PurePosixPath, root: Path) -> list[str]:
    named = BY_FILE.get(str(file)) or BY_SUFFIX.get(file.suffix) or _of_pages(file)
    if named:
        return [named]
    if file.suffix != ".py":
        return []
    if file.parts[0] == "tests":
        if file.name.startswith("test_"):
            return [str(file)]
        tests = root.glob("tests/**/test_*.py")
        return _few((test for test in tests if _imports(test, file)), root)
    own = PurePosixPath("tests", file.parent, f"test_{file.name}")
    if (root / own).exists():
        every_scene = [WALK] if file.parent == PurePosixPath("scenes") else []
        return [str(own), *every_scene]
    return _few((root / own).parent.glob("test_*.py"), root) if len(file.parts) > 2 else []


def _of_pages(file: PurePosixPath) -> str | None:
    above = {str(folder) for folder in file.parents} if file.suffix in OF_PAGES else set()
    return next((test for folder, test in BY_FOLDER.items() if folder in above), None)


def _few(tests: Iterable[Path], root: Path) -> list[str]:
    found = sorted(str(test.relative_to(root)) for test in tests)
    return found if len(found) <= MOST else []


def _imports(test: Path, file: PurePosixPath) -> bool:
    return f"from {'.'.join(file.with_suffix('').parts)} import" in test.read_text()


def _git(root: Path, *words: str) -> list[str]:
    command = ["git", "-c", "core.quotepath=off", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


if __name__ == "__main__":
    FILES = changed()
    WORDS = [*sys.argv[1:], *selection(FILES), *affected(FILES)]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *WORDS])
