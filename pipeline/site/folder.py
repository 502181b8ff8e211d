"""The site on the disk: pages, and beside them the films that were made already."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.files import complete, prepare, writing_to
from pipeline.report.results import size
from pipeline.site.film import COMPANIONS, Film
from pipeline.site.labs import LABS
from pipeline.site.pages import (
    MEDIA,
    course_page,
    lab_page,
    lone_lab,
    neighbours,
    ring_pictures,
    scene_page,
)
from pipeline.site.ring import USUAL, Fineness, Ring, ring_of
from scenes.catalog import Entry

if TYPE_CHECKING:
    from pipeline.cache.store import Store

COURSE_PAGE = "index.html"

Announce = Callable[[str], None]
"""Told a line with the path of a page and its size, before it is written."""


def write_site(
    folder: Path,
    films: Mapping[Entry, Film],
    announce: Announce,
    store: Store | None = None,
    fineness: Fineness = USUAL,
) -> list[Path]:
    """Write a page for each scene, one for each lab alone, and one for the course.

    Parameters
    ----------
    folder
        Where they go; the films are copied to a folder in it, where they are not there yet.
    films
        The films of each scene, in the course's order.
    store
        Keeps landscapes that were drawn from all around.
    fineness
        How finely those are drawn.

    Returns
    -------
    list of Path
        The course's page, then one for each scene.

    Raises
    ------
    UserError
        When the folder cannot be written to.
    """
    entries = [*films]
    for film in films.values():
        _copy(film, folder / MEDIA)
    pages = {COURSE_PAGE: course_page(films)}
    alone: dict[str, str] = {}
    pictures: dict[str, bytes] = {}
    for entry, film in films.items():
        ring = scene_ring(entry, fineness, store)
        among = neighbours(entry, entries)
        pages[f"{entry.name}.html"] = scene_page(entry, film, among, ring=ring)
        if entry.name in LABS:
            alone[lab_page(entry)] = lone_lab(entry, ring)
        if ring:
            pictures |= {ring_pictures(entry)[name]: each for name, each in ring.pictures.items()}
    texts = {name: text.encode() for name, text in (pages | alone).items()}
    _write(folder, pictures | texts, announce)
    return [folder / name for name in pages]


def scene_ring(entry: Entry, fineness: Fineness = USUAL, store: Store | None = None) -> Ring | None:
    """Return the landscape of a scene's lab from all around, if its film shows it so."""
    standing = [lab.standing for lab in LABS.get(entry.name, ()) if lab.standing]
    return ring_of(standing[0](), fineness, store) if standing else None


def write_single_files(
    folder: Path,
    films: Mapping[Entry, Film],
    announce: Announce,
    store: Store | None = None,
    fineness: Fineness = USUAL,
) -> list[Path]:
    """Write one file for each scene that holds all of it, its films too; as :func:`write_site`."""
    paths = []
    for entry, film in films.items():
        among, ring = neighbours(entry, [entry]), scene_ring(entry, fineness, store)
        page = scene_page(entry, film, among, film.videos, ring).encode()
        paths += _write(folder, {f"{entry.name}.html": page}, announce)
    return paths


def _write(folder: Path, contents: Mapping[str, bytes], announce: Announce) -> list[Path]:
    paths = []
    for name, content in contents.items():
        path = folder / name
        announce(f"{path}  {size(len(content))}")
        prepare(path)
        with writing_to(folder), complete(path) as part:
            part.write_bytes(content)
        paths.append(path)
    return paths


def _copy(film: Film, folder: Path) -> None:
    for source in _files(film):
        target = folder / source.name
        prepare(target)
        if not _is_copy(target, source):
            with writing_to(folder), complete(target) as part:
                shutil.copy2(source, part)


def _files(film: Film) -> Sequence[Path]:
    videos = film.videos.values()
    return [video.with_name(f"{video.stem}{ending}") for video in videos for ending in COMPANIONS]


def _is_copy(target: Path, source: Path) -> bool:
    if not target.is_file():
        return False
    there, here = target.stat(), source.stat()
    return (there.st_size, there.st_mtime_ns) == (here.st_size, here.st_mtime_ns)
