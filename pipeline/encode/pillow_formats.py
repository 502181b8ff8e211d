"""AVIF and PNG through Pillow: one frame in memory at a time, with real alpha."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.encode.alpha import without_paper
from pipeline.encode.clip import Clip, ClipFrame, merged, pack
from pipeline.encode.palette import palette_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.frame_sink import Pixels


EVERY_COLOUR = 1 << 24
"""More colours than a palette holds: the pictures as they were drawn."""

LARGEST_PALETTE = 256

AVIF_SPEED = 6
"""Slower ones save a tenth; at 8, files are half as large again."""


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


def write_avif(clip: Clip, quality: int, path: Path) -> None:
    """Write `clip` with loss, but with a colour for every pixel: coloured text stays sharp.

    Parameters
    ----------
    clip
        What to show, for ever.
    quality
        From 0 to 100.
    """
    reel = Reel(clip.mapped(without_paper))
    file = io.BytesIO()
    reel.save(
        file,
        format="AVIF",
        save_all=reel.is_animated,
        duration=reel.durations,
        quality=quality,
        speed=AVIF_SPEED,
        subsampling="4:4:4",
        autotiling=False,  # tiles depend on the machine's cores, and files shall not
    )
    path.write_bytes(timeless(file.getvalue()))


def timeless(avif: bytes) -> bytes:
    """Return an AVIF file without the times of its making, so that equal pictures are equal files.

    They are the first two numbers in three kinds of boxes (ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.4.2).
    """
    data = bytearray(avif)
    end = data.find(b"mdat")
    for box in re.finditer(rb"mvhd|tkhd|mdhd", avif[:end]):
        wide = avif[box.end()] == 1  # the version: 1 has numbers of 64 bits, 0 of 32
        start, length = box.end() + 4, 16 if wide else 8
        data[start : start + length] = bytes(length)
    return bytes(data)


def write_png(clip: Clip, colours: int, path: Path) -> None:
    """Write `clip` as an animated PNG, or as a plain one if it is one picture.

    Parameters
    ----------
    clip
        What to show, for ever.
    colours
        As many as a palette has, or :data:`EVERY_COLOUR`.
    """
    reel = Reel(reduced(clip, colours))
    if reel.is_animated:
        reel.save(path, format="PNG", save_all=True, duration=reel.durations, loop=0)
    else:
        indexed(reel.clip.picture(0)).save(path, format="PNG", optimize=True)


def reduced(clip: Clip, colours: int) -> Clip:
    """Return `clip` free of its paper and in few colours, one with another alpha being another."""
    if colours > LARGEST_PALETTE:
        return clip.mapped(without_paper)
    palette = palette_of(clip, colours)
    shots = (
        ClipFrame(pack(palette.colours[indices]), shot.shown)
        for indices, shot in zip(palette.indices(clip), clip.shots, strict=True)
    )
    return Clip(clip.width, clip.height, clip.tick, merged(shots))


def indexed(picture: Pixels) -> Image.Image:
    """Return a picture as indices into a palette where it has no more colours than one holds."""
    height, width, _ = picture.shape
    codes = np.ascontiguousarray(picture).view(np.uint32)[..., 0]
    values, indices = np.unique(codes, return_inverse=True)
    if len(values) > LARGEST_PALETTE:
        opaque = picture[..., 3].min() == 255
        return Image.fromarray(np.ascontiguousarray(picture[..., :3]) if opaque else picture)
    colours = values.view(np.uint8).reshape(-1, 4)
    image = Image.fromarray(indices.reshape(height, width).astype(np.uint8), mode="P")
    image.putpalette(colours[:, :3].tobytes())
    if colours[:, 3].min() < 255:
        image.info["transparency"] = colours[:, 3].tobytes()
    return image
