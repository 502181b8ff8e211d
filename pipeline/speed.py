"""How fast things were made last: kept with what was made, so that it can be told beforehand."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from pipeline.errors import UserError
from pipeline.keys import speed_key

if TYPE_CHECKING:
    from pipeline.job import Job
    from pipeline.store import Store


def note_speed(store: Store, job: Job, seconds: float, count: float) -> None:
    """Note how long one process took.

    Parameters
    ----------
    store
        Keeps the note.
    job
        What was made.
    seconds
        How long it took.
    count
        Frames, as :func:`pipeline.division.cost` counts them, or 1 for a whole picture.
    """
    note = json.dumps(seconds / count).encode()
    with suppress(UserError):  # of a full disk: what was made is made
        for of_any in (False, True):
            store.write("notes", speed_key(job, of_any), note)


def known_speed(store: Store, job: Job) -> float | None:
    """Return seconds for each frame or picture: of the same scene, else of any at that size."""
    for of_any in (False, True):
        note = store.read("notes", speed_key(job, of_any))
        if note is not None:
            return float(json.loads(note))
    return None
