"""Atomic files: written beside their name and renamed when complete; and what a disk refuses."""

import errno
import os
import platform
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from pipeline.errors import UserError, chain

if sys.platform != "win32":  # at once: where no more files can be opened, it could not be either
    import resource

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
LIMITS = {errno.EFBIG, errno.EMFILE, errno.ENFILE}
"""What the system refuses although there is room: too large a file, or too many at once."""


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Say in a sentence what keeps the block from writing to a folder.

    Raises
    ------
    UserError
        When the block raises an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> UserError:
    """Return the sentence for a folder that takes no files."""
    if is_limited(error):
        return limited(error)
    if is_full(error):
        return full_disk(folder)
    return cannot_write(folder, reason(folder, error))


def cannot_write(folder: Path, why: str) -> UserError:
    """Return the sentence for a folder that takes no files, for a reason in a few words."""
    return UserError(f"Cannot write to {folder} ({why}): choose another folder with --output.")


def reason(folder: Path, error: OSError) -> str:
    """Return why a folder could not be used, in a few words; a file in its way is named."""
    return in_the_way(folder) or error.strerror or str(error)


def in_the_way(folder: Path) -> str | None:
    """Return what keeps a folder from being made, in a few words, if one can see it."""
    with suppress(OSError):  # nobody may look there
        for place in (folder, *folder.parents):
            if place.is_symlink() and not place.exists():
                return f"{place} is a link that leads nowhere"
            if place.exists() and not place.is_dir():
                return f"{place} is a file, not a folder"
    return None


def is_full(error: BaseException) -> bool:
    """Tell whether `error`, or one that led to it, says that the disk has no room."""
    return any(isinstance(part, OSError) and part.errno in NO_ROOM for part in chain(error))


def is_limited(error: BaseException) -> bool:
    """Tell whether `error`, or one that led to it, says that a limit of the system is met."""
    return any(isinstance(part, OSError) and part.errno in LIMITS for part in chain(error))


def limited(error: BaseException) -> UserError:
    """Return the sentence for a limit of the system, with the limit and how to raise it."""
    numbers = {part.errno for part in chain(error) if isinstance(part, OSError)}
    if errno.EFBIG in numbers:
        most = _limit("RLIMIT_FSIZE")
        if most is None:
            return UserError("A file is larger than the disk's file system takes: choose another.")
        return UserError(
            f"A file may have {most:,} bytes at most here, and one needs more: raise that limit, "
            "as with `ulimit -f unlimited`."
        )
    if errno.EMFILE in numbers and (most := _limit("RLIMIT_NOFILE")) is not None:
        return UserError(
            f"A process may have {most:,} files open at once here, and one needs more: raise that "
            "limit, as with `ulimit -n 1024`."
        )
    return UserError("The system has too many files open at once: end other programs first.")


def _limit(name: str) -> int | None:
    """Return a limit of this process, if it has one."""
    if sys.platform == "win32":
        return None
    most = resource.getrlimit(getattr(resource, name))[0]
    return None if most == resource.RLIM_INFINITY else most


def full_disk(folder: Path, option: str = "--output") -> UserError:
    """Return the sentence for a disk without room, for `folder` or for temporary files."""
    return UserError(
        f"No room left on the disk while writing to {folder}: free some space there or in "
        f"{tempfile.gettempdir()}, or choose another folder with {option}."
    )


def no_temporary_room() -> UserError:
    """Return the sentence for a disk without room for temporary files."""
    return UserError(
        f"No room left on the disk while writing temporary files to {tempfile.gettempdir()}: "
        "free some space there, or name another folder in the environment variable TMPDIR."
    )


if sys.platform != "win32":
    import fcntl


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """Give a path to write to that becomes `path` when the block ends well.

    Parameters
    ----------
    path
        Where the file is to appear, in a folder that exists.

    Yields
    ------
    Path
        A hidden name in the same folder; it is removed when the block raises.
    """
    part = part_of(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def complete_set(path: Path) -> Iterator[Path]:
    """Give a folder to write to whose entries appear beside `path` when the block ends well.

    Parameters
    ----------
    path
        The most important of them: it comes last, so that it is never there without the others.

    Yields
    ------
    Path
        A hidden folder next to `path`; it is removed when the block raises.

    Raises
    ------
    UserError
        When a folder stands where a file is to be, or a file where a folder is; all is as before.
    """
    part = part_of(path)
    shutil.rmtree(part, ignore_errors=True)  # of a killed process that had our number
    try:
        part.mkdir()
        yield part
        entries = sorted(part.iterdir(), key=lambda entry: entry.name == path.name)
        for entry in entries:
            _check_kind(path.with_name(entry.name), entry.is_dir())
        with _alone_in(path.parent):
            for entry in entries:
                _renew(path.with_name(entry.name), entry)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other runs from putting a set into a folder: of two of one name, the last one stays."""
    if sys.platform == "win32":  # there, a folder cannot be locked
        yield
        return
    with ExitStack() as ending:
        with suppress(OSError):  # some network disks have no locks; files are whole there, too
            handle = os.open(folder, os.O_RDONLY)
            ending.callback(os.close, handle)  # which opens the lock, as does a process's end
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _renew(place: Path, entry: Path) -> None:
    """Put a file in its place, or the files of a folder, one by one: none is gone at any time."""
    if not entry.is_dir():
        entry.replace(place)
        return
    place.mkdir(exist_ok=True)
    names = {file.name for file in entry.iterdir()}
    for name in names:
        (entry / name).replace(place / name)
    for old in place.iterdir():
        if old.name not in names:
            old.unlink(missing_ok=True)


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """Give a temporary folder; those that killed runs left are removed, like this in the end."""
    base = Path(tempfile.gettempdir())
    clear_all_leftovers([])
    folder = part_of(base / f"{name}-{secrets.token_hex(8)}")  # known before it is there
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers(folder: Path) -> None:
    """Remove what killed runs of this machine left in `folder`; live ones are not touched."""
    if not folder.is_dir():
        return
    for part in folder.glob(".*.part"):
        match = re.fullmatch(rf"\..+\.{re.escape(_owner())}(\d+)\.part", part.name)
        if match and not _is_alive(int(match[1])):
            with suppress(OSError):  # on Windows an open file cannot be removed, and need not be
                shutil.rmtree(part) if part.is_dir() else part.unlink()


def clear_all_leftovers(folders: Iterable[Path]) -> None:
    """Remove what killed runs left in `folders` and among temporary files."""
    for folder in {Path(tempfile.gettempdir()), *folders}:
        clear_leftovers(folder)


def prepare(path: Path) -> None:
    """Make sure that a file can be written at `path`, before an hour of drawing goes into it.

    Raises
    ------
    UserError
        When the folder cannot be made or written to, or `path` is a folder itself.
    """
    with writing_to(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(path.parent)
        probe = part_of(path)
        probe.touch()
        probe.unlink()
    _check_kind(path, False)


def _check_kind(path: Path, as_folder: bool) -> None:
    """Refuse what can be neither replaced nor renewed."""
    if path.exists() and path.is_dir() != as_folder:
        found = "file" if as_folder else "folder"
        raise UserError(f"Cannot write {path}: there is a {found} of that name; move it away.")


def part_of(path: Path) -> Path:
    """Return the hidden name of `path` while this process writes it."""
    return path.with_name(f".{path.name}.{_owner(os.getpid())}.part")


def _owner(process: int | None = None) -> str:
    # the machine's name keeps runs apart that share a folder over the network
    return f"{platform.node()}-{'' if process is None else process}"


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there, os.kill(process, 0) would end it
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError):  # on Linux, what was killed may wait for its parent to notice
        state, *_ = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return state != "Z"
    return True
