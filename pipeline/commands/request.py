"""The typed options of the verbs as frozen dataclasses, and the scenes and beats that they name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cache.store import DEFAULT_LIMIT_GB, GIGABYTE, Store, default_folder
from pipeline.errors import UserError, did_you_mean
from pipeline.presets import (
    DEFAULT_HOLD,
    DEFAULT_PICTURE_RATE,
    DEFAULT_PICTURE_WIDTH,
    DEFAULT_PURPOSE,
    PictureKind,
    SlideForm,
)

if TYPE_CHECKING:
    from pipeline.job import ThemeName
    from pipeline.report.results import Lines
    from scenes.catalog import Entry

    Scenes = tuple[Entry, ...]

EVERY_SCENE = "all"

LIMIT = "GRADIENT_DESCENT_CACHE_GB"
"""Environment variable: how large the cache may be after a run, in gigabytes."""


@dataclass(frozen=True)
class Request:
    """What is to be made, the same for every kind of file.

    Parameters
    ----------
    scenes
        Entries of the catalogue.
    theme
        Name of the colours.
    settings
        ``name=value`` each, or ``scene.name=value``.
    beats
        Names; all beats when empty.
    output
        The folder for the files; a folder under ``media`` when left out.
    dry_run
        Whether nothing is made, so that nothing has to be made ready.
    without
        Beats that are left out: ``scene.beat`` each, or a beat alone of a single scene.
    """

    scenes: tuple[Entry, ...]
    theme: ThemeName = "dark"
    settings: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    output: Path | None = None
    dry_run: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class VideoOptions:
    """The options of a video.

    Parameters
    ----------
    quality
        A name in :data:`pipeline.presets.QUALITIES`.
    purpose
        A name in :data:`pipeline.presets.PURPOSES`.
    narration
        A folder with recordings, or ``espeak``; nobody speaks when left out.
    allow_missing_narration
        Whether a beat without a usable recording passes in silence.
    burn_captions
        Whether captions are written below the picture.
    """

    quality: str
    purpose: str = DEFAULT_PURPOSE
    narration: str | None = None
    allow_missing_narration: bool = False
    burn_captions: bool = False


@dataclass(frozen=True)
class StillOptions:
    """The options of a still.

    Parameters
    ----------
    quality
        A name in :data:`pipeline.presets.QUALITIES`.
    at
        Seconds from the start of the beat, or of the scene; its end when left out.
    """

    quality: str
    at: float | None = None


@dataclass(frozen=True)
class PictureOptions:
    """The options of a picture for a page.

    Parameters
    ----------
    width
        In pixels.
    fps
        Frames a second.
    max_kb
        Kilobytes that the file may have; ``None`` for no limit.
    transparent
        Whether it has no paper.
    hold
        Seconds that the last picture stays at least.
    animated
        Whether a PNG moves; the other kinds always do.
    both_themes
        Whether there is one for dark and one for light pages.
    base_url
        What stands before a file's name in the lines for a page.
    for_page
        The page that these lines are for; a page in the current folder when both are left out.
    """

    kind: PictureKind
    width: int = DEFAULT_PICTURE_WIDTH
    fps: float = DEFAULT_PICTURE_RATE
    max_kb: float | None = None
    transparent: bool = False
    hold: float = DEFAULT_HOLD
    animated: bool = False
    both_themes: bool = False
    base_url: str | None = None
    for_page: Path | None = None


@dataclass(frozen=True)
class SiteOptions:
    """The options of a site.

    Parameters
    ----------
    quality
        A name in :data:`pipeline.presets.QUALITIES`: that of the films.
    one_file
        Whether each scene is a single file with all of it inside.
    serve
        Whether the folder is then served on this machine.
    port
        Where; any free port when 0.
    browser
        Whether to open the page.
    """

    quality: str
    one_file: bool = False
    serve: bool = False
    port: int = 0
    browser: bool = True


@dataclass(frozen=True)
class SlidesOptions:
    """The options of slides.

    Parameters
    ----------
    quality
        A name in :data:`pipeline.presets.QUALITIES`: that of the clips.
    form
        A name in :data:`pipeline.presets.SLIDE_FORMS`.
    per_page
        Slides on a page of a PDF; nothing else has pages.
    """

    quality: str
    form: SlideForm = "html"
    per_page: int | None = None


def find_scenes(names: Iterable[str], catalog: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the catalogue's entries of these names, each once, in the order asked for.

    Parameters
    ----------
    names
        Scenes by name; ``all`` stands for every one of them.

    Raises
    ------
    UserError
        When a name is not in the catalogue.
    """
    known = {entry.name: entry for entry in catalog}
    chosen: dict[str, Entry] = {}
    for name in names:
        if name == EVERY_SCENE:
            chosen = {**chosen, **known}
        elif name in known:
            chosen[name] = known[name]
        else:
            hint = did_you_mean(name, known)
            raise UserError(f"No scene is called {name!r}.{hint} Scenes: {', '.join(known)}.")
    return tuple(chosen.values())


@dataclass(frozen=True)
class RunOptions:
    """How to work; no file depends on it.

    Parameters
    ----------
    workers
        How many processes draw at once; one for every core when left out.
    cache
        The folder of the cache; one in the user's cache when left out.
    no_cache
        Whether all is drawn anew, whatever is kept.
    traceback
        Whether a failure's traceback is printed.
    dry_run
        Whether nothing is made, and only told what would be.
    lines
        Takes progress and results as JSON lines; people are told when left out.
    cluster
        The address of a Dask scheduler whose workers draw, or ``local``; nobody else when left out.
    """

    workers: int | None = None
    cache: Path | None = None
    no_cache: bool = False
    traceback: bool = False
    dry_run: bool = False
    lines: Lines | None = None
    cluster: str | None = None

    @property
    def processes(self) -> int:
        """How many processes draw at once."""
        return self.workers or cores()

    def store(self) -> Store:
        """Open the cache.

        Raises
        ------
        UserError
            When it cannot be used.
        """
        return Store(self.cache or default_folder(), untouched=self.dry_run)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit(environment: Mapping[str, str] = os.environ) -> float:
    """Return how many bytes the cache may have after a run.

    Raises
    ------
    UserError
        When the environment says something else than a number of gigabytes.
    """
    text = environment.get(LIMIT, str(DEFAULT_LIMIT_GB))
    try:
        gigabytes = float(text)
    except ValueError:
        gigabytes = -1.0
    if not gigabytes >= 0:
        raise UserError(f"{LIMIT}={text} is not a number of gigabytes.")
    return gigabytes * GIGABYTE
