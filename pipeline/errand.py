"""What was typed before, on the same sources, is not done again. Imports neither manim nor NumPy.

A note under a hash of what was typed and of every source file says what came of it last time. If
that is still there, nothing is left to do; if it is not, it is put together again from what is
kept. Only when that is not possible does anybody have to look at the scenes themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.files import clear_all_leftovers, prepare
from pipeline.made import checksum, recall, unchanged

if TYPE_CHECKING:
    from pipeline.job import Result
    from pipeline.store import Store
    from scenes.catalog import Entry

ESPEAK = "espeak"


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
    from pipeline.assembly import Assembly, GoneError, assemble, kept  # noqa: PLC0415

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
