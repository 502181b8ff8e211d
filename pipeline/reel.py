"""A clip as Pillow sees an animated file: one picture in memory at a time, with real alpha."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clip import Clip


class Reel(Image.Image):
    """Pictures that are unpacked when an encoder asks for them.

    Parameters
    ----------
    clip
        The pictures, drawn on paper or without.
    """

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self.clip = clip
        self.n_frames = len(clip.shots)
        self.is_animated = self.n_frames > 1
        self.has_alpha = any(picture[..., 3].min() < 255 for picture in clip.pictures())
        self.seek(0)

    @property
    def durations(self) -> Sequence[int]:
        """How long each picture is shown, in milliseconds."""
        return [10 * shot.shown for shot in self.clip.shots]

    def seek(self, frame: int) -> None:
        if frame >= self.n_frames:
            raise EOFError("the reel has ended")
        picture = self.clip.picture(frame)
        shown = picture if self.has_alpha else np.ascontiguousarray(picture[..., :3])
        image = Image.fromarray(shown)
        self.im, self._mode, self._size = image.im, image.mode, image.size
        self._frame = frame

    def tell(self) -> int:
        return self._frame
