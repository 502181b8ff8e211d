"""A process that has manim ready, and none of the project's own scenes.

It reads wishes, a line of JSON each, and writes what comes of them in the same way. Each wish is
answered by a fork that imports the sources as they are then; a newer wish ends the fork of the
older one. With ``--once``, where there is no fork, it answers one wish itself and ends.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.load import how_to_install
from pipeline.watching.trouble import trouble

ONCE = "--once"
PICTURES = ("Bmp", "Gif", "Jpeg", "Png", "Ppm")
"""What Pillow makes itself ready for when it writes its first picture, of whatever kind."""

PRELOADED = (
    *("manim", "numpy", "scipy.optimize", "scipy.special", "scipy.stats", "numba", "contourpy"),
    *("typst", "av", "PIL.Image", *(f"PIL.{kind}ImagePlugin" for kind in PICTURES)),
    *("pydantic.main", "pydantic.fields", "pydantic.json_schema"),
    *("pydantic.dataclasses", "pydantic.type_adapter", "pydantic.plugin._loader"),
    *("click", "zoneinfo", "multiprocessing.synchronize", "concurrent.futures.thread"),
)
"""What the kit and the pipeline import, apart from the project's own modules."""

SECONDS_BETWEEN_LOOKS = 0.1
READ_AT_ONCE = 1 << 16
COMPILED = "compiled"
"""Where bytecode is kept from one wish to the next, beside the folders of the wishes."""


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
    """Do once what each wish would do again: import, and load what numba has to know.

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
    """Answer each wish in a fork, one at a time."""
    gc.freeze()  # a child that looks for garbage among what is here would have to copy it
    inbox, child, number = Inbox(), 0, 0
    try:
        while True:
            line = inbox.newest(SECONDS_BETWEEN_LOOKS if child else None)
            if line is not None:
                end(child)
                wish = json.loads(line)
                child, number = fork(wish, outbox), wish["number"]
            elif child:
                ended, status = os.waitpid(child, os.WNOHANG)
                child = 0 if ended else child
                if ended and status:
                    outbox.say(number, {"died": os.waitstatus_to_exitcode(status)})
    except EOFError:
        pass
    finally:
        end(child)


def fork(wish: Mapping[str, Any], outbox: Outbox) -> int:
    """Answer a wish in a child, and return its number at once."""
    with warnings.catch_warnings():
        # the threads are numpy's, idle, and made ready for a fork by the library itself
        warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        answer(wish, outbox)
        status = 0
    finally:
        os._exit(status)


def end(child: int) -> None:
    """End a child at once, if there is one."""
    if child:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def answer(wish: Mapping[str, Any], outbox: Outbox) -> None:
    """Import the sources as they are now, draw, and tell what came of it."""
    number = wish["number"]
    # bytecode of our own: what Python keeps beside the sources is not for us to remove
    sys.pycache_prefix = str(Path(wish["folder"]).parent / COMPILED)
    sys.dont_write_bytecode = False
    for name in wish["changed"]:
        forget_compiled(name)
    try:
        drawing = importlib.import_module("pipeline.watching.drawing")
        drawing.answer(wish, Path(wish["folder"]), lambda message: outbox.say(number, message))
    except (Exception, SystemExit) as error:
        folders = [Path(folder) for folder in wish["folders"]]
        outbox.say(number, {"trouble": trouble(error, Path(wish["file"]), folders)})
    outbox.say(number, {"done": True})


def forget_compiled(source: str) -> None:
    """Remove the bytecode of a file that was saved: Python tells two saves apart by the second."""
    with suppress(OSError, NotImplementedError):
        Path(importlib.util.cache_from_source(source)).unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
