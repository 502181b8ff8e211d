"""``render.py site``: the films as ``video`` makes them, and pages around them."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands import dispatch
from pipeline.commands.plan import MEDIA
from pipeline.commands.request import VideoOptions
from pipeline.files import prepare
from pipeline.job import THEME_NAMES, Failure, Outcome, Result
from pipeline.site.film import Film, film_of
from pipeline.site.folder import COURSE_PAGE, write_single_files, write_site
from pipeline.site.server import Server

if TYPE_CHECKING:
    from pipeline.commands.request import Request, RunOptions, SiteOptions
    from scenes.catalog import Entry

FOLDER = MEDIA / "site"


def make_site(request: Request, options: SiteOptions, run: RunOptions) -> int:
    """Make pages for the scenes, say what was made, and return the exit code.

    The films are those of ``render.py video``, in its folder and from its cache: what is there
    already is not drawn again.

    Raises
    ------
    UserError
        When the folder takes no files, before anything is drawn; or when one cannot be written.
    """
    folder = request.output or FOLDER
    if not run.dry_run:
        prepare(folder / COURSE_PAGE)
    outcomes: list[Outcome] = []
    videos: dict[str, dict[str, Path]] = {}
    for theme in THEME_NAMES:
        themed = replace(request, theme=theme, output=None)
        made = dispatch.videos(themed, VideoOptions(options.quality), run)
        outcomes += made
        for outcome in made:
            if isinstance(outcome, Result):
                videos.setdefault(outcome.scene, {})[theme] = outcome.path
    code = dispatch.report(outcomes, run)
    if run.dry_run:
        return code
    failed = {outcome.scene for outcome in outcomes if isinstance(outcome, Failure)}
    films = {
        entry: film_of(videos[entry.name])
        for entry in request.scenes
        if entry.name in videos and entry.name not in failed
    }
    if not films:
        return code
    pages = _write(folder, films, options, run)
    if options.serve:
        _serve(folder, options, pages)
    return code


def _write(
    folder: Path, films: dict[Entry, Film], options: SiteOptions, run: RunOptions
) -> list[Path]:
    def announce(line: str) -> None:
        click.echo(line, err=run.lines is not None)  # standard output is for programs then

    write = write_single_files if options.one_file else write_site
    return write(folder, films, announce, run.store())


def _serve(folder: Path, options: SiteOptions, pages: Sequence[Path]) -> None:
    """Serve the folder until Ctrl-C."""
    server = Server(folder, options.port)
    url = server.url + (pages[0].name if options.one_file else "")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"Serving {folder} at {url} (Ctrl-C ends it)")
    try:
        if options.browser:
            webbrowser.open(url)
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("\nNo longer serving.", err=True)
    finally:
        server.shutdown()
        server.server_close()
