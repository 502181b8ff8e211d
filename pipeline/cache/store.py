"""The cache: a content-addressed store whose entries never change, each with a checksum."""

from __future__ import annotations

import copy
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.errors import UserError
from pipeline.files import (
    NO_ROOM,
    clear_leftovers,
    full_disk,
    is_limited,
    limited,
    part_of,
    reason,
)
from scenes.kit.kept_files import (
    no_room_to_keep,
    read_kept,
    remove_kept,
    say_once,
    sealed,
    unsealed,
)
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
        self.folder, self._untouched, self._aside = folder, untouched, False
        self._unfinished = folder / UNFINISHED
        # its name is that of this process, whichever of its children writes to it
        self._overflow = part_of(Path(tempfile.gettempdir()) / "cache")
        if untouched:
            return
        try:
            self._unfinished.mkdir(parents=True, exist_ok=True)
            if not os.access(self._unfinished, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied")
            clear_leftovers(self._unfinished)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise self._unusable(error) from error

    def aside(self) -> Store:
        """Return the same store, which keeps what is written for this run alone.

        Nobody else prunes that.
        """
        other = copy.copy(self)
        other._aside = True
        return other

    @property
    def is_full(self) -> bool:
        """Whether entries of this run are among temporary files: the folder takes or keeps none."""
        return self._overflow.exists()

    def clear_overflow(self) -> None:
        """Remove what was written for this run alone."""
        shutil.rmtree(self._overflow, ignore_errors=True)

    def has(self, kind: str, key: str) -> bool:
        """Tell whether there is an entry, whole or not."""
        return any(path.exists() for path in self._paths(kind, key))

    def read(self, kind: str, key: str) -> bytes | None:
        """Return an entry's content and note its use; ``None`` when it is not there.

        A damaged one is removed, with a word on standard error, and is then not there.
        """
        for path in self._paths(kind, key):
            try:
                content = _content(path)
                if content is None and not self._untouched:
                    remove_kept(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._unusable(error) from error
            if content is not None:
                if not self._untouched:
                    with suppress(OSError):
                        os.utime(path)
                return content
            if not self._untouched:
                click.echo(f"{path} was damaged: it is removed and made anew.", err=True)
        return None

    def write(self, kind: str, key: str, content: bytes) -> None:
        """Keep `content`; where there is no room, among temporary files and for this run alone.

        Raises
        ------
        UserError
            When there is no room for temporary files either, or the folder cannot be written to.
        """
        if self._untouched:
            return
        inside, overflow = self._paths(kind, key)
        try:
            if not self._aside:
                try:
                    self._put(inside, self._unfinished, content)
                    return
                except OSError as error:
                    if error.errno not in NO_ROOM:
                        raise
            self._overflow.mkdir(mode=0o700, exist_ok=True)
            self._put(overflow, self._overflow, content)
            if not self._aside:
                say_once(no_room_to_keep(self.folder))
        except OSError as error:
            raise self._unusable(error) from error

    def entries(self) -> Iterator[Stored]:
        """Yield all entries."""
        for kind in KINDS:
            for path in (self.folder / kind).glob("*/*"):
                with suppress(FileNotFoundError):  # another run may prune at the same time
                    found = path.lstat()
                    yield Stored(kind, path.name, path, found.st_size, found.st_mtime)

    def verify(self) -> list[Stored]:
        """Check every entry; remove the damaged ones and return them."""
        damaged = []
        for entry in self.entries():
            with suppress(FileNotFoundError):
                if _content(entry.path) is None:
                    remove_kept(entry.path)
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
            remove_kept(entry.path)
            surplus -= entry.bytes
            removed.append(entry)
        return removed

    @staticmethod
    def _put(path: Path, unfinished: Path, content: bytes) -> None:
        part = part_of(unfinished / path.name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(sealed(content))
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _paths(self, kind: str, key: str) -> tuple[Path, Path]:
        """Return where an entry is, and where it is when its disk has no room."""
        where = Path(kind, key[:2], key)
        return self.folder / where, self._overflow / where

    def _unusable(self, error: OSError) -> UserError:
        if error.errno in NO_ROOM:
            return full_disk(self.folder, "--cache")
        if is_limited(error):
            return limited(error)
        return UserError(
            f"The cache in {self.folder} cannot be used ({reason(self.folder, error)}): mend that, "
            "or choose another folder with --cache."
        )


def default_folder() -> Path:
    """Return the folder that the environment names, or that of the course in the user's cache."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else user_cache()


def _content(path: Path) -> bytes | None:
    """Return what is in an entry, or nothing when it is damaged: a link or a pipe is no entry."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return None
    return unsealed(read_kept(path))
