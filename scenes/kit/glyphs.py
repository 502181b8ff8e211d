"""Digits as outlines: numbers that change every frame without setting any type again."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from scenes.kit.lettering import Formula
from scenes.kit.types import Vector

DIGITS = "0123456789"
MINUS = "−"
SIGNS = {MINUS: "-", "+": "+", ".": ".", "∞": "infinity", "×": "times"}
"""Characters besides the digits that a readout can show, and their Typst source."""

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
        pen, pieces = 0.0, [np.zeros((0, 3))]
        for character in text:
            if not character.isspace():
                pieces.append(self.outlines[character] + (pen, 0.0, 0.0))
            pen += _advances(character) * self.advance
        return np.concatenate(pieces)


def _advances(character: str) -> float:
    """Return the width of `character` as a multiple of a digit's."""
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
