"""A still as a format: one frame as a PNG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

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
    """

    quality: Quality
    at: float | None = None
    suffix: str = ".png"

    @property
    def canvas(self) -> Canvas:
        return self.quality.canvas

    def open(self, path: Path) -> Png:
        return Png(path)


class Png:
    """Write the frame that comes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open_beat(self, name: str) -> None:
        """Beats leave no mark in a still."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        opaque = Image.fromarray(pixels).convert("RGB")
        opaque.save(self._path, format="PNG", optimize=True)

    def close(self) -> float:
        return 0.0

    def abandon(self) -> None:
        """Nothing is kept open."""
