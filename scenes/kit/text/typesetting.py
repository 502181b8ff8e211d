"""Typesetting: from Typst's source to outlines, by manim, kept from one run to the next."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
from manim import ManimColor, MathTypst, Typst, VMobject, config
from manim.constants import SCALE_FACTOR_PER_FONT_POINT
from manim.utils import typst_file_writing as manim_typst

from scenes.kit.text import outlines
from scenes.kit.text.outlines import BETWEEN_LABELS, STYLE, Outlines
from scenes.kit.types import FloatArray, Vector

FORMAT = 1
"""Counts up with every change to what is kept for a source."""

TEXT_FONT = "Libertinus Serif"
BOOK = 450
"""Weight of formulas: a little heavier than regular, so that thin strokes survive a projector."""

PREAMBLE = f"""\
#set text(font: "{TEXT_FONT}", fallback: false)
#show math.equation: set text(font: "New Computer Modern Math", weight: {BOOK}, fallback: false)
"""

OWN_SIZE = 1 / SCALE_FACTOR_PER_FONT_POINT
"""The font size at which manim leaves outlines as large as Typst has set them."""

NO_COLOR = ManimColor("#010203")
"""What is given to shapes that take the colour of their text; no source uses it."""


NO_LINE = (0.0,) * 5
"""The style of the line around a shape that has none."""


@functools.cache
def outlines_of(source: str, math: bool) -> Outlines:
    """Return the outlines of `source`, from memory, from the store, or set now.

    Parameters
    ----------
    source
        Typst markup, or Typst mathematics with parts named as ``{{ body : name }}``.
    math
        Which of the two it is.

    Raises
    ------
    ValueError
        If Typst cannot set it; the sentence names the source.
    """
    key = _key(source, math)
    kept = outlines.load(key)
    if kept is not None:
        return kept
    fresh = _set(source, math)
    outlines.save(key, fresh)
    return fresh


def _key(source: str, math: bool) -> str:
    text = "\0".join((*_settings(), str(math), source))
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def _settings() -> tuple[str, ...]:
    """Return what the outlines of every source depend on."""
    own_size = str(manim_typst.TYPST_COMPILATION_FONT_SIZE)
    versions = (version("manim"), version("typst"))
    return (str(FORMAT), *versions, manim_typst.TYPST_TEMPLATE, own_size, PREAMBLE)


def _set(source: str, math: bool) -> Outlines:
    from typst import TypstError  # noqa: PLC0415  # only whoever sets something new waits for it

    kind: Callable[..., Typst] = MathTypst if math else Typst
    options: dict[str, Any] = {"font_size": OWN_SIZE, "color": NO_COLOR, "use_svg_cache": False}
    with _own_folder():
        try:
            text = kind(source, typst_preamble=PREAMBLE, **options)
        except (TypstError, ValueError) as error:
            raise ValueError(f"Typst cannot set {source!r}: {error}") from error
    return _cut(text)


@contextlib.contextmanager
def _own_folder() -> Iterator[None]:
    """Let manim write its files where no other process does: two in one folder crash at times."""
    before = config.tex_dir
    with tempfile.TemporaryDirectory() as folder:
        config.tex_dir = folder  # tempconfig takes as long as Typst
        try:
            yield
        finally:
            config.tex_dir = before


def _cut(text: Typst) -> Outlines:
    """Cut manim's mobject of `text` into arrays."""
    family: list[Any] = text.family_members_with_points()  # manim promises less than it gives
    shapes: list[VMobject] = family
    turn = np.sign(sum(_area(shape.points) for shape in shapes)) or 1.0
    drawn, styles = [np.zeros((0, 2))], []
    for shape in shapes:
        rule = is_rule(shape)
        drawn.append(_bar(shape, turn) if rule else shape.points[:, :2])
        styles.append(_style(shape, rule))
    labels: list[list[str]] = [[] for _ in shapes]
    places = {id(shape): place for place, shape in enumerate(shapes)}
    for label in text._label_aliases:
        for shape in text.select(label):
            labels[places[id(shape)]].append(label)
    return Outlines(
        np.concatenate(drawn),
        np.cumsum([len(outline) for outline in drawn[1:]], dtype=np.int64),
        np.array(styles).reshape(-1, len(STYLE)),
        np.array([BETWEEN_LABELS.join(names) for names in labels], dtype=np.str_),
    )


def is_rule(shape: VMobject) -> bool:
    """Tell whether `shape` is one straight line, such as the bar of a fraction."""
    stroked = shape.get_stroke_width() > 0 and shape.get_fill_opacity() == 0
    return stroked and len(shape.points) == 4


def _bar(rule: VMobject, turn: float) -> FloatArray:
    """Return the outline of a rule ``(16, 2)``, as thick as Typst draws it.

    manim strokes it with a width that depends on the size of the picture in pixels. It turns
    as most glyphs do, since a root and its bar are one outline.
    """
    start, end = rule.points[0], rule.points[-1]
    along = (end - start) / np.linalg.norm(end - start)
    aside = 0.5 * _line_width(rule) * np.array([-along[1], along[0], 0.0])
    corners = [start - aside, end - aside, end + aside, start + aside]
    bar = VMobject().set_points_as_corners(corners[:: int(turn)] + [corners[:: int(turn)][0]])
    return np.asarray(bar.points[:, :2])


def _style(shape: VMobject, rule: bool) -> list[float]:
    fill, stroke = shape.get_fill_color().to_rgb(), shape.get_stroke_color()
    line = stroke.to_rgb() if stroke else fill
    inherits = float(shape.color == NO_COLOR)
    if rule:  # its bar is filled
        return [inherits, *line, shape.get_stroke_opacity(), *NO_LINE]
    if shape.get_stroke_width() == 0:
        return [inherits, *fill, shape.get_fill_opacity(), *NO_LINE]
    around = (*line, shape.get_stroke_opacity(), _line_width(shape))
    return [inherits, *fill, shape.get_fill_opacity(), *around]


def _line_width(shape: VMobject) -> float:
    tracked: Any = shape  # manim notes the width in the source on what it strokes
    return float(tracked._typst_source_stroke_width)


def _area(points: Vector) -> float:
    # of the polygon of the anchors; its sign says which way round an outline goes
    starts, ends = points[0::4], points[3::4]
    return float(np.sum(starts[:, 0] * ends[:, 1] - ends[:, 0] * starts[:, 1]) / 2)
