"""Arrows run one way: from the command line down to the optimizer core."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scenes.catalog import CATALOG

ROOT = Path(__file__).parents[1]
SETTINGS = ROOT / "pyproject.toml"
PACKAGES = ("pipeline", "scenes", "gdcore")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages in `folder` with its pyproject.toml."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_packages_keep_the_contracts() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def lay_out(folder: Path) -> Path:
    """Lay out the packages as empty modules, under the project's own contracts."""
    shutil.copy(SETTINGS, folder)
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            copy = folder / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    return folder


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """Lay out the packages in a folder of the test's own."""
    return lay_out(tmp_path)


def test_packages_without_imports_keep_the_contracts(skeleton: Path) -> None:
    result = lint_imports(skeleton)
    assert result.returncode == 0, result.stdout + result.stderr


ALLOWED = ("scenes.geometric_decay", "scenes.kit.charts.axes")
WRONG_WAY = [
    ("gdcore.path", "manim"),
    ("gdcore.path", "scenes.kit.charts.axes"),
    ("scenes.kit.charts.axes", "pipeline.render.play"),
    *[("scenes.kit.charts.axes", entry.module) for entry in CATALOG],
    ("scenes.parts.fog", "scenes.catalog"),
    ("scenes.kit.charts.axes", "scenes.parts.fog"),
    ("scenes.kit.charts.axes", "scenes.kit.surface.stage"),
    ("scenes.kit.surface.kernels.shade", "scenes.kit.theme"),
    ("pipeline.render.play", "pipeline.encode.mp4"),
    ("pipeline.encode.mp4", "pipeline.render.play"),
    ("pipeline.build.video", "pipeline.run.pool"),
    ("pipeline.job", "pipeline.cache.keys"),
    ("pipeline.watch.app", "pipeline.commands.plan"),
]


@pytest.fixture(scope="module")
def said_of_arrows(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Draw one arrow that is allowed and all that are not, and return what the linter says."""
    skeleton = lay_out(tmp_path_factory.mktemp("arrows"))
    for importer, imported in (ALLOWED, *WRONG_WAY):
        with skeleton.joinpath(*importer.split(".")).with_suffix(".py").open("a") as file:
            file.write(f"import {imported}\n")
    result = lint_imports(skeleton)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize(("importer", "imported"), WRONG_WAY)
def test_an_arrow_the_wrong_way_breaks_a_contract(
    said_of_arrows: str, importer: str, imported: str
) -> None:
    assert re.search(rf"\b{re.escape(f'{importer} -> {imported}')} ", said_of_arrows)


def test_an_arrow_down_breaks_none(said_of_arrows: str) -> None:
    assert f"- {ALLOWED[0]} ->" not in said_of_arrows


def test_a_room_without_a_layer_breaks_a_contract(skeleton: Path) -> None:
    (skeleton / "pipeline" / "attic.py").touch()
    result = lint_imports(skeleton)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "attic" in result.stdout


def test_every_package_is_under_contract() -> None:
    contracts = tomllib.loads(SETTINGS.read_text())["tool"]["importlinter"]
    assert set(contracts["root_packages"]) == set(PACKAGES)


def test_nothing_imports_the_command_line() -> None:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Import):
                    assert "render" not in [name.name for name in node.names], file
                elif isinstance(node, ast.ImportFrom):
                    assert node.module != "render", file
