"""Parameters out of a JSON file, as if each had been typed after --set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UserError

IN_FILE = "pipeline.set_file"
SCHEMA = "$schema"
"""What a file may say of itself, so that an editor completes it."""

LONGEST = 1_000_000
"""Characters of a file; a device may have no end."""


def read_set_file(ctx: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
    """Keep what a file sets until --set is read."""
    ctx.meta[IN_FILE] = texts_in(path) if path is not None else ()


def with_set_file(
    ctx: click.Context, _parameter: click.Parameter, typed: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a file sets and then what was typed, which wins."""
    in_file: tuple[str, ...] = ctx.meta.get(IN_FILE, ())
    return (*in_file, *typed)


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
