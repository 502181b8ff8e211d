"""Alpha from drawn frames: the share of each pixel that is covered, and its colour.

Without paper, alpha says how much of a pixel is covered, and its colours are what it would be on
the theme's paper. That is what Cairo leaves where it draws on nothing of that colour; it can be
averaged and blended like any picture.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter

if TYPE_CHECKING:
    from pipeline.encode.clip import Mask
    from pipeline.frame_sink import Pixels

FIRST_COVERED = 16
"""The least alpha that a GIF shows. It has no half-transparent pixels: what is covered at all gets
the colour that it has on the paper, so that edges are smooth on a page of about that tone."""


BLOCKS = 90
"""Squares from top to bottom of a picture: those in which nothing but paper is tell paper from a
ring or a line of its colour, which is thinner."""

OPAQUE = np.frombuffer(b"\0\0\0\xff", np.uint32)[0]
"""The alpha of a pixel that is covered, as the four bytes of one number."""

REACH = 2
"""Squares from one without ink within which paper is paper: so it is between letters."""


def cut_paper(picture: Pixels, paper: str) -> Pixels:
    """Return `picture` without what looks like paper although it was drawn, as fog and masks do.

    A ring of paper around a marble on a map stays: it is ink there, and a hole in the map would
    have to be mended wherever the marble goes.

    Parameters
    ----------
    picture
        Shape ``(height, width, 4)``.
    paper
        Its colour, ``#RRGGBB``.
    """
    code = np.frombuffer(bytes.fromhex(paper[1:]) + b"\xff", np.uint32)[0]
    whole = np.ascontiguousarray(picture)
    alike = whole.view(np.uint32)[..., 0] | OPAQUE == code  # where nothing is drawn, it is paper
    drawn = alike & (whole[..., 3] > 0)
    cut = whole.copy()
    if drawn.any():
        bare = drawn & _among_paper(alike)
        cut[bare, 3] = 0
        _thin(cut, bare, ~alike, code)
    return cut


def _among_paper(paper: Mask) -> Mask:
    """Return what is near squares in which there is nothing but paper."""
    height, width = paper.shape
    side = max(1, height // BLOCKS)
    padded = np.pad(paper, ((0, -height % side), (0, -width % side)), constant_values=True)
    squares = padded.reshape(padded.shape[0] // side, side, -1, side).all((1, 3))
    near = maximum_filter(squares.view(np.uint8), 2 * REACH + 1) > 0
    return np.repeat(np.repeat(near, side, 0), side, 1)[:height, :width]


def _thin(picture: Pixels, bare: Mask, ink: Mask, paper: np.uint32) -> None:
    """Let edges next to paper that was cut cover as little as those next to none.

    Such a pixel is part paper and part the ink behind it, which is the pixel around it that looks
    least like paper. How much of the way there it is, so much it covers; its colour stays.
    """
    near = bare.copy()  # to the cut, within a pixel; not across the picture's border
    near[1:] |= bare[:-1]
    near[:-1] |= bare[1:]
    beside = near.copy()
    near[:, 1:] |= beside[:, :-1]
    near[:, :-1] |= beside[:, 1:]
    edge = np.flatnonzero((near & ink)[1:-1, 1:-1])
    width = picture.shape[1]
    rows, columns = np.divmod(edge, width - 2)
    middle = (rows + 1) * width + columns + 1
    pixels = picture.reshape(-1, 4)
    tone = np.array([paper]).view(np.uint8)[:3].astype(int)
    steps = [y * width + x for y in (-1, 0, 1) for x in (-1, 0, 1)]
    away = np.abs(pixels[middle + np.array(steps)[:, np.newaxis], :3] - tone).max(2)
    share = away[len(steps) // 2] / away.max(0, initial=1)
    pixels[middle, 3] = np.rint(pixels[middle, 3] * share).astype(np.uint8)


def cut_out(picture: Pixels) -> Pixels:
    """Return `picture` with every pixel covered or not."""
    if picture[..., 3].min() == 255:
        return picture
    cut = picture.copy()
    covered = picture[..., 3] >= FIRST_COVERED
    cut[..., 3] = np.where(covered, 255, 0)
    cut[~covered, :3] = 0
    return cut


def without_paper(picture: Pixels) -> Pixels:
    """Take the paper's share out of half-covered pixels, so that they suit any background.

    Drawn with colour c and cover a, such a pixel is a c + (1 - a) p; the paper p is what stands
    where nothing is drawn.
    """
    alpha = picture[..., 3]
    straight = np.ascontiguousarray(picture).copy()
    bare = alpha == 0
    first = int(bare.argmax())
    if not bare.flat[first]:
        return straight
    half = np.flatnonzero((alpha > 0) & (alpha < 255))
    pixels = straight.reshape(-1, 4)
    inks, inked = _inks(bytes(pixels[first, :3])), pixels[half]
    for channel in range(3):
        inked[:, channel] = inks[channel, inked[:, 3], inked[:, channel]]
    pixels[half] = inked
    straight[bare] = 0
    return straight


@functools.lru_cache(maxsize=2)
def _inks(paper: bytes) -> npt.NDArray[np.uint8]:
    """Return the ink of a channel by its alpha and its level on the paper."""
    cover = np.maximum(np.arange(256), 1)[:, np.newaxis] / 255
    tone = np.frombuffer(paper, np.uint8)[:, np.newaxis, np.newaxis]
    ink = (np.arange(256) - (1 - cover) * tone) / cover
    return np.clip(np.rint(ink), 0, 255).astype(np.uint8)
