"""Turn an exception of a scene into one sentence: which scene, which beat, which line, what."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SceneError
from pipeline.sources import short

if TYPE_CHECKING:
    from scenes.catalog import Entry


def blame(error: BaseException, entry: Entry, beat: str | None) -> SceneError:
    """Describe what a scene raised.

    Parameters
    ----------
    error
        What was raised, with its traceback.
    entry
        The scene.
    beat
        The beat that was open, if one was.

    Returns
    -------
    SceneError
        One sentence with the scene, the beat, the innermost line of the scene's own file and the
        error; the traceback as its details.
    """
    where = f"beat {beat}, " if beat else ""
    what = _first_line(error)
    message = f"{entry.name} failed: {where}{_line(error, entry)}: {what}"
    return SceneError(message, "".join(traceback.format_exception(error)))


def _line(error: BaseException, entry: Entry) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{short(error.filename)}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_in(frame.filename, entry)]
    blamed = (own or frames)[-1]  # what was caught has a frame at least: the one that caught it
    return f"{short(blamed.filename)}:{blamed.lineno}"


def _is_in(filename: str, entry: Entry) -> bool:
    module = sys.modules.get(entry.module)
    own = getattr(module, "__file__", None)
    # the module is not in sys.modules any more when its import failed
    return filename == own if own else Path(filename).stem == entry.module.rpartition(".")[2]


def _first_line(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    try:
        text = str(error).strip().partition("\n")[0]
    except Exception:  # what a scene raises may not even know what to say
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
