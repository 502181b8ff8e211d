"""The cache of compiled kernels: a file for each, in one folder for each state of their sources.

A kept kernel is used only if it is whole. It can only save time: whatever is wrong with it, or with
its folder, the kernel is compiled anew and kept again if it can be.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import inspect
import pickle
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import binding as llvm
from numba.core import serialize
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult

from scenes.kit.kept_files import no_room_to_keep, read_kept, say_once, sealed, unsealed, write_kept
from scenes.kit.kernel_folder import SUFFIX, kernel_folder

F = TypeVar("F", bound=Callable[..., Any])

_njit: Any = numba.njit  # its types leave out some of its options
_Base: Any = _Cache
_result: Any = CompileResult
_dumps: Any = serialize.dumps


@functools.cache
def code_folder(*sources: Path) -> Path | None:
    """Return where machine code is kept; ``None`` where nothing can be.

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
    return kernel_folder(digest.hexdigest()[:16])


def cached(function: F, sources: tuple[Path, ...], *signature: Any, **options: Any) -> F:
    """Compile a function with numba and keep its machine code on disk.

    Parameters
    ----------
    function
        The function, which takes nothing from a function around it.
    sources
        The file that it is in, and those of what is compiled into it.
    *signature
        Its types, to compile it now; it is compiled when it is called first if left out.
    **options
        Numba's.
    """
    made = _njit(**options)(function)
    if hasattr(made, "enable_caching"):  # NUMBA_DISABLE_JIT gives back the function itself
        made._cache = KernelCache(function, sources)
        for types in signature:
            made.compile(types)
        if signature:
            made.disable_compile()
    return cast(F, made)


class KernelCache(_Base):  # type: ignore[misc]
    """The kept machine code of one function, as numba asks for it.

    Parameters
    ----------
    function
        The function.
    sources
        The files that it depends on.
    """

    def __init__(self, function: Callable[..., Any], sources: tuple[Path, ...]) -> None:
        self._function, self._sources = function, sources
        self._enabled = function.__closure__ is None

    @property
    def cache_path(self) -> str | None:
        folder = code_folder(*self._sources)
        return None if folder is None else str(folder)

    def enable(self) -> None:
        self._enabled = self._function.__closure__ is None

    def disable(self) -> None:
        self._enabled = False

    def flush(self) -> None:
        """Forget nothing: a kept kernel is that of its sources, or it is not found."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the machine code for these types, or nothing."""
        target_context.refresh()  # so that it is complete
        key = self._key(sig, target_context.codegen())
        path = self._path(key)
        if path is None:
            return None
        try:
            content = unsealed(read_kept(path, own=True))
            if content is None:
                return None
            found, made = pickle.loads(content)
            return _result._rebuild(target_context, *made) if found == key else None
        except Exception:  # it is not what was written, or numba is not what wrote it
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the machine code for these types, if there is room."""
        if data.lifted or data.library.has_dynamic_globals:
            return
        key = self._key(sig, data.codegen)
        path = self._path(key)
        if path is None:
            return
        content = sealed(_dumps((key, data._reduce())))
        try:
            write_kept(path, content)
        except OSError as error:
            base = path.parent.parent
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                say_once(no_room_to_keep(base))
            elif error.errno != errno.EFBIG:  # a run that needs larger files says so itself
                say_once(
                    f"Compiled code cannot be kept in {base} ({error.strerror or error}): it "
                    "is compiled again by every run until that is mended."
                )

    def _key(self, sig: Any, codegen: Any) -> str:
        file = Path(inspect.getfile(self._function))
        code = self._function.__code__
        name = f"{file.name} {self._function.__qualname__} {code.co_firstlineno}"
        return f"{name} {_stamp(file)} {sig} {codegen.magic_tuple()}"

    def _path(self, key: str) -> Path | None:
        folder = code_folder(*self._sources) if self._enabled else None
        if folder is None:
            return None
        name = self._function.__qualname__.replace("<", "").replace(">", "")
        stem = Path(inspect.getfile(self._function)).stem
        return folder / f"{stem}.{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}{SUFFIX}"


@functools.cache
def _stamp(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
