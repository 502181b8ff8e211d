"""``render.py remove``: take a scene out of the course, with all that `new` and others wrote."""

from __future__ import annotations

import ast
import re
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.gallery import CELL, GALLERY, around, grid
from pipeline.commands.new_scene import ROOT
from pipeline.errors import UserError
from pipeline.files import complete, reason
from scenes.catalog import CATALOG, Entry


@dataclass(frozen=True)
class Removal:
    """What was done.

    Parameters
    ----------
    edited
        Files that had lines on the scene.
    removed
        Files and folders that are gone.
    remarks
        What is left for a person to decide, a sentence each.
    """

    edited: tuple[Path, ...]
    removed: tuple[Path, ...]
    remarks: tuple[str, ...]


def remove_scene(entry: Entry, root: Path = ROOT) -> Removal:
    """Remove a scene, its test, its golden frames, its pictures in the gallery, and its lines.

    Parameters
    ----------
    entry
        The scene.
    root
        The project's folder.

    Raises
    ------
    UserError
        When it is the only scene, another one needs it, or its lines are not where they should be:
        then nothing is changed. Also when a file cannot be written or removed.
    """
    name = entry.name
    if (entry.package, name) not in {(one.package, one.name) for one in CATALOG}:
        raise UserError(f"{name} is not in {root / 'scenes' / 'catalog.py'}: remove it by hand.")
    if len(CATALOG) == 1:
        raise UserError(f"{name} is the only scene, and a course has one at least.")
    if needed := [path for path in _sources(root) if _needs(path, f"scenes.{name}")]:
        where = ", ".join(str(path.relative_to(root)) for path in needed)
        raise UserError(f"{name} cannot be removed, since {where} imports it.")
    catalog, readme, contracts = root / "scenes/catalog.py", root / "README.md", "pyproject.toml"
    texts = {
        catalog: _without_entry(catalog, name),
        readme: _without_cell(readme, name),
        root / contracts: _without_word(root / contracts, f'"scenes.{name}"'),
    }
    remarks = _remarks(root, name, texts[readme])
    found = [path for path in _files(root, name) if path.exists()]
    try:
        with ExitStack() as finished:  # when all of them are
            for path, text in texts.items():
                part = finished.enter_context(complete(path))
                part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"Nothing was removed from {root} ({reason(root, error)}).") from error
    for path in found:
        try:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        except OSError as error:
            raise UserError(
                f"{name} is no longer in the course, but {path} cannot be removed "
                f"({error.strerror or error}): remove it by hand."
            ) from error
    return Removal(tuple(texts), tuple(found), remarks)


def _files(root: Path, name: str) -> list[Path]:
    """Return what belongs to a scene alone, whether it is there or not."""
    gallery = sorted((root / GALLERY).glob(f"{name}.*"))
    scene, test = root / "scenes" / f"{name}.py", root / "tests" / "scenes" / f"test_{name}.py"
    return [scene, test, root / "tests" / "frames" / name, *gallery]


def _sources(root: Path) -> list[Path]:
    return [path for part in ("scenes", "pipeline") for path in sorted((root / part).rglob("*.py"))]


def _imports(path: Path, module: str) -> bool:
    """Tell whether a file imports a module, be it in a function."""
    return re.search(r"^\s*" + _import_of(module), _text_of(path, module), re.MULTILINE) is not None


def _needs(path: Path, module: str) -> bool:
    """Tell whether a file cannot be imported without a module."""
    return re.search("^" + _import_of(module), _text_of(path, module), re.MULTILINE) is not None


def _import_of(module: str) -> str:
    return rf"(from|import) {re.escape(module)}\b"


def _text_of(path: Path, module: str) -> str:
    """Return a file's text, or none if it is the module itself."""
    return "" if module.rpartition(".")[2] == path.stem else path.read_text(encoding="utf-8")


def _without_entry(path: Path, name: str) -> str:
    text = path.read_text(encoding="utf-8")
    calls = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == name
    ]
    if len(calls) != 1:
        raise UserError(f"{path} has no entry of its own for {name}: remove it by hand.")
    [call] = calls
    lines = text.splitlines(keepends=True)
    own = "".join(lines[call.lineno - 1 : call.end_lineno]).strip()
    if not (own.startswith("Entry(") and own.endswith("),")):
        raise UserError(f"{path} has other code on the lines of {name}: remove it by hand.")
    return "".join([*lines[: call.lineno - 1], *lines[call.end_lineno :]])


def _without_cell(path: Path, name: str) -> str:
    """Return the README without a scene's cell in the gallery; the others move up."""
    text = path.read_text(encoding="utf-8")
    before, after = around(text)
    lines = text[len(before) : -len(after)].splitlines()
    cells = [line for line in lines if line.startswith(CELL)]
    others = [cell for cell in cells if f'"{GALLERY.as_posix()}/{name}.gif"' not in cell]
    if cells == others:
        return text
    rest = "\n".join(lines[lines.index("</table>") + 1 :])
    return f"{before}\n{grid(others)}\n{rest}\n{after}"


def _without_word(path: Path, word: str) -> str:
    text = path.read_text(encoding="utf-8")
    for found in (f"{word}, ", f", {word}"):
        if text.count(word) == 1 and found in text:
            return text.replace(found, "")
    raise UserError(f"{path} has no place of its own for {word}: remove it by hand.")


def _remarks(root: Path, name: str, readme: str) -> tuple[str, ...]:
    remarks = []
    scene = root / "scenes" / f"{name}.py"
    text = scene.read_text(encoding="utf-8") if scene.exists() else ""
    for part in sorted(set(re.findall(r"from (scenes\.parts\.\w+) import", text))):
        if not any(_imports(path, part) for path in _sources(root) if path != scene):
            file = f"{part.replace('.', '/')}.py"
            remarks.append(f"{file} was drawn by this scene alone: it stays, with its test.")
    for path in _sources(root):
        if path != scene and _imports(path, f"scenes.{name}"):
            where = path.relative_to(root)
            remarks.append(f"{where} has functions for it: they stay, and fail when called.")
    lines = sum(name in line for line in readme.splitlines())
    if lines:
        remarks.append(f"README.md still names it in {lines} lines.")
    return tuple(remarks)
