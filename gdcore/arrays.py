"""The array types that the whole core speaks."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


def read_only(array: npt.ArrayLike) -> FloatArray:
    """Return a float64 copy of an array that nobody can write to.

    Parameters
    ----------
    array : array_like
        Numbers of any shape.

    Returns
    -------
    FloatArray
        A copy of the same shape, not writeable.
    """
    copy = np.array(array, dtype=np.float64)
    copy.setflags(write=False)
    return copy


def symmetric(xx: FloatArray, xy: FloatArray, yy: FloatArray) -> FloatArray:
    """Stack second derivatives `(...)` of a function of x and y into matrices `(..., 2, 2)`."""
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)


def length(vectors: FloatArray) -> FloatArray:
    """Return the Euclidean lengths `(...)` of vectors `(..., dim)`, safe for huge entries."""
    # Squares of finite numbers can overflow; squares of ratios to the largest entry cannot.
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    scale = np.where(largest > 0, largest, 1.0)
    lengths = scale * np.sqrt(((vectors / scale) ** 2).sum(axis=-1, keepdims=True))
    return np.asarray(lengths[..., 0])
