"""Rate–distortion control of a GIF: the Lagrange multiplier that keeps the promised fidelity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.encode.clip import CENTISECONDS, Codes, Mask, differences

if TYPE_CHECKING:
    from pipeline.encode.clip import Clip

Ints = npt.NDArray[np.int32]


PRICE = 1.4
"""Bits that are spent to save one unit of squared error for as long as the clip lasts. So an error
is the smaller the longer it is there: text that stands has none to speak of."""

FAITHFUL = 55.8
"""Decibels to end with, about; where the palette cannot, little is lost above what it loses."""

STRICT = 8
"""How sharply the price rises with the error so far: to this power of its share of the allowed."""

LEAST, MOST = 0.8, 1.5
"""The shares that are still told apart. Above, it is the palette that has too few colours."""

START = 1.45
"""The share that is taken for a clip's first pictures: nearly the highest price."""

ALLOWED = 3 * 255**2 / 10 ** (FAITHFUL / 10)
"""The squared error of a pixel that comes to this."""

EXACT = 1e6
"""The price where there is only one picture: it stays for ever."""


LONGEST = 10
"""Centiseconds of a picture that count."""


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


class RateControl:
    """Errors so far against those allowed.

    Parameters
    ----------
    clip
        Of which they are.
    """

    def __init__(self, clip: Clip) -> None:
        lasting = sum(shot.shown for shot in clip.shots)
        self._price = PRICE / lasting if len(clip.shots) > 1 else EXACT
        self._error, self._allowed = 0.0, 0.0
        self._cushion = ALLOWED * clip.width * clip.height * CENTISECONDS

    def note(self, error: int, pixels: int, time: int) -> None:
        """Note the squared error of so many pixels that are shown for so many centiseconds.

        A picture that rests is exact, and does not leave what it saves to those that follow.
        """
        time = min(time, LONGEST)
        self._error += error * time
        self._allowed += ALLOWED * pixels * time

    @property
    def multiplier(self) -> float:
        """Bits to spend to save one unit of squared error for a centisecond.

        It rises with the mean of what was noted. A second at a high price comes first: else
        what follows the resting picture that a loop begins with would not be drawn at all.
        """
        mean = (self._error + START * self._cushion) / (self._allowed + self._cushion)
        return float(self._price * min(max(mean, LEAST), MOST) ** STRICT)
