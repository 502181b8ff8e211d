"""Count flashes as WCAG 2.3.1 does: pairs of opposite changes of luminance that can be seen.

A change counts from a tenth of full luminance on, where its darker end is below 0.8. The picture
is looked at in blocks; a flash counts when it covers more than a twentieth of the picture, which
is far less than what the guideline allows.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

CHANGE = 0.1
DARK = 0.8
AREA = 0.05
ROWS, COLUMNS = 18, 32

Blocks = npt.NDArray[np.float64]


def luminances(pixels: npt.NDArray[np.uint8]) -> Blocks:
    """Return the relative luminance of each block of a picture, shape ``(18, 32)``."""
    channel = np.arange(256) / 255
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    light = linear[pixels[..., :3]] @ [0.2126, 0.7152, 0.0722]
    rows = np.linspace(0, len(light), ROWS + 1).astype(int)[:-1]
    columns = np.linspace(0, light.shape[1], COLUMNS + 1).astype(int)[:-1]
    sums = np.add.reduceat(np.add.reduceat(light, rows, axis=0), columns, axis=1)
    sizes = np.diff([*rows, len(light)])[:, None] * np.diff([*columns, light.shape[1]])
    return np.asarray(sums / sizes)


def most_flashes(frames: Sequence[Blocks], fps: float) -> int:
    """Return the most flashes within any second that a twentieth of the picture shows at once."""
    changes = np.array(_changes(frames))
    window = max(1, round(fps))
    sums = np.cumsum(np.concatenate([np.zeros((1, *changes.shape[1:])), changes]), axis=0)
    within = sums[window:] - sums[:-window] if len(changes) > window else sums[-1:]
    flashes = within // 2
    counts = range(int(flashes.max()), 0, -1)
    return next((n for n in counts if ((flashes >= n).mean(axis=(1, 2)) > AREA).any()), 0)


def _changes(frames: Sequence[Blocks]) -> list[npt.NDArray[np.bool_]]:
    """Return where the luminance has turned, frame by frame."""
    extreme = frames[0].copy()
    direction = np.zeros_like(extreme)
    turned = []
    for frame in frames:
        onward = (frame - extreme) * direction > 0
        extreme = np.where(onward, frame, extreme)
        seen = (np.abs(frame - extreme) >= CHANGE) & (np.minimum(frame, extreme) < DARK)
        direction = np.where(seen, np.sign(frame - extreme), direction)
        extreme = np.where(seen, frame, extreme)
        turned.append(seen)
    return turned
