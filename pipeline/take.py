"""What is left to draw of one scene, from what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.assembly import Footage
from pipeline.errors import UserError
from pipeline.keys import lengths_key, piece_key, signature
from pipeline.load import load
from pipeline.recipe import PRELUDE, Recipe, Section
from pipeline.unit import Unit, draw_unit
from scenes.kit.pacing import SLOW, reading_time

if TYPE_CHECKING:
    from pipeline.job import Job
    from pipeline.keys import Signature
    from pipeline.store import Store

PLAYED = 2 * SLOW
"""Seconds that a beat is taken to move before it rests, when it was never timed."""

MOST_ROUNDS = 4
WHOLE_ROUND = 2
"""After so many rounds a scene is drawn in one pass, since its passes seem to differ."""


@dataclass(frozen=True)
class Draw:
    """Draw a unit and keep its pieces, in a process of its own."""

    unit: Unit
    signed: Signature
    store: Store
    frames: dict[str, float]

    @property
    def scene(self) -> str:
        """Whose work it is."""
        return self.unit.job.entry.name

    @property
    def module(self) -> str:
        """Where the scene is."""
        return self.unit.job.entry.module

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Recipe | None:
        return draw_unit(self.unit, scratch, self.keep, report)

    def keep(self, section: Section, piece: bytes) -> None:
        """Keep a piece of the unit, wherever it was drawn."""
        self.store.write("pieces", piece_key(self.unit.job, self.signed, section), piece)


class Take:
    """One scene of a video while it is made.

    Parameters
    ----------
    job
        What is to be shown of it.
    store
        Where pieces are kept.
    anew
        Whether it is drawn whatever is kept.
    """

    def __init__(self, job: Job, store: Store, anew: bool) -> None:
        self.job = job
        self.signed = signature(job)
        self._store = store
        self._anew = anew
        self._rounds = 0
        self._recipe = None if anew else self._kept()

    def tasks(self) -> list[Draw]:
        """Return what is to be done next; nothing when every piece is there.

        Raises
        ------
        UserError
            When the scene is another one each time that it is drawn.
        """
        recipe = self._recipe
        if recipe is None and self._store.has("notes", self.signed.film) and not self._anew:
            return [self._draw((), last=True)]
        missing = self._names if recipe is None else self._missing(recipe)
        if not missing:
            return []
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise UserError(
                f"{self.job.entry.name} failed: it shows something else each time that it is "
                "drawn; let it depend on its parameters alone, not on the time or on chance."
            )
        if self._rounds > WHOLE_ROUND:
            self._recipe, missing = None, self._names
        return [self._draw(tuple(missing), last=self._recipe is None)]

    @property
    def whole(self) -> bool:
        """Whether it must be drawn in one pass."""
        return self._rounds > WHOLE_ROUND

    def learn(self, recipe: Recipe) -> None:
        """Keep what a pass through the whole scene has noted."""
        self._anew = False
        self._recipe = recipe
        self._store.write("recipes", self.signed.recipe, recipe.model_dump_json().encode())
        self._store.write("notes", self.signed.film, b"seen")
        if self.job.beats is None:
            lengths = json.dumps(recipe.lengths).encode()
            self._store.write("notes", lengths_key(self.job), lengths)

    def recipe(self, scratch: Path) -> Recipe:
        """Return what is known of it, after a walk through it if need be.

        Parameters
        ----------
        scratch
            A folder for manim's own files.

        Raises
        ------
        UserError
            When the scene raises or shows nothing.
        """
        if self._recipe is None:
            walk = Unit(self.job, (), last=True)
            noted = draw_unit(walk, scratch, lambda *piece: None, lambda *word: None)
            assert noted is not None, "it went to the end"
            self.learn(noted)
            return noted
        return self._recipe

    @property
    def footage(self) -> Footage:
        """What a video takes of it; all of it is there."""
        assert self._recipe is not None, "it has not been drawn yet"
        keys = (self._key(section) for section in self._recipe.sections)
        return Footage(self.signed.recipe, tuple(keys))

    @property
    def holds(self) -> str:
        """Everything that is known of it but its pictures, as JSON."""
        assert self._recipe is not None, "it has not been drawn yet"
        return self._recipe.model_dump_json()

    def _draw(self, beats: tuple[str, ...], last: bool) -> Draw:
        return Draw(Unit(self.job, beats, last), self.signed, self._store, self._frames())

    def _kept(self) -> Recipe | None:
        content = self._store.read("recipes", self.signed.recipe)
        return None if content is None else Recipe.model_validate_json(content)

    def _missing(self, recipe: Recipe) -> list[str]:
        return [
            section.name
            for section in recipe.sections
            if not self._store.has("pieces", self._key(section))
        ]

    def _key(self, section: Section) -> str:
        return piece_key(self.job, self.signed, section)

    @property
    def _names(self) -> list[str]:
        wanted = self.job.beats
        beats = [beat.name for beat in load(self.job.entry).beats()]
        return [PRELUDE, *(name for name in beats if wanted is None or name in wanted)]

    def _frames(self) -> dict[str, float]:
        """Return how many frames each section has, or had when it was last drawn."""
        fps = self.job.format.canvas.fps
        if self._recipe is not None:
            return {section.name: section.frames for section in self._recipe.sections}
        content = self._store.read("notes", lengths_key(self.job))
        known = {PRELUDE: 0.0} | (json.loads(content) if content is not None else {})
        captions = {beat.name: beat.caption for beat in load(self.job.entry).beats()}
        return {
            name: fps * known.get(name, PLAYED + reading_time(captions.get(name, "")))
            for name in self._names
        }
