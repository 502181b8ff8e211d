"""The just-in-time compiler of the encoders' loops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from scenes.kit.kernel_cache import kept_for

_njit: Any = numba.njit  # its types leave out some of its options

F = TypeVar("F", bound=Callable[..., Any])

SOURCES = tuple(
    path
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if b"pipeline.encode.jit" in path.read_bytes()
)
"""Where such loops are, and what is compiled into them."""


def compiled(*signature: Any) -> Callable[[F], F]:
    """Compile a function now if it has a signature, else when it is called first.

    Division by zero is no error in it, and other threads run meanwhile.
    """

    def with_options(function: F) -> F:
        options: dict[str, Any] = {"error_model": "numpy", "nogil": True}
        with kept_for(*SOURCES):
            return cast(F, _njit(*signature, cache=True, **options)(function))

    return with_options
