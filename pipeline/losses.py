"""How far a picture is off where it is not drawn, and when it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.kernels import compiled
from pipeline.paint import MOST, NEVER, NOTHING, Floats, Ints, Paint, error_of


@compiled()
def look(
    paint: Paint, numbers: Ints, shown: npt.NDArray[np.uint8], price: Floats, worth: float
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return the squared error of each pixel if it stays, and whether it ought to be drawn.

    Parameters
    ----------
    paint
        The colours.
    numbers
        That of each pixel's colour, of shape ``(height, width)``.
    shown
        The symbol that each pixel shows, of the same shape.
    price
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
            if paint.limits[number] == NEVER:
                continue
            error = error_of(paint.colours, number, paint.palette, symbol)
            far = symbol == NOTHING or error > paint.limits[number]
            more = price[row, column] * (error - paint.least[MOST, number])
            stay[row, column] = NEVER if far else error
            wanted[row, column] = far or more > worth
    return stay, wanted


@compiled()
def error_shown(paint: Paint, numbers: Ints, shown: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Return the squared error of a whole picture, and of how many pixels: those not nothing."""
    total, pixels = 0, 0
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            number, symbol = numbers[row, column], shown[row, column]
            if paint.limits[number] != NEVER and symbol != NOTHING:
                total += error_of(paint.colours, number, paint.palette, symbol)
                pixels += 1
    return total, pixels
