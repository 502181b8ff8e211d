"""Sites for the tests of pages: one scene's, in a folder and as one file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pipeline.cache.store import Store
from pipeline.site.film import Film
from pipeline.site.folder import write_single_files, write_site
from pipeline.site.pages import lab_page
from pipeline.site.ring import Fineness
from pipeline.site.server import Server
from scenes.catalog import by_name
from tests.pipeline.site.films import plotted_film

COARSE = Fineness(views=6, columns=3, width=160, height=100)
"""Of landscapes in three dimensions: drawn in a moment."""


class Site:
    """A site of one scene.

    Parameters
    ----------
    scene
        Its name.
    folder
        An empty folder for all that is written.
    """

    def __init__(self, scene: str, folder: Path) -> None:
        self.scene = scene
        films = folder / "films"
        films.mkdir()
        self.film: Film = plotted_film(scene, films)
        entries = {by_name()[scene]: self.film}
        self.folder, single = folder / "site", folder / "single"
        store = Store(folder / "store")
        write_site(self.folder, entries, lambda line: None, store, COARSE)
        [self.single] = write_single_files(single, entries, lambda line: None, store, COARSE)
        self.page = self.folder / f"{scene}.html"
        self.lab = self.folder / lab_page(by_name()[scene])

    def served(self) -> AbstractContextManager[str]:
        """Serve it, and give the address of the scene's page."""
        return served(self.page)


@contextmanager
def served(page: Path) -> Iterator[str]:
    """Serve the folder of a page, and give the page's address."""
    server = Server(page.parent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{server.url}{page.name}"
    finally:
        server.shutdown()
        server.server_close()
