"""Folders of machine code in the user's cache: one in use is held, one long unused is cleared."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from io import BufferedRandom
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = "kernels-"
UNUSED_DAYS = 30
DAY = 86_400
"""Seconds."""

HELD = "in use"
"""The file in a folder that its users hold; it was last touched when it was last used."""


def hold(folder: Path) -> BufferedRandom:
    """Make a folder if it is not there, and note that this process uses it.

    Returns
    -------
    BufferedRandom
        Nobody clears the folder as long as this file is open.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / HELD
        try:
            handle = path.open("a+b")
        except FileNotFoundError:
            continue  # it was being cleared
        # on Windows an open file alone keeps its folder from being moved
        if sys.platform != "win32":
            fcntl.flock(handle, fcntl.LOCK_SH)
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(handle.fileno())):
                os.utime(path)
                return handle
        handle.close()


def clear_unused(base: Path, days: float = UNUSED_DAYS) -> list[Path]:
    """Remove the folders in `base` that nobody has used for so many days, and return them.

    A folder that a process holds stays, however old it is.
    """
    before = time.time() - days * DAY
    return [folder for folder in base.glob(f"{PREFIX}*") if _clear(folder, before)]


def _clear(folder: Path, before: float) -> bool:
    """Remove a folder if it was last used before a time and nobody holds it."""
    held = folder / HELD
    try:
        if _last_use(folder) >= before:
            return False
        if sys.platform == "win32":
            return _remove(folder)
        known = held.exists()
        with held.open("ab") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # it may have been used a moment ago
            return not (known and _last_use(folder) >= before) and _remove(folder)
    except OSError:  # held, not ours, or cleared by another process at this moment
        return False


def _last_use(folder: Path) -> float:
    """Return when a folder was used: held, or written to before there was such a file."""
    held = folder / HELD
    paths = [held] if held.exists() else [folder, *folder.rglob("*")]
    return max(path.stat().st_mtime for path in paths)


def _remove(folder: Path) -> bool:
    """Take a folder out of sight at one stroke, then delete it."""
    aside = Path(tempfile.mkdtemp(prefix="cleared-", dir=folder.parent))
    try:
        folder.rename(aside / folder.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True
