"""The warm process, as seen from the one that serves the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.watching.warm import ONCE

Hear = Callable[[dict[str, Any]], None]

ROOT = Path(__file__).parents[2]
FORKS = sys.platform == "linux"
"""Elsewhere forking is not safe, or not there."""

SECONDS_TO_STOP = 0.5


class Painter:
    """Has wishes drawn, the newest only.

    Parameters
    ----------
    hear
        Told what comes of them, in a thread of its own: see :mod:`pipeline.watching.drawing`.
        ``died`` is the exit code of a process that ended before its time.
    forks
        Whether the warm process forks. Otherwise each wish uses one up, and the next one is made
        ready at once.
    """

    def __init__(self, hear: Hear, forks: bool = FORKS) -> None:
        self._hear = hear
        self._forks = forks
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[bytes]] = []
        self._readers: list[threading.Thread] = []
        self._used = False
        self._current = self._start()

    def draw(self, wish: Mapping[str, Any]) -> None:
        """Ask for what is wished for; an older wish is dropped."""
        with self._lock:
            if self._used and not self._forks:
                self._end(self._current)
                self._current = self._running[-1]
            self._used = True
            with suppress(BrokenPipeError):  # it ended, and its reader says so
                stdin = self._current.stdin
                assert stdin is not None
                stdin.write(json.dumps(wish).encode() + b"\n")
                stdin.flush()
            if not self._forks:
                self._start()

    def close(self) -> None:
        """End every process."""
        with self._lock:
            for process in [*self._running]:
                self._end(process)
        for reader in self._readers:
            reader.join(SECONDS_TO_STOP)

    def _start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "pipeline.watching.warm", *([] if self._forks else [ONCE])]
        paths = [str(ROOT), *filter(None, sys.path)]  # scenes are found as they are here
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._running.append(process)
        reader = threading.Thread(target=self._listen, args=(process,), daemon=True)
        self._readers.append(reader)
        reader.start()
        return process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                with suppress(ValueError):  # half a line of a process that was ended
                    message = json.loads(line)
                    if isinstance(message, dict):
                        self._hear(message)
        code = process.wait()
        if process in self._running and (code or self._forks):
            self._hear({"died": code})

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._running.remove(process)
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.close()  # a warm process takes it for the end, and ends its child first
        try:
            process.wait(SECONDS_TO_STOP if self._forks else 0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
