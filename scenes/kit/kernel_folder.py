"""The folders of compiled kernels: where they are, and who can write to them.

A compiled kernel is a pickle that holds machine code: whoever can write one has it run. So a folder
is used only when it belongs to the user and nobody else can write to it.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from scenes.kit.kept_files import UNFINISHED, foreign, read_kept, say_once, unsealed
from scenes.kit.user_cache import user_cache

PREFIX = "kernels-"

SEALED = f"{PREFIX}2-"
"""What the folders begin with whose files have checksums; others are of older versions."""

SUFFIX = ".nbc"
UNUSED_DAYS = 30
DAY = 86_400
"""Seconds."""

NAMED = "NUMBA_CACHE_DIR"
"""Environment variable of numba: where the folders are, instead of the user's cache."""


def kernel_folder(digest: str) -> Path | None:
    """Return the folder of the kernels whose sources have this digest; it is made if need be.

    It is in the user's cache. Where that cannot be used, or somebody else can write to it, it is
    among temporary files, in a folder that is found again by the next run.

    Parameters
    ----------
    digest
        Of the sources, and of what they are compiled for.

    Returns
    -------
    Path or None
        ``None`` when there is no such place either: then nothing is kept.
    """
    with suppress(OSError):
        base = kernels_base()
        problem = shared(base)
        if not problem:
            folder = base / f"{SEALED}{digest}"
            problem = _opened(folder)
        if not problem:
            return folder
        say_once(
            f"Compiled code is not kept in {base}, since {problem}: remove that, or take the "
            "right to write to it from all others. A folder of temporary files is used meanwhile."
        )
    with suppress(OSError):
        folder = private_folder() / f"{SEALED}{digest}"
        if not _opened(folder):
            return folder
    return None


def kernels_base() -> Path:
    """Return the folder that those of the kernels are in.

    Raises
    ------
    OSError
        If the user has no home.
    """
    named = os.environ.get(NAMED)
    return Path(named) if named else user_cache()


def _opened(folder: Path) -> str:
    """Make a folder for the user alone and clear its neighbours; return what is wrong with it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    problem = _shared_itself(folder)
    if not problem:
        if sys.platform != "win32" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)  # others could read it: nothing in it is theirs
        os.utime(folder)  # it counts as used from now on
        clear_unused(folder.parent)
    return problem


def shared(base: Path) -> str:
    """Return who else can put folders of kernels into `base`; nothing if nobody can."""
    if sys.platform == "win32":
        return ""
    if base.exists() and (problem := _shared_itself(base.resolve(), of_group=False)):
        return problem
    for parent in base.resolve().parents:
        if parent.exists():
            mode = parent.stat().st_mode
            if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
                return f"{parent} can be written to by everybody"
    return ""


def _shared_itself(folder: Path, of_group: bool = True) -> str:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder} is no folder"
    if not of_group:  # a group of one's own is usual, and each folder of kernels is looked at, too
        found = os.stat_result((found.st_mode & ~stat.S_IWGRP, *found[1:]))
    why = foreign(found)
    return f"{folder} {why}" if why else ""


def private_folder() -> Path:
    """Return the user's folder of compiled kernels among temporary files, the same at every run.

    Raises
    ------
    OSError
        When none can be made.
    """
    base = Path(tempfile.gettempdir())
    folder = base / private_name()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    # somebody else may have taken the name
    for found in (folder, *sorted(base.glob(f"{folder.name}-*"))):
        if _is_private(found):
            return found
    return Path(tempfile.mkdtemp(prefix=f"{folder.name}-"))


def private_name() -> str:
    """Return what the user's folder among temporary files is called, or begins with."""
    user = str(os.getuid()) if sys.platform != "win32" else "user"
    return f"gradient-descent-course-{user}"


def _is_private(folder: Path) -> bool:
    found = folder.lstat()
    if sys.platform == "win32":
        return stat.S_ISDIR(found.st_mode)
    mine = found.st_uid == os.getuid() and not found.st_mode & 0o077
    return stat.S_ISDIR(found.st_mode) and mine


def clear_unused(base: Path, days: float = UNUSED_DAYS) -> None:
    """Remove the kernel folders in `base` that no process has opened for so many days.

    What a running process has loaded from one stays in its memory, and what is missing is
    compiled again: so no lock is needed.
    """
    now = time.time()
    for folder in base.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another process may be clearing it
            if folder.stat().st_mtime < now - days * DAY:
                shutil.rmtree(folder, ignore_errors=True)
    for part in base.glob(f"{SEALED}*/*{UNFINISHED}"):  # of a process that was killed
        with suppress(OSError):
            if part.stat().st_mtime < now - DAY:
                part.unlink()


def kept_kernels() -> Iterator[tuple[Path, bool]]:
    """Yield every kept kernel, and whether it is whole and was written by the user."""
    bases: list[Path] = []
    with suppress(OSError):
        bases.append(kernels_base())
    with suppress(OSError):
        bases += Path(tempfile.gettempdir()).glob(f"{private_name()}*")
    for base in bases:
        for path in sorted(base.glob(f"{SEALED}*/*{SUFFIX}")):
            try:
                yield path, unsealed(read_kept(path, own=True)) is not None
            except FileNotFoundError:  # another process may have removed it
                continue
            except OSError:
                yield path, False
