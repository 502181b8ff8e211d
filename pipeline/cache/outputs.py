"""Output files as they were left: enough to see that nothing has to be done. Imports little."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.cache.store import Store
from pipeline.files import complete, writing_to
from pipeline.job import BeatTime, Result

State = dict[str, Any]
"""A file's size in bytes, when it was changed last in nanoseconds, and its checksum."""


def output_key(path: Path) -> str:
    """Return the key of the note on what was last put at `path`."""
    return hashlib.sha256(b"made " + os.fsencode(path.absolute())).hexdigest()


def of_set(folder: Path) -> dict[str, State]:
    """Return the state of every file in a folder and below, by its path from there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): state(path) for path in files}


def note_output(store: Store, what: str, result: Result, files: Mapping[str, State]) -> None:
    """Note what a file, and what comes with it, was made of.

    Parameters
    ----------
    store
        Keeps the note.
    what
        A hash of all that it is made of.
    result
        What came of it.
    files
        The states of the files by their paths from the result's folder.
    """
    told = asdict(result) | {"path": str(result.path)}
    note = {"what": what, "files": files, "result": told}
    store.write("notes", output_key(result.path), json.dumps(note).encode())


def unchanged(store: Store, what: str, path: Path) -> Result | None:
    """Return what came of it when `path` still holds what `what` made; else ``None``."""
    content = store.read("notes", output_key(path))
    note = json.loads(content) if content is not None else {}
    if note.get("what") != what:
        return None
    if not all(_is(path.parent / name, state) for name, state in note["files"].items()):
        return None
    return result_from(note["result"], path, unchanged=True)


def keep_picture(store: Store, key: str, result: Result) -> None:
    """Keep a finished picture, and note that it is where it is."""
    told = json.dumps(asdict(result) | {"path": ""}).encode()
    store.write("files", key, told + b"\n" + result.path.read_bytes())
    _note_picture(store, key, result)


def recall(store: Store, key: str, path: Path) -> Result | None:
    """Put a picture that was made before in its place, if it is kept and not there already."""
    same = unchanged(store, key, path)
    if same is not None:
        return same
    content = store.read("files", key)
    if content is None:
        return None
    told, _, picture = content.partition(b"\n")
    with writing_to(path.parent), complete(path) as part:
        part.write_bytes(picture)
    result = result_from(json.loads(told) | {"took": 0.0}, path)
    _note_picture(store, key, result)
    return result


def _note_picture(store: Store, key: str, result: Result) -> None:
    note_output(store, key, result, {result.path.name: state(result.path)})


def result_from(told: Mapping[str, Any], path: Path, unchanged: bool = False) -> Result:
    """Return a result as a note tells it, at `path`."""
    beats = tuple(BeatTime(**beat) for beat in told["beats"])
    changes = {"path": path, "beats": beats, "unchanged": unchanged, "why": ""}
    return Result(**{**told, **changes})


def state(path: Path) -> State:
    """Return what tells whether a file was changed."""
    stat = path.stat()
    return {"size": stat.st_size, "changed": stat.st_mtime_ns, "checksum": checksum(path)}


def _is(path: Path, state: State) -> bool:
    try:
        stat = path.stat()
        if stat.st_size != state["size"]:
            return False
        same = stat.st_mtime_ns == state["changed"] or checksum(path) == state["checksum"]
        return bool(same)
    except OSError:
        return False


def checksum(path: Path) -> str:
    """Return the SHA-256 of what is in a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
