"""Cards of code, line by line, and the lines of several cards that run at the same time."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    FadeIn,
    FadeOut,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    VGroup,
)

from scenes.kit.following import Following
from scenes.kit.layout import Slot
from scenes.kit.text.mobject import TransformMatchingShapes
from scenes.kit.text.readout import Digits, glyph_table
from scenes.kit.text.text import LABEL, TICK, Lettering
from scenes.kit.theme import color
from scenes.kit.types import FloatArray, Vector
from scenes.parts.programs import ROLES, Line, Program

AS_TALL = 1.15
"""Typst sets code at 0.8 of its size; so much larger, its l and p are as tall as other text's."""

PITCH, LOOSE_PITCH = 0.415, 0.64
"""From one line of code to the next, in scene units: at least, and where there is room."""

EMPTY = 0.5
"""Height of an empty line, as a share of another's."""

PADDING = 0.18
HEADING = 1.05
"""From a card's top to the foot of its first line, in scene units."""

NOTES = 4.96
"""From a card's left edge to the notes beside its lines, in scene units."""

MIDDLE = 0.1
"""From the baseline to the middle of a line, in scene units."""

FOOT = 0.26
"""From a card's lower edge to what stands at its foot, in scene units."""

CORNER, RIM = 0.12, 1.5
BAR_WIDTH = 0.07
DIMMED = 0.4
"""Opacity of a line that does not run, while others do."""

SPACED, SPACE = 1.2, 0.5
"""Room for a comma, and of a space beside an equals sign, as multiples of a character."""

Levels = Callable[[str], float]
"""How much each part of a program runs now, from 0 to 1."""


class CodeLine(Lettering):
    """One line of code in a font of even width, coloured by what its names mean.

    Parameters
    ----------
    line
        Of a program.
    pen
        Left end of the baseline on the screen, ``(3,)``.
    dedented
        Whether it begins at the pen, without its indentation.
    """

    def __init__(self, line: Line, pen: Vector, dedented: bool = False) -> None:
        super().__init__(_typst(line.words), size=TICK)
        for part in self.submobjects:
            part.set_stroke(part.get_fill_color(), 0)  # which is seen while it is written
        self.line, self.text, self.pen = line, line.text, pen
        columns = 0 if dedented else line.indent
        corner = pen + columns * advance() * RIGHT + _bearing(line.text.lstrip()[0])
        self.shift(corner - self.glyphs()[0].min(axis=0))


def _typst(words: Iterable[tuple[str, str]]) -> str:
    """Return Typst markup for pieces of code, each in the colour of its role."""
    pieces = (
        f'#text(fill: rgb("{color(role).to_hex()}"), raw({json.dumps(word, ensure_ascii=False)}))'
        for word, role in words
        if word
    )
    return f"#show raw: set text(size: {AS_TALL}em)\n{''.join(pieces)}"


@functools.cache
def advance() -> float:
    """Return the width of a character of code, in scene units."""
    one, other = _corners("MM")
    return float(other[0] - one[0])


@functools.cache
def _bearing(character: str) -> Vector:
    """Return where the lower left corner of a character is, from that of an M at its place."""
    corner, own = _corners(f"M{character}")
    return np.asarray(own - corner - advance() * RIGHT)


def _corners(text: str) -> list[Vector]:
    glyphs = Lettering(_typst([(text, "ink")]), size=TICK).glyphs()
    return [glyph.min(axis=0) for glyph in glyphs]


class CodeCard(Following, VGroup):
    """A program on a card, or some of its lines, which can be lit while they run.

    The lines are not on the card until they have been written: :meth:`take_lines`.

    Parameters
    ----------
    program
        Whose lines it shows.
    slot
        Where it stands; it is as high as that, or lower where its lines are few.
    rows
        For each part, which row its first line takes; the others of that part follow. Lines of
        other parts are left out, and none is indented. When left out, all lines are shown.
    """

    follows = ("levels",)

    def __init__(self, program: Program, slot: Slot, rows: Mapping[str, int] | None = None) -> None:
        self.program = program
        pen = np.array([slot.left + PADDING + BAR_WIDTH, slot.top - HEADING, 0])
        self.pitch = PITCH if rows else _pitch(program, slot.height - HEADING - FOOT)
        self.lines = list(_lines(program, pen, self.pitch, rows))
        bottom = min(line.pen[1] for line in self.lines) - FOOT
        self.slot = slot if rows else Slot(slot.left, bottom, slot.right, slot.top)
        self.box = RoundedRectangle(
            corner_radius=CORNER, width=self.slot.width, height=self.slot.height
        )
        self.box.set_fill(color("paper"), 1).set_stroke(color("faint"), RIM)
        self.box.move_to(self.slot.center)
        name = Lettering(f"*{program.name}*", size=LABEL)
        head = Slot(slot.left + PADDING, slot.top - 0.6, slot.right - PADDING, slot.top - PADDING)
        self.heading = head.place(name, 0, 1)
        self.bars = {id(line): self._bar(line) for line in self.lines}
        self.levels: Levels | None = None
        self._lit: tuple[float, ...] = ()
        super().__init__(self.box, self.heading)
        self.add_updater(lambda card: card.refresh())

    def of(self, *parts: str) -> list[CodeLine]:
        """Return the lines of some parts, from top to bottom."""
        return [line for line in self.lines if line.line.part in parts]

    @property
    def foot(self) -> Vector:
        """Left end of the baseline of what stands below the lines of a card."""
        return self.slot.point(0, 0) + (PADDING + BAR_WIDTH, FOOT, 0)

    def note(self, part: str, words: str) -> Lettering:
        """Return `words` (Typst markup) at the right end of the first line of a part."""
        line = self.of(part)[0]
        text = Lettering(words, size=TICK, role="faint")
        return text.shift((self.slot.left + NOTES, line.pen[1], 0) - text.glyphs()[0].min(axis=0))

    def take_lines(self) -> CodeCard:
        """Put all lines on the card, dark bars before them, and return self."""
        for line in self.lines:
            self.add(self.bars[id(line)].set_fill(opacity=0), line)
        return self

    def light(self, levels: Levels | None) -> None:
        """Light lines from now on by how much their part runs; all of them with nothing."""
        self.levels = levels
        self.refresh()

    def refresh(self) -> None:
        """Show which lines run now."""
        levels = self.levels
        lit = tuple(1.0 if levels is None else levels(line.line.part) for line in self.lines)
        shown = (float(levels is not None), *lit)
        if shown == self._lit or self.bars[id(self.lines[0])] not in self.submobjects:
            return
        for line, level in zip(self.lines, lit, strict=True):
            line.set_fill(opacity=DIMMED + (1 - DIMMED) * level)
            self.bars[id(line)].set_fill(opacity=level if levels else 0)
        self._lit = shown

    def _bar(self, line: CodeLine) -> Rectangle:
        """Return the bar at the left edge that stands before a line while it runs."""
        bar = Rectangle(width=BAR_WIDTH, height=self.pitch, stroke_width=0)
        bar.set_fill(color("ink"), 0)
        return bar.move_to((self.slot.left + BAR_WIDTH, line.pen[1] + MIDDLE, 0))

    def morph_to(self, other: CodeCard) -> list[Any]:
        """Return the animations that turn this card and its lines into `other`, part by part."""
        parts = dict.fromkeys(line.line.part for line in (*self.lines, *other.lines))
        moves: list[Any] = [
            ReplacementTransform(self.box, other.box),
            TransformMatchingShapes(self.heading, other.heading),
        ]
        for part in parts:
            moves += [_move(*pair) for pair in zip_longest(self.of(part), other.of(part))]
        return moves


def _move(old: CodeLine | None, new: CodeLine | None) -> Any:
    if new is None:
        return FadeOut(*([old] if old else []))
    return TransformMatchingShapes(old, new) if old else FadeIn(new, shift=0.3 * LEFT)


def _heights(program: Program) -> FloatArray:
    """Return the height of each row, as a share of that of a line."""
    return np.array([EMPTY if row is None else 1.0 for row in program.rows])


def _pitch(program: Program, room: float) -> float:
    """Return how far apart lines are that fill `room`, from the first baseline to the last."""
    return float(np.clip(room / _heights(program)[1:].sum(), PITCH, LOOSE_PITCH))


def _lines(
    program: Program, pen: Vector, pitch: float, rows: Mapping[str, int] | None
) -> Iterator[CodeLine]:
    if rows is None:
        depths = pitch * (_heights(program).cumsum() - 1)
        for row, depth in zip(program.rows, depths, strict=True):
            if row:
                yield CodeLine(row, pen - (0, float(depth), 0))
        return
    free = dict(rows)
    for line in program.lines:
        if line.part in free:
            yield CodeLine(line, pen - (0, free[line.part] * pitch, 0), dedented=True)
            free[line.part] += 1


class Output(VGroup):
    """What a program holds now: one number, or several between brackets.

    Parameters
    ----------
    values
        Each returns one of the numbers; called once a frame.
    decimals
        Of each.
    size
        One of the type scale.
    name
        What they are called: it stands before them, with an equals sign.
    """

    def __init__(
        self,
        values: Iterable[Callable[[], float]],
        decimals: int,
        size: float = TICK,
        name: str = "",
    ) -> None:
        super().__init__()
        self.digits = [
            Digits(value, decimals, signed=False, size=size, role=ROLES["x"]) for value in values
        ]
        self.signs = VGroup()
        table, pen = glyph_table(size), np.zeros(3)
        several = len(self.digits) > 1
        role = ROLES.get(name, "ink")
        if name:
            pen += self._sign(name, pen, size, role) + SPACE * advance() * RIGHT
            pen += self._sign("=", pen, size) + SPACE * advance() * RIGHT
        if several:
            pen += self._sign("[", pen, size)
        for digits in self.digits:
            self.add(digits.anchored_at(pen))
            pen += table.width(digits.shown) * RIGHT
            if several:
                pen += self._sign("]" if digits is self.digits[-1] else ",", pen, size)
        self.add(self.signs)

    def _sign(self, sign: str, pen: Vector, size: float, role: str = "ink") -> Vector:
        """Set a word of code at the pen; return how far that moves the pen."""
        text = Lettering(_typst([(sign, role)]), size=size)
        text.text = sign
        scale = size / TICK
        self.signs.add(text.shift(pen + scale * _bearing(sign[0]) - text.glyphs()[0].min(axis=0)))
        return scale * (SPACED if sign == "," else len(sign)) * advance() * RIGHT
