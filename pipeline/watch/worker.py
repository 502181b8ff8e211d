"""The warm process of a watch session: it has manim imported, and none of the project's scenes.

It reads requests, a line of JSON each, and writes the answers in the same way. Each request is
answered by a fork that imports the sources as they are then; a newer request ends the fork of the
older one. With ``--once``, where there is no fork, it answers one request itself and ends.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import select
import shutil
import signal
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import UserError
from pipeline.scene_loading import how_to_install

AROUND = 3
"""Lines shown before and after the one that is to blame."""

ONCE = "--once"

PICTURES = ("Bmp", "Gif", "Jpeg", "Png", "Ppm")
"""What Pillow makes itself ready for when it writes its first picture, of whatever kind."""

SECONDS_BETWEEN_LOOKS = 0.1
READ_AT_ONCE = 1 << 16

COMPILED = "compiled"
"""Where bytecode is kept from one request to the next, beside the folders of the requests."""


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


PRELOADED = (
    *("manim", "numpy", "scipy.optimize", "scipy.special", "scipy.stats", "numba", "contourpy"),
    *("typst", "av", "PIL.Image", *(f"PIL.{kind}ImagePlugin" for kind in PICTURES)),
    *("pydantic.main", "pydantic.fields", "pydantic.json_schema"),
    *("pydantic.dataclasses", "pydantic.type_adapter", "pydantic.plugin._loader"),
    *("click", "zoneinfo", "multiprocessing.synchronize", "concurrent.futures.thread"),
)
"""What the kit and the pipeline import, apart from the project's own modules."""


class Inbox:
    """The lines that have come on standard input; of several, the newest."""

    def __init__(self) -> None:
        self._rest = b""

    def newest(self, seconds: float | None) -> str | None:
        """Return a line that comes within `seconds`, or nothing.

        Raises
        ------
        EOFError
            When nobody is there any more to write one.
        """
        if not select.select([sys.stdin], [], [], seconds)[0]:
            return None
        read = os.read(sys.stdin.fileno(), READ_AT_ONCE)
        if not read:
            raise EOFError
        *whole, self._rest = (self._rest + read).split(b"\n")
        return whole[-1].decode() if whole else None


class Outbox:
    """Where lines go; what scenes print goes to standard error instead."""

    def __init__(self) -> None:
        self._stream = os.dup(1)
        os.dup2(2, 1)

    def say(self, number: int, message: Mapping[str, Any]) -> None:
        """Write one line, whole, after whatever a process that was ended had left of its own."""
        line = "\n" + json.dumps({"number": number, **message}) + "\n"
        data = line.encode()
        while data:
            data = data[os.write(self._stream, data) :]


def main(arguments: Sequence[str]) -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    outbox = Outbox()
    try:
        make_ready()
    except ImportError as error:
        outbox.say(0, {"fatal": how_to_install(error) or str(error)})
        return
    if ONCE in arguments:
        line = sys.stdin.readline()
        if line:
            answer(json.loads(line), outbox)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    serve(outbox)


def make_ready() -> None:
    """Do once what each request would do again: import, and load what numba has to know.

    Raises
    ------
    ImportError
        When something is not installed.
    """
    for name in PRELOADED:
        importlib.import_module(name)
    # a kernel that comes from the disk needs all that numba knows: a fifth of a second
    importlib.import_module("numba").njit("void()")(lambda: None)


def serve(outbox: Outbox) -> None:
    """Answer each request in a fork, one at a time."""
    gc.freeze()  # a child that looks for garbage among what is here would have to copy it
    inbox, child, number = Inbox(), 0, 0
    try:
        while True:
            line = inbox.newest(SECONDS_BETWEEN_LOOKS if child else None)
            if line is not None:
                end(child)
                request = json.loads(line)
                child, number = fork(request, outbox), request["number"]
            elif child:
                ended, status = os.waitpid(child, os.WNOHANG)
                child = 0 if ended else child
                if ended and status:
                    outbox.say(number, {"died": os.waitstatus_to_exitcode(status)})
    except EOFError:
        pass
    finally:
        end(child)


def fork(request: Mapping[str, Any], outbox: Outbox) -> int:
    """Answer a request in a child, and return its number at once."""
    with warnings.catch_warnings():
        # the threads are numpy's, idle, and made ready for a fork by the library itself
        warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        answer(request, outbox)
        status = 0
    finally:
        os._exit(status)


def end(child: int) -> None:
    """End a child at once, if there is one."""
    if child:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def answer(request: Mapping[str, Any], outbox: Outbox) -> None:
    """Import the sources as they are now, draw, and tell what came of it."""
    number = request["number"]
    # bytecode of our own: what Python keeps beside the sources is not for us to remove
    session = Path(request["folder"]).parent
    sys.pycache_prefix = str(session / COMPILED)
    sys.dont_write_bytecode = False
    for name in request["changed"]:
        forget_compiled(name)

    def draw() -> None:
        drawing = importlib.import_module("pipeline.watch.preview")
        drawing.answer(
            request, Path(request["folder"]), lambda message: outbox.say(number, message)
        )

    try:
        try:
            draw()
        except Exception as error:
            if not is_of_bytecode(error):
                raise
            shutil.rmtree(session / COMPILED, ignore_errors=True)
            draw()
    except (Exception, SystemExit) as error:
        folders = [Path(folder) for folder in request["folders"]]
        outbox.say(number, {"trouble": trouble(error, Path(request["file"]), folders)})
    outbox.say(number, {"done": True})


def is_of_bytecode(error: BaseException | None) -> bool:
    """Tell whether damaged bytecode is to blame, which a full disk can leave, and not its source.

    Python finds out that it is too short or no code, and nothing else.
    """
    while error is not None:
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        if names and names[-1] == "_compile_bytecode":
            return True
        if isinstance(error, ImportError) and str(error).startswith("Non-code object in "):
            return True
        error = error.__cause__
    return False


def forget_compiled(source: str) -> None:
    """Remove the bytecode of a file that was saved: Python tells two saves apart by the second."""
    with suppress(OSError, NotImplementedError):
        Path(importlib.util.cache_from_source(source)).unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
