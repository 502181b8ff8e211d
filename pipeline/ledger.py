"""What an error costs: as much as it takes to keep a clip as faithful as it is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.clip import CENTISECONDS

if TYPE_CHECKING:
    from pipeline.clip import Clip

PRICE = 1.4
"""Bits that are spent to save one unit of squared error for as long as the clip lasts. So an error
is the smaller the longer it is there: text that stands has none to speak of."""

FAITHFUL = 55.8
"""Decibels to end with, about; where the palette cannot, little is lost above what it loses."""

STRICT = 8
"""How sharply the price rises with the error so far: to this power of its share of the allowed."""

LEAST, MOST = 0.8, 1.5
"""The shares that are still told apart. Above, it is the palette that has too few colours."""

ALLOWED = 3 * 255**2 / 10 ** (FAITHFUL / 10)
"""The squared error of a pixel that comes to this."""

EXACT = 1e6
"""The price where there is only one picture: it stays for ever."""


class Ledger:
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
        """Note the squared error of so many pixels that are shown for so many centiseconds."""
        self._error += error * time
        self._allowed += ALLOWED * pixels * time

    @property
    def price(self) -> float:
        """Bits to spend to save one unit of squared error for a centisecond.

        It rises with the mean of what was noted; a second without an opinion comes first.
        """
        mean = (self._error + self._cushion) / (self._allowed + self._cushion)
        return float(self._price * min(max(mean, LEAST), MOST) ** STRICT)
