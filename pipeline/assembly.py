"""Put a video together from kept pieces, with all that comes with it; does not import manim."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.companions import Alive, silently, write_set
from pipeline.disks import writing_to
from pipeline.files import complete_set
from pipeline.job import BeatTime, Result
from pipeline.made import note_made, of_set
from pipeline.manifest import Manifest
from pipeline.parts import manifest_of
from pipeline.recipe import Recipe
from pipeline.sound import track, with_narration
from pipeline.store import Store


class GoneError(Exception):
    """Something that was kept is not there any more."""


@dataclass(frozen=True)
class Footage:
    """One scene of a video: the key of its recipe and of its pieces, in order."""

    recipe: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Recording:
    """What is said over one beat: a sound file and the checksum of its content."""

    scene: str
    beat: str
    path: str
    checksum: str


@dataclass(frozen=True)
class Assembly:
    """A video to be put together; JSON can say all of it.

    Parameters
    ----------
    scene
        What the table calls it.
    path
        Where it goes.
    what
        A hash of all that it is made of.
    facts
        What the manifest says of the video as a whole.
    footage
        Its scenes in order.
    recordings
        What is said.
    """

    scene: str
    path: str
    what: str
    facts: Mapping[str, Any]
    footage: tuple[Footage, ...]
    recordings: tuple[Recording, ...] = ()

    @staticmethod
    def from_dict(told: Mapping[str, Any]) -> Assembly:
        """Return it from what JSON knows of it."""
        footage = tuple(Footage(one["recipe"], tuple(one["pieces"])) for one in told["footage"])
        recordings = tuple(Recording(**one) for one in told["recordings"])
        return Assembly(**{**told, "footage": footage, "recordings": recordings})


def assemble(assembly: Assembly, store: Store, alive: Alive = silently) -> Result:
    """Write the video and its companions.

    Parameters
    ----------
    assembly
        What to put together, and where.
    store
        Has the pieces.
    alive
        Called now and then.

    Raises
    ------
    GoneError
        When a recipe or a piece is not there, or was damaged.
    UserError
        When it cannot be written; older files at its path are then untouched.
    """
    started = time.monotonic()
    path = Path(assembly.path)
    recipes = [_recipe(store, footage) for footage in assembly.footage]
    manifest = manifest_of([recipe.part for recipe in recipes], **assembly.facts)
    heard = {(one.scene, one.beat): Path(one.path) for one in assembly.recordings}
    segments = [_Pieces(store, footage) for footage in assembly.footage]
    with writing_to(path.parent):
        with complete_set(path) as folder:
            told = with_narration(manifest, heard)
            write_set(folder, path.stem, segments, told, lambda: track(told, heard), alive)
            made = of_set(folder)
        result = _result(assembly, told, time.monotonic() - started)
        note_made(store, assembly.what, result, made)
    return result


def kept(assembly: Assembly, store: Store) -> bool:
    """Tell whether all that it needs is there."""
    return all(
        store.has("recipes", footage.recipe)
        and all(store.has("pieces", piece) for piece in footage.pieces)
        for footage in assembly.footage
    )


class _Pieces:
    """The pieces of a scene, each read when it is needed."""

    def __init__(self, store: Store, footage: Footage) -> None:
        self._store, self._keys = store, footage.pieces

    def __iter__(self) -> Iterator[bytes]:
        for key in self._keys:
            content = self._store.read("pieces", key)
            if content is None:
                raise GoneError
            yield content


def _recipe(store: Store, footage: Footage) -> Recipe:
    content = store.read("recipes", footage.recipe)
    if content is None:
        raise GoneError
    return Recipe.model_validate_json(content)


def _result(assembly: Assembly, manifest: Manifest, took: float) -> Result:
    # beats are told of a scene alone; a lecture has its chapters
    parts = manifest.parts if len(manifest.parts) == 1 else ()
    return Result(
        assembly.scene,
        Path(assembly.path),
        manifest.seconds,
        Path(assembly.path).stat().st_size,
        manifest.frames,
        tuple(
            BeatTime(beat.name, beat.caption, beat.start, beat.end)
            for part in parts
            for beat in part.beats
        ),
        took,
    )
