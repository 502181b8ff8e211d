"""Incremental invocations: the same command on the same sources is not run again.

A note, keyed by a hash of the options and of every source file, holds the result of the last run.
If the files are still there, nothing is left to do; if not, they are assembled again from the
cache. Only when that is not possible are the scenes imported. Imports neither manim nor NumPy.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.cache.outputs import checksum, recall, unchanged
from pipeline.commands.request import Means, Request
from pipeline.files import clear_all_leftovers, prepare
from pipeline.report.results import print_outcomes
from pipeline.sources import tree

if TYPE_CHECKING:
    from pipeline.cache.store import Store
    from pipeline.job import Result
    from scenes.catalog import Entry

ESPEAK = "espeak"

W = TypeVar("W")


@dataclass(frozen=True)
class Errand:
    """A verb and what was typed after it, apart from the scenes and the theme.

    Parameters
    ----------
    verb
        The command.
    typed
        The options by name.
    sources
        A hash of all that the course and its scenes are made of.
    """

    verb: str
    typed: Mapping[str, Any]
    sources: str

    @property
    def repeatable(self) -> bool:
        """Whether what was typed says all; what a voice says is known when it has spoken."""
        spoken = self.typed.get("narration") == ESPEAK
        return not spoken and not self.typed.get("allow_missing_narration")

    def key(self, entries: Sequence[Entry], theme: str) -> str:
        """Return the key of the note on these scenes in a theme."""
        told = {name: _content(name, value) for name, value in self.typed.items()}
        scenes = [asdict(entry) for entry in entries]
        text = json.dumps([self.verb, scenes, theme, told, self.sources], default=str)
        where = os.fsencode(Path.cwd())
        return hashlib.sha256(f"{text} {environment()} ".encode() + where).hexdigest()


def repeated(store: Store, keys: Sequence[str]) -> list[Result] | None:
    """Return what came of errands done before, put in place again where it was lost.

    Parameters
    ----------
    store
        Has the notes, and what the files are made of.
    keys
        Of the errands.

    Returns
    -------
    list of Result or None
        One for each; ``None`` when one of them has to be done.
    """
    results = []
    for key in keys:
        note = store.read("notes", key)
        result = None if note is None else _again(store, json.loads(note))
        if result is None:
            return None
        results.append(result)
    clear_all_leftovers(result.path.parent for result in results)
    return results


def remember(store: Store, key: str, told: Mapping[str, Any]) -> None:
    """Note what an errand came to: an assembly, or a picture's key and path."""
    store.write("notes", key, json.dumps(told).encode())


def environment() -> str:
    """Return what is installed, as the names of the folders that say so: all versions at once."""
    names: set[str] = set()
    for folder in map(Path, sys.path):
        with suppress(OSError):  # Python passes over what is not there or not for us, too
            endings = {".dist-info", ".egg-info"}
            names |= {path.name for path in folder.iterdir() if path.suffix in endings}
    return " ".join([sys.version, *sorted(names)])


def _again(store: Store, told: dict[str, Any]) -> Result | None:
    path = Path(told["path"])
    same = unchanged(store, told["what"], path)
    if same is not None:
        return same
    prepare(path)
    if "footage" not in told:
        return recall(store, told["what"], path)
    # here, since most errands end before this is needed
    from pipeline.video.assemble import Assembly, GoneError, assemble, kept  # noqa: PLC0415

    assembly = Assembly.from_dict(told)
    try:
        return assemble(assembly, store) if kept(assembly, store) else None
    except GoneError:
        return None


def _content(name: str, value: Any) -> Any:
    """Return what stands for an option: of files that are read, what is in them."""
    if name == "output" or not isinstance(value, str | Path) or not value:
        return value
    path = Path(value)
    if name == "narration" and path.is_dir():
        files = sorted(file for file in path.iterdir() if file.is_file())
        return [value, [(file.name, checksum(file)) for file in files]]
    return [value, checksum(path)] if isinstance(value, Path) and path.is_file() else value


if TYPE_CHECKING:
    from pipeline.job import Outcome, ThemeName
    from scenes.catalog import Entry

    Scenes = tuple[Entry, ...]


def taken(kind: type[W], typed: dict[str, Any]) -> W:
    """Return those of the typed values that are fields of `kind`, as one of it."""
    return kind(
        **{
            field.name: typed[field.name]
            for field in fields(kind)  # type: ignore[arg-type]
            if field.name in typed
        }
    )


def one_by_one(scenes: Scenes) -> list[Scenes]:
    return [(entry,) for entry in scenes]


def together(scenes: Scenes) -> list[Scenes]:
    return [scenes]


def done(
    verb: str,
    typed: dict[str, Any],
    grouped: Callable[[Scenes], list[Scenes]],
    make: Callable[[Request, Means, Errand], list[Outcome]],
    themes: Sequence[ThemeName] = (),
    then: Callable[[Sequence[Outcome], Means], None] = lambda outcomes, means: None,
) -> int:
    """Do what was typed unless it is done, print what came of it, and return the exit code."""
    means, request = taken(Means, typed), taken(Request, typed)
    errand = errand_of(verb, typed, request)
    known: Sequence[Outcome] | None = None
    if errand.repeatable and not means.no_cache and not means.dry_run:
        keys = [
            errand.key(scenes, theme)
            for scenes in grouped(request.scenes)
            for theme in themes or (request.theme,)
        ]
        known = repeated(means.store(), keys)
    outcomes = make(request, means, errand) if known is None else known
    return told(outcomes, means, then)


def told(
    outcomes: Sequence[Outcome],
    means: Means,
    then: Callable[[Sequence[Outcome], Means], None] = lambda outcomes, means: None,
) -> int:
    """Print what came of it, and return the exit code."""
    code = print_outcomes(outcomes, means.traceback, means.lines)
    then(outcomes, means)
    if means.lines is not None:
        means.lines.summary()
    return code


def errand_of(verb: str, typed: dict[str, Any], request: Request) -> Errand:
    """Return what was typed, on the sources as they are now."""
    apart = {"scenes", "theme", *(field.name for field in fields(Means))}
    told = {name: value for name, value in typed.items() if name not in apart}
    return Errand(verb, told, tree(entry.module for entry in request.scenes))
