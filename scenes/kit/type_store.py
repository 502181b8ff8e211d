"""A store of outlines in the user's cache: what Typst has set once is not set again.

It can only save time: an entry that is missing, damaged or unreadable is set anew, and where
nothing can be written, nothing is kept.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from scenes.kit.outlines import Outlines
from scenes.kit.user_cache import user_cache

FOLDER = "type"
DAY = 24 * 3600.0
KEPT = 90 * DAY
"""An entry that has not been used for so long (in seconds) is thrown away."""

UNFINISHED = ".tmp"
DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, ValueError, LookupError, TypeError, EOFError, RuntimeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error),
)
"""What reading a file can raise that is not what was written."""


def load(key: str) -> Outlines | None:
    """Return the outlines kept under `key`, or nothing."""
    try:
        file = _file(key)
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            outlines = _read(kept)
        _note_use(file)
    except DAMAGE:
        return None
    return outlines


def save(key: str, outlines: Outlines) -> None:
    """Keep `outlines` under `key`, in one move: other processes see all of it or nothing."""
    with contextlib.suppress(OSError):
        file = _file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        _clear_out(file.parent)
        handle, name = tempfile.mkstemp(UNFINISHED, dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez(stream, allow_pickle=False, **_arrays(outlines))
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _arrays(outlines: Outlines) -> dict[str, np.ndarray]:
    # as few as can be, since each takes a tenth of a millisecond to read
    arrays = {
        "points": outlines.points,
        "shapes": np.column_stack([outlines.ends, outlines.styles]),
    }
    return arrays | ({"labels": outlines.labels} if outlines.labels.any() else {})


def _read(kept: Mapping[str, np.ndarray]) -> Outlines:
    points, shapes = kept["points"], kept["shapes"]
    labels = kept["labels"] if "labels" in kept else np.full(len(shapes), "")
    return Outlines(points, shapes[:, 0].astype(np.int64), shapes[:, 1:], labels)


def _file(key: str) -> Path:
    return user_cache(FOLDER) / f"{key}.npz"


def _note_use(file: Path) -> None:
    # the age of a file says when it was used last, to a day: writing is not worth more
    now = time.time()
    if now - file.stat().st_mtime > DAY:
        with contextlib.suppress(OSError):
            os.utime(file, (now, now))


@functools.cache
def _clear_out(folder: Path) -> None:
    """Throw away what nobody uses and what a killed process left; once in a process."""
    now = time.time()
    for file in folder.iterdir():
        kept = DAY if file.suffix == UNFINISHED else KEPT
        with contextlib.suppress(OSError):  # another process may have been faster
            if now - file.stat().st_mtime > kept:
                file.unlink()
