"""The just-in-time compiler of the surface kernels."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from scenes.kit.kept_files import say_once
from scenes.kit.kernel_cache import cached, code_folder

_njit: Any = numba.njit  # its types leave out some of its options

F = TypeVar("F", bound=Callable[..., Any])

FIRST_TIME = "Compiling the surface renderer; this takes a few seconds, once on this machine."

STAMP = "compiled"
"""An empty file that says that the folder beside it holds machine code for this processor."""


SOURCES = tuple(sorted(Path(__file__).parent.glob("*.py")))


def kernel(function: F) -> F:
    """Compile `function` when it is first called, and keep the machine code on disk.

    Sums keep the order in which they are written (no ``fastmath``) and run in one thread, so
    that a frame is the same bytes on every run, whatever else the machine does.
    """
    options: dict[str, Any] = {"error_model": "numpy", "fastmath": False}
    return cached(function, SOURCES, **options, no_cfunc_wrapper=True)


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
    folder = code_folder(*SOURCES)
    fresh = folder is None or not (folder / STAMP).exists()
    if fresh:
        say_once(FIRST_TIME)
    return fresh


def done() -> None:
    """Note that the kernels have been compiled."""
    folder = code_folder(*SOURCES)
    if folder is not None:
        with suppress(OSError):  # it is only said again
            (folder / STAMP).touch()
