"""The sources of a module: its import closure, read from syntax without importing anything."""

from __future__ import annotations

import ast
import functools
import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN = ("gdcore", "scenes", "pipeline")
"""The project's packages; imports of others are installed packages, known by their versions."""

NAMED = ("import_module", "find_spec")
"""Functions that take a module by name: what they import, or where a file is that is shown."""


def closure(*modules: str) -> dict[str, Path]:
    """Return the files of these modules and of all that they import, by module.

    What is imported for type checking only is left out. Packages outside of the project are
    followed when a module that is asked for is in them.
    """
    own = {*OWN, *(module.partition(".")[0] for module in modules)}
    found: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = source_of(name) if name.partition(".")[0] in own and name not in found else None
        if path is not None:
            found[name] = path
            waiting += [name.rpartition(".")[0]] if "." in name else []
            waiting += imports(path, name)
    return found


def digest(files: Iterable[tuple[str, Path]]) -> str:
    """Return a hash over named files: of their names and contents, in the order of the names."""
    total = hashlib.sha256()
    for name, path in sorted(files):
        total.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def tree(modules: Iterable[str]) -> str:
    """Return a hash over everything that the course is made of, and the packages of `modules`.

    It takes a hundredth of a second, where following imports takes ten.
    """
    folders = {ROOT / package for package in OWN}
    folders |= {path.parent for module in modules if (path := source_of(module)) is not None}
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    sources = [path for path in files if "__pycache__" not in path.parts]
    return digest((str(path), path) for path in [*sources, ROOT / "render.py"])


def fingerprints(modules: Iterable[str]) -> dict[str, str]:
    """Return a hash of each source file of the course, and of the packages of `modules`.

    The names are those that the files have in any installation: ``scenes/kit/theme.py``.
    """
    found = {}
    for package in {*OWN, *(module.rpartition(".")[0] for module in modules)}:
        start = source_of(package)
        folder = None if start is None else start.parent
        for path in folder.rglob("*.py") if folder else ():
            name = f"{package.replace('.', '/')}/{path.relative_to(folder or ROOT).as_posix()}"
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@functools.cache
def source_of(module: str) -> Path | None:
    """Return the file of a module; ``None`` for what is no module, or not written in Python."""
    for folder in (ROOT, *map(Path, sys.path)):
        stem = folder.joinpath(*module.split("."))
        for path in (stem / "__init__.py", stem.with_name(stem.name + ".py")):
            if path.is_file():
                return path
    return None


def imports(path: Path, module: str) -> tuple[str, ...]:
    """Return the names that a file imports, which may be modules or what is in them."""
    return _imports(path, module, path.stat().st_mtime_ns)


@functools.cache
def _imports(path: Path, module: str, _changed: int) -> tuple[str, ...]:
    try:
        parsed = ast.parse(path.read_bytes())
    except SyntaxError:  # a broken file is known by its content
        return ()
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return tuple(dict.fromkeys(_names(parsed, package)))


def _names(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*(above if node.level else []), *([node.module] if node.module else [])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif not (isinstance(node, ast.If) and _is_for_types(node.test)):
        if isinstance(node, ast.Call) and _name(node.func) in NAMED:
            constants = (one.value for one in node.args if isinstance(one, ast.Constant))
            yield from (name for name in constants if isinstance(name, str))
        for child in ast.iter_child_nodes(node):
            yield from _names(child, package)


def _is_for_types(test: ast.expr) -> bool:
    return _name(test) == "TYPE_CHECKING"


def _name(node: ast.expr) -> str:
    name: str = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name


def where(module: str) -> str:
    """Return a module's file as a person here would write it; its name when there is none."""
    path = source_of(module)
    return module if path is None else short(path)


def short(file: Path | str) -> str:
    """Return a file's path from here, if it is below; else as it is."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(file)
