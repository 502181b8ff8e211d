"""The cache of compiled kernels: one folder in the user's cache for each state of their sources."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numba
from llvmlite import binding as llvm
from numba.core import config as compiler

from scenes.kit.user_cache import user_cache

PREFIX = "kernels-"
UNUSED_DAYS = 30
DAY = 86_400
"""Seconds."""


@functools.cache
def code_folder(*sources: Path) -> Path:
    """Return where machine code is kept: in the user's cache, or for this run where that fails.

    Its name depends on the sources, since numba does not notice when a kernel in one file takes
    something from another file that has changed, and on what the machine code was made for.

    Parameters
    ----------
    *sources
        The files that the kernels, and what is compiled into them, are in.
    """
    digest = hashlib.sha256(f"{numba.__version__} {sys.version} {platform.machine()}".encode())
    processor: Any = llvm  # it has no types
    digest.update(processor.get_host_cpu_name().encode())
    for source in sources:
        digest.update(source.read_bytes())
    try:
        folder = user_cache(f"{PREFIX}{digest.hexdigest()[:16]}")
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)  # it counts as used from now on
        clear_unused(folder.parent)
        return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix=PREFIX))


def clear_unused(base: Path, days: float = UNUSED_DAYS) -> None:
    """Remove the kernel folders in `base` that no process has opened for so many days.

    What a running process has loaded from one stays in its memory, and what is missing is
    compiled again: so no lock is needed.
    """
    before = time.time() - days * DAY
    for folder in base.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another process may be clearing it
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_for(*sources: Path) -> Iterator[None]:
    """Let functions that are declared in the block keep their machine code in the sources' folder.

    ``NUMBA_CACHE_DIR`` in the environment wins.
    """
    options: dict[str, Any] = vars(compiler)
    before = options["CACHE_DIR"]
    if not os.environ.get("NUMBA_CACHE_DIR"):
        options["CACHE_DIR"] = str(code_folder(*sources))
    try:
        yield
    finally:
        options["CACHE_DIR"] = before
