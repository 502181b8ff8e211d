"""Sources: followed as Python imports them, without importing them."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.sources import closure, digest, tree
from scenes.catalog import CATALOG
from tests.pipeline.command_line import ROOT

IMPORT_EACH = f"""
import importlib, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
    own = [name for name in sys.modules if name.partition(".")[0] in {sources.OWN}]
    print(*own)
    for name in own:
        del sys.modules[name]
"""
"""Imports modules as if each were the first; what is not ours, such as manim, only once."""


def test_nothing_that_a_scene_imports_is_missed() -> None:
    modules = [entry.module for entry in CATALOG]
    command = [sys.executable, "-c", IMPORT_EACH, *modules]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for module, line in zip(modules, said.splitlines(), strict=True):
        own = set(line.split())
        assert own - set(closure(module)) == set(), module
        assert module in own


def test_imports_are_followed_in_all_their_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "course_of_a_guest"
    (package / "inner").mkdir(parents=True)
    texts = {
        "__init__.py": "",
        "first.py": "from . import second\nfrom .inner.third import x\nimport numpy",
        "second.py": "import course_of_a_guest.fourth as f",
        "inner/__init__.py": "",
        "inner/third.py": "def f():\n    from ..fifth import y",
        "fourth.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import sixth",
        "fifth.py": "y = importlib.import_module('course_of_a_guest.seventh')",
        "seventh.py": "z = find_spec('course_of_a_guest.eighth')",
        "eighth.py": "1 / 0",
        "sixth.py": "",
    }
    for name, text in texts.items():
        (package / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = closure("course_of_a_guest.first")
    names = {name.removeprefix("course_of_a_guest").removeprefix(".") for name in found}
    unasked = {"sixth"}
    files = {name.removesuffix(".py").replace("/", ".") for name in texts} - unasked
    assert names == {name.removesuffix("__init__").removesuffix(".") for name in files}
    before = digest(found.items())
    (package / "sixth.py").write_text("z = 1")
    assert digest(closure("course_of_a_guest.first").items()) == before
    (package / "fifth.py").write_text("y = 2")
    assert digest(closure("course_of_a_guest.first").items()) != before


def test_tree_notices_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    for package in sources.OWN:
        (tmp_path / package).mkdir()
    (tmp_path / "render.py").touch()
    before = tree([])
    (tmp_path / "scenes" / "data.csv").write_text("1,2")
    assert tree([]) != before
