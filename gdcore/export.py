"""A single path as a table, for spreadsheets and web pages."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from gdcore.arrays import FloatArray, length

Columns = dict[str, list[float | None]]


def columns(
    points: FloatArray,
    values: FloatArray,
    gradients: FloatArray,
    rates: FloatArray,
    states: Mapping[str, FloatArray],
) -> Columns:
    """Lay a single path out as named columns of plain numbers, one entry for each row kept.

    Parameters
    ----------
    points, gradients : FloatArray
        `(rows, dim)`.
    values : FloatArray
        `(rows,)`.
    rates : FloatArray
        `(steps,)`; the rows are the last of `steps + 1`.
    states : mapping of str to FloatArray
        Each `(rows, dim)`.

    Returns
    -------
    dict of str to list
        Columns in order, each with `rows` entries.
    """
    rows = len(points)
    names = axis_names(points.shape[-1])
    numbered = list(range(len(rates) + 1))[-rows:]
    table: Columns = {"step": [*numbered]}
    table.update(zip(names, points.T.tolist(), strict=True))
    table["value"] = values.tolist()
    table["gradient_norm"] = length(gradients).tolist()
    table["rate"] = [*rates.tolist(), None][-rows:]
    for state, array in states.items():
        table.update(zip((f"{state}_{n}" for n in names), array.T.tolist(), strict=True))
    return table


def axis_names(dim: int) -> list[str]:
    """Return x, y and z for up to three dimensions, else x1, x2 and so on."""
    return ["x", "y", "z"][:dim] if dim <= 3 else [f"x{axis + 1}" for axis in range(dim)]


def csv_text(table: Columns) -> str:
    """Return columns as CSV text: a header, then one line for each row; None is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return text.getvalue()


def json_text(record: dict[str, Any]) -> str:
    """Return a record as JSON text; NaN and infinity are refused, as JSON has neither."""
    return json.dumps(record, allow_nan=False, indent=1)
