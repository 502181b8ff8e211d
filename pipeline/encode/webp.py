"""Animated WebP: each picture as the rectangle that changes, coded without loss by libwebp.

libwebp's own animation encoder sends the whole rectangle again as soon as one pixel in it becomes
less covered, since blending can only cover more. Here such pixels are cleared first: a picture is
shown as two frames, of which the second shows nothing new and has its rectangle cleared when its
time is over. The next picture then covers what was cleared and blends the rest.

Source: WebP Container Specification, https://developers.google.com/speed/webp/docs/riff_container
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.encode.clip import differences
from pipeline.encode.pillow_formats import reduced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.encode.clip import Clip, Codes, Mask
    from pipeline.frame_sink import Box

MILLISECONDS = 10
"""In one of a clip's centiseconds."""

SHORTEST = 20
"""Milliseconds that a frame lasts at least where there is a choice: browsers take what is shown
for 10 or less to be meant slower."""

NO_BLEND, CLEAR = 2, 1
"""Bits of a frame: it replaces what is there; its rectangle is cleared after its time."""

ANIMATION, ALPHA = 2, 16
"""Bits of the file."""

EFFORT = {"lossless": True, "quality": 50, "method": 4}
"""On a scene with a map and readouts, more of either takes longer and saves 2 % at most."""


@dataclass(frozen=True)
class Frame:
    """A rectangle that is put on what is there.

    Parameters
    ----------
    box
        Where; left and top are even.
    image
        Its chunk of the file.
    flags
        How it is put there.
    """

    box: Box
    image: bytes
    flags: int = 0

    def chunk(self, milliseconds: int) -> bytes:
        """Return the frame as the file has it."""
        left, top, right, bottom = self.box
        numbers = (left // 2, top // 2, right - left - 1, bottom - top - 1, milliseconds)
        head = b"".join(number.to_bytes(3, "little") for number in numbers)
        return chunk(b"ANMF", head + bytes([self.flags]) + self.image)


def write_webp(clip: Clip, colours: int, path: Path) -> None:
    """Write `clip` without loss in at most so many colours.

    Lossy WebP keeps one colour sample in four pixels: text frays, and drawings come out larger.

    Parameters
    ----------
    clip
        What to show, for ever.
    colours
        As many as a palette has, or :data:`pipeline.encode.pillow_formats.EVERY_COLOUR`.
    """
    few = reduced(clip, colours)
    if len(few.shots) == 1:
        path.write_bytes(riff(image_chunk(codes_of(few))))
        return
    size = b"".join((side - 1).to_bytes(3, "little") for side in (few.width, few.height))
    head = chunk(b"VP8X", struct.pack("<I", ANIMATION | ALPHA) + size)
    for_ever = chunk(b"ANIM", bytes(6))
    path.write_bytes(riff(head + for_ever + b"".join(frames(few))))


def frames(clip: Clip) -> Iterator[bytes]:
    """Yield the frames of a clip, one or two for each picture."""
    shown: Codes | None = None
    last: tuple[Frame, int] | None = None
    for (new, codes), shot in zip(differences(clip), clip.shots, strict=True):
        frame, cleared = step(shown, codes, new, last is not None and last[1] >= 2 * SHORTEST)
        if last is not None:
            yield from _ended(*last, cleared)
        shown, last = codes, (frame, shot.shown * MILLISECONDS)
    if last is not None:
        yield from _ended(*last, None)


def _ended(frame: Frame, milliseconds: int, cleared: Frame | None) -> Iterator[bytes]:
    """Yield a frame, and after it the one that clears what the next picture covers less."""
    yield frame.chunk(milliseconds - SHORTEST if cleared else milliseconds)
    if cleared:
        yield cleared.chunk(SHORTEST)


def step(
    before: Codes | None, after: Codes, new: Mask, may_clear: bool
) -> tuple[Frame, Frame | None]:
    """Return the smallest frame that leads from one picture to the next.

    Parameters
    ----------
    before
        What is there; ``None`` for nothing.
    new
        Where they differ.
    may_clear
        Whether something can be cleared before.

    Returns
    -------
    Frame
        What is to be shown next.
    Frame or None
        What has to be shown, and cleared, before.
    """
    box = around(new)
    whole = Frame(box, image_chunk(part(after, box)), NO_BLEND)
    if before is None:
        return whole, None
    less = new & (before >> 24 > 0) & (after >> 24 < 255)
    if not less.any():
        return blended(before, after), None
    if not may_clear:
        return whole, None
    hole = around(less)
    rest = before.copy()
    part(rest, hole)[...] = 0
    nothing = Frame(hole, image_chunk(np.zeros_like(part(rest, hole))), CLEAR)
    there = blended(rest, after)
    return (
        (there, nothing) if len(there.image + nothing.image) < len(whole.image) else (whole, None)
    )


def blended(before: Codes, after: Codes) -> Frame:
    """Return the frame that covers what differs; none of it is to be covered less."""
    new = before != after
    box = around(new)
    return Frame(box, image_chunk(np.where(part(new, box), part(after, box), 0)))


def part(picture: Codes, box: Box) -> Codes:
    """Return the pixels of a rectangle, to read and to change."""
    left, top, right, bottom = box
    return picture[top:bottom, left:right]


def around(mask: Mask) -> Box:
    """Return the smallest rectangle around a mask from an even corner; a pixel if it is empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return 0, 0, 1, 1
    left, top = int(columns[0]) // 2 * 2, int(rows[0]) // 2 * 2
    return left, top, int(columns[-1]) + 1, int(rows[-1]) + 1


def codes_of(clip: Clip) -> Codes:
    """Return the only picture of a clip."""
    [(_, codes)] = differences(clip)
    return codes


def image_chunk(codes: Codes) -> bytes:
    """Return pixels as a chunk, coded without loss."""
    pixels = np.ascontiguousarray(codes).view(np.uint8).reshape(*codes.shape, 4)
    opaque = pixels[..., 3].min() == 255
    file = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3]) if opaque else pixels)
    image.save(file, format="WEBP", **EFFORT)
    return file.getvalue()[len(riff(b"")) :]


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk of a RIFF file; its length is even."""
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def riff(chunks: bytes) -> bytes:
    """Return a WebP file of these chunks."""
    return chunk(b"RIFF", b"WEBP" + chunks)
