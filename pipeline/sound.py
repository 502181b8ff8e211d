"""The sound track: recordings at their beats, evened in level, silence in between."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import av
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]
    """Mono, one number a sample, at :data:`AAC_RATE`."""

AAC_RATE = 48_000
FRAME = 1024
"""Samples that AAC takes at once."""


def frames_of(samples: Samples) -> Iterator[av.AudioFrame]:
    """Yield samples as frames with exact times."""
    for start in range(0, len(samples), FRAME):
        piece = samples[start : start + FRAME]
        frame = av.AudioFrame.from_ndarray(np.stack([piece, piece]), "fltp", "stereo")
        frame.sample_rate = AAC_RATE
        frame.time_base = Fraction(1, AAC_RATE)
        frame.pts = start
        yield frame
