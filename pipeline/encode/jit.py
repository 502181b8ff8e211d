"""The just-in-time compiler of the encoders' loops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from scenes.kit.kernel_cache import cached

F = TypeVar("F", bound=Callable[..., Any])

SOURCES = tuple(
    path
    for path in sorted(Path(__file__).parent.rglob("*.py"))
    if b"pipeline.encode.jit" in path.read_bytes()
)
"""Where such loops are, and what is compiled into them."""


def compiled(*signature: Any) -> Callable[[F], F]:
    """Compile a function now if it has a signature, else when it is called first.

    Division by zero is no error in it, and other threads run meanwhile.
    """

    def with_options(function: F) -> F:
        return cached(function, SOURCES, *signature, error_model="numpy", nogil=True)

    return with_options
