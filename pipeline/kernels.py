"""Loops that are compiled, with the machine code kept beside them where that can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_njit: Any = numba.njit  # its types leave out some of its options

F = TypeVar("F", bound=Callable[..., Any])


def compiled(*signature: Any) -> Callable[[F], F]:
    """Compile a function now if it has a signature, else when it is called first.

    Division by zero is no error in it, and other threads run meanwhile.
    """

    def with_options(function: F) -> F:
        options: dict[str, Any] = {"error_model": "numpy", "nogil": True}
        try:
            return cast(F, _njit(*signature, cache=True, **options)(function))
        except RuntimeError:  # there is no folder that it may write to
            return cast(F, _njit(*signature, **options)(function))

    return with_options
