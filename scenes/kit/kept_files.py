"""Files that are kept between runs: sealed with a checksum, written whole, and read with doubt.

What is there may be damaged, foreign or missing. Nothing here follows a link or waits for a pipe.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MARK = b"sha256 "
HEADER = len(MARK) + 64 + 1
"""Bytes before the content: the mark, the checksum in hexadecimal and the end of the line."""

UNFINISHED = ".tmp"

DAY = 24 * 3600.0

UNUSED = 90 * DAY
"""A file that has not been used for so long (in seconds) is thrown away."""

RUN = "GRADIENT_DESCENT_RUN"
"""Environment variable: a folder of one run, through which its processes know what was said."""

_FLAGS = ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY", "O_CLOEXEC")
_OPEN = functools.reduce(int.__or__, (getattr(os, flag, 0) for flag in _FLAGS), os.O_RDONLY)


def sealed(content: bytes) -> bytes:
    """Return `content` with its checksum before it."""
    return MARK + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def unsealed(entry: bytes) -> bytes | None:
    """Return what was sealed, or nothing when it is damaged."""
    head, content = entry[:HEADER], entry[HEADER:]
    whole = MARK + hashlib.sha256(content).hexdigest().encode() + b"\n"
    return content if head == whole else None


def read_kept(path: Path, own: bool = False) -> bytes:
    """Return what is in a file.

    Parameters
    ----------
    path
        The file.
    own
        Whether nobody but the user, or the system's administrator, may have written it.

    Raises
    ------
    OSError
        When there is none, or something else than a file, or somebody else could write to it.
    """
    handle = os.open(path, _OPEN)
    with open(handle, "rb") as file:  # noqa: PTH123  (a path could be another file by now)
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{path} is no file")
        if own and (why := foreign(found)):
            raise PermissionError(f"{path} {why}")
        return file.read()


def write_kept(path: Path, content: bytes) -> None:
    """Write a file in one move: other processes see all of it or nothing.

    A folder in its place is removed.
    """
    handle, name = tempfile.mkstemp(UNFINISHED, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def remove_kept(path: Path) -> None:
    """Remove a file, or whatever is in its place; what a link leads to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def note_use(path: Path) -> None:
    """Let a file's age say when it was used last, to a day: writing is not worth more.

    Raises
    ------
    OSError
        When there is none.
    """
    now = time.time()
    if now - path.stat().st_mtime > DAY:
        with contextlib.suppress(OSError):
            os.utime(path, (now, now))


@functools.cache
def clear_out(folder: Path) -> None:
    """Throw away what nobody uses and what a killed process left; once in a process."""
    now = time.time()
    for file in folder.iterdir():
        allowed = DAY if file.suffix == UNFINISHED else UNUSED
        with contextlib.suppress(OSError):  # another process may have been faster
            if now - file.stat().st_mtime > allowed:
                file.unlink()


def foreign(found: os.stat_result) -> str:
    """Return why somebody else may have written a file or to a folder; nothing on Windows."""
    if sys.platform == "win32":  # it has no such owners and modes
        return ""
    if found.st_uid not in {os.getuid(), 0}:
        return f"belongs to another user ({found.st_uid})"
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "can be written to by others"
    return ""


def no_room_to_keep(folder: Path) -> str:
    """Return the sentence for a disk that takes no more of what is kept between runs."""
    return (
        f"No room left on the disk while writing to {folder}: what is drawn is made, and not kept "
        "for the next run. Free some space there, or choose another folder with --cache or "
        "XDG_CACHE_HOME."
    )


@contextlib.contextmanager
def one_run(folder: Path) -> Iterator[None]:
    """Let the processes that are started in the block say the same sentence only once.

    Parameters
    ----------
    folder
        One of this run alone.
    """
    before = os.environ.get(RUN)
    os.environ[RUN] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(RUN, None)
        else:
            os.environ[RUN] = before


def say_once(sentence: str) -> None:
    """Say a sentence on standard error, once for all processes of a run."""
    run = os.environ.get(RUN)
    if run:
        mark = Path(run, f"said-{hashlib.sha256(sentence.encode()).hexdigest()[:16]}")
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return
        except OSError:  # twice is better than never
            pass
        _say(sentence)
    else:
        _say_here(sentence)


@functools.cache
def _say_here(sentence: str) -> None:
    _say(sentence)


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError, AttributeError):  # it may be closed
        print(sentence, file=sys.stderr, flush=True)
