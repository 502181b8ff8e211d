"""What a run takes when little or nothing has changed since the one before.

A copy of the project is rendered with an empty cache, again as it is, again after a beat was drawn
another way, and again after a caption was written another way. Then all of that from the start.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from benchmarks.comparison import Comparison
from benchmarks.contestants import Cost, timed
from benchmarks.course import KINDS
from benchmarks.save_to_still import copy_project, edit
from pipeline.cache.store import Store

NAME = "cache"
ROUNDS = 3
RIVAL = "the first run"
QUALITY = "medium"
FILE = Path("scenes", "geometric_decay.py")
BEFORE, AFTER = 'Pointer(self.first_step, role="step")', 'Pointer(self.first_step, role="ink")'
"""What is drawn another way: an arrow that comes and goes in one beat."""

CAPTION = 2
"""The beat whose caption is written another way, by its number from 0."""

MANIM = re.compile(r"\| +manim$", re.MULTILINE)
"""What Python says when told to say what it imports."""


@dataclass
class Course:
    """A copy of the project with a cache of its own, rendered again and again.

    Parameters
    ----------
    folder
        An empty one.
    selection
        What is typed after ``video``: names of scenes or ``all``, and ``--beat`` for some beats.
    quality
        A name in :data:`pipeline.presets.QUALITIES`.

    Attributes
    ----------
    drawn
        How many beats each kind of run has drawn, by its name.
    costs
        What each kind of run took.
    """

    folder: Path
    selection: Sequence[str]
    quality: str
    drawn: dict[str, int] = field(default_factory=dict)
    costs: dict[str, list[Cost]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        copy_project(self.project)
        self._text = self._file.read_text(encoding="utf-8")
        # sets type and compiles: what is kept of that is kept elsewhere, and helps every run
        self._render(self.folder / "warm", "-q", "draft")

    def round(self) -> None:
        """Render it for the first time and after each change."""
        for folder in (self._cache, self._output):
            shutil.rmtree(folder, ignore_errors=True)
        drawn_another_way = self._text.replace(BEFORE, AFTER)
        texts = {
            RIVAL: self._text,
            "unchanged": self._text,
            "one beat changed": drawn_another_way,
            "one caption changed": edit(drawn_another_way, CAPTION, " (1)"),
        }
        for kind, text in texts.items():
            self._write(text)
            before = self._segments()
            cost = self._render(self._output)
            self.costs.setdefault(kind, []).append(cost)
            self.drawn[kind] = len(self._segments() - before)
            said = f"{cost.wall:7.2f} s, CPU {cost.cpu:7.2f} s, {self.drawn[kind]:3} beats drawn"
            click.echo(f"  {kind:20} {said}", err=True)

    def imports_manim(self) -> bool:
        """Tell whether an unchanged run imports manim."""
        self._render(self._output, python=("-X", "importtime"))
        return MANIM.search(self._said.with_suffix(".err").read_text()) is not None

    @property
    def project(self) -> Path:
        """Where the copy is."""
        return self.folder / "project"

    def _render(self, output: Path, *options: str, python: Sequence[str] = ()) -> Cost:
        words = [sys.executable, *python, "render.py", "video", *self.selection, "-q", self.quality]
        words += ["--output", str(output), "--cache", str(self._cache), *options]
        return timed(words, self._said, self.project)[0]

    def _write(self, text: str) -> None:
        if self._file.read_text(encoding="utf-8") != text:
            self._file.write_text(text, encoding="utf-8")

    def _segments(self) -> set[str]:
        entries = Store(self._cache, untouched=True).entries()
        return {entry.key for entry in entries if entry.kind == "segments"}

    @property
    def _file(self) -> Path:
        return self.project / FILE

    @property
    def _cache(self) -> Path:
        return self.folder / "cache"

    @property
    def _output(self) -> Path:
        return self.folder / "output"

    @property
    def _said(self) -> Path:
        return self.folder / "said.log"


def compare(
    scratch: Path, rounds: int, selection: Sequence[str] = ("all",), quality: str = QUALITY
) -> list[Comparison]:
    """Measure seconds and CPU time of runs after little has changed, against the first one.

    Parameters
    ----------
    scratch
        A folder for all files.
    rounds
        How often all of them are run, one after the other.
    selection
        What is typed after ``video``.
    quality
        A name in :data:`pipeline.presets.QUALITIES`.
    """
    course = Course(scratch / NAME, selection, quality)
    for _ in range(rounds):
        course.round()
    return list(_compared(course))


def _compared(course: Course) -> Iterator[Comparison]:
    beats = course.drawn[RIVAL]
    content = f"render.py video {' '.join(course.selection)} -q {course.quality}, {beats} beats"
    manim = "manim imported" if course.imports_manim() else "manim not imported"
    for kind, costs in course.costs.items():
        if kind == RIVAL:
            continue
        remark = manim if kind == "unchanged" else f"{course.drawn[kind]} drawn"
        for label, seconds in KINDS.items():
            pair = [tuple(map(seconds, side)) for side in (costs, course.costs[RIVAL])]
            yield Comparison(NAME, content, RIVAL, f"{kind} ({remark}): {label}", "s", *pair)
