"""Uniforms: camera, light and ground as the kernels take them, in single precision."""

from __future__ import annotations

import numpy as np

from scenes.kit.surface.camera import NEAR, View
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.kernels.structs import (
    Air,
    Array,
    GroundUniforms,
    Light,
    Sight,
    ViewUniforms,
)
from scenes.kit.surface.kernels.tone import single
from scenes.kit.surface.lighting import Lit
from scenes.kit.surface.terrain import Terrain
from scenes.kit.types import Vector


def shot_of(view: View, rectangle: Rectangle, pixels: float, origin: Vector) -> ViewUniforms:
    """Return a view in pixels counted from the corner of a rectangle; its numbers are double.

    Parameters
    ----------
    view
        In scene units.
    rectangle
        The pixels that are drawn.
    pixels
        For a scene unit.
    origin
        Where the frame's middle is from its top left corner, ``(2,)``, in scene units.
    """
    axes = np.concatenate([view.eye, view.right, view.up, view.ahead])
    middle = (
        (origin[0] + view.center[0]) * pixels - rectangle.left,
        (origin[1] - view.center[1]) * pixels - rectangle.top,
    )
    return ViewUniforms._make(
        float(number) for number in (*axes, *middle, view.focal * pixels, NEAR)
    )


def sight_of(shot: ViewUniforms, lit: Lit) -> Sight:
    """Return what all looks share."""
    return Sight(
        ViewUniforms._make(map(single, shot)),
        Light._make(map(single, lit.light)),
        Air._make(map(single, lit.air)),
    )


def ground_of(
    terrain: Terrain, ramp: Array, places: Array, standing: float, lit: Lit
) -> GroundUniforms:
    """Return a terrain with its paint.

    Parameters
    ----------
    terrain
        The ground.
    ramp, places
        Its colours by height, and its nearest contours.
    standing
        Share of its relief that stands up.
    lit
        Tells how opaque its floor is.
    """
    half_x, half_y = terrain.half
    height, (rows, columns) = max(terrain.relief.height, 1e-9), terrain.field.shape[:2]
    return GroundUniforms(
        single(half_x),
        single(half_y),
        single(standing),
        single(lit.floor_ink),
        terrain.field,
        ramp,
        places,
        to_column=single((columns - 1) / (2 * half_x)),
        to_row=single((rows - 1) / (2 * half_y)),
        to_ramp=single((len(ramp) - 1) / height),
        to_place=single((len(places) - 1) / height),
        most_u=single(columns - 1.001),
        most_v=single(rows - 1.001),
        last_paint=single(len(ramp) - 1),
        last_place=single(len(places) - 1),
    )
