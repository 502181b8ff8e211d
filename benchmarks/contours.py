"""A contour map: ours against an implicit curve of manim's for every level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from manim import Axes, VGroup

from benchmarks.clock import Prepare, alternate
from benchmarks.comparison import Comparison, scaled
from benchmarks.manim_canvas import Picture, draw, manim_on, stage
from gdcore.landscapes import HIMMELBLAU
from pipeline.presets import Canvas
from scenes.kit.charts.axes import equal_frame
from scenes.kit.landscape.ground import CONTOUR_WIDTH, ContourMap
from scenes.kit.layout import FRAME_HEIGHT, SAFE
from scenes.kit.theme import color
from scenes.kit.types import FloatArray

NAME = "contours"
CANVAS = Canvas(1280, 720, 30)
FRAME = equal_frame(SAFE, (-5.5, 5.5), (-5.5, 5.5))
LEVELS = (3.0, 10.0, 25.0, 50.0, 85.0, 130.0, 200.0, 320.0, 520.0, 850.0, 1400.0)
RIVAL = "plot_implicit_curve"
CONTENT = f"{len(LEVELS)} levels of Himmelblau's function"
FULL_HD = 1080
"""Height of the picture in which the distance from a level is counted, in pixels."""


def height(x: Any, y: Any) -> Any:
    """Return Himmelblau's function of floats or arrays.

    Plain arithmetic, since manim calls it for one point at a time: it plots :data:`HIMMELBLAU`,
    which is made for arrays, half as fast.
    """
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


LANDSCAPE = replace(HIMMELBLAU, value=lambda points: height(points[..., 0], points[..., 1]))


def ours(levels: Iterable[float] = LEVELS) -> ContourMap:
    """Make our map: filled regions, and the lines between them."""
    return ContourMap(LANDSCAPE, FRAME, list(levels))


def axes() -> Axes:
    """Make manim's axes on the same window, without ticks."""
    slot = FRAME.slot
    plane = Axes(
        x_range=FRAME.x,
        y_range=FRAME.y,
        x_length=slot.width,
        y_length=slot.height,
        tips=False,
        axis_config={"include_ticks": False},
    )
    return plane.shift(FRAME.at(0, 0) - plane.c2p(0, 0))


def manims(plane: Axes, levels: Iterable[float] = LEVELS) -> VGroup:
    """Plot one of manim's implicit curves for each level: lines only, nothing is filled."""
    line: Any = {"color": color("faint"), "stroke_width": CONTOUR_WIDTH, "stroke_opacity": 0.45}
    return VGroup(plane.plot_implicit_curve(partial(_above, level), **line) for level in levels)


def _above(level: float, x: float, y: float) -> float:
    return float(height(x, y) - level)


def followed(lines: VGroup) -> tuple[FloatArray, FloatArray]:
    """Measure how well `lines` follow the levels.

    Returns
    -------
    levels, distances
        For points all along the lines, shape ``(n,)``: the level each one is nearest to, and how
        far it is from there to first order, in pixels of a picture in full HD.
    """
    x, y = _along(lines)
    off = np.abs(height(x, y)[:, None] - np.asarray(LEVELS))
    slope = np.linalg.norm(LANDSCAPE.gradient(np.stack([x, y], axis=-1)), axis=-1)
    pixels = FULL_HD / FRAME_HEIGHT * FRAME.slot.width / (FRAME.x[1] - FRAME.x[0])
    return np.asarray(LEVELS)[off.argmin(axis=1)], off.min(axis=1) / slope * pixels


def _along(lines: VGroup) -> tuple[FloatArray, FloatArray]:
    # the ends and the middle of each Bézier piece, in data units
    segments = np.concatenate([line.points.reshape(-1, 4, 3) for line in lines])
    middles = np.array([1, 3, 3, 1]) / 8 @ segments
    points = np.concatenate([segments[:, 0], middles, segments[:, 3]])
    slot, (left, right), (bottom, top) = FRAME.slot, FRAME.x, FRAME.y
    x = left + (points[:, 0] - slot.left) * (right - left) / slot.width
    y = bottom + (points[:, 1] - slot.bottom) * (top - bottom) / slot.height
    return x, y


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure the CPU time of making the map, and how far its lines are from their levels.

    Parameters
    ----------
    scratch
        A folder for manim's files.
    rounds
        How often each side is timed.
    """
    with manim_on(CANVAS, scratch):
        plane = axes()
        made: dict[str, Prepare] = {"ours": lambda: ours, RIVAL: lambda: lambda: manims(plane)}
        shown: dict[str, Prepare] = {
            "ours": lambda: lambda: draw(stage(ours())),
            RIVAL: lambda: lambda: draw(stage(manims(plane))),
        }
        found = [_timed("make", made, rounds), _timed("make and draw once", shown, rounds)]
        own, other = (_root_mean_square(followed(m)[1]) for m in (ours().lines, manims(plane)))
    what = "lines off their levels, in 1080p"
    return [*found, Comparison(NAME, CONTENT, RIVAL, what, "px", (own,), (other,))]


def _timed(what: str, sides: dict[str, Prepare], rounds: int) -> Comparison:
    times = {name: scaled(seconds, 1000) for name, seconds in alternate(sides, rounds).items()}
    return Comparison(NAME, CONTENT, RIVAL, what, "ms", times["ours"], times[RIVAL])


def _root_mean_square(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def pictures(scratch: Path) -> dict[str, Picture]:
    """Return the map of each side, by its name."""
    with manim_on(CANVAS, scratch):
        return {"ours": draw(stage(ours())), RIVAL: draw(stage(manims(axes())))}
