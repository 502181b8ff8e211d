"""click parameter types: a choice with a hint, paths, and parameters from a JSON file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UserError, did_you_mean

SCHEMA = "$schema"
"""What a file may say of itself, so that an editor completes it."""

LONGEST = 1_000_000
"""Characters of a file; a device may have no end."""


class Choice(click.Choice[str]):
    """One of some names; whoever mistypes it is told the nearest."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return what is said of another one."""
        known = [str(name) for name in self.choices]
        return super().get_invalid_choice_message(value, ctx) + did_you_mean(str(value), known)


def choice_option(
    *names: str, among: Iterable[str], default: str, help: str
) -> Callable[[Any], Any]:
    """Return the option that takes one of some names.

    Parameters
    ----------
    *names
        What is typed, and what it is passed on as where that differs.
    among
        The names allowed.
    default
        The one that is meant when none is given.
    help
        What it decides.
    """
    kind = Choice(list(among))
    return click.option(*names, type=kind, default=default, show_default=True, help=help)


class PathType(click.Path):
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


PATH = PathType()

PATH_OR_NAME = PathType(str)
"""Where a word may be typed instead."""


def texts_in(path: Path) -> tuple[str, ...]:
    """Return ``name=value`` for each entry of a JSON object in a file.

    Raises
    ------
    UserError
        When the file cannot be read or is not a JSON object.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST + 1)
        if len(text) > LONGEST:
            raise UserError(f"--set-file {path} is longer than {LONGEST:,} characters.")
        found: Any = json.loads(text, object_pairs_hook=_each_once)
    except OSError as error:
        raise UserError(f"--set-file {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UserError(f"--set-file {path} is no text in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"--set-file {path} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise UserError(
            f'--set-file {path} must be a JSON object of parameters, as {{"learning_rate": 0.1}}.'
        )
    return tuple(f"{name}={_text(value)}" for name, value in found.items() if name != SCHEMA)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    for name in found:
        if [other for other, _ in pairs].count(name) > 1:
            raise ValueError(f"{name!r} is there twice")
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
