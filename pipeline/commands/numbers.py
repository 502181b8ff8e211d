"""``render.py numbers``: the iterates of a scene as a table, CSV or JSON, all from gdcore.

CSV and JSON hold every iterate. A table is to be read in a terminal: of a long path it shows both
ends, and of a batch of starts the first ones.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from rich.console import Console

from pipeline.params import parse_settings
from pipeline.render.manifest_part import labelled_paths, labelled_runs, plain
from pipeline.report.results import plain_table
from pipeline.scene_loading import blame, load

if TYPE_CHECKING:
    from gdcore import Path
    from scenes.catalog import Entry
    from scenes.kit.story.scene import Plot

NumbersFormat = Literal["table", "csv", "json"]
NUMBERS_FORMATS: tuple[NumbersFormat, ...] = get_args(NumbersFormat)

FIRST, LAST = 25, 3
"""Iterates of a path that a table shows at its beginning and at its end."""

COORDINATES = 4
"""Coordinates of a point that a table shows, of more than one above that."""

STARTS = 3
"""Starts of a batch that a table shows."""

ALL = "--format csv has all"


def numbers(entry: Entry, settings: Sequence[str], form: NumbersFormat) -> str:
    """Compute a scene's plot and lay it out as text.

    Parameters
    ----------
    settings
        ``name=value`` each.
    form
        How to lay it out.

    Raises
    ------
    UserError
        When a setting is unknown or wrong, or the plot cannot be computed.
    """
    story = load(entry)
    params = parse_settings(entry, story.params_type(), settings)
    try:
        plot = story.plot(params)
    except Exception as error:
        raise blame(error, entry, None) from error
    if form == "json":
        return _as_json(entry, params.model_dump(mode="json"), plot)
    return _as_csv(plot) if form == "csv" else _as_table(entry, plot)


def _as_json(entry: Entry, params: dict[str, Any], plot: Plot) -> str:
    record = {
        "scene": entry.name,
        "params": params,
        "facts": dict(plot.facts),
        "paths": {label: path.to_dict() for label, path in labelled_paths(plot)},
    }
    return json.dumps(plain(record), indent=1, ensure_ascii=False, allow_nan=False)


def _as_csv(plot: Plot) -> str:
    tables = {label: path.to_dict()["columns"] for label, path in labelled_paths(plot)}
    names = list(dict.fromkeys(name for table in tables.values() for name in table))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["path", *names])
    for label, table in tables.items():
        for row in range(len(table["step"])):
            writer.writerow(
                [label, *(table[name][row] if name in table else None for name in names)]
            )
    return text.getvalue().rstrip("\n")


def _as_table(entry: Entry, plot: Plot) -> str:
    console = Console(file=io.StringIO(), width=1000, color_system=None, markup=False)
    facts = [(name, _short(value)) for name, value in plot.facts.items()]
    if facts:
        console.print(f"{entry.name}, facts", plain_table(("fact", "value"), facts))
    for label, path in plot.paths.items():
        runs = [*labelled_runs(label, path)]
        for name, run in runs[:STARTS]:
            console.print(*_titled_table(name, run))
        if len(runs) > STARTS:
            more = len(runs) - STARTS
            console.print(f"{label}: {more} more start{'s' * (more > 1)}; {ALL}\n")
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines())


def _titled_table(label: str, path: Path) -> list[Any]:
    """Return what a path is, and its rows: both ends of a long one."""
    record = path.to_dict()
    columns = narrowed(record["columns"])
    title = f"{label}: {record['optimizer']} on {record['landscape']}, {record['outcome']}"
    rows = [[_short(cell) for cell in row] for row in zip(*columns.values(), strict=True)]
    names, hidden = tuple(columns), len(rows) - FIRST - LAST
    if hidden <= 1:
        return [title, plain_table(names, rows)]
    shown = plain_table(names, rows[:FIRST] + rows[-LAST:], gap=FIRST)
    return [title, shown, f"  {hidden} steps between them are not shown; {ALL}\n"]


def narrowed(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the columns of a path, but of many coordinates (x1, x2, …) the first ones alone."""
    many = [name for name in columns if name[0] == "x" and name[1:].isdigit()][COORDINATES:]
    if len(many) <= 1:
        return columns
    dots = {many[0]: "…"}  # one column stands for all that are left out
    return {
        dots.get(name, name): ["…"] * len(cells) if name in dots else cells
        for name, cells in columns.items()
        if name not in many[1:]
    }


def _short(cell: float | str | None) -> str:
    if cell is None:
        return ""
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
