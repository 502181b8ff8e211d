"""The cache: a content-addressed store whose entries never change, each with a checksum."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.errors import UserError
from pipeline.files import NO_ROOM, clear_leftovers, full_disk, part_of, reason
from scenes.kit.user_cache import user_cache

KINDS = {
    "segments": "encoded beats",
    "records": "what scenes hold, without their pictures",
    "files": "pictures and stills",
    "notes": "what was made last, and where",
}
"""Folders of the cache and what is in them."""

FORMER_KINDS = ("pieces", "recipes")
"""Folders that earlier versions of the course kept entries in."""

FOLDER = "GRADIENT_DESCENT_CACHE"
"""Environment variable: where the cache is."""

DEFAULT_LIMIT_GB = 5.0
GIGABYTE = 1_000_000_000
UNFINISHED = "unfinished"
MARK = b"sha256 "
HEADER = len(MARK) + 64 + 1
"""Bytes before the content: the mark, the checksum in hexadecimal and the end of the line."""


@dataclass(frozen=True)
class Stored:
    """One entry as the folder shows it: its size in bytes and when it was last used."""

    kind: str
    key: str
    path: Path
    bytes: int
    used: float


class Store:
    """A folder of entries by kind and key.

    A key says all that its content depends on, so that two processes that write the same entry
    write the same bytes, and no lock is needed: each appears whole, by a rename. Only notes are
    replaced by newer ones.

    Parameters
    ----------
    folder
        Where it is; made when it is not there.
    untouched
        Whether it stays as it is: what is to be kept is forgotten.

    Raises
    ------
    UserError
        When the folder cannot be made or written to.
    """

    def __init__(self, folder: Path, untouched: bool = False) -> None:
        self.folder, self._untouched = folder, untouched
        self._unfinished = folder / UNFINISHED
        if untouched:
            return
        try:
            self._unfinished.mkdir(parents=True, exist_ok=True)
            if not os.access(self._unfinished, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied")
            clear_leftovers(self._unfinished)
        except OSError as error:
            raise self._unusable(error) from error

    def has(self, kind: str, key: str) -> bool:
        """Tell whether there is an entry, whole or not."""
        return self._path(kind, key).exists()

    def read(self, kind: str, key: str) -> bytes | None:
        """Return an entry's content and note its use; ``None`` when it is not there.

        A damaged one is removed, with a word on standard error, and is then not there.
        """
        path = self._path(kind, key)
        try:
            content = _content(path)
            if content is None:
                _remove(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(error) from error
        if self._untouched:
            return content
        if content is None:
            click.echo(f"{path} was damaged: it is removed and made anew.", err=True)
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def write(self, kind: str, key: str, content: bytes) -> None:
        """Keep `content`.

        Raises
        ------
        UserError
            When there is no room, or the folder cannot be written to.
        """
        if self._untouched:
            return
        path = self._path(kind, key)
        part = part_of(self._unfinished / key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(MARK + hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            part.replace(path)
        except OSError as error:
            raise self._unusable(error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def entries(self) -> Iterator[Stored]:
        """Yield all entries."""
        for kind in KINDS:
            for path in (self.folder / kind).glob("*/*"):
                with suppress(FileNotFoundError):  # another run may prune at the same time
                    stat = path.stat()
                    yield Stored(kind, path.name, path, stat.st_size, stat.st_mtime)

    def verify(self) -> list[Stored]:
        """Check every entry; remove the damaged ones and return them."""
        damaged = []
        for entry in self.entries():
            with suppress(FileNotFoundError):
                if _content(entry.path) is None:
                    _remove(entry.path)
                    damaged.append(entry)
        return damaged

    def prune(self, limit: float) -> list[Stored]:
        """Remove what was not used for the longest time until `limit` bytes are kept at most.

        What earlier versions kept goes whole: nobody reads it any more.
        """
        for kind in FORMER_KINDS:
            shutil.rmtree(self.folder / kind, ignore_errors=True)
        entries = sorted(self.entries(), key=lambda entry: entry.used)
        surplus = sum(entry.bytes for entry in entries) - limit
        removed = []
        for entry in entries:
            if surplus <= 0:
                break
            _remove(entry.path)
            surplus -= entry.bytes
            removed.append(entry)
        return removed

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key

    def _unusable(self, error: OSError) -> UserError:
        if error.errno in NO_ROOM:
            return full_disk(self.folder, "--cache")
        return UserError(
            f"The cache in {self.folder} cannot be used ({reason(self.folder, error)}): mend that, "
            "or choose another folder with --cache."
        )


def default_folder() -> Path:
    """Return the folder that the environment names, or that of the course in the user's cache."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else user_cache()


def _remove(path: Path) -> None:
    if path.is_dir():  # no entry, but somebody put it there
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    """Return what is in an entry, or nothing when it is damaged."""
    if path.is_dir():
        return None
    entry = path.read_bytes()
    head, content = entry[:HEADER], entry[HEADER:]
    whole = MARK + hashlib.sha256(content).hexdigest().encode() + b"\n"
    return content if head == whole else None
