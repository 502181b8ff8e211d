"""The user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path


def user_cache(name: str = "") -> Path:
    """Return the course's folder in the user's cache, or the one called `name` in it.

    Whether it can be made is not known.

    Raises
    ------
    OSError
        If the user has no home.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = Path(base) if base else Path.home() / ".cache"
    except RuntimeError as error:  # no home is known
        raise OSError(str(error)) from error
    return folder / "gradient-descent-course" / name
