"""Where files are or go, as people type it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class Place(click.Path):
    """A file or a folder that a system can have a name for; nothing is said of what is there.

    Parameters
    ----------
    kind
        What becomes of what was typed.
    """

    def __init__(self, kind: type[Path | str] = Path) -> None:
        super().__init__(path_type=kind)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or complain in a sentence."""
        if value == "":  # as from a variable that was never set
            self.fail("it is empty: name a folder or a file.", param, ctx)
        if "\0" in str(value):
            self.fail(f"{str(value)!r} has a NUL in it, which no name may have.", param, ctx)
        return super().convert(value, param, ctx)


PLACE = Place()

PLACE_OR_NAME = Place(str)
"""Where a word may be typed instead."""
