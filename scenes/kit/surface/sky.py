"""How much of the sky a place sees: the soft shade in wells and at the foot of walls."""

from __future__ import annotations

import numpy as np

from scenes.kit.types import FloatArray

DIRECTIONS = 16
REACH = 0.7
"""World units up to which ground can stand in the way of the sky."""

STEPS = 14
COARSE = 4
"""The shade is soft: it is computed on every fourth sample and blended between them."""


def sky_share(heights: FloatArray, spacing: FloatArray) -> FloatArray:
    """Return the share of the sky that each sample of a height field sees, from 0 to 1.

    Parameters
    ----------
    heights
        Heights ``(rows, columns)``, in world units.
    spacing
        Distance of two columns and of two rows, in world units.

    Returns
    -------
    FloatArray
        ``(rows, columns)``. Of a hemisphere weighted by the cosine, the part above the horizon;
        outside the field the ground is taken to go on level.

    References
    ----------
    Max, Horizon mapping: shadows for bump-mapped surfaces (1988).
    """
    coarse = heights[::COARSE, ::COARSE]
    rows, columns = coarse.shape
    row, column = np.mgrid[:rows, :columns]
    distances = REACH * np.linspace(0, 1, STEPS + 1)[1:] ** 1.5
    total = np.zeros(coarse.shape)
    for angle in np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False):
        steepest = np.zeros(coarse.shape)
        for distance in distances:
            i = np.rint(column + distance * np.cos(angle) / spacing[0] / COARSE).astype(int)
            j = np.rint(row + distance * np.sin(angle) / spacing[1] / COARSE).astype(int)
            seen = coarse[np.clip(j, 0, rows - 1), np.clip(i, 0, columns - 1)]
            steepest = np.maximum(steepest, (seen - coarse) / distance)
        total += 1 / (1 + steepest**2)  # the squared cosine of the horizon's elevation
    return _refined(total / DIRECTIONS, heights.shape)


def _refined(coarse: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    rows, columns = (np.arange(n) / COARSE for n in shape)
    halfway = np.stack([np.interp(columns, np.arange(coarse.shape[1]), line) for line in coarse])
    return np.stack(
        [np.interp(rows, np.arange(coarse.shape[0]), line) for line in halfway.T], axis=1
    )
