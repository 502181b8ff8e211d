"""What of a clip changes from picture to picture, and for how long it then stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pipeline.clip import Clip

Codes = npt.NDArray[np.uint32]
"""The four bytes of a pixel as one number."""

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]


def differences(clip: Clip) -> Iterator[tuple[Mask, Codes]]:
    """Yield where each picture differs from the one before, and all its pixels."""
    before: Codes | None = None
    for picture in clip.pictures():
        codes = np.ascontiguousarray(picture).view(np.uint32)[..., 0]
        yield (np.ones(codes.shape, np.bool_) if before is None else codes != before), codes
        before = codes


@dataclass(frozen=True)
class Moment:
    """A picture of a clip.

    Parameters
    ----------
    numbers
        The place of each pixel's colour among the clip's, of shape ``(height, width)``.
    left
        Centiseconds until it changes or the clip ends, of the same shape.
    time
        Centiseconds until the next picture.
    """

    numbers: Ints
    left: Ints
    time: int


@dataclass(frozen=True)
class _Change:
    """Pixels that change: one bit for each pixel, then one number for each that is set."""

    where: npt.NDArray[np.uint8]
    numbers: Ints
    until: Ints


class History:
    """All changes of a clip, kept small: it is read from its end, and then from its start.

    Parameters
    ----------
    clip
        The clip.
    codes
        Every colour that it has, ascending.
    """

    def __init__(self, clip: Clip, codes: Codes) -> None:
        self._shape = (clip.height, clip.width)
        self._times = [shot.shown for shot in clip.shots]
        found = [
            (np.packbits(new), np.searchsorted(codes, picture[new]).astype(np.int32))
            for new, picture in differences(clip)
        ]
        now = sum(self._times)
        until = np.full(self._shape, now, np.int32)
        changes = []
        for (where, numbers), time in zip(reversed(found), reversed(self._times), strict=True):
            new = self._mask(where)
            changes.append(_Change(where, numbers, until[new]))
            now -= time
            until[new] = now
        self._changes = changes[::-1]
        self.drawn = sum(np.bincount(numbers, minlength=len(codes)) for _, numbers in found)
        """How often a pixel takes on each of the colours."""

    def moments(self) -> Iterator[Moment]:
        """Yield the clip's pictures."""
        numbers, until = (np.zeros(self._shape, np.int32) for _ in range(2))
        now = 0
        for change, time in zip(self._changes, self._times, strict=True):
            new = self._mask(change.where)
            numbers[new], until[new] = change.numbers, change.until
            yield Moment(numbers.copy(), until - np.int32(now), time)
            now += time

    def _mask(self, where: npt.NDArray[np.uint8]) -> Mask:
        height, width = self._shape
        bits = np.unpackbits(where, count=height * width)
        return bits.view(np.bool_).reshape(self._shape)
