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
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cache.outputs import checksum, recall, unchanged
from pipeline.errors import UserError
from pipeline.files import clear_all_leftovers, prepare
from pipeline.sources import tree

if TYPE_CHECKING:
    from pipeline.cache.store import Store
    from pipeline.commands.request import Request, RunOptions, Scenes
    from pipeline.job import Outcome, Result
    from scenes.catalog import Entry

ESPEAK = "espeak"

APART = ("scenes", "theme", "dry_run")
"""Fields of a request that are no options: the key has the first two of each file by itself."""


@dataclass(frozen=True)
class Invocation:
    """A verb and its options, apart from the scenes and the theme.

    Parameters
    ----------
    verb
        The command.
    options
        The options by name.
    sources
        A hash of all that the course and its scenes are made of, before any of it is imported.
    modules
        The scenes' modules.
    """

    verb: str
    options: Mapping[str, Any]
    sources: str
    modules: tuple[str, ...]

    @classmethod
    def of(cls, verb: str, request: Request, **options: Any) -> Invocation:
        """Return the invocation of a verb on the sources as they are now."""
        found = {**vars(request), **options}
        named = {name: value for name, value in found.items() if name not in APART}
        modules = tuple(entry.module for entry in request.scenes)
        return cls(verb, named, tree(modules), modules)

    def check_sources(self) -> None:
        """Refuse to go on when a source was changed since the start.

        What was imported may then be older than what keys are made of, and would be kept under
        the name of the new one. Later changes do no harm: all is imported.

        Raises
        ------
        UserError
            When that is so.
        """
        if tree(self.modules) != self.sources:
            raise UserError("The sources were changed while they were loaded: run it again.")

    @property
    def repeatable(self) -> bool:
        """Whether the options say all; what a voice says is known when it has spoken."""
        spoken = self.options.get("narration") == ESPEAK
        return not spoken and not self.options.get("allow_missing_narration")

    def key(self, entries: Sequence[Entry], theme: str) -> str:
        """Return the key of the note on these scenes in a theme."""
        options = {name: _content(name, value) for name, value in self.options.items()}
        scenes = [asdict(entry) for entry in entries]
        text = json.dumps([self.verb, scenes, theme, options, self.sources], default=str)
        where = os.fsencode(Path.cwd())
        return hashlib.sha256(f"{text} {environment()} ".encode() + where).hexdigest()

    def repeat(self, run: RunOptions, files: Iterable[tuple[Scenes, str]]) -> list[Outcome] | None:
        """Return the results of the same invocation before, its files restored where need be.

        Parameters
        ----------
        run
            Whether, and from which cache.
        files
            The scenes and the theme of each file.

        Returns
        -------
        list of Result, or None
            One for each file; ``None`` when one of them has to be made.
        """
        if not self.repeatable or run.no_cache or run.dry_run:
            return None
        store = run.store()
        results: list[Result] = []
        for scenes, theme in files:
            note = store.read("notes", self.key(scenes, theme))
            result = None if note is None else _restored(store, json.loads(note))
            if result is None:
                return None
            results.append(result)
        clear_all_leftovers(result.path.parent for result in results)
        return list(results)

    def remember(self, store: Store, scenes: Scenes, theme: str, note: Mapping[str, Any]) -> None:
        """Note the result of a file: an assembly, or a picture's key and path."""
        store.write("notes", self.key(scenes, theme), json.dumps(note).encode())


def environment() -> str:
    """Return what is installed, as the names of the folders that say so: all versions at once."""
    names: set[str] = set()
    for folder in map(Path, sys.path):
        with suppress(OSError):  # Python passes over what is not there or not for us, too
            endings = {".dist-info", ".egg-info"}
            names |= {path.name for path in folder.iterdir() if path.suffix in endings}
    return " ".join([sys.version, *sorted(names)])


def _restored(store: Store, note: dict[str, Any]) -> Result | None:
    path = Path(note["path"])
    same = unchanged(store, note["what"], path)
    if same is not None:
        return same
    prepare(path)
    if "scene_segments" not in note:
        return recall(store, note["what"], path)
    # here, since most invocations end before this is needed
    from pipeline.video.assemble import Assembly, SegmentLostError, assemble, kept  # noqa: PLC0415

    assembly = Assembly.from_dict(note)
    try:
        return assemble(assembly, store) if kept(assembly, store) else None
    except SegmentLostError:
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
