"""``render.py cache``: what is kept, whether it is whole, and how to keep less of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.report import plain_table, print_error, print_table, size
from pipeline.store import GIGABYTE, KINDS, Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.store import Stored


def keep(store: Store, verify: bool, most: float | None) -> int:
    """Check or prune the cache if so wished, and print what is in it.

    Parameters
    ----------
    store
        The cache.
    verify
        Whether every entry is read and checked.
    most
        Gigabytes to keep at most; nothing is pruned when left out.

    Returns
    -------
    int
        The exit code: 0 unless something was damaged.
    """
    damaged = store.verify() if verify else []
    for entry in damaged:
        print_error(f"{entry.path} was damaged: it is removed, and made anew when it is needed.")
    if verify and not damaged:
        click.echo("Every entry is whole.")
    if most is not None:
        removed = store.prune(most * GIGABYTE)
        click.echo(f"{_count(removed)} pruned: {size(sum(entry.bytes for entry in removed))}.")
    _print(store)
    return 1 if damaged else 0


def _print(store: Store) -> None:
    entries = list(store.entries())
    rows = []
    for kind, meaning in KINDS.items():
        these = [entry for entry in entries if entry.kind == kind]
        rows.append((meaning, str(len(these)), size(sum(entry.bytes for entry in these))))
    print_table(plain_table(("kept", "entries", "size"), rows))
    total = sum(entry.bytes for entry in entries)
    click.echo(f"{_count(entries)}, {size(total)}, in {store.folder}")


def _count(entries: Sequence[Stored]) -> str:
    return "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
