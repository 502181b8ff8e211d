"""Outlines of type before they have a size, a place and a colour, and their store on disk.

The store can only save time: an entry that is missing, damaged or unreadable is set anew, and
where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import contextlib
import functools
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.kit.kept_files import clear_out, note_use, read_kept, write_kept
from scenes.kit.types import FloatArray, Vector
from scenes.kit.user_cache import user_cache

STYLE = (
    *("inherits", "red", "green", "blue", "opacity"),
    *("line_red", "line_green", "line_blue", "line_opacity", "line_width"),
)
"""Columns of a shape's style; lengths in points of the source, colours and opacities from 0 to 1.

Where `inherits` is 1, the shape takes the colour of the text that it is in.
"""

BETWEEN_LABELS = "\n"
"""Stands between the labels of one shape; no label may hold it."""

FOLDER = "type"

DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, ValueError, LookupError, TypeError, EOFError, RuntimeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error),
)
"""What reading a file can raise that is not what was written."""


@dataclass(frozen=True, eq=False)
class OutlineGroup:
    """What is drawn alike and named alike, so that one mobject is enough for it.

    Parameters
    ----------
    points
        Bézier points, shape ``(4 k, 3)``, in points of the source, around the text's middle.
    order
        Where its shapes stand among those of the whole text, from 0.
    ends
        Where the points of each of its shapes end.
    labels
        Names of the parts that it belongs to.
    style
        One value for each column of `STYLE`.
    """

    points: Vector
    order: tuple[int, ...]
    ends: tuple[int, ...]
    labels: tuple[str, ...]
    style: Mapping[str, float]

    @property
    def plain(self) -> bool:
        """Whether it is a filled outline in the colour of its text, without a name."""
        style = self.style
        own = style["inherits"] == style["opacity"] == 1 and style["line_width"] == 0
        return own and not self.labels

    def __deepcopy__(self, memo: dict[int, Any]) -> OutlineGroup:
        return self  # nobody changes it: a copied mobject shares it


@dataclass(frozen=True, eq=False)
class Outlines:
    """All shapes of a text, as Typst sets them at its own size.

    Parameters
    ----------
    points
        Bézier points, shape ``(4 k, 2)``, in points of the source, around the text's middle.
    ends
        Where the points of each shape end, shape ``(shapes,)``.
    styles
        One row for each shape, one column for each name in `STYLE`.
    labels
        For each shape the names of the parts that it belongs to, joined by `BETWEEN_LABELS`.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """

    points: FloatArray
    ends: NDArray[np.int64]
    styles: FloatArray
    labels: NDArray[np.str_]

    def __post_init__(self) -> None:
        shapes, points = len(self.ends), len(self.points)
        whole = (np.diff(self.ends, prepend=0) > 0).all() and not (self.ends % 4).any()
        fits = (
            whole
            and int(self.ends[-1] if shapes else 0) == points
            and self.points.shape == (points, 2)
            and self.styles.shape == (shapes, len(STYLE))
            and self.labels.shape == (shapes,)
            and np.isfinite(self.points).all()
            and np.isfinite(self.styles).all()
        )
        if not fits:
            raise ValueError("outlines, styles and labels do not fit each other")

    @functools.cached_property
    def groups(self) -> tuple[OutlineGroup, ...]:
        """The text in as few pieces as can be: one for each part, and one for the rest.

        Shapes that lie on top of others, such as a marked word's, keep their place in the order
        of drawing: a piece ends where the style changes.
        """
        changes = (np.diff(self.styles, axis=0) != 0).any(axis=1)
        runs = np.concatenate([[0], np.cumsum(changes)])
        members: dict[tuple[int, str], list[int]] = {}
        for shape, label in enumerate(self.labels.tolist()):
            members.setdefault((int(runs[shape]), label), []).append(shape)
        # in a run nothing overlaps: what has no name comes first
        order = sorted(members, key=lambda key: (key[0], bool(key[1])))
        return tuple(self._group(key[1], members[key]) for key in order)

    def _group(self, label: str, shapes: Sequence[int]) -> OutlineGroup:
        sizes = np.diff(self.ends, prepend=0)
        mine = np.zeros(len(sizes), dtype=bool)
        mine[shapes] = True
        outline = self.points[np.repeat(mine, sizes)]
        return OutlineGroup(
            np.pad(outline, ((0, 0), (0, 1))),
            tuple(shapes),
            tuple(np.cumsum(sizes[mine]).tolist()),
            tuple(label.split(BETWEEN_LABELS)) if label else (),
            dict(zip(STYLE, self.styles[shapes[0]].tolist(), strict=True)),
        )


def load(key: str) -> Outlines | None:
    """Return the outlines kept under `key`, or nothing."""
    try:
        file = _file(key)
        with np.load(io.BytesIO(read_kept(file)), allow_pickle=False) as kept:
            outlines = _read(kept)
        note_use(file)
    except DAMAGE:
        return None
    return outlines


def kept_outlines() -> Iterator[tuple[Path, bool]]:
    """Yield every file of outlines that is kept, and whether it can be read."""
    with contextlib.suppress(OSError):
        for file in sorted(user_cache(FOLDER).glob("*.npz")):
            try:
                with np.load(io.BytesIO(read_kept(file)), allow_pickle=False) as kept:
                    _read(kept)
                yield file, True
            except FileNotFoundError:  # another process may have removed it
                continue
            except DAMAGE:
                yield file, False


def save(key: str, outlines: Outlines) -> None:
    """Keep `outlines` under `key`, in one move: other processes see all of it or nothing."""
    with contextlib.suppress(OSError):
        file = _file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        clear_out(file.parent)
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **_arrays(outlines))
        write_kept(file, content.getvalue())


def _arrays(outlines: Outlines) -> dict[str, np.ndarray]:
    # as few as can be, since each takes a tenth of a millisecond to read
    arrays = {
        "points": outlines.points,
        "shapes": np.column_stack([outlines.ends, outlines.styles]),
    }
    return arrays | ({"labels": outlines.labels} if outlines.labels.any() else {})


def _read(kept: Mapping[str, np.ndarray]) -> Outlines:
    points, shapes = kept["points"], kept["shapes"]
    labels = kept["labels"] if "labels" in kept else np.full(len(shapes), "")
    return Outlines(points, shapes[:, 0].astype(np.int64), shapes[:, 1:], labels)


def _file(key: str) -> Path:
    return user_cache(FOLDER) / f"{key}.npz"
