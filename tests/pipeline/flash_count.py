"""Count flashes as WCAG 2.3.1 does: pairs of opposite changes of luminance that can be seen.

A change counts from a tenth of full luminance on, where its darker end is below 0.8. The picture
is looked at in blocks; a flash counts when it covers more than a twentieth of the picture, which
is far less than what the guideline allows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

CHANGE = 0.1
DARK = 0.8
AREA = 0.05
ROWS, COLUMNS = 18, 32

FAINT = 0.03
"""Change of a channel that any flash in one theme comes with in the other; see `test_scenes`."""

Blocks = npt.NDArray[np.float64]

_CODED = np.arange(256) / 255
_LINEAR = np.where(_CODED <= 0.04045, _CODED / 12.92, ((_CODED + 0.055) / 1.055) ** 2.4)
_RED, _GREEN, _BLUE = np.outer([0.2126, 0.7152, 0.0722], _LINEAR)


def luminances(pixels: npt.NDArray[np.uint8]) -> Blocks:
    """Return the relative luminance of each block of a picture, shape ``(18, 32)``."""
    red, green, blue = (pixels[..., channel] for channel in range(3))
    return _by_block(_RED[red] + _GREEN[green] + _BLUE[blue])


def colours(pixels: npt.NDArray[np.uint8]) -> Blocks:
    """Return the mean colour of each block, from 0 to 1, shape ``(18, 32, 3)``."""
    return _by_block(pixels[..., :3].astype(np.uint16)) / 255


def _by_block(values: npt.NDArray[Any]) -> Blocks:
    rows = np.linspace(0, len(values), ROWS + 1).astype(int)
    columns = np.linspace(0, values.shape[1], COLUMNS + 1).astype(int)
    sums = np.add.reduceat(np.add.reduceat(values, rows[:-1], axis=0), columns[:-1], axis=1)
    sizes = np.diff(rows)[:, None] * np.diff(columns)
    return np.asarray(sums / sizes.reshape(ROWS, COLUMNS, *[1] * (values.ndim - 2)))


def most_flashes(
    frames: Sequence[Blocks], fps: float, change: float = CHANGE, dark: float = DARK
) -> int:
    """Return the most flashes within any second that a twentieth of the picture shows at once.

    `change` is how large a change must be, and `dark` what its darker end must be below.
    """
    changes = np.array(_changes(frames, change, dark))
    window = max(1, round(fps))
    sums = np.cumsum(np.concatenate([np.zeros((1, *changes.shape[1:])), changes]), axis=0)
    within = sums[window:] - sums[:-window] if len(changes) > window else sums[-1:]
    flashes = within // 2
    counts = range(int(flashes.max()), 0, -1)
    return next((n for n in counts if ((flashes >= n).mean(axis=(1, 2)) > AREA).any()), 0)


def _changes(frames: Sequence[Blocks], change: float, dark: float) -> list[npt.NDArray[np.bool_]]:
    """Return where the luminance has turned, frame by frame."""
    extreme = frames[0].copy()
    direction = np.zeros_like(extreme)
    turned = []
    for frame in frames:
        onward = (frame - extreme) * direction > 0
        extreme = np.where(onward, frame, extreme)
        seen = (np.abs(frame - extreme) >= change) & (np.minimum(frame, extreme) < dark)
        direction = np.where(seen, np.sign(frame - extreme), direction)
        extreme = np.where(seen, frame, extreme)
        turned.append(seen)
    return turned
