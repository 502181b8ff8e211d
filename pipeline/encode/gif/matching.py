"""Palette candidates: which colours may stand for a pixel, and the distortion of each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.encode.jit import compiled

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

NOTHING = 0
"""The symbol of a pixel that is not drawn."""

NEVER = -1
"""Instead of an error: this must not be."""

MOST = 8
"""Bits of a symbol."""


class Candidates(NamedTuple):
    """Colours of the source, and the symbols that may stand for each of them.

    Parameters
    ----------
    colours
        Red, green and blue of the source's, of shape ``(n, 3)``.
    palette
        Of the symbols, of shape ``(symbols, 3)``; that of :data:`NOTHING` is not looked at.
    limits
        For each of the n, the largest squared error of a symbol; :data:`NEVER` where the source
        has nothing, so that none may stand there.
    starts, symbols
        Those of colour k are ``symbols[starts[k] : starts[k + 1]]``, ascending.
    least
        The smallest squared error with symbols of so many bits, of shape ``(9, n)``.
    """

    colours: Ints
    palette: Ints
    limits: Ints
    starts: Ints
    symbols: Ints
    least: Ints


class Area(NamedTuple):
    """Pixels to code, row by row.

    Parameters
    ----------
    numbers
        Their colours' numbers in the :class:`Candidates`.
    stay
        The squared error of leaving each as it is, or :data:`NEVER`.
    multiplier
        Bits that may be spent to save one unit of squared error.
    """

    numbers: Ints
    stay: Ints
    multiplier: Floats


@compiled()
def error_of(colours: Ints, number: int, palette: Ints, symbol: int) -> int:
    """Return the squared error of a symbol for a colour of the source."""
    red = colours[number, 0] - palette[symbol, 0]
    green = colours[number, 1] - palette[symbol, 1]
    blue = colours[number, 2] - palette[symbol, 2]
    return int(red * red + green * green + blue * blue)


def candidates_of(
    colours: Ints, covered: npt.NDArray[np.bool_], palette: Ints, limit: int
) -> Candidates:
    """Find which symbols may stand for which colours.

    Parameters
    ----------
    colours
        Red, green and blue of the source's, of shape ``(n, 3)``.
    covered
        Which of them are something, of shape ``(n,)``.
    palette
        Of the symbols, of shape ``(symbols, 3)``.
    limit
        The largest squared error that a symbol may have; the nearest one may have more.
    """
    least = np.zeros((MOST + 1, len(colours)), np.int32)
    _find_least(colours, palette, least)
    least[:, ~covered] = 0
    limits = np.where(covered, np.maximum(limit, least[MOST]), NEVER).astype(np.int32)
    starts = np.zeros(len(colours) + 1, np.int32)
    _find_symbols(colours, palette, limits, starts, np.empty(0, np.int32))
    symbols = np.empty(starts[-1], np.int32)
    _find_symbols(colours, palette, limits, starts, symbols)
    return Candidates(colours, palette, limits, starts, symbols, least)


@compiled()
def _find_least(colours: Ints, palette: Ints, least: Ints) -> None:
    for number in range(len(colours)):
        size, best = 0, 1 << 30
        for symbol in range(1, len(palette)):
            while symbol >= 1 << size:
                least[size, number] = best
                size += 1
            best = min(best, error_of(colours, number, palette, symbol))
        least[size:, number] = best


@compiled()
def _find_symbols(colours: Ints, palette: Ints, limits: Ints, starts: Ints, symbols: Ints) -> None:
    """Set the starts, and the symbols if there is room for any."""
    count = 0
    for number in range(len(colours)):
        starts[number] = count
        for symbol in range(1, len(palette)):
            if error_of(colours, number, palette, symbol) <= limits[number]:
                if len(symbols) > 0:
                    symbols[count] = symbol
                count += 1
    starts[len(colours)] = count


@compiled()
def smallest_size(area: Area, candidates: Candidates, size: int, worth: float) -> int:
    """Return how many bits symbols need, so that each pixel has one and little is lost.

    Parameters
    ----------
    area, paint
        The pixels, and what may stand for them.
    size
        The least that is returned.
    worth
        Bits that the errors may cost above those with all symbols.
    """
    lost = 0.0
    for at in range(len(area.numbers)):
        if size == MOST:
            break
        number = area.numbers[at]
        if area.stay[at] == NEVER:
            lost += area.multiplier[at] * (
                candidates.least[size, number] - candidates.least[MOST, number]
            )
            if lost > worth or candidates.least[size, number] > candidates.limits[number]:
                size, lost = size + 1, 0.0
    return size


@compiled()
def guess(area: Area, flat: float, edge: float) -> Floats:
    """Return bits that each pixel may cost: more where it is not like the one before."""
    gain = np.full(len(area.numbers), edge)
    for at in range(1, len(gain)):
        drawn, before = area.stay[at] == NEVER, area.stay[at - 1] == NEVER
        same = area.numbers[at] == area.numbers[at - 1]
        if drawn == before and (same or not drawn):
            gain[at] = flat
    return gain


@compiled()
def look(
    candidates: Candidates,
    numbers: Ints,
    shown: npt.NDArray[np.uint8],
    multiplier: Floats,
    worth: float,
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return the squared error of each pixel if it stays, and whether it ought to be drawn.

    Parameters
    ----------
    candidates
        The colours.
    numbers
        That of each pixel's colour, of shape ``(height, width)``.
    shown
        The symbol that each pixel shows, of the same shape.
    multiplier
        Bits that may be spent to save one unit of squared error, of the same shape.
    worth
        Bits from which on an error that need not be mended ought to be.

    Returns
    -------
    stay
        The squared errors, :data:`NEVER` where a pixel must be drawn.
    wanted
        Where it must, or ought to be.
    """
    stay = np.zeros(numbers.shape, np.int32)
    wanted = np.zeros(numbers.shape, np.bool_)
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            number, symbol = numbers[row, column], shown[row, column]
            if candidates.limits[number] == NEVER:
                continue
            error = error_of(candidates.colours, number, candidates.palette, symbol)
            far = symbol == NOTHING or error > candidates.limits[number]
            more = multiplier[row, column] * (error - candidates.least[MOST, number])
            stay[row, column] = NEVER if far else error
            wanted[row, column] = far or more > worth
    return stay, wanted


@compiled()
def error_shown(
    candidates: Candidates, numbers: Ints, shown: npt.NDArray[np.uint8]
) -> tuple[int, int]:
    """Return the squared error of a whole picture, and of how many pixels: those not nothing."""
    total, pixels = 0, 0
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            number, symbol = numbers[row, column], shown[row, column]
            if candidates.limits[number] != NEVER and symbol != NOTHING:
                total += error_of(candidates.colours, number, candidates.palette, symbol)
                pixels += 1
    return total, pixels
