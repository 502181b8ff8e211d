"""Machine code of compiled loops: kept in the user's cache, a folder for each state of sources."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
from llvmlite import binding as llvm
from numba.core import config as compiler

from scenes.kit import kept
from scenes.kit.user_cache import user_cache


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
        folder = user_cache(f"{kept.PREFIX}{digest.hexdigest()[:16]}")
        atexit.register(kept.hold(folder).close)
        kept.clear_unused(folder.parent)
        return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix=kept.PREFIX))


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
