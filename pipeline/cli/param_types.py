"""click parameter types: a choice with a hint, paths, and parameters from a JSON file."""

from __future__ import annotations

import json
import os
import select
import stat
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UserError, did_you_mean

SCHEMA = "$schema"
"""What a file may say of itself, so that an editor completes it."""

LONGEST = 1_000_000
"""Bytes of a file; a device may have no end."""

SECONDS_TO_WAIT = 5.0
"""How long a pipe may take to the end of what is written to it."""


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

    Of an object in it, which is for one scene, come ``scene.name=value``.

    Raises
    ------
    UserError
        When the file cannot be read or is not a JSON object.
    """
    try:
        content = _read(path)
        if len(content) > LONGEST:
            raise UserError(f"--set-file {path} is longer than {LONGEST:,} bytes.")
        text = content.decode("utf-8-sig")  # editors of Windows begin with a mark
        found: Any = json.loads(text, object_pairs_hook=_each_once, parse_int=_whole_number)
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(f"--set-file {path} cannot be read ({why}).") from error
    except UnicodeDecodeError as error:
        raise UserError(f"--set-file {path} is no text in UTF-8.") from error
    except RecursionError as error:
        raise UserError(f"--set-file {path} is no JSON: its lists are nested too deep.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UserError(f"--set-file {path} is no JSON: {error.msg} ({where}).") from error
    except ValueError as error:
        raise UserError(f"--set-file {path} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise UserError(
            f'--set-file {path} must be a JSON object of parameters, as {{"learning_rate": 0.1}}.'
        )
    named = [(name, value) for name, value in found.items() if name != SCHEMA]
    texts = []
    for name, value in named:
        inside = value if isinstance(value, dict) else {}
        for each in (name, *inside):
            if not each.strip() or "=" in each:
                raise UserError(
                    f"--set-file {path}: {each!r} is no parameter's name; `render.py params SCENE` "
                    "lists them."
                )
        texts += [f"{name}.{each}={_text(one)}" for each, one in inside.items() if each != SCHEMA]
        texts += [] if inside else [f"{name}={_text(value)}"]
    return tuple(texts)


def _read(path: Path) -> bytes:
    """Return what is in a file, or comes through a pipe in time: one byte too many at most."""
    if sys.platform == "win32":
        with path.open("rb") as file:
            return file.read(LONGEST + 1)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb", buffering=0) as file:  # noqa: PTH123  (it is open)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return file.read(LONGEST + 1)
        content, deadline = b"", time.monotonic() + SECONDS_TO_WAIT
        while len(content) <= LONGEST:
            ready, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise OSError(f"nobody wrote to the end of it within {SECONDS_TO_WAIT:g} s")
            part = file.read(LONGEST + 1 - len(content))
            if part == b"":
                break
            content += part or b""
        return content


def _whole_number(digits: str) -> int:
    most = sys.get_int_max_str_digits()
    if 0 < most < len(digits.lstrip("-")):
        count = len(digits.lstrip("-"))
        raise ValueError(f"a number has {count:,} digits, and may have {most:,}")
    return int(digits)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} is there twice")
        found[name] = value
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
