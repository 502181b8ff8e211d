"""What stands on the ground, gathered into arrays and put on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenes.kit.surface.clip import clip
from scenes.kit.surface.mesh import join
from scenes.kit.surface.paint import encoded, linear
from scenes.kit.surface.props import Prop
from scenes.kit.surface.sheet import Shot, Things
from scenes.kit.types import FloatArray

Triangles = NDArray[np.int32]


class Rectangle(NamedTuple):
    """Pixels of a frame: columns from `left` up to `right`, rows from `top` up to `bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_empty(self) -> bool:
        return self.left >= self.right or self.top >= self.bottom

    @property
    def shape(self) -> tuple[int, int]:
        return max(self.bottom - self.top, 0), max(self.right - self.left, 0)


def project(corners: FloatArray, triangles: Triangles, shot: Shot) -> tuple[FloatArray, Triangles]:
    """Put triangles on the screen, without what is behind the near plane.

    Returns
    -------
    corners, triangles
        Pixel x, pixel y and reciprocal depth of each corner, ``(n, 3)``, and the triangles.
    """
    seen = (corners - shot[:3]) @ np.array(shot[3:12]).reshape(3, 3).T
    if (seen[:, 2] < shot.near).any():
        seen, triangles = clip(seen, triangles, shot.near)
    w = 1 / seen[:, 2]
    scale = shot.focal * w
    x, y = shot.cx + scale * seen[:, 0], shot.cy - scale * seen[:, 1]
    return np.stack([x, y, w], axis=-1), triangles


def things_of(props: Sequence[Prop], shot: Shot) -> Things:
    """Return the balls, meshes and planes of `props`; large balls come first."""
    balls: list[tuple[float, ...]] = []
    for shades in (True, False):
        casters = len(balls)
        for prop in props:
            if prop.casts_shade() == shades:
                paint = linear(encoded(prop.role)).tolist()
                balls += [(*ball, *paint) for ball in prop.balls()]
    planes = [
        (*plane.middle, *plane.one, *plane.other, plane.half, *encoded(prop.role), plane.opacity)
        for prop in props
        for plane in prop.planes()
    ]
    return Things(
        np.array(balls, float).reshape(-1, 7),
        casters,
        *_meshes(props, shot),
        np.array(planes, float).reshape(-1, 14),
    )


def _meshes(
    props: Sequence[Prop], shot: Shot
) -> tuple[FloatArray, FloatArray, Triangles, FloatArray]:
    """Return corners, normals, triangles and paint; a triangle at the eye is left out whole."""
    meshes = [prop.mesh() for prop in props]
    mesh = join(*meshes)
    paint = [
        np.tile(linear(encoded(prop.role)), (len(own.triangles), 1))
        for prop, own in zip(props, meshes, strict=True)
    ]
    behind = (mesh.corners - shot[:3]) @ shot[9:12] < shot.near
    whole = ~behind[mesh.triangles].any(axis=1)
    before_eye = np.add(shot[:3], shot[9:12])
    corners = np.where(behind[:, None], before_eye, mesh.corners)
    triangles = np.ascontiguousarray(mesh.triangles[whole])
    colors = np.concatenate([*paint, np.zeros((0, 3))])[whole]
    return project(corners, triangles, shot)[0], mesh.normals, triangles, colors


def crop_to(
    layers: Sequence[FloatArray], things: Things, shot: Shot, shape: tuple[int, int]
) -> Rectangle:
    """Return the pixels of a layer, of `shape`, that something may be drawn in.

    Parameters
    ----------
    layers
        Corners of triangles as pixel x, pixel y and reciprocal depth, ``(n, 3)`` each.
    things
        The balls and planes besides them.
    shot
        The view.
    """
    rows, columns = shape
    reach = np.concatenate([things.balls[:, 3], 1.5 * things.planes[:, 9]])
    middles = np.concatenate([things.balls[:, :3], things.planes[:, :3]]) - shot[:3]
    ahead = middles @ shot[9:12] - reach
    if (ahead < shot.near).any():
        return Rectangle(0, 0, columns, rows)
    scale = shot.focal / ahead
    x = shot.cx + scale * (middles @ shot[3:6])
    y = shot.cy - scale * (middles @ shot[6:9])
    spread = 1.5 * reach * scale
    spots = [np.stack([x + sign * spread, y + sign * spread], axis=1) for sign in (-1, 1)]
    every = np.concatenate([*(corners[:, :2] for corners in layers), *spots])
    left, top = np.floor(every.min(axis=0)).astype(int) - 2
    right, bottom = np.ceil(every.max(axis=0)).astype(int) + 2
    return Rectangle(max(left, 0), max(top, 0), min(right, columns), min(bottom, rows))
