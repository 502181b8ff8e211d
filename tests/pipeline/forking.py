"""Processes that need not import anything: each is a fork of one that has, and is the command line.

Each is a process of its own in every other way: it has its own session, folder, environment and
streams, hears signals, and can be killed. What is forked has drawn nothing and runs no threads.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.forkserver import ensure_running
from pathlib import Path

from tests.pipeline.command_line import ROOT

CONTEXT = multiprocessing.get_context("forkserver")


@functools.cache
def _server() -> None:
    """Start the process that imports everything and is forked; once for each test process."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        CONTEXT.set_forkserver_preload(["tests.pipeline.preloaded"])
        ensure_running()
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before


class Forked:
    """A run of the command line in a session of its own, as :class:`subprocess.Popen` has it.

    Parameters
    ----------
    words
        What is typed.
    folder
        Where it works.
    environment
        All of its environment variables.
    program
        What is run instead of the command line, if anything.
    """

    def __init__(
        self,
        words: Sequence[object],
        folder: Path,
        environment: Mapping[str, str],
        program: str = "",
    ) -> None:
        _server()
        ready, told = CONTEXT.Pipe(duplex=False)
        pipes = [CONTEXT.Pipe(duplex=False) for _ in ("output", "errors")]
        self._read = [reading for reading, _ in pipes]
        writing = [writing for _, writing in pipes]
        arguments = ([*map(str, words)], str(folder), dict(environment), program, told, *writing)
        self._process = CONTEXT.Process(target=_run, args=arguments)
        self._process.start()
        for end in (told, *writing):
            end.close()
        ready.poll(None)  # it leads its session now
        ready.close()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, negative for a signal; nothing while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit code, or nothing while it runs."""
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it, as nothing can prevent."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end, and that of all who hold its streams, and return what was written.

        Raises
        ------
        subprocess.TimeoutExpired
            When that takes longer than `timeout` seconds.
        """
        written = {reading: bytearray() for reading in self._read}
        deadline = None if timeout is None else time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            for reading in self._read:
                selector.register(reading, selectors.EVENT_READ, reading)
            while selector.get_map():
                left = None if deadline is None else deadline - time.monotonic()
                events = selector.select(left)
                if not events:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
                for key, _ in events:
                    reading = key.data
                    some = os.read(reading.fileno(), 1 << 16)
                    written[reading] += some
                    if not some:
                        selector.unregister(reading)
        self._process.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
        for reading in self._read:
            reading.close()
        output, errors = (bytes(each).decode() for each in written.values())
        self._read = []
        return output, errors


def _run(
    words: list[str],
    folder: str,
    environment: dict[str, str],
    program: str,
    told: Connection,
    output: Connection,
    errors: Connection,
) -> None:
    """Be the command line, or run the program, in the process that was forked."""
    from tests.pipeline.render_stories import main  # noqa: PLC0415  # nobody else needs it

    os.setsid()
    for number, stream in ((1, output), (2, errors)):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    tempfile.tempdir = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["render.py", *words]
    told.close()  # from now on it may be disturbed
    code = 1
    try:
        if program:
            exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
            code = 0
        else:
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
