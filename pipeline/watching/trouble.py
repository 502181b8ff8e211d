"""What went wrong in a scene, as the page shows it: a sentence, the line, the traceback."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import UserError

AROUND = 3
"""Lines shown before and after the one that is to blame."""


def trouble(error: BaseException, file: Path, folders: Sequence[Path]) -> dict[str, Any]:
    """Describe what was raised while a scene was loaded or drawn.

    Parameters
    ----------
    error
        What was raised.
    file
        The scene's own file: its innermost line is to blame, if there is one.
    folders
        Where the project's sources are: else the innermost line there is.

    Returns
    -------
    dict
        ``sentence``, ``traceback``, and where a line is to blame, ``file``, ``line`` and ``lines``:
        numbers and texts of those around it.
    """
    cause = _cause(error)
    found: dict[str, Any] = {
        "sentence": error.message if isinstance(error, UserError) else _in_short(cause),
        "traceback": "".join(traceback.format_exception(cause)),
    }
    place = _place(cause, file, folders)
    if place is not None:
        path, line = place
        found |= {"file": _short(path), "line": line, "lines": _lines(path, line)}
    return found


def _cause(error: BaseException) -> BaseException:
    # a sentence for people is raised from what went wrong
    while isinstance(error, UserError) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _in_short(error: BaseException) -> str:
    text = error.msg if isinstance(error, SyntaxError) else str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place(error: BaseException, file: Path, folders: Sequence[Path]) -> tuple[Path, int] | None:
    if isinstance(error, SyntaxError) and error.filename:
        return Path(error.filename), error.lineno or 1
    frames = [
        (Path(frame.filename), frame.lineno or 1)
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    own = [place for place in frames if place[0] == file]
    ours = [place for place in frames if any(place[0].is_relative_to(part) for part in folders)]
    return next((places[-1] for places in (own, ours) if places), None)


def _lines(path: Path, line: int) -> list[tuple[int, str]]:
    try:
        texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    first = max(1, line - AROUND)
    return list(enumerate(texts[first - 1 : line + AROUND], first))


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
