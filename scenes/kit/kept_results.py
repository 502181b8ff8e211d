"""What takes seconds to compute is computed once: arrays and paths, kept on disk by content.

A result is known by the function's name, the values of its arguments, the source file that the
function is in, the sources of `gdcore`, and the versions of NumPy and SciPy. So the file of such a
function may import `gdcore` and nothing else of the course, this module apart. The store can only
save time: whatever is wrong with an entry or its folder, the result is computed anew.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import inspect
import io
import platform
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as File
from typing import Any, ParamSpec

import numpy as np
import scipy
from numpy.typing import NDArray

import gdcore
from gdcore import Path
from scenes.kit.kept_files import clear_out, note_use, read_kept, sealed, unsealed, write_kept
from scenes.kit.user_cache import user_cache

P = ParamSpec("P")
Arrays = dict[str, NDArray[Any]]
"""Arrays of numbers or of text by name."""

FOLDER = "results"
SUFFIX = ".npz.sealed"

_KEY = "key"
_PART = "/"
"""Stands between a path's name and that of one of its arrays."""


def kept_arrays(function: Callable[P, Mapping[str, NDArray[Any]]]) -> Callable[P, Arrays]:
    """Let a function that returns arrays run only where its result is not kept yet.

    The arrays are read-only, whether they were computed or read.

    Parameters
    ----------
    function
        Returns arrays by name, and depends on nothing but its arguments: numbers, text, ``None``,
        arrays and tuples of these. Chance comes from a seed.

    Raises
    ------
    TypeError
        When it is called with an argument of another type.
    """
    named = _name(function)
    signature = inspect.signature(function)

    @functools.wraps(function)
    def once(*args: P.args, **kwargs: P.kwargs) -> Arrays:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        key = f"{named} {_text(tuple(bound.arguments.items()))}"
        found = _load(key)
        if found is None:
            found = {name: np.array(array) for name, array in function(*args, **kwargs).items()}
            _save(key, found)
        for array in found.values():
            array.setflags(write=False)
        return found

    return once


def kept_paths(function: Callable[P, Mapping[str, Path]]) -> Callable[P, dict[str, Path]]:
    """Let a function that returns paths run only where they are not kept yet.

    Parameters
    ----------
    function
        As for `kept_arrays`, but returns paths by name.
    """

    @functools.wraps(function)
    def taken_apart(*args: P.args, **kwargs: P.kwargs) -> Arrays:
        return {
            f"{name}{_PART}{part}": array
            for name, path in function(*args, **kwargs).items()
            for part, array in path.to_arrays().items()
        }

    once = kept_arrays(taken_apart)

    @functools.wraps(function)
    def put_together(*args: P.args, **kwargs: P.kwargs) -> dict[str, Path]:
        parts: dict[str, Arrays] = {}
        for whole, array in once(*args, **kwargs).items():
            name, _, part = whole.rpartition(_PART)
            parts.setdefault(name, {})[part] = array
        return {name: Path.from_arrays(arrays) for name, arrays in parts.items()}

    return put_together


def kept_results() -> Iterator[tuple[File, bool]]:
    """Yield every file of results that is kept, and whether it is whole."""
    with contextlib.suppress(OSError):
        for file in sorted(user_cache(FOLDER).glob(f"*{SUFFIX}")):
            try:
                yield file, unsealed(read_kept(file, own=True)) is not None
            except FileNotFoundError:  # another process may have removed it
                continue
            except OSError:
                yield file, False


def _load(key: str) -> Arrays | None:
    try:
        file = _file(key)
        content = unsealed(read_kept(file, own=True))
        if content is None:
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            found = {name: kept[name] for name in kept.files}
        # a whole file under a wrong name is not what is asked for
        if str(found.pop(_KEY)) != key:
            return None
        note_use(file)
    except Exception:  # it is not what was written
        return None
    return found


def _save(key: str, arrays: Arrays) -> None:
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **{_KEY: np.array(key)}, **arrays)
    with contextlib.suppress(OSError):
        file = _file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        clear_out(file.parent)
        write_kept(file, sealed(content.getvalue()))


def _file(key: str) -> File:
    return user_cache(FOLDER) / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}{SUFFIX}"


def _name(function: Callable[..., Any]) -> str:
    # read while the function is being defined: later its file could be another one
    source = File(inspect.getfile(inspect.unwrap(function))).read_bytes()
    return f"{function.__qualname__} {hashlib.sha256(source).hexdigest()} {_core()}"


@functools.cache
def _core() -> str:
    """Return what every result depends on: the sources of gdcore, and what it computes with."""
    folder = File(inspect.getfile(gdcore)).parent
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    versions = f"{np.__version__} {scipy.__version__} {platform.machine()}"
    return f"{total.hexdigest()} {versions}"


def _text(value: object) -> str:
    """Return a text that no other value has."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if value is None or isinstance(value, str):
        return repr(value)
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return float(value).hex()
    if isinstance(value, tuple):
        return f"({''.join(f'{_text(one)}, ' for one in value)})"
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        content = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array({value.dtype.str}, {value.shape}, {content})"
    raise TypeError(
        "a kept result needs arguments that are numbers, text, None, arrays or tuples of these, "
        f"got {value!r}."
    )
