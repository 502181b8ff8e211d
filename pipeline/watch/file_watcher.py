"""The file watcher: which Python files of some folders were saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Seen = dict[str, tuple[int, int]]
"""When each file was changed last, in nanoseconds, and its size."""

SECONDS_BETWEEN_LOOKS = 0.05

NO_SOURCES = ("__pycache__", ".")
"""How the names of folders begin in which no source is."""


def look(folders: Iterable[Path]) -> Seen:
    """Return when each Python file in `folders`, and below, was changed last, and its size."""
    return {entry.path: _state(entry) for folder in folders for entry in _files(str(folder))}


def changes(before: Seen, after: Seen) -> set[Path]:
    """Return the files that are new, gone or changed."""
    names = before.keys() | after.keys()
    return {Path(name) for name in names if before.get(name) != after.get(name)}


class Watcher(threading.Thread):
    """Look at folders until stopped, and tell of every change.

    Parameters
    ----------
    folders
        Where to look.
    listener
        Told the files that changed, in this thread.
    """

    def __init__(self, folders: Iterable[Path], listener: Callable[[set[Path]], None]) -> None:
        super().__init__(name="sources", daemon=True)
        self._folders = tuple(folders)
        self._listener = listener
        self._stopped = threading.Event()
        self._seen = look(self._folders)

    def run(self) -> None:
        while not self._stopped.wait(SECONDS_BETWEEN_LOOKS):
            now = look(self._folders)
            changed = changes(self._seen, now)
            self._seen = now
            if changed:
                self._listener(changed)

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # it has just been moved away
        return
    for entry in entries:
        if entry.name.endswith(".py"):
            yield entry
        elif not entry.name.startswith(NO_SOURCES) and entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)


def _state(entry: os.DirEntry[str]) -> tuple[int, int]:
    try:
        status = os.stat(entry.path)  # noqa: PTH116 - entry.stat() may be what Windows remembers
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size
