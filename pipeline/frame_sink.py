"""The frame sink: the contract between the process that draws and the encoders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]
    """One frame, of shape ``(height, width, 4)``: red, green, blue, and alpha.

    Alpha is 255 where there is paper. Without paper it is the share of the pixel that is covered,
    and the colours are what the pixel would be on the paper."""

    Box: TypeAlias = tuple[int, int, int, int]
    """Left, top, right and bottom edge in pixels; the last two are outside."""

    Boxes: TypeAlias = Sequence[Box] | None
    """Where a frame may differ from the one before; ``None`` for anywhere."""


class FrameSink(Protocol):
    """Takes frames in order and makes a file of them."""

    def open_beat(self, name: str) -> None:
        """Note that the next frame is the first one of a beat."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        """Show `pixels` for `repeat` frames; the drawer changes the array after the call."""

    def close(self) -> float:
        """Finish the file and return how many seconds it plays."""

    def abandon(self) -> None:
        """Let go of the file without finishing it; never raises."""


class NullSink:
    """A sink for scenes that are run through without a picture."""

    def open_beat(self, name: str) -> None:
        """Beats leave no mark."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        raise AssertionError("what is only timed is not drawn")

    def close(self) -> float:
        return 0.0

    def abandon(self) -> None:
        """Nothing is kept open."""
