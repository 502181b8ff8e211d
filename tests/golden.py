"""Small control frames: a picture is compared with the one that a person looked at and kept.

Nothing here can skip: a missing frame is a failure, and so is one of another size. Glyphs and
lines may differ by antialiasing between builds of Cairo, which the tolerance allows for.
"""

from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent / "frames"

MEAN_TOLERANCE = 1.0
"""Mean absolute difference of a channel, of 255."""

PIXEL_TOLERANCE = 48
"""Difference from which one pixel counts as another colour, of 255."""

SHARE_TOLERANCE = 0.004
"""Share of the pixels that may have another colour: antialiasing, not a moved marble."""

MOST_COLORS = 128
"""Of a kept frame; they are chosen so that small things keep their hues."""

PALETTE_TOLERANCE = 0.5
"""Mean difference that so few colours may make; softer pictures are kept with all of theirs."""


def check_picture(name: str, picture: np.ndarray, renew: bool = False) -> None:
    """Compare an RGB array with the control frame `name`, or write it when `renew`.

    Raises
    ------
    AssertionError
        If there is no such frame, or it differs; the message names both files.
    """
    kept_at = FOLDER / f"{name}.png"
    if renew:
        kept_at.parent.mkdir(parents=True, exist_ok=True)
        small = Image.fromarray(picture).quantize(
            MOST_COLORS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )
        loss = np.abs(np.asarray(small.convert("RGB")).astype(int) - picture).mean()
        kept_in = small if loss <= PALETTE_TOLERANCE else Image.fromarray(picture)
        kept_in.save(kept_at, optimize=True)
        return
    assert kept_at.exists(), f"{kept_at} is missing; look at it and keep it with --renew-golden"
    check_against(kept_at, picture)


def check_against(
    kept_at: Path, picture: np.ndarray, mean_tolerance: float = MEAN_TOLERANCE
) -> None:
    """Compare an RGB array with the picture that is kept in a file.

    Raises
    ------
    AssertionError
        If it differs; the message names both files.
    """
    kept = np.asarray(Image.open(kept_at).convert("RGB")).astype(int)
    assert kept.shape == picture.shape, f"{kept_at} is {kept.shape}, the picture {picture.shape}"
    difference = np.abs(kept - picture)
    share = float((difference.max(axis=2) > PIXEL_TOLERANCE).mean())
    mean = float(difference.mean())
    if mean > mean_tolerance or share > SHARE_TOLERANCE:
        folder = kept_at.parent.relative_to(FOLDER) if FOLDER in kept_at.parents else Path()
        seen_at = Path("media") / "test-failures" / folder / kept_at.name
        seen_at.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(seen_at)
        raise AssertionError(
            f"{seen_at} differs from {kept_at}: {mean:.2f} on the mean, "
            f"{share:.2%} of the pixels have another colour"
        )
