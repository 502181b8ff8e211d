"""LZW codes as the bytes of a GIF (CompuServe, Graphics Interchange Format 89a, appendix F)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.kernels import compiled

WIDEST = 12
CODES = 1 << WIDEST
"""As many as fit into twelve bits; then a new table begins. Keeping a full one gained nothing."""


@compiled()
def pack(codes: npt.NDArray[np.int32], size: int, packed: npt.NDArray[np.uint8]) -> int:
    """Write codes of growing width, the lowest bits first; return how many bytes that takes."""
    clear, width, free = 1 << size, size + 1, 0
    store, held, length = 0, 0, 0
    for code in codes:
        store |= code << held
        held += width
        while held > 0 and (held >= 8 or code == clear + 1):
            packed[length], length = store & 255, length + 1
            store, held = store >> 8, held - 8
        if code == clear:
            width, free = size + 1, clear + 1
        elif free < CODES:
            free += 1
            if free == 1 << width and width < WIDEST:
                width += 1
    return length
