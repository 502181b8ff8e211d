"""What was asked for, checked before anything is drawn, and what would have been right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UserError, did_you_mean
from pipeline.qualities import (
    DEFAULT_HOLD,
    DEFAULT_PICTURE_RATE,
    DEFAULT_PICTURE_WIDTH,
    DEFAULT_PURPOSE,
    PictureKind,
)

if TYPE_CHECKING:
    from pipeline.job import ThemeName
    from scenes.catalog import Entry
    from scenes.kit.story import StoryScene

EVERY_SCENE = "all"


@dataclass(frozen=True)
class Request:
    """What was typed, the same for every kind of file.

    Parameters
    ----------
    scenes
        Entries of the catalogue.
    theme
        Name of the colours.
    settings
        ``name=value`` each.
    beats
        Names; all beats when empty.
    output
        The folder for the files; a folder under ``media`` when left out.
    dry_run
        Whether nothing is made, so that nothing has to be made ready.
    """

    scenes: tuple[Entry, ...]
    theme: ThemeName = "dark"
    settings: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    output: Path | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class FilmWish:
    """What was typed about a video itself.

    Parameters
    ----------
    quality
        A name in :data:`pipeline.qualities.QUALITIES`.
    purpose
        A name in :data:`pipeline.qualities.PURPOSES`.
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
class PictureWish:
    """What was typed about the picture itself.

    Parameters
    ----------
    kind
        The kind of file.
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
    """

    kind: PictureKind
    width: int = DEFAULT_PICTURE_WIDTH
    fps: float = DEFAULT_PICTURE_RATE
    max_kb: float | None = None
    transparent: bool = False
    hold: float = DEFAULT_HOLD
    animated: bool = False
    both_themes: bool = False


def find_scenes(names: Iterable[str], catalog: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the catalogue's entries of these names, each once, in the order asked for.

    Parameters
    ----------
    names
        Scenes by name; ``all`` stands for every one of them.
    catalog
        The course.

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


def check_beats(
    entry: Entry, scene: type[StoryScene[Any]], names: Sequence[str]
) -> tuple[str, ...] | None:
    """Return the wanted beats in the scene's order, ``None`` when all are.

    Raises
    ------
    UserError
        When the scene has no beat of a name.
    """
    known = [beat.name for beat in scene.beats()]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UserError(
                f"{entry.name} has no beat {name!r}.{hint} Its beats: {', '.join(known) or 'none'}."
            )
    return tuple(name for name in known if name in names) if names else None
