"""Results: a table on standard output, failures on standard error, or JSON lines for programs."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from pipeline.job import Failure, Outcome, Progress, Result

if TYPE_CHECKING:
    from typing import IO

    from rich.console import Console, JustifyMethod
    from rich.table import Table

NUMBER = re.compile(r"([-+]?[\d.]+(e[-+]?\d+)?( [a-zA-Z]+)?|[-+]?inf|nan|)")


class Lines:
    """Writes one JSON object a line on standard output; ``lines.schema.json`` says what is in it.

    Parameters
    ----------
    with_details
        Whether a failure's traceback is told as well.
    """

    def __init__(self, with_details: bool = False) -> None:
        self.with_details = with_details
        self._told: list[Outcome] = []
        self._made = self._failed = 0
        self._began = time.monotonic()
        self._started: dict[int, float] = {}
        self._labels: Sequence[str] = ()

    def expect(self, labels: Sequence[str]) -> None:
        """Take what the jobs are called that are told of from now on."""
        self._labels, self._started = labels, {}

    def __call__(self, number: int, message: Progress | Outcome) -> None:
        """Tell how far a job has come, or what came of it."""
        if not isinstance(message, Progress):
            self.outcome(message)
            return
        now = time.monotonic()
        if number not in self._started:
            self._started[number] = now
            self._tell("started", scene=message.scene, label=self._labels[number])
        took = now - self._started[number]
        self._tell(
            "progress",
            scene=message.scene,
            beat=message.beat,
            label=self._labels[number],
            frames=message.frames,
            total=None if message.total is None else max(message.total, message.frames),
            fps=round(message.frames / took, 1) if took > 0 else None,
        )

    def outcome(self, outcome: Outcome) -> None:
        """Tell what came of something, once."""
        if outcome in self._told:
            return
        self._told.append(outcome)
        if isinstance(outcome, Failure):
            self.failed(outcome.scene, outcome.message, outcome.details)
        else:
            self._made += 1
            self._tell("finished", **_facts(outcome))

    def failed(self, scene: str | None, message: str, details: str = "") -> None:
        """Tell what was not made and why; of no scene when the command itself cannot go on."""
        self._failed += 1
        told = {"details": details} if details and self.with_details else {}
        self._tell("failed", scene=scene, message=message, **told)

    def planned(self, **facts: Any) -> None:
        """Tell what would be drawn."""
        self._tell("planned", **facts)

    def snippet(self, scene: str, message: str) -> None:
        """Tell what to write into a page."""
        self._tell("snippet", scene=scene, message=message)

    def summary(self) -> None:
        """Tell how it went as a whole: the last line."""
        took = round(time.monotonic() - self._began, 3)
        self._tell("summary", made=self._made, failed=self._failed, seconds=took)

    def _tell(self, event: str, **facts: Any) -> None:
        click.echo(json.dumps({"event": event, **facts}, ensure_ascii=False, allow_nan=False))


def _facts(result: Result) -> dict[str, Any]:
    return {
        "scene": result.scene,
        "path": str(result.path),
        "duration": result.duration,
        "frames": result.frames,
        "bytes": result.bytes,
        "seconds": round(result.took, 3),
        "unchanged": result.unchanged,
        "message": result.remark,
        "why": result.why,
        "beats": [
            {"name": beat.name, "caption": beat.caption, "start": beat.start, "end": beat.end}
            for beat in result.beats
        ],
    }


def print_outcomes(
    outcomes: Sequence[Outcome], show_traceback: bool, lines: Lines | None = None
) -> int:
    """Print what was made and what was not.

    Parameters
    ----------
    outcomes
        Results and failures.
    show_traceback
        Whether a failure's traceback follows its sentence.
    lines
        Takes what was made as JSON lines; it is a table when left out.

    Returns
    -------
    int
        The exit code: 0 when everything was made.
    """
    made = [outcome for outcome in outcomes if isinstance(outcome, Result)]
    failed = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if lines is not None:
        for outcome in outcomes:
            lines.outcome(outcome)
    elif made:
        header = ["scene", "file", "duration", "frames", "size", "took"]
        rows = [_row(result) for result in made]
        for name, texts in (
            ("with", [result.remark for result in made]),
            ("anew", [result.why for result in made]),
        ):
            if any(texts):
                header.append(name)
                rows = [[*row, text] for row, text in zip(rows, texts, strict=True)]
        print_table(plain_table(header, rows))
    told = {failure.message: failure.details for failure in failed}
    for message, details in told.items():  # a full disk is one problem, however many scenes it ends
        print_error(message, details if show_traceback else "")
    scenes = {outcome.scene for outcome in outcomes}
    if failed and len(scenes) > 1:
        names = list(dict.fromkeys(failure.scene for failure in failed))
        print_error(f"{len(names)} of {len(scenes)} scenes failed: {', '.join(names)}.")
    return 1 if failed else 0


def print_table(table: Table) -> None:
    """Print a table on standard output, never cutting a path where it is not a terminal."""
    if sys.stdout is not None:  # it is None when the shell has closed it
        console_for(sys.stdout).print(table)


def print_error(message: str, details: str = "") -> None:
    """Print one problem on standard error."""
    if details:
        click.echo(details, err=True)
    click.echo(f"Error: {message}", err=True)


def console_for(stream: IO[str]) -> Console:
    """Return a console that is as wide as it needs to be when nobody looks at it."""
    from rich.console import Console  # noqa: PLC0415  # --help and list wait for none of it

    return Console(file=stream, width=None if stream.isatty() else 1000, highlight=False)


def plain_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], gap: int | None = None
) -> Table:
    """Return a table without lines between its columns, numbers to the right.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        What stands below them.
    gap
        Row before which others are left out; an ellipsis stands there.
    """
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    rows = list(rows)
    table = Table(box=box.SIMPLE_HEAD)
    for number, name in enumerate(header):
        numeric = all(NUMBER.fullmatch(row[number]) for row in rows)
        side: JustifyMethod = "right" if numeric else "left"
        table.add_column(Text(name), justify=side, overflow="fold")
    for number, row in enumerate(rows):
        if number == gap:
            table.add_row(*("…" for _ in header))
        table.add_row(*map(Text, row))  # Text, since a path may look like markup
    return table


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB" if count < 1_000_000_000 else f"{count / 1e9:.2f} GB"


def _row(result: Result) -> list[str]:
    return [
        result.scene,
        str(result.path),
        f"{result.duration:.2f} s" if result.duration else "still",
        str(result.frames),
        size(result.bytes),
        "unchanged" if result.unchanged else f"{result.took:.1f} s",
    ]
