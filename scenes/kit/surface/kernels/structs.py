"""The kernels' arguments: named tuples of plain numbers and arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]


class ViewUniforms(NamedTuple):
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


class GroundUniforms(NamedTuple):
    """The landscape: half its sides, how much of its relief stands, its floor's ink, its paint.

    `field` holds height, slope along x, slope along y and share of the sky; `ramp` linear red,
    green and blue by height; `place` the nearest contour and its distance to another. ``to_*``
    lead from a place or a height to an entry of those, of which ``most_*`` and ``last_*`` are
    the last. All numbers are single.
    """

    half_x: float
    half_y: float
    standing: float
    floor_ink: float
    field: Array
    ramp: Array
    place: Array
    to_column: float
    to_row: float
    to_ramp: float
    to_place: float
    most_u: float
    most_v: float
    last_paint: float
    last_place: float


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
    """What all looks share: the view, the light and the air, in single numbers."""

    shot: ViewUniforms
    light: Light
    air: Air


class Things(NamedTuple):
    """What stands on the ground.

    `balls` are x, y, z, radius, red, green, blue (linear) ``(k, 7)``, and `spans` the pixels
    that each can touch ``(k, 4)``; `shades` (single numbers) and `shade_spans` are the same of
    the first balls, which throw shade on the ground. `corners` (pixels and
    reciprocal depth), `normals` and `triangles` are the mesh of tubes and arrows, `paint` the
    colour of each triangle. `planes` are middle, two unit axes, half side, red, green, blue
    (encoded), opacity ``(p, 14)``.
    """

    balls: Array
    spans: Array
    shades: Array
    shade_spans: Array
    corners: Array
    normals: Array
    triangles: Array
    paint: Array
    planes: Array


class Buffers(NamedTuple):
    """What is in front, by pixel and by tap of each edge; see ``rasterize.py``.

    `kinds` are those of ``find_edges``, and `before` tells how many edges come before a pixel.
    """

    kinds: Array
    depths: Array
    owners: Array
    before: Array
    tap_depths: Array
    tap_owners: Array


class Looks(NamedTuple):
    """Looks at things: pixel x, pixel y, reciprocal depth and owner of each; and their colours."""

    x: Array
    y: Array
    w: Array
    owner: Array
    color: Array


class Found(NamedTuple):
    """Looks of a strip: at the ground, their packed colours, and at things."""

    strip: Array
    packed: Array
    looks: Looks


class ScreenTriangles(NamedTuple):
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
