"""Named checks of arguments. Each one raises a sentence that names the way out."""

import math
from numbers import Integral, Real

import numpy as np
import numpy.typing as npt

from gdcore.arrays import FloatArray


def finite(name: str, value: object) -> float:
    """Return `value` as a float if it is a finite real number.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : object
        What was given.

    Returns
    -------
    float
        The same number.

    Raises
    ------
    ValueError
        If `value` is not a real number, or is infinite or NaN.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, got {value!r}.")
    return float(value)


def positive(name: str, value: object) -> float:
    """Return `value` if it is finite and above 0; else raise ValueError (see `finite`)."""
    number = finite(name, value)
    if number <= 0:
        raise ValueError(f"{name} must be greater than 0, got {value!r}.")
    return number


def not_negative(name: str, value: object) -> float:
    """Return `value` if it is finite and at least 0; else raise ValueError (see `finite`)."""
    number = finite(name, value)
    if number < 0:
        raise ValueError(f"{name} must be 0 or greater, got {value!r}.")
    return number


def fraction(name: str, value: object) -> float:
    """Return `value` if 0 <= value < 1; else raise ValueError (see `finite`)."""
    number = finite(name, value)
    if not 0 <= number < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {value!r}.")
    return number


def whole(name: str, value: object, least: int = 1) -> int:
    """Return `value` if it is a whole number of at least `least`; else raise ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}.")
    return int(value)


def finite_array(name: str, values: npt.ArrayLike) -> FloatArray:
    """Return `values` as a float64 array if every entry is finite.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    values : array_like
        Numbers of any shape.

    Returns
    -------
    FloatArray
        The same numbers, same shape.

    Raises
    ------
    ValueError
        If an entry is not a real number, or is infinite or NaN.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers, got {values!r}.") from error
    if not np.isfinite(array).all():
        bad = float(array[~np.isfinite(array)].flat[0])
        raise ValueError(f"{name} must hold finite numbers only, got {bad!r}.")
    return array
