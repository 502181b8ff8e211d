"""The compiler of the drawing loops, and the folder in which their machine code is kept."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import binding as llvm
from numba.core import config as compiler

from scenes.kit.surface import kept
from scenes.kit.user_cache import user_cache

_njit: Any = numba.njit  # its types leave out some of its options

F = TypeVar("F", bound=Callable[..., Any])

FIRST_TIME = "Compiling the surface renderer; this takes a few seconds, once on this machine."

PROJECT = "gradient-descent-course"
"""The folder in the user's cache."""

STAMP = "compiled"
"""An empty file that says that the folder beside it holds machine code for this processor."""


@functools.cache
def code_folder() -> Path:
    """Return where machine code is kept: in the user's cache, or for this run where that fails.

    Its name depends on the sources, since numba does not notice when a kernel in one file calls
    one in another file that has changed, and on what the machine code was made for.
    """
    digest = hashlib.sha256(f"{numba.__version__} {sys.version} {platform.machine()}".encode())
    processor: Any = llvm  # it has no types
    digest.update(processor.get_host_cpu_name().encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    try:
        folder = user_cache(f"{kept.PREFIX}{digest.hexdigest()[:16]}")
        atexit.register(kept.hold(folder).close)
        kept.clear_unused(folder.parent)
        return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix=kept.PREFIX))


if not os.environ.get("NUMBA_CACHE_DIR"):
    vars(compiler)["CACHE_DIR"] = str(code_folder())


def kernel(function: F) -> F:
    """Compile `function` when it is first called, and keep the machine code on disk.

    Sums keep the order in which they are written (no ``fastmath``) and run in one thread, so
    that a frame is the same bytes on every run, whatever else the machine does.
    """
    compiled = _njit(cache=True, error_model="numpy", fastmath=False, no_cfunc_wrapper=True)
    return cast(F, compiled(function))


def inlined(function: F) -> F:
    """Compile `function` into the kernels that call it; nothing else can.

    The ways in from Python and from C, which numba adds to every function, take a third of the
    time to compile it.
    """
    compiled = _njit(
        error_model="numpy", fastmath=False, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )
    return cast(F, compiled(function))


def announce() -> bool:
    """Tell whether the kernels have yet to be compiled on this machine, and say so if they do."""
    fresh = not (code_folder() / STAMP).exists()
    if fresh:
        print(FIRST_TIME, file=sys.stderr, flush=True)
    return fresh


def done() -> None:
    """Note that the kernels have been compiled."""
    (code_folder() / STAMP).touch()
