"""``render.py cache``: show, verify and prune the cache."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import click

from pipeline.cache.store import GIGABYTE, KINDS, UNFINISHED, Store, default_folder
from pipeline.commands.request import limit
from pipeline.errors import UserError
from pipeline.report.results import plain_table, print_error, print_table, size
from scenes.kit.kept_files import remove_kept
from scenes.kit.kernel_folder import kept_kernels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.cache.store import Stored


def keep(cache: Path | None, verify: bool, prune: bool, max_gb: float | None) -> int:
    """Check or prune the cache if so asked, and print what is in it.

    Parameters
    ----------
    cache
        Its folder; that of the environment when left out.
    verify
        Whether every entry is read and checked.
    prune
        Whether what was not used for the longest time is removed.
    max_gb
        Gigabytes that pruning leaves; as after a run when left out.

    Returns
    -------
    int
        The exit code: 0 unless something was damaged.

    Raises
    ------
    UserError
        When the folder that was named is no cache, or cannot be used.
    """
    if max_gb is not None and not prune:
        raise click.UsageError("--max-gb says how much --prune leaves: add --prune.")
    folder = cache or default_folder()
    store = Store(folder) if _is_cache(folder) else None
    if store is None and cache is not None:
        raise UserError(f"There is no cache in {folder}: --cache names the folder of one.")
    damaged = _verify(store) if verify else False
    if store is None:
        click.echo(f"Nothing is kept yet in {folder}.")
        return 1 if damaged else 0
    if prune:
        removed = store.prune(limit() if max_gb is None else max_gb * GIGABYTE)
        click.echo(f"{_count(removed)} pruned: {size(sum(entry.bytes for entry in removed))}.")
    _print(store)
    return 1 if damaged else 0


def _verify(store: Store | None) -> bool:
    """Check every entry, and what else is in the user's cache; tell whether one was damaged."""
    damaged = [] if store is None else [entry.path for entry in store.verify()]
    damaged += remove_damaged()
    for path in damaged:
        print_error(f"{path} was damaged: it is removed, and made anew when it is needed.")
    if not damaged:
        click.echo("Every entry is whole.")
    return bool(damaged)


def remove_damaged() -> list[Path]:
    """Remove what cannot be used in the user's cache: compiled code, set texts, results."""
    # here, since nothing else in this file needs NumPy
    from scenes.kit.kept_results import kept_results  # noqa: PLC0415
    from scenes.kit.text.outlines import kept_outlines  # noqa: PLC0415

    damaged = []
    for path, whole in chain(kept_kernels(), kept_outlines(), kept_results()):
        if not whole:
            try:
                remove_kept(path)
            except OSError as error:
                raise UserError(
                    f"{path} is damaged and cannot be removed ({error.strerror or error})."
                ) from error
            damaged.append(path)
    return damaged


def _is_cache(folder: Path) -> bool:
    """Tell whether somebody has kept something in a folder, or whether it hides that."""
    try:
        return (folder / UNFINISHED).is_dir()
    except OSError:  # opening it says why
        return True


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
