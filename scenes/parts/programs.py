"""Programs that the screen shows: the files in `loops`, with a scene's numbers put in.

The files are never run here. Where they are, `find_spec` tells without importing them, so that
PyTorch need not be installed.
"""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

FILES = {
    "Python": find_spec("scenes.parts.loops.plain_python"),
    "NumPy": find_spec("scenes.parts.loops.with_numpy"),
    "PyTorch": find_spec("scenes.parts.loops.with_pytorch"),
}

PARTS = {
    "Python": "start rate . loop slope step . print",
    "NumPy": "import . start rate . loop slope step . print",
    "PyTorch": "import . start start rate . loop slope slope step clear . print",
}
"""What each line of a file does, from top to bottom; a point for an empty line.

Lines of one part say the same in each file. Only PyTorch clears its gradient: it adds them up.
"""

EMPTY = "."

NUMBERS = "5.0", "0.1", "25"
"""Start, learning rate and steps, as they stand in each file."""

ROLES = {
    "x": "gradient_descent",
    "alpha": "step",
    "lr": "step",
    "slope": "slope",
    "backward": "slope",
}
"""Colour role of a name in a program: what it is called elsewhere has that colour there."""


@dataclass(frozen=True)
class Line:
    """One line of a program.

    Parameters
    ----------
    part
        What it does, one of `PARTS`.
    text
        As it stands in the program, with its indentation.
    words
        Its pieces with their colour roles; spaces are pieces of their own.
    """

    part: str
    text: str
    words: tuple[tuple[str, str], ...]

    @property
    def indent(self) -> int:
        """Characters before the first that is seen."""
        return len(self.text) - len(self.text.lstrip())


@dataclass(frozen=True)
class Program:
    """A program as it is shown and run.

    Parameters
    ----------
    name
        One of `FILES`.
    source
        The whole text.
    rate
        The learning rate as the text has it, which has a colour.
    """

    name: str
    source: str
    rate: str

    @property
    def rows(self) -> tuple[Line | None, ...]:
        """Its lines from top to bottom; nothing where one is empty."""
        words = _words(self.source, self.rate)
        texts = self.source.splitlines()
        rows = zip(PARTS[self.name].split(), texts, strict=True)
        return tuple(
            None if part == EMPTY else Line(part, text, tuple(words[number]))
            for number, (part, text) in enumerate(rows)
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines that are not empty."""
        return tuple(line for line in self.rows if line)


def program(name: str, start: float, learning_rate: float, steps: int) -> Program:
    """Return the program of a file with these numbers in it.

    Parameters
    ----------
    name
        One of `FILES`.
    start
        What x, or its first number, begins with.
    learning_rate, steps
        Step size, and how often the loop runs.
    """
    numbers = repr(start), repr(learning_rate), repr(steps)
    text = exchanged(_text(FILES[name]), dict(zip(NUMBERS, numbers, strict=True)))
    return Program(name, text, repr(learning_rate))


def exchanged(text: str, constants: Mapping[str, str]) -> str:
    """Return `text` with other numbers, each of which must stand in it exactly once."""
    pattern = r"(?<![\w.])(" + "|".join(map(re.escape, constants)) + r")(?![\w.])"
    found = sorted(re.findall(pattern, text))
    if found != sorted(constants):
        raise ValueError(f"each of {', '.join(constants)} must stand once, not {found}")
    return re.sub(pattern, lambda number: constants[number[0]], text)


def _text(spec: ModuleSpec | None) -> str:
    assert spec is not None and spec.origin is not None, "a program without a file"
    return Path(spec.origin).read_text(encoding="utf-8")


def _words(source: str, rate: str) -> list[list[tuple[str, str]]]:
    """Return the pieces of each line of `source` with their colour roles."""
    lines: list[list[tuple[str, str]]] = [[] for _ in source.splitlines()]
    ends = [0] * len(lines)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, start = token.start[0] - 1, token.start[1]
        if not token.string.strip():
            continue
        if start > ends[row]:
            lines[row].append((" " * (start - ends[row]), "ink"))
        lines[row].append((token.string, _role(token.string, rate)))
        ends[row] = token.end[1]
    return lines


def _role(word: str, rate: str) -> str:
    if keyword.iskeyword(word):
        return "faint"
    return "step" if word == rate else ROLES.get(word, "ink")
