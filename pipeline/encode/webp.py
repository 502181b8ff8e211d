"""Animated WebP: each picture as the rectangles that change, coded without loss by libwebp.

Blending can only cover more. What becomes less covered has to be cleared, or replaced together with
all that stands in its rectangle; libwebp's own encoder replaces the rectangle of the whole change.
Here, a rectangle is cleared as the frame before ends, at the instant at which the next one covers
it anew; where that frame has another rectangle, one that shows nothing new follows it. A frame
clears one rectangle, so readouts that stand apart are replaced by frames of their own, one after
the other: the last one less than 1/30 s after the marble, which is half a picture at 20 a second.

Source: WebP Container Specification, https://developers.google.com/speed/webp/docs/riff_container
"""

from __future__ import annotations

import functools
import io
import itertools
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from pipeline.encode.clip import differences
from pipeline.encode.pillow_formats import reduced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.encode.clip import Clip, Codes, Mask
    from pipeline.frame_sink import Box

MILLISECONDS = 10
"""In one of a clip's centiseconds."""

SHORTEST = 12
"""Milliseconds that a frame lasts at least where there is a choice: browsers take what is shown
for 10 or less to be meant slower."""

MOST_LATE = 2
"""Frames that may follow a picture's first one and bring rectangles that become less covered."""

BLOCK = 8
"""Pixels: what is nearer to each other belongs together."""

MOST_APART = 6
"""Patches of what becomes less covered; where there are more, larger blocks belong together."""

NO_BLEND, CLEAR = 2, 1
"""Bits of a frame: it replaces what is there; its rectangle is cleared after its time."""

OFF = 2.0
"""Levels of 255 by which a mixture of colours may be off on a page."""

HOPE = 0.3
"""What a pixel of another way to the same picture costs at least, as a share of what one cost."""

FRAME_HEAD = 24
"""Bytes of a frame besides its image."""

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

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return FRAME_HEAD + len(self.image)

    def moved(self, right: int, down: int) -> Frame:
        """Return the frame so many pixels away; both are even."""
        left, top, end, bottom = self.box
        return replace(self, box=(left + right, top + down, end + right, bottom + down))

    def chunk(self, milliseconds: int) -> bytes:
        """Return the frame as the file has it."""
        left, top, right, bottom = self.box
        numbers = (left // 2, top // 2, right - left - 1, bottom - top - 1, milliseconds)
        head = b"".join(number.to_bytes(3, "little") for number in numbers)
        return chunk(b"ANMF", head + bytes([self.flags]) + self.image)


@dataclass(frozen=True)
class Change:
    """What leads from one picture to the next.

    Parameters
    ----------
    frames
        One after the other; the picture is whole with the last one.
    clears
        Shows nothing new, and its rectangle is cleared at the instant of the first one.
    """

    frames: tuple[Frame, ...]
    clears: Frame | None = None

    def moved(self, right: int, down: int) -> Change:
        """Return the change so many pixels away."""
        clears = self.clears and self.clears.moved(right, down)
        return Change(tuple(frame.moved(right, down) for frame in self.frames), clears)

    def size_after(self, end: Frame) -> int:
        """Return how many bytes it takes after a frame that may clear its own rectangle."""
        more = 0 if self.clears is None or self.clears.box == end.box else self.clears.size
        return more + sum(frame.size for frame in self.frames)


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
    """Yield the frames of a clip, one or more for each picture."""
    shown: Codes | None = None
    last: tuple[Frame, ...] = ()
    time = 0
    for (new, codes), shot in zip(differences(clip), clip.shots, strict=True):
        lasts = shot.shown * MILLISECONDS
        room = time // SHORTEST > len(last), min(MOST_LATE, lasts // SHORTEST - 1)
        change = first(codes) if shown is None else step(shown, codes, new, last[-1], *room)
        yield from _timed(last, time, change.clears)
        shown, last, time = codes, change.frames, lasts
    yield from _timed(last, time, None)


def _timed(shown: tuple[Frame, ...], milliseconds: int, clears: Frame | None) -> Iterator[bytes]:
    """Yield a picture's frames, of which the last one clears what the next picture needs bare."""
    if not shown:
        return
    if clears and clears.box == shown[-1].box:
        shown = (*shown[:-1], replace(shown[-1], flags=shown[-1].flags | CLEAR))
    elif clears:
        rest = milliseconds - SHORTEST * len(shown)
        yield from (frame.chunk(SHORTEST) for frame in shown[:-1])
        yield shown[-1].chunk(rest)
        yield clears.chunk(SHORTEST)
        return
    yield from (frame.chunk(SHORTEST) for frame in shown[:-1])
    yield shown[-1].chunk(milliseconds - SHORTEST * (len(shown) - 1))


def first(picture: Codes) -> Change:
    """Return the frame that shows a picture where there is none."""
    box = (0, 0, picture.shape[1], picture.shape[0])
    return Change((Frame(box, image_chunk(picture), NO_BLEND),))


def step(
    before: Codes, after: Codes, new: Mask, end: Frame, may_clear: bool, most_late: int
) -> Change:
    """Return the least bytes that lead from one picture to the next.

    Parameters
    ----------
    before, after
        What is there, and what is to be there.
    new
        Where they differ.
    end
        The last frame of what is there.
    may_clear
        Whether there is time for a frame after it that clears its rectangle.
    most_late
        How many frames there is time for after the next picture's first one.
    """
    window = around(new)
    if area(end.box) < area(window):
        window = joined(window, end.box)  # else to clear it would not be worth while
    left, top, right, bottom = window
    new = new[top:bottom, left:right]
    before, after = part(before, window), part(after, window)
    end = end.moved(-left, -top)
    less = new.copy()
    less[new] = covers(before[new], after[new])[1]
    if not less.any():
        return Change((blended(before, after),)).moved(left, top)
    return least(before, after, new, less, end, may_clear, most_late).moved(left, top)


def least(
    before: Codes,
    after: Codes,
    new: Mask,
    less: Mask,
    end: Frame,
    may_clear: bool,
    most_late: int,
) -> Change:
    """Return the least bytes for a part of a picture; `less` is what has to be less covered."""
    height, width = new.shape
    size = functools.partial(Change.size_after, end=end)
    best: Change | None = None
    bytes_of_a_pixel = 0.0

    @functools.cache
    def replaced(box: Box) -> Frame:
        return Frame(box, image_chunk(part(after, box)), NO_BLEND)

    def try_with(bare: Box | None, late: list[Box]) -> None:
        """Take the change with a rectangle cleared before and others replaced after it, if best."""
        nonlocal best, bytes_of_a_pixel
        frames = tuple(map(replaced, late))
        clears = end if bare == end.box else nothing(bare) if bare else None
        rest = size(Change(frames, clears))
        start, goal = before.copy(), after.copy()
        for box in late:
            part(goal, box)[...] = part(before, box)
        if bare:
            part(start, bare)[...] = 0
            part(goal, bare)[...] = part(after, bare)
        pixels = int(np.count_nonzero(start != goal))
        if best and rest + HOPE * bytes_of_a_pixel * pixels >= size(best):
            return
        if pixels or not late:
            at_once = blended(start, goal)
            bytes_of_a_pixel = at_once.size / max(pixels, 1)
            frames = (at_once, *frames)
        found = Change(frames, clears)
        if best is None or size(found) < size(best):
            best = found

    for patches in groups(less, most_late + 1):
        known = best
        for bare in (None, end.box, max(patches, key=area) if may_clear else None):
            if bare is not None and not inside(bare, (0, 0, width, height)):
                continue
            late = patches if bare is None else [box for box in patches if not inside(box, bare)]
            if len(late) <= most_late and (bare is None or len(late) < len(patches)):
                try_with(bare, late)
        if best is known and best is not None:
            break  # fewer and larger rectangles are no better
    return best or Change((replaced(around(new)),))


def groups(mask: Mask, most: int) -> Iterator[list[Box]]:
    """Yield rectangles around all of a mask: at most so many, then one less each time.

    Those two are joined first that grow least by it.
    """
    boxes, side = patches_of(mask, BLOCK), BLOCK
    while len(boxes) > MOST_APART:
        side *= 2
        boxes = patches_of(mask, side)
    while boxes:
        if len(boxes) <= most:
            yield boxes
        if len(boxes) == 1:
            return
        one, other = min(
            itertools.combinations(boxes, 2),
            key=lambda pair: area(joined(*pair)) - area(pair[0]) - area(pair[1]),
        )
        boxes = [box for box in boxes if box not in (one, other)] + [joined(one, other)]


def patches_of(mask: Mask, side: int) -> list[Box]:
    """Return rectangles around what touches when it is seen in blocks."""
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % side), (0, -width % side)))
    blocks = padded.reshape(padded.shape[0] // side, side, -1, side).any((1, 3))
    numbers, count = ndimage.label(blocks, np.ones((3, 3)))
    number_of = np.repeat(np.repeat(numbers, side, 0), side, 1)[:height, :width]
    return [around(mask & (number_of == number + 1)) for number in range(count)]


def area(box: Box) -> int:
    """Return how many pixels a rectangle has."""
    return (box[2] - box[0]) * (box[3] - box[1])


def joined(one: Box, other: Box) -> Box:
    """Return the rectangle around two."""
    left, top, right, bottom = one
    return min(left, other[0]), min(top, other[1]), max(right, other[2]), max(bottom, other[3])


def inside(box: Box, other: Box) -> bool:
    """Tell whether a rectangle is in another one."""
    return joined(box, other) == other


def nothing(box: Box) -> Frame:
    """Return a frame that shows nothing and clears its rectangle when it ends."""
    bare = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint32)
    return Frame(box, image_chunk(bare), CLEAR)


def blended(before: Codes, after: Codes) -> Frame:
    """Return the frame that covers what differs; none of it is to be covered less."""
    new = before != after
    box = around(new)
    new, before, after = part(new, box), part(before, box), part(after, box)
    ink = np.zeros_like(after)
    ink[new] = covers(before[new], after[new])[0]
    return Frame(box, image_chunk(ink))


def covers(before: Codes, after: Codes) -> tuple[Codes, Mask]:
    """Return what leads from some pixels to others where it is blended, and where nothing does.

    What half covers more than before is covered by a share of the rest, in a colour that makes the
    mixture right. That is as exact as decoders reckon, to a few parts of 255.
    """
    ink = after.copy()
    half = (before >> 24 > 0) & (after >> 24 < 255)
    old, goal = (_channels(codes[half]) for codes in (before, after))
    less = goal[:, 3] <= old[:, 3]
    share = np.where(less, 1.0, (goal[:, 3] - old[:, 3]) / np.maximum(255 - old[:, 3], 1))[
        :, np.newaxis
    ]
    rest = (1 - share) * old[:, 3:]
    colour = (goal[:, :3] * goal[:, 3:] - old[:, :3] * rest) / (255 * share)
    off = np.abs(colour - np.clip(colour, 0, 255)).max(1, initial=0) * share[:, 0]
    found = np.rint(np.hstack([np.clip(colour, 0, 255), 255 * share])).astype(np.uint8)
    ink[half] = found.view(np.uint32)[:, 0]
    impossible = half.copy()
    impossible[half] = less | (off > OFF) | (found[:, 3] == 0)
    return ink, impossible


def _channels(codes: Codes) -> npt.NDArray[np.float64]:
    return np.ascontiguousarray(codes).view(np.uint8).reshape(-1, 4).astype(float)


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
