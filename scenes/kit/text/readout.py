"""Readouts: numbers in tabular figures on a fixed anchor, set in place every frame."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.layout import middle_of
from scenes.kit.text.numerals import MINUS, SUPERSCRIPTS, raised, scientific
from scenes.kit.text.text import LABEL, Formula
from scenes.kit.theme import color
from scenes.kit.types import Vector

DIGITS = "0123456789"
SIGNS = {MINUS: "-", "+": "+", ".": ".", "∞": "infinity", "×": "times"}
"""Characters besides the digits that a readout can show, and their Typst source."""

SMALL, RAISED = 0.66, 0.55
"""Size of a superscript, as a share of the digits', and how far up it stands, of their height."""

SMALL_SIGNS = {small: MINUS if sign == "-" else sign for sign, small in SUPERSCRIPTS.items()}
"""The character that each superscript is a small one of."""

NARROW_AND_WIDE = {".": 0.55, "∞": 2.0}
"""Widths of the characters that are neither a digit nor a sign, as multiples of a digit's."""

FIGURE_SPACE = "\u2007"
"""As wide as a digit."""

SIGN_SPACE = "\u2003"
"""As wide as a sign."""

SAMPLE = " quad ".join(["H 00", *(f"0{digit}" for digit in DIGITS), *SIGNS.values()])
"""Every character once, after an H that stands on the baseline and two zeros to measure by.

Each digit follows a zero, since others may push it: the font leaves more room behind a 7.
"""


@dataclass(frozen=True)
class GlyphTable:
    """Outlines of digits and signs at one size, on a common baseline.

    Parameters
    ----------
    outlines
        Bézier points by character, shape ``(4 k, 3)``, relative to the pen, in scene units.
    advance
        How far the pen moves after a digit, the same for all of them, in scene units.
    height
        Height of a digit above the baseline, in scene units.
    """

    outlines: dict[str, Vector]
    advance: float
    height: float

    def width(self, text: str) -> float:
        """Return the width of `text`, in scene units."""
        return sum(_advances(character) for character in text) * self.advance

    def outline(self, text: str) -> Vector:
        """Return the Bézier points of `text`, shape ``(4 k, 3)``; the pen starts at the origin."""
        pen, groups = 0.0, [np.zeros((0, 3))]
        for character in text:
            if character in SMALL_SIGNS:
                outline = SMALL * self.outlines[SMALL_SIGNS[character]]
                groups.append(outline + (pen, RAISED * self.height, 0.0))
            elif not character.isspace():
                groups.append(self.outlines[character] + (pen, 0.0, 0.0))
            pen += _advances(character) * self.advance
        return np.concatenate(groups)


def _advances(character: str) -> float:
    """Return the width of `character` as a multiple of a digit's."""
    if character in SMALL_SIGNS:
        return SMALL * _advances(SMALL_SIGNS[character])
    if character in NARROW_AND_WIDE:
        return NARROW_AND_WIDE[character]
    return 1.0 if character in DIGITS + FIGURE_SPACE else 1.55


@functools.cache
def glyph_table(size: float) -> GlyphTable:
    """Set every character once, at `size` of the type scale, and cut the result into outlines."""
    capital, zero, next_zero, *glyphs = Formula(SAMPLE, size=size).glyphs()
    baseline = float(capital[:, 1].min())
    advance = _left(next_zero) - _left(zero)
    bearing = (advance - float(np.ptp(zero[:, 0]))) / 2
    zeros, digits, signs = glyphs[0:20:2], glyphs[1:20:2], glyphs[20:]
    outlines = {}
    for character, before, glyph in zip(DIGITS, zeros, digits, strict=True):
        # digits keep the bearings that the font gives them
        pen = _left(before) - bearing + advance
        outlines[character] = glyph - (pen, baseline, 0.0)
    for character, glyph in zip(SIGNS, signs, strict=True):  # and signs are centred
        pen = _left(glyph) + float(np.ptp(glyph[:, 0])) / 2 - _advances(character) * advance / 2
        outlines[character] = glyph - (pen, baseline, 0.0)
    return GlyphTable(outlines, advance, float(zero[:, 1].max()) - baseline)


def _left(outline: Vector) -> float:
    return float(outline[:, 0].min())


def spell(
    value: float, decimals: int, whole: int = 1, signed: bool = True, exact: bool = False
) -> str:
    """Write `value` with a column for its sign and a fixed place for its point.

    Parameters
    ----------
    value
        Any float; an infinity becomes ``∞``.
    decimals
        Digits after the point.
    whole
        Columns before the point; what is not needed stays empty.
    signed
        Whether there is a column for the sign.
    exact
        Whether what would be rounded to 0 keeps two digits: ``5.6 × 10⁻¹⁰``.
    """
    digits = f"{abs(value):.{decimals}f}"
    parts = scientific(abs(value), f".{decimals}f") if exact else None
    if parts is not None:
        digits = f"{parts[0]}×10{raised(parts[1])}"
    negative = value < 0 and (parts is not None or float(digits) != 0)
    sign = (MINUS if negative else SIGN_SPACE) if signed or negative else ""
    if np.isinf(value):
        return sign + "∞"
    columns = len(digits.partition(".")[0])
    return FIGURE_SPACE * max(0, whole - columns) + sign + digits


class Digits(Following, VMobject):
    """A number as one mobject: its outlines are replaced in place, its anchor stays.

    The anchor is the left end of the baseline, before the column of the sign. What is shown is a
    function of `value` alone, so a number is right in every frame, whoever draws it.

    Parameters
    ----------
    value
        Returns what is shown now; called once a frame.
    decimals, whole, signed, exact
        As for :func:`spell`.
    size
        One of the type scale.
    """

    follows = ("value", "table")

    def __init__(
        self,
        value: Callable[[], float],
        decimals: int = 2,
        whole: int = 1,
        signed: bool = True,
        exact: bool = False,
        size: float = LABEL,
        role: str = "ink",
        **options: Any,
    ) -> None:
        super().__init__(color=color(role), fill_opacity=1, stroke_width=0, **options)
        self.value, self.decimals, self.whole, self.signed = value, decimals, whole, signed
        self.exact = exact
        self.table = glyph_table(size)
        self.shown = ""
        self._outline: Vector = np.zeros((0, 3))
        self.put(self.spelled())
        self.add_updater(lambda digits: digits.refresh())

    def spelled(self) -> str:
        """Return what ought to be shown now."""
        return spell(self.value(), self.decimals, self.whole, self.signed, self.exact)

    def refresh(self) -> None:
        """Show the present value; costs nothing when the text is the same."""
        text = self.spelled()
        if text != self.shown:
            self.put(text)

    def put(self, text: str) -> None:
        """Replace the outlines by those of `text`, at the same anchor and scale."""
        anchor, scale = self._placement()
        self._outline = self.table.outline(text)
        self.points = anchor + scale * self._outline
        self.shown = text

    def growth(self, value: float) -> float:
        """Return by how much `value` takes more room than what is shown now, in scene units."""
        wanted = spell(value, self.decimals, self.whole, self.signed, self.exact)
        more = self.table.width(wanted) - self.table.width(self.shown)
        return max(0.0, more * self._placement()[1])

    def anchored_at(self, point: Vector) -> Digits:
        """Put the anchor at `point` and return self."""
        self.shift(point - self._placement()[0])
        return self

    def _placement(self) -> tuple[Vector, float]:
        # Where the number was moved and scaled to, read off its outlines: manim moves points only.
        if len(self._outline) == 0:
            return np.zeros(3), 1.0
        reach = np.linalg.norm(self._outline - self._outline[0], axis=1)
        far = int(reach.argmax())  # not the last: a single closed outline ends where it starts
        scale = float(np.linalg.norm(self.points[far] - self.points[0]) / reach[far])
        return self.points[0] - scale * self._outline[0], scale


class Readout(VGroup):
    """A labelled number: ``x = −1.234``.

    Parameters
    ----------
    symbol
        Typst mathematics on the left of the equals sign.
    value
        Returns what is shown now.
    role
        Colour role of the number and its symbol.
    size
        One of the type scale.
    relation
        The sign between them; ``approx`` where the digits shown are not all.
    **spelling
        ``decimals``, ``whole``, ``signed`` and ``exact``, as for :func:`spell`.
    """

    def __init__(
        self,
        symbol: str,
        value: Callable[[], float],
        role: str = "ink",
        size: float = LABEL,
        relation: str = "=",
        **spelling: Any,
    ) -> None:
        self.symbol = Formula(f"{symbol} {relation} {{{{ 0 : number }}}}", size=size, role=role)
        zero = self.symbol.select("number")
        self.digits = Digits(value, size=size, role=role, **spelling)
        self.digits.anchored_at(zero.get_corner((-1, -1, 0)))
        self.symbol.remove(*zero)
        super().__init__(self.symbol, self.digits)

    @property
    def equals(self) -> Vector:
        """The middle of the equals sign, which readouts in a column share."""
        return middle_of(self.symbol.glyphs()[-1])


def column(*readouts: Readout, pitch: float = 0.55) -> VGroup:
    """Stack readouts with their equals signs below each other, `pitch` scene units apart."""
    first = readouts[0].equals
    for row, readout in enumerate(readouts):
        readout.shift(first + np.array([0, -row * pitch, 0]) - readout.equals)
    return VGroup(*readouts)
