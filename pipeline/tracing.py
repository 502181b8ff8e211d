"""Paths as manim traces them, in pixels, and how far their strokes reach."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import cairo
import numpy as np
from manim import VMobject
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pipeline.item import Context

    Extent: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
    """The lower left and the upper right corner of a box, in scene units."""

    Source: TypeAlias = tuple[float, float, float, float] | cairo.Gradient
    """Blue, green, red and alpha, as cairo keeps them here, or a gradient of such."""

_PAPERLESS = cairo.Context(cairo.ImageSurface(cairo.FORMAT_ARGB32, 1, 1))
"""Builds paths and measures them; nothing is drawn on it."""


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
        pieces = [[0, len(points)]]  # in one piece, which is seen faster than manim sees it
    else:
        pieces = mobject.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
    whole = len(points) // step
    numbers = points[: whole * step, :2].reshape(whole, 2 * step)
    curves = map(context.curve_to, *numbers.T[2:].tolist())  # traced as they are asked for
    for start, end in pieces:
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
