"""Alpha from drawn frames: the share of each pixel that is covered, and its colour.

Without paper, alpha says how much of a pixel is covered, and its colours are what it would be on
the theme's paper. That is what Cairo leaves where it draws on nothing of that colour; it can be
averaged and blended like any picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pipeline.frame_sink import Pixels

FIRST_COVERED = 16
"""The least alpha that a GIF shows. It has no half-transparent pixels: what is covered at all gets
the colour that it has on the paper, so that edges are smooth on a page of about that tone."""


def cut_paper(picture: Pixels, paper: str) -> Pixels:
    """Return `picture` without what looks like paper although it was drawn, as fog and masks do.

    Parameters
    ----------
    picture
        Shape ``(height, width, 4)``.
    paper
        Its colour, ``#RRGGBB``.
    """
    code = np.frombuffer(bytes.fromhex(paper[1:]) + b"\xff", np.uint32)
    cut = np.ascontiguousarray(picture).copy()
    cut[cut.view(np.uint32)[..., 0] == code, 3] = 0
    return cut


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
    bare, half = alpha == 0, (alpha > 0) & (alpha < 255)
    straight = picture.copy()
    if bare.any() and half.any():
        paper = picture[bare][0, :3].astype(float)
        cover = alpha[half, np.newaxis] / 255
        colour = (picture[half, :3] - (1 - cover) * paper) / cover
        straight[half, :3] = np.clip(np.rint(colour), 0, 255)
    straight[bare, :3] = 0
    return straight


def solid(picture: Pixels) -> Pixels:
    """Return the colours of `picture` without its paper, every pixel covered."""
    covered = without_paper(picture)
    covered[..., 3] = 255
    return covered
