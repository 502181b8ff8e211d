"""A unit of work as a task: draw it, keep its pieces, and note how long that took."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.division import cost
from pipeline.keys import piece_key
from pipeline.speed import note_speed
from pipeline.task import SceneTask
from pipeline.unit import Unit, draw_unit

if TYPE_CHECKING:
    from pipeline.keys import Signature
    from pipeline.recipe import Recipe, Section
    from pipeline.store import Store
    from scenes.catalog import Entry


@dataclass(frozen=True)
class Draw(SceneTask):
    """Draw a unit and keep its pieces, in a process of its own."""

    unit: Unit
    signed: Signature
    store: Store
    frames: dict[str, float]

    @property
    def entry(self) -> Entry:
        return self.unit.job.entry

    def __call__(self, scratch: Path, report: Callable[[str, int], None]) -> Recipe | None:
        drawn: dict[str, float] = {}
        started = time.monotonic()

        def keep(section: Section, piece: bytes) -> None:
            drawn[section.name] = section.frames
            self.keep(section, piece)

        recipe = draw_unit(self.unit, scratch, keep, report)
        if drawn:
            took = time.monotonic() - started
            note_speed(self.store, self.unit.job, took, cost(self.unit, {**self.frames, **drawn}))
        return recipe

    def keep(self, section: Section, piece: bytes) -> None:
        """Keep a piece of the unit, wherever it was drawn."""
        self.store.write("pieces", piece_key(self.unit.job, self.signed, section), piece)
        note_seen(self.store, self.signed)


def note_seen(store: Store, signed: Signature) -> None:
    """Note that pieces of a scene are kept: after a kill, a walk then finds them."""
    if store.read("notes", signed.film) is None:
        store.write("notes", signed.film, b"seen")
