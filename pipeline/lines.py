"""Progress and results as JSON lines, for programs that read what people would look at."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import click

from pipeline.job import Failure, Outcome, Progress, Result


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
        "beats": [
            {"name": beat.name, "caption": beat.caption, "start": beat.start, "end": beat.end}
            for beat in result.beats
        ],
    }
