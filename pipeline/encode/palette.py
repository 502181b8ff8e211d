"""Palettes: the few colours that suit a whole clip, and the clip mapped to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from pipeline.encode.alpha import without_paper
from pipeline.encode.clip import Codes, differences

if TYPE_CHECKING:
    from pipeline.encode.clip import Clip
    from pipeline.frame_sink import Pixels

Floats = npt.NDArray[np.float64]
Owners = npt.NDArray[np.intp]

RARE = 0.8
"""Colours count by their pixels and seconds to this power. At 1 the error over all pixels is no
smaller to speak of, but a small mark loses its hue to one more shade of a large area."""

ROUNDS = 6
"""Of moving each colour to the middle of what it stands for; more make no difference."""

OPAQUE_AXES = 3
"""Of the space in which distances between colours are measured; those that cover have one more."""

COVER = 3**0.5 / 2
"""How much alpha weighs as an axis of its own beside three colours."""

LEVELS = 16
"""Of alpha, from nothing to all: on edges more are not seen, and each is one more colour in the
palette of every small rectangle of a WebP. What is drawn on a map leaves no holes in it."""

SEEN = 1.0
"""Levels of 255 by which what covers half may be off on a page, for the sake of fewer inks."""

NOTHING = np.zeros(4, np.uint8)
"""What a pixel that is not covered looks like."""


@dataclass(frozen=True)
class Palette:
    """A clip's few colours, and which of them stands for each that it has.

    Parameters
    ----------
    colours
        Red, green, blue and alpha, of shape ``(n, 4)``; the last one is :data:`NOTHING`.
    codes
        Every colour of the clip on its paper, ascending.
    stands_for
        The index of the palette's colour for each of them.
    """

    colours: Pixels
    codes: Codes
    stands_for: npt.NDArray[np.uint8]

    def indices(self, clip: Clip) -> Iterator[npt.NDArray[np.uint8]]:
        """Yield every picture of the clip that the palette was made of, of shape (height, width).

        Nothing is dithered: that would change pixels that stand still, and what changes costs
        bytes. So only pixels that change are looked up.
        """
        index = np.zeros((clip.height, clip.width), np.uint8)
        for new, codes in differences(clip):
            index[new] = self.stands_for[np.searchsorted(self.codes, codes[new])]
            yield index.copy()


def palette_of(clip: Clip, colours: int) -> Palette:
    """Choose the colours with the least error over all pixels of a clip, by weighted k-means.

    Source: S. Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28 (1982),
    started from cuts as in X. Wu, Color quantization by dynamic programming and principal
    analysis, ACM Trans. Graph. 11 (1992).

    Parameters
    ----------
    clip
        As it is drawn; its paper is no colour. One that covers half counts by what it looks like on
        a black page and on a white one.
    colours
        How many there may be, from 4 to 256; one of them stands for nothing.
    """
    codes, shown = _census(clip)
    bytes_of = without_paper(codes.view(np.uint8).reshape(1, -1, 4))[0]
    covered = bytes_of[:, 3] > 0
    opaque = bool((bytes_of[covered, 3] == 255).all())
    points, weights = _points(bytes_of[covered], opaque), shown[covered] ** RARE
    middles = _middles(points, weights, colours - 1)
    chosen = _colours(middles, LEVELS if len(middles) < len(points) else 256)
    stands_for = np.full(len(codes), len(chosen), np.uint8)
    if covered.any():
        stands_for[covered] = _nearest(points, _points(chosen, opaque))
    return Palette(np.vstack([_of_few_inks(chosen), NOTHING]), codes, stands_for)


def _points(colours: Pixels, opaque: bool) -> Floats:
    """Return where colours lie: squared distances are errors on the page.

    Where some cover half, that is the mean of a black page and a white one: what they look like on
    grey, and how much they cover. With c for a colour times alpha, and a for alpha from 0 to 255,
    (Δc² + (Δc - Δa)²) / 2 = (Δc - Δa / 2)² + (Δa / 2)², once for each of red, green and blue.
    """
    if opaque:
        return colours[:, :3].astype(float)
    alpha = colours[:, 3:].astype(float)
    return np.hstack([colours[:, :3] * (alpha / 255) - alpha / 2, COVER * alpha])


def _colours(points: Floats, levels: int) -> Pixels:
    """Return the colours that lie nearest to some points, each only once, in levels of alpha."""
    if points.shape[1] == OPAQUE_AXES:
        return np.unique(np.insert(np.rint(points), 3, 255, axis=1).astype(np.uint8), axis=0)
    alpha = points[:, 3:] / COVER
    on_black = points[:, :3] + alpha / 2
    straight = 255 * on_black / np.maximum(alpha, 1)
    step = 255 // (levels - 1)
    rounded = np.maximum(np.rint(alpha / step), 1) * step
    colours = np.clip(np.rint(np.hstack([straight, rounded])), 0, 255)
    return np.unique(colours.astype(np.uint8), axis=0)


def _of_few_inks(colours: Pixels) -> Pixels:
    """Return the colours, those that cover less with the ink of one that covers more.

    They have it already but for the rounding, where both are of one text or line. Inks that differ
    in alpha alone cost little in a palette that is coded by differences, as each rectangle's is.
    """
    order = np.argsort(-colours[:, 3].astype(int), kind="stable")
    found = colours[order].astype(int)
    for number, (*ink, alpha) in enumerate(found.tolist()):
        known = found[:number, :3]
        off = np.abs(known - ink).max(1) * alpha / 255
        if alpha < 255 and number and off.min() <= SEEN:
            found[number, :3] = known[off.argmin()]
    return found[np.argsort(order)].astype(np.uint8)


def _census(clip: Clip) -> tuple[Codes, Floats]:
    """Return every colour of a clip, ascending, and its pixels times their centiseconds.

    A pixel that stays the same is counted once, with all its time.
    """
    now, since = 0, np.zeros((clip.height, clip.width))
    last = np.zeros(since.shape, np.uint32)
    seen, times = [], []
    for (new, codes), shot in zip(differences(clip), clip.shots, strict=True):
        seen.append(last[new])
        times.append(now - since[new])
        since[new], last = now, codes
        now += shot.shown
    codes = np.concatenate([*seen, last.ravel()])
    found, place = np.unique(codes, return_inverse=True)
    spent = np.bincount(place, np.concatenate([*times, (now - since).ravel()])).astype(float)
    return found[spent > 0], spent[spent > 0]  # before the first picture there was none


def _middles(points: Floats, weights: Floats, most: int) -> Floats:
    """Return the middles of at most so many groups of points."""
    if not len(points):
        return points
    middles = _cut(points, weights, most)
    for _ in range(ROUNDS):
        middles = _means(points, weights, _nearest(points, middles))
    return _settled(middles, points, weights, _nearest(points, middles))


def _nearest(points: Floats, middles: Floats) -> Owners:
    return np.asarray(cKDTree(middles).query(points)[1])


def _cut(points: Floats, weights: Floats, most: int) -> Floats:
    """Return the middles of boxes: time and again the one with the largest error is cut in two."""
    boxes = [np.arange(len(points))]
    errors = [_errors(points, weights, boxes[0])]
    while len(boxes) < most and max(map(max, errors)) > 0:
        worst = max(range(len(errors)), key=lambda number: max(errors[number]))
        box, axis = boxes[worst], int(np.argmax(errors[worst]))
        along = points[box, axis]
        low = (along <= np.average(along, weights=weights[box])) & (along < along.max())
        boxes[worst], other = box[low], box[~low]
        errors[worst] = _errors(points, weights, boxes[worst])
        boxes.append(other)
        errors.append(_errors(points, weights, other))
    owner = np.empty(len(points), int)
    for number, box in enumerate(boxes):
        owner[box] = number
    return _means(points, weights, owner)


def _errors(points: Floats, weights: Floats, box: Owners) -> list[float]:
    """Return the squared error of a box's middle along each axis."""
    if not np.ptp(points[box], axis=0).any():
        return [0.0]  # not what rounding makes of it
    away = points[box] - np.average(points[box], axis=0, weights=weights[box])
    return list(map(float, weights[box] @ away**2))


def _means(points: Floats, weights: Floats, owner: Owners) -> Floats:
    """Return the middle of each owner's points; who has none is left out."""
    owned = np.bincount(owner, weights)
    sums = [np.bincount(owner, weights * channel) for channel in points.T]
    return (np.array(sums) / np.where(owned > 0, owned, np.nan)).T[owned > 0]


def _settled(middles: Floats, points: Floats, weights: Floats, nearest: Owners) -> Floats:
    """Move a middle to a colour that makes up most of its weight: flat areas stay as drawn."""
    share = weights / np.bincount(nearest, weights)[nearest]
    exact = middles.copy()
    exact[nearest[share > 0.5]] = points[share > 0.5]
    return exact
