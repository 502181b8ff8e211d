"""Check what was asked for, before anything is drawn, and say what would have been right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from scenes.catalog import Entry
    from scenes.kit.story import StoryScene

EVERY_SCENE = "all"


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
