"""What was found, as a table and as JSON."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from statistics import median

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.comparison import Comparison


def print_table(found: Sequence[Comparison], machine: Mapping[str, str], rounds: int) -> None:
    """Print one line for every comparison, and what it was measured on."""
    console = Console(highlight=False)
    for section, comparisons in itertools.groupby(found, lambda one: one.section):
        table = Table(title=section, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
        table.add_column("", min_width=32)
        for head, width in (("ours", 8), ("theirs", 9), ("gain", 8), ("rounds", 9)):
            table.add_column(head, justify="right", no_wrap=True, min_width=width)
        for one in comparisons:
            table.add_row(one.what, *_values(one))
        console.print(table)
    console.print(_explanation(rounds))
    console.print("; ".join(f"{what} {value}" for what, value in machine.items()), style="dim")


def as_json(found: Sequence[Comparison], machine: Mapping[str, str], rounds: int) -> str:
    """Return everything that was measured, every round of it."""
    comparisons = [one.as_json() for one in found]
    return json.dumps(
        {"machine": dict(machine), "rounds": rounds, "comparisons": comparisons},
        indent=2,
        ensure_ascii=False,
    )


def _values(one: Comparison) -> tuple[str, str, str, str]:
    ours, theirs = (f"{_short(median(values))} {one.unit}" for values in (one.ours, one.theirs))
    low, high = one.range
    rounds = f"{_short(low)}–{_short(high)}" if len(one.ours) > 1 else ""
    return ours, theirs, one.gain, rounds


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _explanation(rounds: int) -> str:
    return (
        f"Times are CPU time of all threads, medians of {rounds} rounds with the sides in turn. "
        "A gain is their value divided by ours, above 1 in our favour; in dB, the difference. "
        "Rounds: the smallest and the largest gain of a single round."
    )
