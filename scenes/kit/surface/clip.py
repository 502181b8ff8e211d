"""Cutting triangles where the picture starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.kit.types import FloatArray


def clip(
    corners: FloatArray, triangles: NDArray[np.int32], near: float
) -> tuple[FloatArray, NDArray[np.int32]]:
    """Cut away what is nearer than `near`.

    Parameters
    ----------
    corners
        As the eye has them: across, up, ahead, ``(n, 3)``.
    triangles
        Corners of each, ``(m, 3)``.
    near
        Least distance ahead, above 0.

    Returns
    -------
    corners, triangles
        What is left, with new corners where edges are cut; no corner is nearer than `near`.

    References
    ----------
    Sutherland and Hodgman, Reentrant polygon clipping (1974).
    """
    depth = corners[:, 2]
    front = (depth >= near)[triangles]
    count = front.sum(axis=1)
    kept: list[NDArray[np.int32]] = [triangles[count == 3]]
    added: list[FloatArray] = []
    for alone in (True, False):  # the one corner in front, or the one behind
        cut = triangles[count == (1 if alone else 2)]
        odd = (front[count == (1 if alone else 2)] == alone).argmax(axis=1)
        rows = np.arange(len(cut))
        a, b, c = (cut[rows, (odd + k) % 3] for k in range(3))
        start = len(corners) + sum(map(len, added))
        ab, ac = start + rows, start + len(rows) + rows
        added += [_cut(corners, a, b, near), _cut(corners, a, c, near)]
        if alone:
            kept.append(np.stack([a, ab, ac], axis=-1))
        else:
            kept += [np.stack([ab, b, c], axis=-1), np.stack([ab, c, ac], axis=-1)]
    left = np.concatenate([corners, *added])
    left[:, 2] = np.maximum(left[:, 2], near)  # corners that nothing uses any more
    return left, np.concatenate(kept).astype(np.int32)


def _cut(
    corners: FloatArray, a: NDArray[np.int32], b: NDArray[np.int32], near: float
) -> FloatArray:
    one, other = corners[a], corners[b]
    share = (near - one[:, 2]) / (other[:, 2] - one[:, 2])
    return np.asarray(one + share[:, None] * (other - one))
