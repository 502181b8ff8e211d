"""Projection: points, triangles and balls from the world to pixels, clipped at the near plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.kit.surface.kernels.rectangle import FAR, NOWHERE, Rectangle
from scenes.kit.surface.kernels.structs import ViewUniforms
from scenes.kit.types import FloatArray

Triangles = NDArray[np.int32]
Spans = NDArray[np.int64]


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


def before_eye(points: FloatArray, shot: ViewUniforms) -> FloatArray:
    """Return how far world points ``(n, 3)`` lie across, up and ahead of the eye, ``(3, n)``."""
    x, y, z = (points[:, k] - shot[k] for k in range(3))
    # not a matrix product, whose sums may be taken in another order elsewhere
    return np.stack([x * shot[k] + y * shot[k + 1] + z * shot[k + 2] for k in (3, 6, 9)])


def on_screen(seen: FloatArray, shot: ViewUniforms) -> FloatArray:
    """Return pixel x, pixel y and reciprocal depth, ``(n, 3)``, of what lies before the eye."""
    corners = np.empty((seen.shape[1], 3))
    w = 1 / seen[2]
    scale = shot.focal * w
    corners[:, 0] = shot.cx + scale * seen[0]
    corners[:, 1] = shot.cy - scale * seen[1]
    corners[:, 2] = w
    return corners


def project(
    corners: FloatArray, triangles: Triangles, shot: ViewUniforms
) -> tuple[FloatArray, Triangles]:
    """Put triangles on the screen, without what is behind the near plane.

    Returns
    -------
    corners, triangles
        Pixel x, pixel y and reciprocal depth of each corner, ``(n, 3)``, and the triangles.
    """
    seen = before_eye(corners, shot)
    if (seen[2] < shot.near).any():
        clipped, triangles = clip(seen.T, triangles, shot.near)
        seen = clipped.T
    return on_screen(seen, shot), triangles


def ball_spans(middles: FloatArray, radii: FloatArray, shot: ViewUniforms) -> Spans:
    """Return the pixels that balls can touch: left, top, right and bottom, ``(k, 4)``.

    Parameters
    ----------
    middles, radii
        In the world, ``(k, 3)`` and ``(k,)``.
    shot
        The view.

    References
    ----------
    Lengyel, Mathematics for 3D game programming (2012), the bounds of a sphere on the screen.
    """
    if len(radii) == 0:
        return np.zeros((0, 4), np.int64)
    across, rise, ahead = before_eye(middles, shot)
    room = np.maximum(ahead**2 - radii**2, 1e-12)
    (left, right), (top, bottom) = (
        [
            (offset * ahead + sign * radii * np.sqrt(np.maximum(offset**2 + room, 0))) / room
            for sign in (-1, 1)
        ]
        for offset in (across, -rise)
    )
    middle = np.array([shot.cx, shot.cy, shot.cx, shot.cy])
    ends = shot.focal * np.stack([left, top, right, bottom], axis=1) + middle
    spans = np.clip(np.floor(ends) + (-1, -1, 2, 2), -FAR, FAR)
    spans[ahead - radii < shot.near] = (-FAR, -FAR, FAR, FAR)  # the eye may be in it
    spans[(ahead + radii <= shot.near) | (radii <= 0)] = 0
    return np.asarray(spans, np.int64)


def bounds(corners: FloatArray) -> Rectangle:
    """Return the pixels that triangles with these corners ``(n, 3)`` can touch."""
    if len(corners) == 0:
        return NOWHERE
    x, y = (np.clip(corners[:, k], -FAR, FAR) for k in range(2))
    low, high = np.floor([x.min(), y.min()]) - 2, np.ceil([x.max(), y.max()]) + 2
    return Rectangle(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
