"""``render.py watch``: serve the page, watch the sources, and have the warm process draw."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import UserError
from pipeline.params import settings_of
from pipeline.watch.file_watcher import Watcher
from pipeline.watch.server import Server
from pipeline.watch.session import Session
from pipeline.watch.view import PageView, split
from pipeline.watch.worker import ONCE

if TYPE_CHECKING:
    from scenes.catalog import Entry

Hear = Callable[[dict[str, Any]], None]

ROOT = Path(__file__).parents[2]
FORKS = sys.platform == "linux"
"""Elsewhere forking is not safe, or not there."""

SECONDS_TO_STOP = 0.5

SOURCES = ("scenes", "gdcore")
SECONDS_BETWEEN_LOOKS = 0.2


class WarmProcess:
    """Has requests drawn, the newest only.

    Parameters
    ----------
    hear
        Told what comes of them, in a thread of its own: see :mod:`pipeline.watch.preview`.
        ``died`` is the exit code of a process that ended before its time.
    forks
        Whether the warm process forks. Otherwise each request uses one up, and the next one is made
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

    def draw(self, request: Mapping[str, Any]) -> None:
        """Ask for what is requested; an older request is dropped."""
        with self._lock:
            if self._used and not self._forks:
                self._end(self._current)
                self._current = self._running[-1]
            self._used = True
            with suppress(BrokenPipeError):  # it ended, and its reader says so
                stdin = self._current.stdin
                assert stdin is not None
                stdin.write(json.dumps(request).encode() + b"\n")
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
        words = [sys.executable, "-m", "pipeline.watch.worker", *([] if self._forks else [ONCE])]
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


def watch(
    entry: Entry,
    beat: str | None,
    theme: str,
    settings: tuple[str, ...],
    port: int,
    browser: bool,
) -> None:
    """Show a scene in a local page while it is edited, until Ctrl-C.

    Parameters
    ----------
    beat
        The beat to stay at; where the edits are when ``None``.
    theme
        Name of the colours.
    settings
        ``name=value`` each.
    port
        Where to serve; any free port when 0.
    browser
        Whether to open the page.

    Raises
    ------
    UserError
        When a beat or a parameter is not allowed, the port is not free, or nothing can be drawn.
    """
    file, folders = source_file(entry), source_folders(entry)
    view = PageView(theme, beat, beat is None, split(settings_of(entry, (entry,), settings)))
    with tempfile.TemporaryDirectory(prefix="watch-", ignore_cleanup_errors=True) as scratch:
        session = Session(entry, file, folders, Path(scratch), view)
        server = Server(session, port)
        watcher, warm_process = Watcher(folders, session.sources_changed), WarmProcess(session.hear)
        try:
            session.begin(warm_process)
            watcher.start()
            threading.Thread(target=server.serve_forever, daemon=True).start()
            _wait(session, session.answered)
            click.echo(f"Watching {entry.name} at {server.url} (Ctrl-C ends it)")
            if browser:
                webbrowser.open(server.url)
            _wait(session, threading.Event())
        except KeyboardInterrupt:
            click.echo("\nNo longer watching.", err=True)
        finally:
            watcher.stop()
            warm_process.close()
            server.server_close()


def source_file(entry: Entry) -> Path:
    """Return the file of a scene.

    Raises
    ------
    UserError
        When there is none.
    """
    found = importlib.util.find_spec(entry.package)
    places = found.submodule_search_locations if found else None
    files = [Path(place, f"{entry.name}.py") for place in places or ()]
    existing = next((file for file in files if file.is_file()), None)
    if existing is None:
        raise UserError(f"{entry.name} failed: there is no module {entry.module}.")
    return existing.resolve()


def source_folders(entry: Entry) -> list[Path]:
    """Return where the sources are that a scene is made of: the scenes, their kit, gdcore."""
    specs = map(importlib.util.find_spec, SOURCES)  # which imports none of them
    origins = [Path(spec.origin).resolve() for spec in specs if spec and spec.origin]
    own = source_file(entry).parent
    return list(dict.fromkeys([*(origin.parent for origin in origins), own]))


def _wait(session: Session, event: threading.Event) -> None:
    while not event.wait(SECONDS_BETWEEN_LOOKS):
        if session.fatal:
            break
    if session.fatal:
        raise UserError(session.fatal)
