"""What the drawing loops are given: plain numbers and arrays, bundled by what they are about."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]


class Shot(NamedTuple):
    """The view in pixels of the layer: eye, right, up and ahead in the world, middle, focal."""

    ex: float
    ey: float
    ez: float
    rx: float
    ry: float
    rz: float
    ux: float
    uy: float
    uz: float
    ax: float
    ay: float
    az: float
    cx: float
    cy: float
    focal: float
    near: float


class Ground(NamedTuple):
    """The landscape: half its sides, how much of its relief stands, its floor, and its paint.

    `field` holds height, slope along x, slope along y and share of the sky; `ramp` linear red,
    green and blue by height; `place` the nearest contour and its distance to another. ``to_*``
    lead from a height to an entry of those.
    """

    half_x: float
    half_y: float
    standing: float
    floor: float
    floor_ink: float
    height: float
    field: Array
    ramp: Array
    place: Array
    to_ramp: float
    to_place: float


class Light(NamedTuple):
    """Where light comes from and how much: the sun, the sky, highlights; and the contour lines.

    `flat` is the light on the floor, `ball` what balls throw back more than the ground.
    ``line_*`` are encoded colours, 0 to 1; `line_reach` is half a contour's width in pixels.
    """

    x: float
    y: float
    z: float
    sun: float
    sky: float
    gloss: float
    flat: float
    ball: float
    line_red: float
    line_green: float
    line_blue: float
    line_opacity: float
    line_reach: float


class Air(NamedTuple):
    """Fog by distance, and night around a lantern; both off at 0."""

    fog: float
    fog_near: float
    fog_far: float
    red: float
    green: float
    blue: float
    night: float
    x: float
    y: float
    z: float
    reach: float


class Sight(NamedTuple):
    """What all looks share: the view, the light and the air."""

    shot: Shot
    light: Light
    air: Air


class Things(NamedTuple):
    """What stands on the ground; the first `casters` balls throw shade on it.

    `balls` are x, y, z, radius, red, green, blue (linear) ``(k, 7)``. `corners` (pixels and
    reciprocal depth), `normals` and `triangles` are the mesh of tubes and arrows, `paint` the
    colour of each triangle. `planes` are middle, two unit axes, half side, red, green, blue
    (encoded), opacity ``(p, 14)``.
    """

    balls: Array
    casters: int
    corners: Array
    normals: Array
    triangles: Array
    paint: Array
    planes: Array


class Buffers(NamedTuple):
    """What is in front, by pixel and by tap of each edge; see :mod:`scenes.kit.surface.raster`."""

    depths: Array
    owners: Array
    before: Array
    columns: Array
    tap_depths: Array
    tap_owners: Array


class Layer(NamedTuple):
    """Triangles on the screen: corners as pixel x, pixel y and reciprocal depth ``(n, 3)``.

    Triangle t is owned by ``first_owner + t * owner_step``.
    """

    corners: Array
    triangles: Array
    first_owner: int
    owner_step: int


class Edges(NamedTuple):
    """Where edges are: how many lie before each pixel, the column of each, and tiles with some."""

    before: Array
    columns: Array
    tiles: Array
