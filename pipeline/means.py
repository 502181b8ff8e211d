"""With what it is done: processes, the cache, and how much is said when something fails."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UserError
from pipeline.store import DEFAULT_LIMIT_GB, GIGABYTE, Store, default_folder

if TYPE_CHECKING:
    from pipeline.lines import Lines

LIMIT = "GRADIENT_DESCENT_CACHE_GB"
"""Environment variable: how large the cache may be after a run, in gigabytes."""


@dataclass(frozen=True)
class Means:
    """What was typed about how to work; no file depends on it.

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
