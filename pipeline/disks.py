"""What a disk refuses, said in a sentence: no room, no right, a file where a folder is needed."""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import UserError, chain

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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
