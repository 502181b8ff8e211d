"""A still as a format: one frame as a PNG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PIL import Image

from pipeline.job import FrameAt, Frames, LastFrame
from pipeline.presets import Canvas, Quality

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, Pixels


@dataclass(frozen=True)
class Still:
    """A still at a moment of a scene or of a beat.

    Parameters
    ----------
    quality
        Its size, and the frame rate at which moments are counted.
    at
        Seconds from the start; the end when left out.
    quick
        Whether it is written for speed and not for size.
    """

    quality: Quality
    at: float | None = None
    quick: bool = False
    suffix: str = ".png"

    origin: ClassVar[tuple[int, int]] = (0, 0)
    segmented: ClassVar[bool] = False

    @property
    def frames(self) -> Frames:
        return LastFrame() if self.at is None else FrameAt(self.at)

    @property
    def canvas(self) -> Canvas:
        return self.quality.canvas

    def open(self, path: Path) -> Png:
        return Png(path, self.quick)


class Png:
    """Write the frame that comes.

    Parameters
    ----------
    quick
        Whether it is compressed for speed and not for size.
    """

    def __init__(self, path: Path, quick: bool = False) -> None:
        self._path = path
        self._options: dict[str, Any] = {"compress_level": 1} if quick else {"optimize": True}

    def open_beat(self, name: str) -> None:
        """Beats leave no mark in a still."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        opaque = Image.fromarray(pixels).convert("RGB")
        opaque.save(self._path, format="PNG", **self._options)

    def close(self) -> float:
        return 0.0

    def abandon(self) -> None:
        """Nothing is kept open."""
