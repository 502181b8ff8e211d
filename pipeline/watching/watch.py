"""Watch a scene: serve its page, look at its sources, have it drawn."""

from __future__ import annotations

import importlib.util
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import UserError
from pipeline.watching.painter import Painter
from pipeline.watching.server import Server
from pipeline.watching.session import Session
from pipeline.watching.sources import Watcher
from pipeline.watching.view import View, split

if TYPE_CHECKING:
    from scenes.catalog import Entry

SOURCES = ("scenes", "gdcore")
SECONDS_BETWEEN_LOOKS = 0.2


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
    entry
        The scene.
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
    view = View(theme, beat, beat is None, split(settings))
    with tempfile.TemporaryDirectory(prefix="watch-", ignore_cleanup_errors=True) as scratch:
        session = Session(entry, file, folders, Path(scratch), view)
        server = Server(session, port)
        watcher, painter = Watcher(folders, session.sources_changed), Painter(session.hear)
        try:
            session.begin(painter)
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
            painter.close()
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
