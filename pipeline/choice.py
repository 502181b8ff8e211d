"""One name of several, as people type it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from pipeline.errors import did_you_mean


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
