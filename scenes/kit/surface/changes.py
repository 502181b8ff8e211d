"""What is to be drawn again when only things on the ground have changed."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.kit.surface.projection import Spans, bounds
from scenes.kit.surface.rectangle import Rectangle
from scenes.kit.surface.things import Placed

ENOUGH = 2000
"""Pixels that take as long as another rectangle does."""


def touched(placed: Placed) -> list[Rectangle]:
    """Return the pixels that a thing and its shade can touch."""
    spans = np.concatenate([placed.spans, placed.shade_spans, placed.plane_spans])
    return [*_rectangles(spans), bounds(placed.corners)]


def changed(before: Placed, now: Placed) -> list[Rectangle]:
    """Return the pixels that differ between a thing and the same thing a frame later."""
    one, other = before.piece, now.piece
    if one is other:
        return []
    if one.casts_shade != other.casts_shade or not np.array_equal(one.paint, other.paint):
        return touched(before) + touched(now)
    found: list[Rectangle] = []
    rows = _differ(one.balls, other.balls)
    for placed in (before, now):
        found += _rectangles(_at(placed.spans, rows))
        found += _rectangles(_at(placed.shade_spans, rows))
    if not np.array_equal(one.planes, other.planes):
        found += _rectangles(np.concatenate([before.plane_spans, now.plane_spans]))
    return found + _of_meshes(before, now)


def merged(boxes: Iterable[Rectangle]) -> list[Rectangle]:
    """Return rectangles that cover the same pixels, joined where one costs no more than two."""
    apart: list[Rectangle] = []
    for box in boxes:
        whole, found = box, not box.is_empty
        while found:
            near = [one for one in apart if whole.hull(one).area <= whole.area + one.area + ENOUGH]
            apart = [one for one in apart if one not in near]
            whole, found = functools.reduce(Rectangle.hull, near, whole), bool(near)
        if not whole.is_empty:
            apart.append(whole)
    return apart


def _of_meshes(before: Placed, now: Placed) -> list[Rectangle]:
    one, other = before.piece.mesh, now.piece.mesh
    if one is other or not len(one.triangles) + len(other.triangles):
        return []
    moved = _differ(one.corners, other.corners) | _differ(one.normals, other.normals)
    turned = _differ(one.triangles, other.triangles)
    found = []
    for placed, mesh in ((before, one), (now, other)):
        if len(placed.triangles) < len(mesh.triangles):  # some are at the eye
            return [bounds(before.corners), bounds(now.corners)]
        count = len(mesh.triangles)
        mine = moved[mesh.triangles].any(axis=1) | turned[:count]
        if mine.any():
            found.append(bounds(placed.corners[mesh.triangles[mine].ravel()]))
    return found


def _differ(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows of two arrays differ; those that only one has do."""
    common, count = min(len(one), len(other)), max(len(one), len(other))
    rows = np.ones(count, bool)
    rows[:common] = (one[:common] != other[:common]).any(axis=1)
    return rows


def _at(spans: Spans, rows: NDArray[np.bool_]) -> Spans:
    return spans[rows[: len(spans)]]


def _rectangles(spans: Spans) -> list[Rectangle]:
    return [Rectangle(*span) for span in spans.tolist()]
