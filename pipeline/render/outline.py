"""Vector items: a mobject's path in pixels as manim traces it, and how far its strokes reach."""

from __future__ import annotations

import functools
import math
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import cairo
import numpy as np
from manim import LineJointType, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from numpy.typing import NDArray

from pipeline.render.item import Brush, Item, Key, pixel_box

if TYPE_CHECKING:
    from pipeline.render.item import Context

    Extent: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
    """The lower left and the upper right corner of a box, in scene units."""

    Source: TypeAlias = tuple[float, float, float, float] | cairo.Gradient
    """Blue, green, red and alpha, as cairo keeps them here, or a gradient of such."""

_PAPERLESS = cairo.Context(cairo.ImageSurface(cairo.FORMAT_ARGB32, 1, 1))
"""Builds paths and measures them; nothing is drawn on it."""

FLOAT64 = np.dtype(np.float64)

MITER_LIMIT = 10.0
"""Cairo's own: how far the tip of a corner reaches, as a multiple of half the stroke's width."""

FEW_POINTS = 32
"""Up to so many points, cairo is asked how far a stroke reaches: less than what may be."""


def traced(
    mobject: VMobject, points: NDArray[np.float64] | None, matrix: cairo.Matrix
) -> cairo.Path:
    """Return the path of a mobject in pixels.

    Parameters
    ----------
    mobject
        Tells where the path is broken and closed.
    points
        Its points, ``(n, 3)``, in scene units; ``None`` for an empty path.
    matrix
        From scene units to pixels.
    """
    context = _PAPERLESS
    context.new_path()
    context.set_matrix(matrix)
    if points is not None:
        _trace(context, mobject, points)
    context.identity_matrix()
    return context.copy_path()


def reach(
    path: cairo.Path,
    matrix: cairo.Matrix,
    extent: Extent,
    line: float,
    style: tuple[cairo.LineJoin, cairo.LineCap],
) -> float:
    """Return how far a stroke reaches out of the points' own box, in scene units.

    Parameters
    ----------
    path
        In pixels.
    matrix
        From scene units to pixels.
    extent
        The points' own box.
    line
        The stroke's width, in scene units.
    style
        How its corners and its ends look.
    """
    context = _PAPERLESS
    context.identity_matrix()
    context.new_path()
    context.append_path(path)
    context.set_matrix(matrix)
    context.set_line_width(line)
    context.set_line_join(style[0])
    context.set_line_cap(style[1])
    left, low, right, high = context.stroke_extents()
    (own_left, own_low), (own_right, own_high) = extent
    out = max(own_left - left, own_low - low, right - own_right, high - own_high)
    return max(line / 2, out)


def _trace(context: Context, mobject: VMobject, points: NDArray[np.float64]) -> None:
    """Trace cubic curves, broken and closed where manim breaks and closes them."""
    step = mobject.n_points_per_cubic_curve
    if len(points) % step == 0 and np.array_equal(points[step::step], points[step - 1 : -1 : step]):
        segments = [[0, len(points)]]  # in one piece, which is seen faster than manim sees it
    else:
        segments = mobject.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
    whole = len(points) // step
    numbers = points[: whole * step, :2].reshape(whole, 2 * step)
    curves = map(context.curve_to, *numbers.T[2:].tolist())  # traced as they are asked for
    for start, end in segments:
        if end - start < step:
            continue
        first, last = points[start].tolist(), points[end - 1].tolist()
        context.new_sub_path()
        context.move_to(first[0], first[1])
        deque(islice(curves, (end - start) // step), maxlen=0)
        if mobject.consider_points_equals_2d(first, last):
            context.close_path()


def set_source(context: Context, source: Source) -> None:
    """Take a colour or a gradient for what is painted next."""
    if isinstance(source, tuple):
        context.set_source_rgba(*source)
    else:
        context.set_source(source)


if TYPE_CHECKING:
    from pipeline.frame_sink import Box
    from pipeline.render.camera_view import CameraView
    from pipeline.render.item import Context

    Paint: TypeAlias = Callable[[Context], None]


def outline_key(mobject: VMobject, view: CameraView) -> Key:
    """Return all that the picture of a vector mobject depends on."""
    points = mobject.points
    if points.dtype is not FLOAT64:
        points = points.astype(FLOAT64)
    fill, stroke = mobject.get_fill_rgbas(), mobject.get_stroke_rgbas()
    behind = mobject.get_stroke_rgbas(True)
    key = (
        view,
        points.tobytes(),
        fill.tobytes(),
        stroke.tobytes(),
        behind.tobytes(),
        mobject.get_stroke_width(),
        mobject.get_stroke_width(True),
        mobject.joint_type,
        mobject.cap_style,
        mobject.tolerance_for_point_equality,
    )
    if len(fill) > 1 or len(stroke) > 1 or len(behind) > 1:
        ends = mobject.get_gradient_start_and_end_points()
        return (*key, np.asarray(ends, float).tobytes())
    return key


class OutlineItem(Item):
    """A vector mobject as it was: its path in pixels, what fills it and what strokes it.

    Parameters
    ----------
    mobject
        Tells where its path is broken and closed.
    key
        From :func:`outline_key`.
    """

    def __init__(self, mobject: VMobject, key: Key) -> None:
        super().__init__(key)
        self._mobject = mobject
        self._view: CameraView = key[0]
        self._points: NDArray[np.float64] = np.frombuffer(key[1]).reshape(-1, 3)

    def draw(self, brush: Brush) -> None:
        context = brush.context
        context.identity_matrix()  # the path is in pixels: in these it comes back as it was
        context.new_path()
        context.append_path(self._path)
        context.set_matrix(self._view.matrix)
        for paint in self._paints:
            paint(context)

    @functools.cached_property
    def box(self) -> Box | None:
        if not self._paints or self._extent is None:
            return None
        matrix, (low, high) = self._view.matrix, self._extent
        left, bottom = matrix.transform_point(*low)
        right, top = matrix.transform_point(*high)
        out = self._reach() * self._view.scale
        whole = (self._view.width, self._view.height)
        return pixel_box((left - out, top - out, right + out, bottom + out), whole)

    @property
    def cost(self) -> float:
        box = self.box
        if box is None:
            return 0.0
        return 1 + len(self._points) / 100 + (box[2] - box[0]) * (box[3] - box[1]) / 40_000

    @functools.cached_property
    def _extent(self) -> Extent | None:
        """The corners of the points' own box, or ``None`` when manim draws nothing of it."""
        if len(self._points) < self._mobject.n_points_per_cubic_curve:
            return None
        left, low, near = self._points.min(axis=0).tolist()
        right, high, far = self._points.max(axis=0).tolist()
        if not math.isfinite(left + low + near + right + high + far):
            return None
        return (left, low), (right, high)

    @functools.cached_property
    def _path(self) -> cairo.Path:
        """The path in pixels, built as manim builds it."""
        points = None if self._extent is None else self._points
        return traced(self._mobject, points, self._view.matrix)

    @functools.cached_property
    def _paints(self) -> list[Paint]:
        """The strokes and the fill that leave a trace, in manim's order."""
        _, _, fill, stroke, behind, width, behind_width, joint, cap = self.key[:9]
        style = (joint, cap)
        paints = [self._stroke(behind, behind_width, *style), self._fill(fill)]
        paints.append(self._stroke(stroke, width, *style))
        return [paint for paint in paints if paint is not None]

    def _fill(self, colors: bytes) -> Paint | None:
        source = self._source(colors)
        if source is None:
            return None

        def fill(context: Context) -> None:
            set_source(context, source)
            context.fill_preserve()

        return fill

    def _stroke(self, colors: bytes, width: float, joint: Any, cap: Any) -> Paint | None:
        source = self._source(colors)
        if source is None or width == 0:
            return None
        view = self._view
        line = width * view.line * (view.across / view.across)  # rounded as manim rounds it

        def stroke(context: Context) -> None:
            set_source(context, source)
            context.set_line_width(line)
            context.set_line_join(LINE_JOIN_MAP[joint])
            context.set_line_cap(CAP_STYLE_MAP[cap])
            context.stroke_preserve()

        return stroke

    def _source(self, colors: bytes) -> Source | None:
        """Return the colour or gradient, or ``None`` when it is quite transparent."""
        rgbas = np.frombuffer(colors).reshape(-1, 4)
        if not rgbas[:, 3].any():
            return None
        if len(rgbas) == 1:  # cairo keeps blue first
            red, green, blue, alpha = rgbas[0].tolist()
            return (blue, green, red, alpha)
        ends = np.frombuffer(self.key[10]).reshape(2, 3)
        gradient = cairo.LinearGradient(*ends[:, :2].ravel())
        for offset, rgba in zip(np.linspace(0, 1, len(rgbas)), rgbas, strict=True):
            red, green, blue, alpha = rgba
            gradient.add_color_stop_rgba(offset, blue, green, red, alpha)
        return gradient

    def _reach(self) -> float:
        """Return how far from the points there may be ink, in scene units."""
        _, _, _, stroke, behind, width, behind_width, joint, cap = self.key[:9]
        widths = [
            wide
            for colors, wide in ((stroke, width), (behind, behind_width))
            if wide and self._source(colors) is not None
        ]
        if not widths:
            return 0.0
        line: float = max(widths) * self._view.line
        if joint in (LineJointType.ROUND, LineJointType.BEVEL):
            return line * math.sqrt(0.5)
        if len(self._points) <= FEW_POINTS:
            assert self._extent is not None
            style = (LINE_JOIN_MAP[joint], CAP_STYLE_MAP[cap])
            return reach(self._path, self._view.matrix, self._extent, line, style)
        return line / 2 * MITER_LIMIT
